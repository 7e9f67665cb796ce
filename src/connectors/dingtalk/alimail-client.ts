import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { createGovernor, type Governor, type Priority } from '../../platform/governor.ts'
import type { Http, HttpOutcome, HttpRequest } from '../../platform/http.ts'
import { networkTrouble } from '../../platform/network-trouble.ts'
import type { Spool } from '../../platform/spool.ts'
import { toSyncError } from './errors.ts'

/** One mailbox through the app-only OpenAPI of Alibaba Mail (help.aliyun.com, documents 2855420 and 2856396). */
export interface AlimailOptions {
  /** e.g. `https://alimail-cn.aliyuncs.com`, without a slash at the end. */
  readonly baseUrl: string
  readonly appId: string
  readonly appSecret: string
  readonly address: string
  readonly http: Http
  readonly clock: Clock
  /** Shared by all mailboxes of a domain. Default: 32 calls a second, of the 40 that the domain has. */
  readonly governor?: Governor
  /** Default: interactive. */
  readonly priority?: Priority
  /**
   * Names of custom tags by their id: no public operation lists them. Without any, tags are only read. With some, they should be all
   * the names that are used on the other side too: one without an id here cannot be held.
   */
  readonly tagNames?: Readonly<Record<string, string>>
  /** Messages that one call lists. Default 100, which is also the most. */
  readonly pageSize?: number
  /** Told of every request: its method, and the status or that it was lost. */
  readonly onRequest?: (kind: string, outcome: number | 'lost') => void
}

/** The calls that the rest of this folder makes; paths are below `/v2/users/{address}`. */
export interface AlimailClient {
  /** The JSON answer; an empty one is `{}`. @throws {SyncError} */
  call(method: HttpRequest['method'], path: string, body: object | undefined, signal: AbortSignal): Promise<unknown>
  /** Bytes behind a path that may answer with them, with a redirect, or with `{location}`. Caller disposes. */
  download(path: string, signal: AbortSignal): Promise<Spool>
  /** The same client, over the same budget, whose calls have this priority. */
  as(priority: Priority): AlimailClient
}

const TRIES = 4
const WAITS_MS = [250, 500, 750]
/** Longer waits are handed to the engine, in milliseconds. */
const PATIENCE_MS = 120_000
/** A token is renewed this long before it ends. */
const EARLY_MS = 60_000
const TOKEN_MS = 3_600_000

/** So many calls in any second, of the 40 that all apps of a domain have together. */
export const alimailGovernor = (clock: Clock, callsPerSecond = 32): Governor =>
  createGovernor(clock, { requests: { limit: callsPerSecond, windowMs: 1000 }, upload: { limit: Number.MAX_SAFE_INTEGER, windowMs: 1000 }, inFlight: 8 })

/** A client that paces itself, renews its token once after a 401, and waits out 429. */
export function openAlimail(options: AlimailOptions): AlimailClient {
  return openOver(options, options.governor ?? alimailGovernor(options.clock), rememberToken(options))
}

function openOver(options: AlimailOptions, governor: Governor, token: Token): AlimailClient {
  const root = `${options.baseUrl}/v2/users/${encodeURIComponent(options.address)}`

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<Answer> => {
    const blockedMs = governor.blockedMs()
    if (blockedMs > PATIENCE_MS) throw new SyncError('THROTTLED', 'Alibaba Mail asked for a longer pause.', { retryAfterMs: blockedMs })
    const end = await governor.begin(0, signal, options.priority)
    try {
      const outcome = await options.http(request, signal)
      options.onRequest?.(request.method, outcome.kind === 'lost' ? 'lost' : outcome.status)
      return answerOf(outcome, options.clock.now())
    } finally {
      end()
    }
  }

  const ask = async (method: HttpRequest['method'], url: string, body: object | undefined, signal: AbortSignal): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      const headers = { authorization: `bearer ${await token.get(signal)}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const answer = await send({ method, url, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, signal)
      const waitMs = answer.status === 429 ? (answer.retryAfterMs ?? WAITS_MS[attempt - 1] ?? 750) : answer.retryAfterMs
      // The budget is the domain's: what one is refused, nobody asks for meanwhile.
      if (waitMs !== undefined) governor.block(waitMs)
      if (answer.status === 401 && attempt === 1) token.drop()
      else if (answer.status !== 429 || attempt >= TRIES || (waitMs ?? 0) > PATIENCE_MS) return answer
      await answer.body.dispose()
    }
  }

  return {
    as: (priority) => openOver({ ...options, priority }, governor, token),
    call: async (method, path, body, signal) => await readJson(await ask(method, root + path, body, signal)),
    download: async (path, signal) => {
      const answer = await ask('GET', root + path, undefined, signal)
      const location = answer.status >= 300 && answer.status < 400 ? answer.location : await locationIn(answer)
      if (location === undefined && answer.status < 300) return answer.body
      await answer.body.dispose()
      if (location === undefined) throw toSyncError(answer)
      // The link carries its own right: the token never goes along, whatever host it names.
      const bytes = await send({ method: 'GET', url: new URL(location, options.baseUrl).href }, signal)
      if (bytes.status < 300) return bytes.body
      await bytes.body.dispose()
      throw toSyncError(bytes)
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: Spool
  readonly isJson: boolean
  readonly location: string | undefined
  readonly retryAfterMs: number | undefined
}

function answerOf(outcome: HttpOutcome, now: number): Answer {
  if (outcome.kind === 'lost') {
    const trouble = networkTrouble(outcome.cause)
    throw new SyncError('REMOTE_FAILURE', `Alibaba Mail did not answer${trouble === undefined ? '' : `: ${trouble}`}.`, { cause: outcome.cause, ambiguous: outcome.reached })
  }
  const { status, body, header } = outcome
  const wait = header('retry-after')
  const retryAfterMs = wait === undefined ? undefined : /^\d+$/.test(wait) ? Number(wait) * 1000 : Math.max(0, Date.parse(wait) - now)
  return {
    status,
    body,
    isJson: /json/i.test(header('content-type') ?? ''),
    location: header('location'),
    retryAfterMs: Number.isNaN(retryAfterMs) ? undefined : retryAfterMs,
  }
}

/** The JSON of an answer; a `detailErrorCode` makes any status a failure. */
async function readJson(answer: Answer): Promise<object> {
  const text = (await answer.body.bytes()).toString('utf8')
  await answer.body.dispose()
  const value = parse(text)
  if (value === undefined && answer.status < 300) throw new SyncError('UNREADABLE_ANSWER', 'Alibaba Mail answered something that is not JSON.')
  const detail: unknown = value === undefined ? undefined : Reflect.get(value, 'detailErrorCode')
  const isFailure = typeof detail === 'string' && detail !== ''
  if (answer.status >= 300 || isFailure) throw toSyncError({ ...answer, ...(isFailure ? { detail } : {}) })
  return value ?? {}
}

function parse(text: string): object | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return undefined
  }
}

/** Most that a JSON answer with a link is long. */
const LINK_BYTES = 16_384

async function locationIn({ status, isJson, body }: Answer): Promise<string | undefined> {
  if (status >= 300 || !isJson || body.size > LINK_BYTES) return undefined
  const value = parse((await body.bytes()).toString('utf8'))
  if (value === undefined) return undefined
  const detail: unknown = Reflect.get(value, 'detailErrorCode')
  if (typeof detail === 'string' && detail !== '') throw toSyncError({ status, detail })
  const keys = Object.keys(value)
  const location: unknown = keys.length === 1 ? Reflect.get(value, 'location') : undefined
  return typeof location === 'string' ? location : undefined
}

interface Token {
  get(signal: AbortSignal): Promise<string>
  drop(): void
}

/** Whether Alibaba Mail knows the app and its secret, whatever mailbox they are for. @throws {SyncError} `UNAUTHORIZED` where it does not */
export async function signInApp(options: Pick<AlimailOptions, 'baseUrl' | 'appId' | 'appSecret' | 'http' | 'clock'>, signal: AbortSignal): Promise<void> {
  await rememberToken(options).get(signal)
}

/** The token of the app, asked for once and kept until it ends. A refusal is remembered: it is not tried again by itself. */
function rememberToken({ baseUrl, appId, appSecret, http, clock }: Pick<AlimailOptions, 'baseUrl' | 'appId' | 'appSecret' | 'http' | 'clock'>): Token {
  let current: { readonly text: string; readonly until: number } | undefined
  let pending: Promise<string> | undefined
  let refused: SyncError | undefined
  const request = async (signal: AbortSignal): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = answerOf(await http({ method: 'POST', url: `${baseUrl}/oauth2/v2.0/token`, headers, body }, signal), clock.now())
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      await answer.body.dispose()
      refused = new SyncError('UNAUTHORIZED', 'Alibaba Mail refused the app id or its secret.', { cause: { status: answer.status } })
      throw refused
    }
    const value = await readJson(answer)
    const text: unknown = Reflect.get(value, 'access_token')
    const seconds = Number(Reflect.get(value, 'expires_in'))
    if (typeof text !== 'string') throw new SyncError('UNREADABLE_ANSWER', 'Alibaba Mail answered no token.')
    current = { text, until: clock.now() + Math.max(0, (seconds > 0 ? seconds * 1000 : TOKEN_MS) - EARLY_MS) }
    return text
  }
  return {
    get: async (signal: AbortSignal): Promise<string> => {
      if (refused !== undefined) throw refused
      if (current !== undefined && current.until > clock.now()) return current.text
      pending ??= request(signal).finally(() => {
        pending = undefined
      })
      return await pending
    },
    drop: () => {
      current = undefined
    },
  }
}
