import type { Mailbox } from '../connectors/connector.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { Policy } from '../domain/policy.ts'
import type { Side } from '../domain/side.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import type { Spool } from '../platform/spool.ts'
import type { Seen, WatchMatch } from '../watch/rule.ts'
import type { PairStore } from './ports.ts'
import type { Progress } from './report.ts'

/** Everything that a run over one pair works with. */
export interface PairContext {
  readonly pair: string
  /** Names this run in the audit. */
  readonly run: string
  readonly mailboxes: Readonly<Record<Side, Mailbox>>
  readonly store: PairStore
  readonly policy: Policy
  /** Whether the people are counted whose data crosses. */
  readonly countsPeople?: boolean
  readonly clock: Clock
  readonly newId: NewId
  readonly signal: AbortSignal
  /** Aborted when the run is to end soon: what is in hand is finished, nothing more is begun, and the run rejects with the reason. */
  readonly ending?: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Whether something is said to have changed since this was asked last. A run that copies much looks again then. */
  readonly takeHint?: () => boolean
  /** Bytes free for temporary files and where the database is; absent ones are not known. */
  readonly disk?: () => Promise<{ readonly spool: number | undefined; readonly database: number | undefined }>
  /** Where messages that are made anew come from: only in a rollback. */
  readonly backup?: { open(blob: string): Promise<Spool> }
  /** How long what this write carries was on its way until now, in milliseconds, where that is known; `item` is the message that it is about. */
  readonly tookMs?: (operation: Operation, item: Item | undefined) => number | undefined
  /** Which rules of a person fit a message whose content is in hand. */
  readonly watches?: (seen: Seen) => readonly WatchMatch[]
  /** Told of every write once it is settled, with the message that it was about. */
  readonly onSettled?: (operation: Operation, item: Item | undefined) => void
}
