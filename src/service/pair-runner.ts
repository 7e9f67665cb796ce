import type { Mailbox } from '../connectors/connector.ts'
import type { Side } from '../domain/side.ts'
import type { Report } from '../engine/report.ts'
import type { RunCause } from '../engine/tell-run.ts'

export interface RunRequest {
  readonly cause: RunCause
  /** What is said to have changed since it was asked last: a run that copies much looks again then. */
  readonly takeHint: () => RunCause | undefined
  /** Both mailboxes are to be listed whole. */
  readonly relist: boolean
  readonly applyHold?: string
  readonly discardHold?: string
  /** See `PairContext.ending`. */
  readonly ending: AbortSignal
  /** Ends everything at once; recovery looks after what was under way. */
  readonly signal: AbortSignal
}

/** What the service needs of the application. */
export interface PairRunner {
  /** Makes both mailboxes the same, until quiet. Failures are in the report; rejects with the reason of an aborted signal, or where not even a report could be made. */
  run(pair: string, request: RunRequest): Promise<Report>
  mailboxes(pair: string): Promise<Readonly<Record<Side, Mailbox>>>
  /** Gives back connections and what was remembered about refused sign-ins: the next use begins anew. */
  reopen(pair: string): Promise<void>
}
