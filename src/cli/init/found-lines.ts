import type { FoundView } from '../../setup/view.ts'

const SIGNS = { ok: '✓', look: '!', wrong: '✗' } as const

/** What a check found, for people: with the place where it is mended. */
export const foundLines = (found: readonly FoundView[]): readonly string[] => found.flatMap(({ weight, what, next }) => [`  ${SIGNS[weight]} ${what}`, ...(next === undefined || weight === 'ok' ? [] : [`    ${next}`])])
