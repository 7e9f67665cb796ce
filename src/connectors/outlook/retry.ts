import { errorCodeOf, type GraphFailure } from './errors.ts'

/** Most tries of one request, and of one that was only told to come later: in a storm of refusals one in a thousand is refused six times. */
const TRIES = 6
const TRIES_WHEN_TOLD_TO_WAIT = 20
/** Longer waits are handed to the engine, in milliseconds. */
export const PATIENCE_MS = 120_000
/** First and longest pause where the cloud names none, in milliseconds. */
const BACKOFF_MS = 500
const BACKOFF_CAP_MS = 30_000

/** Code, in lower case, of a page that no longer fits its listing: only the listing as a whole can be repeated. */
export const STALE_LISTING = 'errorexecutesearchstaledata'

/** What to do about a failure: wait `waitMs` and repeat, or give up. `everyone`: no other request of this mailbox may go before either. */
export type Verdict = { readonly kind: 'repeat'; readonly waitMs: number; readonly everyone: boolean } | { readonly kind: 'fail'; readonly ambiguous: boolean }

/**
 * Whether a failed request is sent again. A `repeatable` one (a read, or a write that may be done twice) whenever that
 * may help; any other only when the cloud certainly refused it.
 * @see https://learn.microsoft.com/graph/throttling
 */
export function judge(failure: GraphFailure, repeatable: boolean, attempt: number): Verdict {
  const refused = certainlyNotDone(failure)
  const fail = { kind: 'fail', ambiguous: !repeatable && !refused } as const
  const tries = failure.retryAfterMs === undefined ? TRIES : TRIES_WHEN_TOLD_TO_WAIT
  if (attempt >= tries || !mayPass(failure)) return fail
  if (!repeatable && !refused) return fail
  if (failure.retryAfterMs !== undefined && failure.retryAfterMs > PATIENCE_MS) return fail
  const backoff = Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_CAP_MS)
  return { kind: 'repeat', waitMs: failure.retryAfterMs ?? backoff, everyone: failure.status === 429 || failure.retryAfterMs !== undefined }
}

/** Whether the same request may succeed later by itself. A conflict is two writes at the same moment: the second attempt wins. */
function mayPass(failure: GraphFailure): boolean {
  if (failure.code.toLowerCase() === STALE_LISTING) return false
  const code = errorCodeOf(failure)
  return code === 'THROTTLED' || code === 'REMOTE_FAILURE' || (code === 'PRECONDITION_FAILED' && failure.code.toLowerCase() === 'errorirresolvableconflict')
}

/** A refusal (4xx, throttling among them, and that the mailbox is full) comes before anything is done. A server that fails may have done it, even one that names a time for the next try. */
const certainlyNotDone = (failure: GraphFailure): boolean => (failure.status === 0 ? !failure.reached : failure.status < 500 || errorCodeOf(failure) === 'MAILBOX_FULL')
