import type { Setup } from '../../api/schema.ts'

/** In the order in which they are gone through. */
export const STEPS = ['dingtalk', 'microsoft', 'pairs', 'policy', 'finish'] as const
export type StepId = (typeof STEPS)[number]

export const pathOf = (step: StepId): string => `/set-up/${step}`
export const stateOf = (setup: Setup, step: StepId) => setup.steps.find(({ id }) => id === step)?.state ?? 'todo'

/** The one to go on with: the first that is not done. */
export const nextStep = (setup: Setup): StepId => STEPS.find((step) => stateOf(setup, step) !== 'done') ?? 'finish'
export const stepAfter = (step: StepId): StepId => STEPS[STEPS.indexOf(step) + 1] ?? 'finish'
