import type { ErrorCode } from '../../domain/error-codes.ts'
import { SyncError } from '../../domain/errors.ts'
import { networkTrouble } from '../../platform/network-trouble.ts'

/** The part of a failed exchange with Graph that decides what happens next. */
export interface GraphFailure {
  /** HTTP status; 0 when no whole answer came. */
  readonly status: number
  /** Whether the request may have reached the server. */
  readonly reached: boolean
  /** `error.code` of the answer; empty when it had none. */
  readonly code: string
  /** What the server asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/**
 * By `error.code` in lower case, since Graph writes the same code in several ways.
 * @see https://learn.microsoft.com/graph/errors and https://learn.microsoft.com/graph/delta-query-overview (resets)
 */
export const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  syncstatenotfound: 'DELTA_EXPIRED',
  syncstateinvalid: 'DELTA_EXPIRED',
  invalidsyncstatedata: 'DELTA_EXPIRED',
  resyncrequired: 'DELTA_EXPIRED',
  erroritemnotfound: 'NOT_FOUND',
  errorsyncfoldernotfound: 'NOT_FOUND',
  errorfoldernotfound: 'NOT_FOUND',
  errorinvalididmalformed: 'NOT_FOUND',
  errorfolderexists: 'FOLDER_EXISTS',
  errorirresolvableconflict: 'PRECONDITION_FAILED',
  errormessagesizeexceeded: 'TOO_LARGE',
  errorattachmentsizelimitexceeded: 'TOO_LARGE',
  requestentitytoolarge: 'TOO_LARGE',
  errorcorruptdata: 'UNREADABLE_MESSAGE',
  errorcannotopenfileattachment: 'UNREADABLE_MESSAGE',
  errorquotaexceeded: 'MAILBOX_FULL',
  invalidauthenticationtoken: 'UNAUTHORIZED',
  authenticationerror: 'UNAUTHORIZED',
  erroraccessdenied: 'FORBIDDEN',
  authorization_requestdenied: 'FORBIDDEN',
  mailboxnotenabledforrestapi: 'FORBIDDEN',
  errorinvaliduser: 'BAD_CONFIG',
  request_resourcenotfound: 'BAD_CONFIG',
  toomanyrequests: 'THROTTLED',
  applicationthrottled: 'THROTTLED',
  errorexecutesearchstaledata: 'REMOTE_FAILURE',
}

/** Where the code says nothing. @see https://learn.microsoft.com/graph/errors */
export const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  408: 'REMOTE_FAILURE',
  409: 'PRECONDITION_FAILED',
  410: 'DELTA_EXPIRED',
  412: 'PRECONDITION_FAILED',
  413: 'TOO_LARGE',
  429: 'THROTTLED',
  507: 'MAILBOX_FULL',
}

/** Said beside the code where its cause is not plain. */
const HINTS: Readonly<Record<string, string>> = {
  mailboxnotenabledforrestapi: ': the mailbox is not in Exchange Online, is inactive or has no licence',
  errorinvaliduser: ': no such mailbox; if it was renamed, mend `address` in the configuration',
  request_resourcenotfound: ': no such mailbox; if it was renamed, mend `address` in the configuration',
  erroraccountdisabled: ': the account is disabled; it goes on once an administrator enables it',
  errormailboxmoveinprogress: ': the mailbox is being moved; it goes on by itself afterwards',
  mailboxinfostale: ': the mailbox was moved just now; it goes on by itself soon',
}

/** Which of our codes a failure is. */
export function errorCodeOf(failure: GraphFailure): ErrorCode {
  const code = failure.code.toLowerCase()
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code] ?? 'REJECTED'
  return BY_STATUS[failure.status] ?? (failure.status === 0 || failure.status >= 500 ? 'REMOTE_FAILURE' : 'REJECTED')
}

/** Everything that the engine learns about a Graph failure. Graph's own words stay in `cause`. `ambiguous`: it may have been done. */
export function toSyncError(failure: GraphFailure, ambiguous = false): SyncError {
  const code = /^[\w-]{1,64}$/.test(failure.code) ? failure.code : ''
  const trouble = networkTrouble(failure.cause)
  const what = failure.status === 0 ? `no answer${trouble === undefined ? '' : `: ${trouble}`}` : `${failure.status}${code === '' ? '' : ` ${code}`}`
  return new SyncError(errorCodeOf(failure), `Outlook: ${what}${HINTS[code.toLowerCase()] ?? ''}`, {
    ambiguous,
    cause: failure.cause ?? failure,
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
  })
}

/** Graph's own code behind one of our errors, in lower case; empty where there was none. For the few places where two refusals differ. */
export function graphCodeOf(error: SyncError): string {
  const { cause } = error
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code.toLowerCase() : ''
}

/** Codes of a handshake that failed, in lower case. @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks (validation) */
const HANDSHAKE_CODES: ReadonlySet<string> = new Set(['invalidrequest', 'validationerror'])

/** What a refused subscription means, where that is more than the answer says; any other error as it is. */
export function toPushError(error: unknown): unknown {
  if (!(error instanceof SyncError)) return error
  if (error.code === 'REJECTED' && HANDSHAKE_CODES.has(graphCodeOf(error)))
    return new SyncError('ENDPOINT_UNREACHABLE', 'Outlook cannot reach the public URL for notifications, or it did not answer as agreed', { cause: error })
  if (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND')
    return new SyncError('FORBIDDEN', `${error.message}: the app may not subscribe to this mailbox, or the mailbox has all the subscriptions that it can have`, { cause: error })
  return error
}
