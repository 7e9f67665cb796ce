import type { Setup } from '../../api/schema.ts'

/** In the order in which they are gone through. The last two come once something is connected. */
export const STEPS = ['dingtalk', 'microsoft', 'pairs', 'policy', 'finish', 'safety', 'test'] as const
export type StepId = (typeof STEPS)[number]
export type StepState = 'todo' | 'wrong' | 'done'

export const pathOf = (step: StepId): string => `/set-up/${step}`
export const stateOf = (setup: Setup, step: StepId): StepState => setup.steps.find(({ id }) => id === step)?.state ?? 'todo'

/** Whether a secret is known that nothing was found wrong with, so that it need not be given again. */
export const hasGoodSecret = (setup: Setup, step: 'dingtalk' | 'microsoft'): boolean => setup[step]?.hasSecret === true && stateOf(setup, step) !== 'wrong'

/** The one to go on with: the first that is not done. Who has connected everybody goes on behind that. */
export function nextStep(setup: Setup): StepId {
  if (setup.keyWaits) return 'finish'
  if (setup.connected.length > 0 && setup.people.length === 0) return 'safety'
  return STEPS.find((step) => stateOf(setup, step) !== 'done') ?? 'finish'
}

/** Those that come only once the key of the backup is kept. */
export const needsKey = (step: StepId): boolean => step === 'finish' || step === 'safety' || step === 'test'

export const stepAfter = (step: StepId): StepId => STEPS[STEPS.indexOf(step) + 1] ?? 'test'
