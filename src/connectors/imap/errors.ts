import type { ErrorCode } from '../../domain/error-codes.ts'
import { SyncError } from '../../domain/errors.ts'
import { networkTrouble } from '../../platform/network-trouble.ts'

/** What imapflow tells of a failure, as far as we look. */
interface ImapFailure {
  readonly code?: unknown
  readonly serverResponseCode?: unknown
  readonly responseStatus?: unknown
  readonly responseText?: unknown
  readonly authenticationFailed?: unknown
}

/** Response codes of RFC 5530, RFC 7889 and RFC 9208 that say what happened. */
const BY_RESPONSE_CODE: Readonly<Record<string, ErrorCode>> = {
  TOOBIG: 'TOO_LARGE',
  APPENDLIMIT: 'TOO_LARGE',
  OVERQUOTA: 'MAILBOX_FULL',
  NONEXISTENT: 'NOT_FOUND',
  TRYCREATE: 'NOT_FOUND',
  ALREADYEXISTS: 'FOLDER_EXISTS',
  AUTHENTICATIONFAILED: 'UNAUTHORIZED',
  AUTHORIZATIONFAILED: 'UNAUTHORIZED',
  EXPIRED: 'UNAUTHORIZED',
  NOPERM: 'FORBIDDEN',
  LIMIT: 'THROTTLED',
  UNAVAILABLE: 'REMOTE_FAILURE',
  INUSE: 'REMOTE_FAILURE',
  SERVERBUG: 'REMOTE_FAILURE',
}

/** imapflow's own codes for an answer of the server that it could read. */
const BY_CLIENT_CODE: Readonly<Record<string, ErrorCode>> = {
  ETHROTTLE: 'THROTTLED',
  NotFound: 'NOT_FOUND',
  InvalidResponse: 'UNREADABLE_ANSWER',
  LiteralTooLarge: 'UNREADABLE_ANSWER',
  LineTooLarge: 'UNREADABLE_ANSWER',
  ResponseTooLarge: 'UNREADABLE_ANSWER',
  TooManyTokens: 'UNREADABLE_ANSWER',
  TooManyResponses: 'UNREADABLE_ANSWER',
}

const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  TOO_LARGE: 'The IMAP server takes no message of this size.',
  MAILBOX_FULL: 'The mailbox on the IMAP server is full.',
  NOT_FOUND: 'The message or folder is not in the mailbox.',
  FOLDER_EXISTS: 'A folder of that name exists already.',
  UNAUTHORIZED: 'The IMAP server refused the sign-in.',
  FORBIDDEN: 'The IMAP server does not permit this.',
  THROTTLED: 'The IMAP server asks for fewer requests or connections.',
  UNREADABLE_ANSWER: 'The IMAP server answered something that cannot be read.',
  REMOTE_FAILURE: 'The IMAP server failed or the connection was lost.',
  REJECTED: 'The IMAP server refused the command.',
}

const asFailure = (error: unknown): ImapFailure => (typeof error === 'object' && error !== null ? error : {})

const codeOf = (failure: ImapFailure): ErrorCode => {
  const responseCode = typeof failure.serverResponseCode === 'string' ? BY_RESPONSE_CODE[failure.serverResponseCode.toUpperCase()] : undefined
  if (responseCode !== undefined) return responseCode
  if (failure.authenticationFailed === true) return 'UNAUTHORIZED'
  const clientCode = typeof failure.code === 'string' ? BY_CLIENT_CODE[failure.code] : undefined
  if (clientCode !== undefined) return clientCode
  if (failure instanceof TypeError || failure instanceof RangeError) return 'BROKEN_INVARIANT'
  return failure.responseStatus === 'NO' || failure.responseStatus === 'BAD' ? 'REJECTED' : 'REMOTE_FAILURE'
}

/** Whether the server turned a connection away because there are too many, rather than because of who asks. */
export const isConnectionLimit = (error: unknown): boolean => {
  const failure = asFailure(error)
  if (typeof failure.serverResponseCode === 'string' && failure.serverResponseCode.toUpperCase() === 'LIMIT') return true
  const text = [failure.responseText, Reflect.get(failure, 'reason'), Reflect.get(failure, 'response'), Reflect.get(failure, 'message')]
  return text.some((words) => typeof words === 'string' && /too many\b.*connect|connection.*(limit|exceed)/i.test(words))
}

/** Whether no answer came, so that nobody knows whether the command was done. */
export const isConnectionLost = (error: unknown): boolean =>
  !(error instanceof SyncError) && codeOf(asFailure(error)) === 'REMOTE_FAILURE' && asFailure(error).serverResponseCode === undefined

/**
 * Everything that is learnt about a failure of IMAP. With `effect`, the command changes the mailbox in a way that cannot be
 * asked for twice (APPEND, COPY, MOVE): a lost answer is then marked ambiguous.
 */
export function toSyncError(error: unknown, effect = false): SyncError {
  if (error instanceof SyncError) return error
  const code = codeOf(asFailure(error))
  return new SyncError(code, wordsOf(code, error), { cause: error, ambiguous: effect && isConnectionLost(error) })
}

function wordsOf(code: ErrorCode, error: unknown): string {
  const trouble = code === 'REMOTE_FAILURE' ? networkTrouble(error) : undefined
  return trouble === undefined ? (WORDS[code] ?? 'The IMAP server failed.') : `The IMAP server was not reached: ${trouble}.`
}

/** The message or folder is not where it was said to be. */
export const notFound = (): SyncError => new SyncError('NOT_FOUND', 'The message or folder is not in the mailbox.')
