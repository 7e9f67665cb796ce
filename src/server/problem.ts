import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../domain/error-codes.ts'
import type { SyncError } from '../domain/errors.ts'
import { signInProblemIn } from './sign-in-problem.ts'

/** What only the way in from the network refuses; everything else has a code of `ERROR_CODES`. */
export const API_CODES = {
  BAD_REQUEST: { status: 400, cause: 'What was sent is not what this address takes.', cure: 'Mend the fields that are listed.' },
  SIGN_IN: { status: 401, cause: 'Nobody is signed in.', cure: 'Sign in, or send an API token.' },
  NOT_ALLOWED: { status: 403, cause: 'Whoever is signed in may not do that.', cure: 'Ask an administrator.' },
  NOT_THERE: { status: 404, cause: 'There is no such thing.', cure: 'Look at the list again: it may be gone.' },
  NOT_SET_UP: { status: 409, cause: 'Nothing is connected yet.', cure: 'Go through the set-up first.' },
  PAUSED: { status: 409, cause: 'It is paused, or everything is stopped.', cure: 'Resume it first.' },
  BUSY: { status: 409, cause: 'A run of this pair is under way and takes long.', cure: 'Try again once it has ended, or pause the pair first.' },
  SAME_KEY: { status: 409, cause: 'The idempotency key was used for something else, or the first request with it is not done yet.', cure: 'Take a new key for a new request; wait, where it is the same.' },
  CHANGED_MEANWHILE: { status: 412, cause: 'Somebody changed it meanwhile.', cure: 'Look at it again, then decide.' },
  TOO_MUCH: { status: 413, cause: 'That is larger than this address takes.', cure: 'Send less at once.' },
  TOO_OFTEN: { status: 429, cause: 'That was asked too often.', cure: 'Wait as long as `Retry-After` says.' },
  FAILED: { status: 500, cause: 'Tongbu failed in an unforeseen way.', cure: 'Please report it; nothing is lost.' },
} as const

export type ApiCode = keyof typeof API_CODES

/** One field that was refused. `at`: its name, as `pairs[0].name`. */
export interface Refused {
  readonly at: string
  readonly message: string
}

/** Thrown by a route. Its message is safe to show. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiCode
  readonly refused: readonly Refused[]

  constructor(code: ApiCode, message: string = API_CODES[code].cause, refused: readonly Refused[] = []) {
    super(message)
    this.code = code
    this.refused = refused
  }
}

/** The body of every answer that is an error (RFC 9457). `title` is the same for every error of a code; `detail` is about this one; `next` says what to do. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'A code of docs/errors.md, or one of the API alone such as BAD_REQUEST' }),
    detail: z.string(),
    next: z.string(),
    about: z.string().optional().meta({ description: 'Where Microsoft refuses a sign-in: which refusal, as an id' }),
    errors: z.array(z.object({ at: z.string().meta({ description: 'Which field' }), message: z.string() })).readonly().optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = Readonly<z.infer<typeof problemSchema>> & { readonly code: ApiCode | ErrorCode }

const CONFLICTS: ReadonlySet<ErrorCode> = new Set(['HOLD_CHANGED', 'SETUP_INCOMPLETE', 'GATE_CLOSED', 'STORE_LOCKED', 'BACKUP_BUSY', 'ARCHIVE_HELD', 'EXPORT_FOLDER', 'NAMES_PERSON', 'HISTORY_UNKNOWN'])
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['UNKNOWN_RUN', 'UNKNOWN_WEBHOOK', 'UNKNOWN_WATCH', 'UNKNOWN_POINT', 'ARCHIVE_UNKNOWN', 'NOT_FOUND'])

/** What is refused of signing in and of accounts. */
const OF_ACCOUNTS: Partial<Record<ErrorCode, number>> = {
  SIGN_IN_REFUSED: 401,
  SIGN_IN_DELAYED: 429,
  OIDC_REFUSED: 401,
  OIDC_UNREACHABLE: 503,
  NOT_SIGNED_IN: 401,
  NOT_ALLOWED: 403,
  NOT_FROM_HERE: 403,
  LINK_SPENT: 410,
  BAD_ACCOUNT: 422,
  UNKNOWN_ACCOUNT: 404,
  LAST_ADMINISTRATOR: 409,
  SECOND_PERSON: 403,
}

/** 502: a cloud refused or failed us. 503: a part of ours is away, for a while. */
function statusOf({ code, scope, remedy }: SyncError): number {
  const ofAccounts = OF_ACCOUNTS[code]
  if (ofAccounts !== undefined) return ofAccounts
  if (UNKNOWN.has(code)) return 404
  if (code === 'CURSOR_EXPIRED') return 410
  if (code === 'WEBHOOK_ADDRESS' || code === 'BAD_WATCH') return 400
  if (CONFLICTS.has(code)) return 409
  if (remedy === 'reconfigure') return 422
  if (code === 'BROKEN_INVARIANT') return 500
  return scope === 'service' ? 503 : 502
}

/** What a person is told of one of our errors. */
export function problemOf(error: SyncError | ApiError): Problem {
  const status = error.name === 'SyncError' ? statusOf(error) : API_CODES[error.code].status
  const { cause, cure } = error.name === 'SyncError' ? ERROR_CODES[error.code] : API_CODES[error.code]
  const errors = error.name === 'ApiError' && error.refused.length > 0 ? { errors: error.refused } : {}
  const about = error.name === 'SyncError' ? signInProblemIn(error) : undefined
  return { type: 'about:blank', title: cause, status, code: error.code, detail: error.message, next: cure, ...errors, ...(about === undefined ? {} : { about }) }
}
