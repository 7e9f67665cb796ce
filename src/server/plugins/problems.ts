import type { FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { SyncError } from '../../domain/errors.ts'
import { ApiError, problemOf, type ApiCode, type Refused } from '../problem.ts'

/** Answers every failure of a scope as problem+json. `onFailure` is told of what was not foreseen, for the log. */
export function answerProblems(server: FastifyInstance, onFailure: (error: unknown) => void): void {
  server.setErrorHandler((error, _request, reply) => {
    const known = error instanceof SyncError || error instanceof ApiError ? error : toApiError(error)
    if (known.code === 'FAILED') onFailure(error)
    const problem = problemOf(known)
    if (known instanceof SyncError && known.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(known.retryAfterMs / 1000))
    return reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8').serializer(JSON.stringify).send(problem)
  })
}

const BY_STATUS: Readonly<Record<number, ApiCode>> = { 400: 'BAD_REQUEST', 401: 'SIGN_IN', 403: 'NOT_ALLOWED', 404: 'NOT_THERE', 413: 'TOO_MUCH', 415: 'BAD_REQUEST', 429: 'TOO_OFTEN' }

function toApiError(error: unknown): ApiError {
  if (hasZodFastifySchemaValidationErrors(error)) return new ApiError('BAD_REQUEST', undefined, error.validation.flatMap(({ instancePath, message, params }) => refusedOf(instancePath, message ?? 'is wrong', params)))
  const status = typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  return new ApiError(BY_STATUS[status] ?? 'FAILED')
}

/** The value is never told, as it may be a secret. */
function refusedOf(instancePath: string, message: string, params: unknown): readonly Refused[] {
  const at = instancePath.split('/').filter((part) => part !== '').join('.') || 'body'
  const keys = typeof params === 'object' && params !== null && 'keys' in params && Array.isArray(params.keys) ? params.keys.map(String) : []
  return keys.length > 0 ? keys.map((key) => ({ at: at === 'body' ? key : `${at}.${key}`, message: 'is not a field of this' })) : [{ at, message }]
}
