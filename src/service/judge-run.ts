import { ERROR_CODES, isErrorCode, type ErrorCode } from '../domain/error-codes.ts'
import { SIDES } from '../domain/side.ts'
import type { Report } from '../engine/report.ts'
import { pauseAfter, pollAfter, type Pace } from './pace.ts'
import type { StandingState } from './ports.ts'

/** What a run means for its pair. */
export interface Verdict {
  readonly state: StandingState
  readonly code?: ErrorCode
  readonly message?: string
  /** How long until the next run, in milliseconds; absent where a person must act first. */
  readonly nextMs?: number
}

export interface RunHistory {
  /** Runs in a row that ended early or left something undone, this one included. */
  readonly failures: number
  readonly sinceChangeMs: number
  /** Whether both clouds tell of changes by themselves now. */
  readonly isTold: boolean
}

/** What is wrong with a mailbox or with us changes rarely, and asking is cheap: twice an hour at most, hourly in the end. */
const RARELY = { firstMs: 15 * 60_000, mostMs: 60 * 60_000 }
const SOON = { firstMs: 5_000, mostMs: 5 * 60_000 }
/** Another process works on the pair, or died: its lease runs out within seconds. */
const ANOTHER = { firstMs: 2_000, mostMs: 10_000 }
/** Somebody changed a mailbox while it was looked at: looking again is all it takes. */
const AGAIN = { firstMs: 1_000, mostMs: 15_000 }
const DATABASE = { firstMs: 1_000, mostMs: 30_000 }

/** Looked at in the database alone; who opens the gate has the pair run at once anyway. */
const GATE = { firstMs: 15_000, mostMs: 60_000 }

/** Codes with a pause of their own, beside those that the remedy gives. */
const PAUSES: Partial<Record<ErrorCode, { readonly firstMs: number; readonly mostMs: number }>> = {
  STORE_FAILURE: DATABASE,
  STORE_LOCKED: ANOTHER,
  GATE_CLOSED: GATE,
  FORBIDDEN: RARELY,
  BAD_CONFIG: RARELY,
  SECRETS_KEY: RARELY,
  SEALED_VALUE: RARELY,
  MAILBOX_FULL: RARELY,
  DISK_FULL: RARELY,
  UNREADABLE_ANSWER: RARELY,
  BACKUP_KEY: RARELY,
  BACKUP_FOLDER: RARELY,
  BACKUP_FULL: RARELY,
  BACKUP_DAMAGED: RARELY,
}

/** Never tried again by themselves: an account may get locked, and a bug may get worse. */
const WAIT_FOR_A_PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAUTHORIZED', 'BROKEN_INVARIANT'])

/** What follows from a run that ended with a report. */
export function judgeReport(report: Report, history: RunHistory, pace: Pace): Verdict {
  const { stoppedBy } = report
  if (stoppedBy !== undefined) {
    const code = isErrorCode(stoppedBy.code) ? stoppedBy.code : 'BROKEN_INVARIANT'
    return judgeFailure(code, stoppedBy.message, history.failures, stoppedBy.retryAfterMs)
  }
  const nextMs = pollAfter(history.sinceChangeMs, history.isTold, pace)
  if (!report.quiet && report.holds.length === 0) return { state: 'behind', nextMs: Math.min(nextMs, pauseAfter(history.failures, SOON.firstMs, SOON.mostMs)) }
  if (report.holds.length > 0) return { state: 'decide', message: 'Operations are held, because together they would send too much to trash.', nextMs }
  return { state: 'in-step', nextMs }
}

function stateOf(code: ErrorCode): StandingState {
  if (code === 'GATE_CLOSED') return 'gate'
  if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') return 'sign-in'
  return ['report', 'reconfigure'].includes(ERROR_CODES[code].remedy) && code !== 'STORE_LOCKED' ? 'stuck' : 'waiting'
}

/** What follows from a failure with this code. `retryAfterMs`: what the cloud asked for, which is obeyed. */
export function judgeFailure(code: ErrorCode, message: string, failures: number, retryAfterMs = 0): Verdict {
  const told = { state: stateOf(code), code, message } as const
  if (WAIT_FOR_A_PERSON.has(code)) return told
  const { firstMs, mostMs } = PAUSES[code] ?? (ERROR_CODES[code].remedy === 'replan' ? AGAIN : SOON)
  return { ...told, nextMs: Math.max(retryAfterMs, pauseAfter(failures, firstMs, mostMs)) }
}

/** Whether a run found anything to carry over. */
export const didSomething = ({ done }: Report): boolean => SIDES.some((side) => Object.values(done[side]).some((count) => (count ?? 0) > 0))
