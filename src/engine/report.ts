import type { Instant } from '../domain/instant.ts'
import type { OperationKind } from '../domain/operation.ts'
import type { Side } from '../domain/side.ts'

/** Operations that wait for a person, because together they would send too much to trash. */
export interface Hold {
  /** Short; stays the same while the held operations stay the same. */
  readonly id: string
  readonly on: Side
  readonly operations: number
  /** Why it was held: a code word of `reconcile/guard.ts`. */
  readonly reason: 'too-many' | 'side-empty' | 'folder-unavailable'
}

/** Something a person should know of, that is not an error: an item that cannot cross, a mark that a side cannot hold. */
export interface Finding {
  readonly kind: 'set-aside' | 'departed' | 'differs' | 'cannot-hold' | 'unavailable' | 'carried' | 'rebuilt' | 'wrapped' | 'state-lost' | 'people' | 'waits' | 'left-out'
  readonly code: string
  /** Where, if on one side only. */
  readonly on?: Side
  /** One sentence, safe to show: no subject, no address. */
  readonly message: string
  readonly count: number
}

/** What many copies need on one side, and what there is. */
export interface Room {
  readonly on: Side
  readonly copies: number
  /** That the copies need. */
  readonly bytes: number
  /** That the mailbox still takes; absent where nobody tells. */
  readonly leftBytes?: number
  /** Whether there is room for temporary files and for what is remembered. */
  readonly fitsOnDisk: boolean
}

/** What one run did and did not do. */
export interface Report {
  readonly run: string
  readonly pair: string
  readonly startedAt: Instant
  readonly endedAt: Instant
  /** Passes of observe, plan and apply that were made. */
  readonly passes: number
  /** True when the last pass found nothing more to do. */
  readonly quiet: boolean
  /** When the last run began that ended with nothing left to do: what changed before is on both sides. */
  readonly inStepAt?: Instant
  /** Operations carried out, by side and kind. */
  readonly done: Readonly<Record<Side, Readonly<Partial<Record<OperationKind, number>>>>>
  readonly failed: number
  readonly holds: readonly Hold[]
  readonly findings: readonly Finding[]
  /** Why the run ended before it was quiet, if it did. */
  readonly stoppedBy?: { readonly code: string; readonly message: string; readonly retryAfterMs?: number }
}

/** What a run tells while it works, at most a few times a second. */
export interface Progress {
  readonly phase: 'backing-up' | 'recovering' | 'observing' | 'matching' | 'planning' | 'applying'
  readonly pass: number
  /** Messages read so far (backing up, observing), or operations done (applying). */
  readonly done: number
  /** Known once planned. */
  readonly total?: number
}
