import { z, type ZodType } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { createGovernor, type Governor, type Priority } from '../../platform/governor.ts'
import type { Http, HttpOutcome, HttpRequest } from '../../platform/http.ts'
import type { NewId } from '../../platform/ids.ts'
import type { Spool } from '../../platform/spool.ts'
import { toSyncError, type GraphFailure } from './errors.ts'
import { judge, PATIENCE_MS } from './retry.ts'
import type { TokenSource } from './token.ts'

export interface GraphRequest {
  /** What it is, for counting: method and kind of resource, e.g. `GET message`. */
  readonly kind: string
  readonly method: HttpRequest['method']
  /** Below the mailbox, without leading slash; or a whole next or delta link. */
  readonly path: string
  /** Below the beta endpoint. */
  readonly beta?: boolean
  /** Values of the `Prefer` header besides the kind of ids. */
  readonly prefer?: readonly string[]
  readonly json?: unknown
  /** Base64 of a MIME message. */
  readonly mime?: string
  /** Whether doing it twice is the same as once. Default: all but POST. */
  readonly repeatable?: boolean
  /** Whether the mailbox is another afterwards. Default: after all but GET. */
  readonly writes?: boolean
}

/** A part of a file on its way to an upload session. */
export interface UploadPart {
  readonly uploadUrl: string
  readonly bytes: Uint8Array
  readonly from: number
  readonly total: number
}

export interface GraphAnswer {
  readonly status: number
  readonly header: (name: string) => string | undefined
  /** Caller disposes. */
  readonly body: Spool
}

/** One mailbox through Graph: tokens, ids, budget and retries, one request at a time. Every method throws `SyncError` or the abort's reason. */
export interface GraphClient {
  /** A successful answer as it is. */
  send(request: GraphRequest, signal: AbortSignal): Promise<GraphAnswer>
  /** A successful answer as `schema` reads it. @throws {SyncError} `UNREADABLE_ANSWER` */
  read<T>(schema: ZodType<T>, request: GraphRequest, signal: AbortSignal): Promise<T>
  /** A successful answer that tells nothing. */
  tell(request: GraphRequest, signal: AbortSignal): Promise<void>
  /** Sends a part; answers where the next one begins. @see https://learn.microsoft.com/graph/outlook-large-attachments */
  upload(part: UploadPart, signal: AbortSignal): Promise<number>
  /** The same client, over the same budget, whose requests have this priority. */
  as(priority: Priority): GraphClient
  /** The same client, which tells by what id Graph knows each request of its own that wrote, parts of uploads aside. */
  telling(onWritten: (requestId: string) => void): GraphClient
}

export interface GraphClientOptions {
  readonly graphUrl: string
  readonly address: string
  readonly http: Http
  readonly clock: Clock
  readonly newId: NewId
  readonly tokens: TokenSource
  /** Shared by all that ask for the same mailbox in the name of the same app. */
  readonly governor: Governor
  /** Default: interactive. */
  readonly priority?: Priority
  /** Told of every request: its kind, and the status or that it was lost. */
  readonly onRequest?: (kind: string, outcome: number | 'lost') => void
  /** See `GraphClient.telling`. Default: told to nobody. */
  readonly onWritten?: (requestId: string) => void
}

/** Per app and mailbox. @see https://learn.microsoft.com/graph/throttling-limits (Outlook service limits) */
export const MOST_IN_FLIGHT = 4
const OUTLOOK_BUDGET = { requests: { limit: 10_000, windowMs: 600_000 }, upload: { limit: 150 * 1024 * 1024, windowMs: 300_000 } }

const FAILURE = z.object({ error: z.object({ code: z.string() }) })
const UPLOAD_STATUS = z.object({ NextExpectedRanges: z.array(z.string()).optional(), nextExpectedRanges: z.array(z.string()).optional() })

/** The budget of one app at one mailbox, with so many requests at once. */
export const graphGovernor = (clock: Clock, inFlight: number = MOST_IN_FLIGHT): Governor => createGovernor(clock, { ...OUTLOOK_BUDGET, inFlight })

/** A client of the mailbox at `address`. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { http, clock, tokens, governor } = options
  const base = options.graphUrl.replace(/\/$/, '')

  /** A link may only lead to where our token belongs; one from before `graphUrl` was changed is of no more use. */
  const urlOf = (request: GraphRequest): string => {
    if (!isLink(request)) {
      return `${request.beta === true ? base.replace(/v1\.0$/, 'beta') : base}/users/${encodeURIComponent(options.address)}/${request.path}`
    }
    if (URL.parse(request.path)?.origin === new URL(base).origin) return request.path
    throw new SyncError('DELTA_EXPIRED', 'Outlook: a link to another host than that of `graphUrl`')
  }

  const exchange = async (kind: string, request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> => {
    const blockedMs = governor.blockedMs()
    if (blockedMs > PATIENCE_MS) throw new SyncError('THROTTLED', 'Outlook asked for a longer pause.', { retryAfterMs: blockedMs })
    const end = await governor.begin(request.body?.length ?? 0, signal, options.priority)
    try {
      const outcome = await http(request, signal)
      options.onRequest?.(kind, outcome.kind === 'lost' ? 'lost' : outcome.status)
      // Before the place of this request is free: whoever waits for it must not go into the pause.
      const pauseMs = outcome.kind === 'lost' ? undefined : retryAfter(outcome.header('retry-after'), clock)
      if (pauseMs !== undefined) governor.block(pauseMs)
      return outcome
    } finally {
      end()
    }
  }

  /** Repeats what `attempt` sends while that is safe and may help. */
  const persist = async (repeatable: boolean, attempt: () => Promise<HttpOutcome>, signal: AbortSignal): Promise<GraphAnswer> => {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt()
      if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return outcome
      const failure = await failureOf(outcome, clock)
      const verdict = judge(failure, repeatable, tries)
      if (verdict.kind === 'fail') throw toSyncError(failure, verdict.ambiguous)
      if (failure.retryAfterMs !== undefined) continue
      if (verdict.everyone) governor.block(verdict.waitMs)
      else await clock.wait(verdict.waitMs, signal)
    }
  }

  const send = async (request: GraphRequest, signal: AbortSignal): Promise<GraphAnswer> => {
    const url = urlOf(request)
    const attempt = async (): Promise<HttpOutcome> => {
      const token = await tokens.token(signal)
      const outcome = await exchange(request.kind, { ...toHttp(request, options.newId, token), url }, signal)
      if (outcome.kind === 'lost' || outcome.status !== 401) return outcome
      await outcome.body.dispose()
      const renewed = await tokens.token(signal, token)
      return await exchange(request.kind, { ...toHttp(request, options.newId, renewed), url }, signal)
    }
    try {
      const answer = await persist(request.repeatable ?? request.method !== 'POST', attempt, signal)
      const requestId = answer.header('request-id')
      if (requestId !== undefined && (request.writes ?? request.method !== 'GET')) options.onWritten?.(requestId)
      return answer
    } catch (error) {
      throw isLink(request) && error instanceof SyncError && error.code === 'BAD_CONFIG' ? new SyncError('DELTA_EXPIRED', 'Outlook: the mailbox has another address than when its folders were last listed', { cause: error }) : error
    }
  }

  return {
    send,
    read: async (schema, request, signal) => {
      const answer = await send(request, signal)
      const parsed = schema.safeParse(await jsonOf(answer.body))
      if (parsed.success) return parsed.data
      const ambiguous = !(request.repeatable ?? request.method !== 'POST')
      throw new SyncError('UNREADABLE_ANSWER', `Outlook: the answer to ${request.kind} is not as documented`, { ambiguous, cause: parsed.error })
    },
    tell: async (request, signal) => {
      await (await send(request, signal)).body.dispose()
    },
    upload: async (part, signal) => {
      const end = part.from + part.bytes.length
      const headers = { 'content-type': 'application/octet-stream', 'content-range': `bytes ${part.from}-${end - 1}/${part.total}` }
      const put = { method: 'PUT', url: part.uploadUrl, headers, body: part.bytes, timeoutMs: 300_000 } as const
      try {
        const answer = await persist(true, () => exchange('PUT attachment part', put, signal), signal)
        const next = await nextOf(answer)
        return next === undefined || answer.status === 201 ? end : next
      } catch (error) {
        if (!isOutOfRange(error)) throw error
        // The part had arrived and only the answer was lost: the session is asked where it stands.
        const get = { method: 'GET', url: part.uploadUrl } as const
        const next = await nextOf(await persist(true, () => exchange('GET upload session', get, signal), signal))
        if (next === undefined) throw error
        return next
      }
    },
    as: (priority) => createGraphClient({ ...options, priority }),
    telling: (onWritten) => createGraphClient({ ...options, onWritten }),
  }
}

/** Whether it goes to where an answer said, which may name the mailbox as it was called then. */
const isLink = ({ path }: GraphRequest): boolean => /^https?:/i.test(path)

/** Where an upload session expects its next byte, if its answer tells. */
async function nextOf({ body }: GraphAnswer): Promise<number | undefined> {
  const status = UPLOAD_STATUS.safeParse(await jsonOf(body)).data
  const next = status?.NextExpectedRanges?.[0] ?? status?.nextExpectedRanges?.[0]
  return next === undefined ? undefined : Number.parseInt(next, 10)
}

/** 416: a part that is not the next expected one. */
function isOutOfRange(error: unknown): boolean {
  const cause = error instanceof SyncError ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'status' in cause && cause.status === 416
}

/** @see https://learn.microsoft.com/graph/outlook-immutable-id and https://learn.microsoft.com/graph/best-practices-concept (client-request-id) */
function toHttp(request: GraphRequest, newId: NewId, token: string): Omit<HttpRequest, 'url'> {
  const type = request.json !== undefined ? 'application/json' : request.mime !== undefined ? 'text/plain' : undefined
  const body = request.json !== undefined ? JSON.stringify(request.json) : request.mime
  return {
    method: request.method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: '*/*',
      prefer: ['IdType="ImmutableId"', ...(request.prefer ?? [])].join(', '),
      'client-request-id': toUuid(newId()),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  }
}

/** Graph wants a GUID for a request's name; an id of ours is just as long. */
function toUuid(id: string): string {
  const hex = Buffer.from(id).toString('hex').slice(-32).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

async function failureOf(outcome: HttpOutcome, clock: Clock): Promise<GraphFailure> {
  if (outcome.kind === 'lost') return { status: 0, reached: outcome.reached, code: '', cause: outcome.cause }
  const code = FAILURE.safeParse(await jsonOf(outcome.body)).data?.error.code ?? ''
  const retryAfterMs = retryAfter(outcome.header('retry-after'), clock)
  return { status: outcome.status, reached: true, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** Milliseconds that a `Retry-After` asks for: seconds, which may be fractional, or a date (RFC 9110 §10.2.3). */
export function retryAfter(header: string | undefined, clock: Clock): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000))
  const at = Date.parse(header)
  return Number.isFinite(at) ? Math.max(0, at - clock.now()) : undefined
}

async function jsonOf(body: Spool): Promise<unknown> {
  try {
    return JSON.parse((await body.bytes()).toString('utf8'))
  } catch {
    return undefined
  } finally {
    await body.dispose()
  }
}
