import type { Instant } from './instant.ts'
import type { Side } from './side.ts'

/** What a person decided about one pair. */
export interface Policy {
  /** Whose value is applied when both sides changed the same thing differently. The other is kept in the audit. */
  readonly conflictsWonBy: Side
  /** A message that left one mailbox without passing through its trash: keep its partner, or send it to trash. */
  readonly departed: 'keep' | 'trash'
  /** Whether drafts cross. */
  readonly drafts: boolean
  /** A side that Tongbu never writes to. */
  readonly readOnly?: Side
  /** A side where Tongbu never sends anything to trash. */
  readonly noDelete?: Side
  /** What was received before and is on one side only stays there. */
  readonly since?: Instant
  /** What was received more than an hour ago is copied at night only, so that a first copy disturbs nobody. */
  readonly oldMailAtNight?: true
}

/** Whether a message is from before the start, and so is not copied. */
export const isBeforeStart = (receivedAt: Instant, { since }: Policy): boolean => since !== undefined && receivedAt < since

export const DEFAULT_POLICY: Policy = { conflictsWonBy: 'right', departed: 'keep', drafts: true }
