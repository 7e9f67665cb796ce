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
}

export const DEFAULT_POLICY: Policy = { conflictsWonBy: 'right', departed: 'keep', drafts: true }
