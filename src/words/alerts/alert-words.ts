import type { AlertKind } from '../../watch/alert.ts'

/** What is said of an alert, by name. */
export type AlertFacts = Readonly<Record<string, string | number | boolean>> & { readonly pair: string }

/** Everything that alerts say, in one language. The words are those of the dashboard. */
export interface AlertWords {
  /** How many wait for somebody. */
  readonly title: (raised: number, resolved: number) => string
  readonly raised: Readonly<Record<AlertKind, (facts: AlertFacts) => string>>
  readonly resolved: (what: string) => string
  /** What is resolved, as a few words. */
  readonly short: Readonly<Record<AlertKind, (facts: AlertFacts) => string>>
  readonly more: (count: number) => string
  /** A message that was asked for to try the channel. */
  readonly trial: string
}
