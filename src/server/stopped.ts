import { isErrorCode } from '../domain/error-codes.ts'
import { SyncError } from '../domain/errors.ts'
import type { Report } from '../engine/report.ts'

/** What ended a run early, as the error that it was. Nothing where it ended by itself. */
export function orStopped<Result extends Pick<Report, 'stoppedBy'>>(report: Result): Result {
  const { stoppedBy } = report
  if (stoppedBy === undefined) return report
  throw new SyncError(isErrorCode(stoppedBy.code) ? stoppedBy.code : 'BROKEN_INVARIANT', stoppedBy.message)
}
