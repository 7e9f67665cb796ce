import { randomUUID } from 'node:crypto'

/** An answer other than success, in the words of Entra (page reference-error-codes). */
export class EntraError extends Error {
  readonly status: number
  readonly error: string
  readonly number: number

  constructor(status: number, error: string, number: number, text: string) {
    super(text)
    this.status = status
    this.error = error
    this.number = number
  }
}

export const invalidRequest = (number: number, text: string): EntraError => new EntraError(400, 'invalid_request', number, text)
export const invalidGrant = (number: number, text: string): EntraError => new EntraError(400, 'invalid_grant', number, text)
export const invalidClient = (number: number, text: string): EntraError => new EntraError(401, 'invalid_client', number, text)
export const missing = (name: string): EntraError => invalidRequest(900144, `The request body must contain the following parameter: '${name}'.`)

/** `AADSTS…: text` with what support asks for. `at` in milliseconds. */
export function describe({ number, message }: EntraError, at: number, ids = { trace: randomUUID(), correlation: randomUUID() }): string {
  return `AADSTS${number}: ${message}\r\nTrace ID: ${ids.trace}\r\nCorrelation ID: ${ids.correlation}\r\nTimestamp: ${timestamp(at)}`
}

/** The error JSON of the token endpoint. */
export function errorBody(failure: EntraError, at: number): object {
  const ids = { trace: randomUUID(), correlation: randomUUID() }
  return {
    error: failure.error,
    error_description: describe(failure, at, ids),
    error_codes: [failure.number],
    timestamp: timestamp(at),
    trace_id: ids.trace,
    correlation_id: ids.correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${failure.number}`,
  }
}

const timestamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`

const OF_PERSON: Readonly<Record<number, readonly [error: string, text: string]>> = {
  50034: ['invalid_grant', 'The user account does not exist in the directory.'],
  50057: ['invalid_grant', 'The user account is disabled.'],
  50076: ['interaction_required', 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.'],
  50079: ['interaction_required', 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.'],
  50173: ['invalid_grant', 'The provided grant has expired due to it being revoked, a fresh auth token is needed.'],
  53003: ['interaction_required', 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.'],
  65001: ['invalid_grant', 'The user or administrator has not consented to use the application.'],
  70043: ['invalid_grant', 'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.'],
  700082: ['invalid_grant', 'The refresh token has expired due to inactivity.'],
}

/** What is said of a person for whom the tenant refuses a token with this number. */
export function personRefused(number: number): EntraError {
  const [error, text] = OF_PERSON[number] ?? ['invalid_grant', 'The request was refused.']
  return new EntraError(400, error, number, text)
}
