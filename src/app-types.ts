import type { KeyPlace } from './config/secrets-key.ts'
import type { Operation } from './domain/operation.ts'
import type { Policy } from './domain/policy.ts'
import type { Counts, SetAside } from './engine/ports.ts'
import type { Finding, Hold, Progress, Report, Room } from './engine/report.ts'
import type { RunCause } from './engine/tell-run.ts'
import type { UndoReport } from './engine/undo-run.ts'
import type { SafetyNet } from './gate/ports.ts'
import type { Clock } from './platform/clock.ts'
import type { FreeBytes } from './platform/disk.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import type { MonthStanding } from './platform/month-budget.ts'
import type { Telemetry } from './platform/telemetry.ts'
import type { Explained } from './reconcile/explain.ts'
import type { Served } from './service/as-served.ts'

/** The outside world, one door each. */
export interface Platform {
  readonly clock: Clock
  readonly newId: NewId
  readonly http: Http
  /** Default: told to nobody. */
  readonly telemetry?: Telemetry
  /** Default: the system's. */
  readonly freeBytes?: FreeBytes
  /** Where the key is that secrets in the database are sealed with. Default: nothing can be sealed. */
  readonly keyPlace?: KeyPlace
  /** What the guided set-up remembers of people. */
  readonly setupFile?: string
  /** Default: the backup of the configuration. */
  readonly safetyNet?: SafetyNet
}

export interface PairInfo {
  readonly name: string
  /** Names of the two clouds, as the configuration has them. */
  readonly left: 'dingtalk' | 'imap'
  readonly right: 'outlook'
  readonly policy: Policy
}

export interface RunOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface SyncRequest extends RunOptions {
  /** Go on until nothing is left to do, also what changes meanwhile. */
  readonly untilQuiet?: boolean
  readonly applyHold?: string
  readonly discardHold?: string
  /** What made it begin, for the latency that is told. Default: a person, now. */
  readonly cause?: RunCause
  /** What is said to have changed since it was asked last. */
  readonly takeHint?: () => RunCause | undefined
  /** See `PairContext.ending`. */
  readonly ending?: AbortSignal
  /** Both mailboxes are to be listed whole, and not only what changed. */
  readonly relist?: boolean
}

export interface PlannedRun {
  readonly operations: readonly Operation[]
  readonly sentences: readonly Explained[]
  readonly holds: readonly Hold[]
  /** What each of the holds would do. */
  readonly held: Readonly<Record<string, readonly Explained[]>>
  readonly findings: readonly Finding[]
  /** Where much would be copied to. */
  readonly room: readonly Room[]
}

/** What taking back a run did or would do, and what is still to be done in sentences. */
export interface UndoneRun extends UndoReport {
  readonly sentences: readonly Explained[]
}

export interface PairStatus extends Served {
  readonly pair: string
  readonly counts: Counts
  /** Calls of this month, where they are counted. */
  readonly month?: MonthStanding
  readonly lastReport?: Report
  readonly openHolds: readonly Hold[]
  readonly setAside: readonly SetAside[]
  readonly findings: readonly Finding[]
}
