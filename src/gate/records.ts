import type { Instant } from '../domain/instant.ts'
import type { SafetyFact } from '../domain/safety-fact.ts'
import type { Measure, PointId } from './points.ts'
import type { BackupProof, RehearsalProof, RestorePointProof } from './proofs.ts'

/** What is proven by something that was done with the mailboxes of the pair. */
interface Proven<Proof> {
  /** Absent where there is none. */
  readonly proof?: Proof
  /** Why it could not be told. */
  readonly problem?: string
  /** When the pair was first looked at after its mailboxes had changed: what is older is of other ones. Absent where they never did. */
  readonly since?: Instant
}

/** What a machine found out about one point. */
export type Fact =
  | SafetyFact
  | ({ readonly check: 'backup-of-both' } & Proven<BackupProof>)
  | ({ readonly check: 'restore-point' } & Proven<RestorePointProof>)
  | ({ readonly check: 'rehearsal' } & Proven<RehearsalProof>)

interface Recorded {
  readonly at: Instant
  /** `digestOf` the parts of the pair that it is about. It counts only as long as they stay so. */
  readonly about: string
}

export interface Evidence extends Recorded {
  readonly kind: 'evidence'
  readonly fact: Fact
}

/** What a person said about one point. */
export interface Answer extends Recorded {
  readonly kind: 'answer'
  readonly point: PointId
  readonly value: 'yes' | 'no'
  readonly by: string
  /** Digest of the words that were shown. */
  readonly words: string
}

/** A person takes the responsibility for a measure that is not met. */
export interface Waiver extends Recorded {
  readonly kind: 'waiver'
  readonly measure: Measure
  readonly by: string
  readonly because: string
  /** The points that were not met when it was written: it covers these and no others. */
  readonly covers: readonly PointId[]
}

/** That all measures were met or waived once, and the pair as it was then. */
export interface Opening extends Recorded {
  readonly kind: 'opening'
}

export type GateRecord = Evidence | Answer | Waiver | Opening

/** The name of a record beside others of its kind and pair: a new one takes its place. */
export function nameOf(record: GateRecord): string {
  switch (record.kind) {
    case 'evidence':
      return record.fact.check
    case 'answer':
      return record.point
    case 'waiver':
      return record.measure
    case 'opening':
      return ''
  }
}
