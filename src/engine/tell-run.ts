import { SyncError } from '../domain/errors.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES } from '../domain/side.ts'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import type { Counts, PairStore } from './ports.ts'
import type { Report } from './report.ts'

/** What made a run begin. */
export interface RunCause {
  /** `push`: a change notification of a cloud; `idle`: a hint over a connection of our own; `poll`: it was due; `manual`: a person asked. */
  readonly channel: 'push' | 'idle' | 'poll' | 'manual'
  /** When it was told or due, in milliseconds since 1970. */
  readonly at: number
  /** Both sides were never in step before: what is copied was there already. */
  readonly isFirst?: boolean
}

const DAY_MS = 86_400_000

/**
 * How long a change took until now, in milliseconds: from the cloud's own received time for copies and from `cause` for the rest. Nothing for
 * what rested on purpose, crosses long after it came, or was there before.
 */
export function tookMs(clock: Clock, cause: RunCause, operation: Operation, item: Item | undefined): number | undefined {
  const now = clock.now()
  const isCopy = operation.kind === 'copy'
  if (isCopy && (item?.roleClass === 'draft' || cause.isFirst === true)) return undefined
  const since = isCopy && item !== undefined ? Date.parse(item.receivedAt) : cause.at
  return isCopy && now - since > DAY_MS ? undefined : Math.max(0, now - since)
}

/** Tells how long a change took. To be called when the write is settled. */
export function tellSettled(telemetry: Telemetry, clock: Clock, cause: RunCause, operation: Operation, item: Item | undefined): void {
  const took = tookMs(clock, cause, operation, item)
  if (took !== undefined) telemetry.observe('tongbu_propagation_seconds', { kind: operation.kind, channel: cause.channel }, took / 1000)
}

/** Tells how a run ended and how its pair stands now, as far as the database could be asked. */
export function tellReport(telemetry: Telemetry, report: Report, counts: Counts | undefined): void {
  const { pair, run, quiet, passes, failed, stoppedBy } = report
  const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000
  const held = report.holds.reduce((sum, hold) => sum + hold.operations, 0)
  let done = 0
  for (const on of SIDES) {
    for (const [kind, count] of Object.entries(report.done[on])) {
      telemetry.count('tongbu_operations_total', { on, kind }, count)
      done += count
    }
  }
  telemetry.count('tongbu_runs_total', { outcome: stoppedBy?.code ?? (quiet ? 'quiet' : 'more') })
  telemetry.observe('tongbu_run_seconds', {}, seconds)
  telemetry.gauge('tongbu_held', { pair }, held)
  if (counts !== undefined) {
    telemetry.gauge('tongbu_journal_depth', { pair }, counts.journal)
    telemetry.gauge('tongbu_set_aside', { pair }, counts.setAside)
    telemetry.gauge('tongbu_departed', { pair }, counts.bindings.departed)
  }
  telemetry.log(stoppedBy === undefined ? 'info' : 'warn', stoppedBy === undefined ? 'run ended' : 'run stopped', {
    pair, run, quiet, passes, failed, done, held, seconds, code: stoppedBy?.code, retryAfterMs: stoppedBy?.retryAfterMs,
  })
}

/** Tells of a run that ended without a report. An abort is no failure. */
export function tellFailure(telemetry: Telemetry, pair: string, error: unknown): void {
  if (!(error instanceof SyncError)) return
  telemetry.count('tongbu_runs_total', { outcome: error.code })
  // That a gate is closed is told by how its pair stands, and would else be told every minute.
  telemetry.log(error.code === 'GATE_CLOSED' ? 'debug' : 'error', 'run failed', { pair, code: error.code })
}

/** What the last run of a pair told. */
export async function lastReportOf(store: Pick<PairStore, 'fact'>): Promise<Report | undefined> {
  const text = await store.fact('report')
  return text === undefined ? undefined : (JSON.parse(text) as Report)
}

/** Gauges that change by themselves. `inStepAt`: when the last run of each pair began that ended with nothing left to do, in milliseconds. */
export function tellGauges(telemetry: Telemetry, { inStepAt, now, windowShare }: { readonly inStepAt: ReadonlyMap<string, number>; readonly now: number; readonly windowShare: number | undefined }): void {
  for (const [pair, at] of inStepAt) telemetry.gauge('tongbu_lag_seconds', { pair }, Math.max(0, now - at) / 1000)
  if (windowShare !== undefined) telemetry.gauge('tongbu_budget_left_ratio', { cloud: 'outlook' }, Math.max(0, 1 - windowShare))
}
