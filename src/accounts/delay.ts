/** How often signing in failed by one key (a name, an address, both), and when last. */
export interface Failures {
  readonly key: string
  readonly times: number
  readonly lastAt: number
}

/** Of what a try is counted: never the name or the address itself. */
export interface AttemptKeys {
  readonly name: string
  readonly address: string
  readonly both: string
}

const SECOND = 1000
const LONGEST_MS = 15 * 60 * SECOND
/** A day without a failure, and all is forgotten. */
export const FORGOTTEN_MS = 24 * 60 * 60 * SECOND

/** Tries before each one more has to wait twice as long. */
const FREE = { both: 5, name: 10, address: 30 } as const

/**
 * How long the next try has to wait, in milliseconds. Tries that come too early are not counted, so no name is locked for longer
 * than a quarter of an hour; and where somebody signed in before (`isKnown`) the failures of strangers do not count, so that they cannot
 * keep its owner out.
 */
export function waitOf(failures: readonly Failures[], keys: AttemptKeys, now: number, isKnown: boolean): number {
  const wait = (kind: keyof AttemptKeys): number => {
    const found = failures.find(({ key }) => key === keys[kind])
    if (found === undefined || now - found.lastAt >= FORGOTTEN_MS || found.times < FREE[kind]) return 0
    return Math.max(0, found.lastAt + Math.min(LONGEST_MS, SECOND * 2 ** (found.times - FREE[kind])) - now)
  }
  return Math.max(wait('both'), wait('address'), isKnown ? 0 : wait('name'))
}

/** What is kept after one more try that is not yet known to be right. */
export function counted(failures: readonly Failures[], keys: AttemptKeys, now: number): readonly Failures[] {
  return Object.values(keys).map((key: string) => {
    const found = failures.find((each) => each.key === key)
    const times = found === undefined || now - found.lastAt >= FORGOTTEN_MS ? 0 : found.times
    return { key, times: times + 1, lastAt: now }
  })
}
