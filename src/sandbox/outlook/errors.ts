import { randomUUID } from 'node:crypto'

/** An answer other than success, with the cloud's code for it. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const badRequest = (code: string, message: string): GraphError => new GraphError(400, code, message)
export const unreadableBody = (message = 'were unable to deserialize'): GraphError => badRequest('UnableToDeserializePostBody', message)
export const invalidParameter = (message: string): GraphError => badRequest('ErrorInvalidParameter', message)
export const accessDenied = (message = 'Access is denied. Check credentials and try again.'): GraphError =>
  new GraphError(403, 'ErrorAccessDenied', message)
/** Of the directory, where a permission is missing. */
export const requestDenied = (): GraphError => new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
export const itemNotFound = (): GraphError => new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
export const tooLarge = (): GraphError => new GraphError(413, 'RequestEntityTooLarge', 'The request is larger than the limit.')
export const messageTooLarge = (): GraphError => new GraphError(413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.')

/** 401 with the challenge that the cloud sends along. */
export function invalidToken(message: string): GraphError {
  const authority = 'https://login.microsoftonline.com/common/oauth2/authorize'
  const challenge = `Bearer realm="", authorization_uri="${authority}", client_id="00000003-0000-0000-c000-000000000000"`
  return new GraphError(401, 'InvalidAuthenticationToken', message, { 'www-authenticate': challenge })
}

/** 429 of one mailbox. `Retry-After` may be fractional (page throttling). */
export function throttled(limit: string, retryAfterSeconds: number): GraphError {
  return new GraphError(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, { 'retry-after': retryAfterSeconds.toFixed(3) })
}

/** 410: the delta chain has to be started anew. */
export function syncStateNotFound(location: string): GraphError {
  const message = 'The sync state generation is not found; generation=149;[highest=157][157][155][156].'
  return new GraphError(410, 'SyncStateNotFound', message, { location })
}

/** Code that usually goes with a status, for faults that name none. */
export const USUAL_CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'ErrorAccessDenied',
  404: 'ErrorItemNotFound',
  409: 'ErrorIrresolvableConflict',
  410: 'SyncStateNotFound',
  412: 'ErrorIrresolvableConflict',
  413: 'RequestEntityTooLarge',
  429: 'ApplicationThrottled',
  500: 'ErrorInternalServerError',
  502: 'BadGateway',
  504: 'UnknownError',
  507: 'ErrorQuotaExceeded',
}

/** Error JSON of Graph (page errors). */
export function errorBody(
  error: { code: string; message: string },
  at: number,
  requestId: string = randomUUID(),
  clientRequestId = requestId,
): object {
  const date = new Date(at).toISOString().slice(0, 19)
  return { error: { code: error.code, message: error.message, innerError: { date, 'request-id': requestId, 'client-request-id': clientRequestId } } }
}
