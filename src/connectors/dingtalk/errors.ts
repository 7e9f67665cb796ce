import type { ErrorCode } from '../../domain/error-codes.ts'
import { SyncError } from '../../domain/errors.ts'

/** What an answer of Alibaba Mail OpenAPI tells of a failure. */
export interface AlimailFailure {
  readonly status: number
  /** `detailErrorCode` of the body; some answers carry it under status 200. */
  readonly detail?: string | undefined
  readonly retryAfterMs?: number | undefined
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'REJECTED',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  408: 'REMOTE_FAILURE',
  409: 'FOLDER_EXISTS',
  413: 'TOO_LARGE',
  429: 'THROTTLED',
  504: 'REMOTE_FAILURE',
  507: 'MAILBOX_FULL',
}

/** The vendor publishes no list of codes; these words are what the few known ones are made of. */
const BY_DETAIL: readonly (readonly [RegExp, ErrorCode])[] = [
  [/domain\.?not_?found/i, 'FORBIDDEN'],
  [/not_?found|not_?exist|no_?such/i, 'NOT_FOUND'],
  [/throttl|too_?many|rate|frequen/i, 'THROTTLED'],
  [/already_?exist|duplicate/i, 'FOLDER_EXISTS'],
  [/too_?large|exceed.*size|size.*exceed/i, 'TOO_LARGE'],
  [/quota|full/i, 'MAILBOX_FULL'],
  [/forbidden|permission|denied/i, 'FORBIDDEN'],
  [/unauthor|token|credential/i, 'UNAUTHORIZED'],
]

const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  REJECTED: 'Alibaba Mail refused the request.',
  UNAUTHORIZED: 'Alibaba Mail refused the app.',
  FORBIDDEN: 'The app may not use this mailbox.',
  NOT_FOUND: 'The message or folder is not in the mailbox.',
  FOLDER_EXISTS: 'A folder of that name exists already.',
  TOO_LARGE: 'The message is larger than Alibaba Mail takes.',
  THROTTLED: 'Alibaba Mail asked for fewer requests.',
  MAILBOX_FULL: 'The mailbox is full.',
  REMOTE_FAILURE: 'Alibaba Mail failed or did not answer.',
}

/** Everything that is learnt about a failure of the OpenAPI. Under status 200 the words of the code decide. */
export function toSyncError({ status, detail, retryAfterMs }: AlimailFailure): SyncError {
  const byDetail = detail === undefined ? undefined : BY_DETAIL.find(([words]) => words.test(detail))?.[1]
  const byStatus = BY_STATUS[status] ?? (status >= 500 ? 'REMOTE_FAILURE' : 'REJECTED')
  const decidesDetail = status < 400 || (status === 404 && byDetail === 'FORBIDDEN')
  const code = decidesDetail ? (byDetail ?? 'REJECTED') : byStatus
  return new SyncError(code, WORDS[code] ?? 'Alibaba Mail failed.', {
    cause: { status, detail },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}
