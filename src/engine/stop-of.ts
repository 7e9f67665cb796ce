import { SyncError } from '../domain/errors.ts'
import type { Report } from './report.ts'

/** What a report says of the error that ended its run early. @throws the error itself where it is no `SyncError`, and so a fault of ours */
export function stopOf(error: unknown): NonNullable<Report['stoppedBy']> {
  if (!(error instanceof SyncError)) throw error
  const { code, message, retryAfterMs } = error
  return { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
