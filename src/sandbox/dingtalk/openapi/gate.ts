import { setTimeout as wait } from 'node:timers/promises'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Fault } from '../../faults.ts'
import type { Shared } from '../../shared.ts'
import type { DingtalkApp } from '../dingtalk-app.ts'
import type { Later } from '../store/later.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { DingtalkSwitches } from '../switches.ts'
import { ApiFailure, notFound } from './failure.ts'
import type { StreamLinks } from './stream-links.ts'
import type { TokenBucket } from './token-bucket.ts'
import type { Tokens } from './tokens.ts'

/** What all calls have in common. */
export interface ApiService {
  readonly shared: Shared
  readonly switches: DingtalkSwitches
  readonly mailboxes: ReadonlyMap<string, Mailbox>
  readonly tokens: Tokens
  readonly bucket: TokenBucket
  readonly links: StreamLinks
  readonly later: Later
}

export interface ApiAnswer {
  readonly status?: number
  /** Sent as JSON, or as it is when it is a Buffer. Default `{}`. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it changed anything in a mailbox. */
  readonly write?: boolean
  /** What the ledger calls the client, where no app token tells. */
  readonly client?: string
}

/** A call as a handler sees it. */
export interface ApiCall {
  readonly service: ApiService
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  readonly headers: FastifyRequest['headers']
  /** `http://host:port/alimail`. */
  readonly base: string
}

/** A call by an app on a mailbox. */
export interface MailboxCall extends ApiCall {
  readonly mailbox: Mailbox
  readonly client: string
}

export interface Route<Call> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** In the ledger and in fault plans. */
  readonly kind: string
  /** Needs `Mail.ReadWrite.All`. */
  readonly writes?: boolean
  readonly run: (call: Call) => ApiAnswer | Promise<ApiAnswer>
}

/** A route below `/v2/users/{email}`, for apps with a token. */
export function addMailboxRoute(server: FastifyInstance, service: ApiService, route: Route<MailboxCall>): void {
  const run = (call: ApiCall): ApiAnswer | Promise<ApiAnswer> => {
    const app = admit(service, call, route.writes ?? false)
    const mailbox = service.mailboxes.get((call.params['email'] ?? '').toLowerCase())
    if (!mailbox) throw notFound('domain.notFound')
    return route.run({ ...call, mailbox, client: app.client ?? app.appId })
  }
  addRoute(server, service, { ...route, path: `/v2/users/:email${route.path}`, run })
}

function admit(service: ApiService, call: ApiCall, writes: boolean): DingtalkApp {
  const app = service.tokens.appOf(call.headers.authorization)
  if (!app) throw new ApiFailure(401, 'token.invalid', 'The access token is missing, unknown or expired')
  if (!service.bucket.take()) throw new ApiFailure(429, 'request.throttled', 'Too many requests')
  if (writes && app.access === 'read') throw new ApiFailure(403, 'permission.denied', 'Mail.ReadWrite.All is needed')
  return app
}

/** Any route: faults before and after, one entry in the ledger. */
export function addRoute(server: FastifyInstance, service: ApiService, route: Route<ApiCall>): void {
  server.route({ method: route.method, url: route.path, handler: (request, reply) => serve(service, route, request, reply) })
}

async function serve(service: ApiService, route: Route<ApiCall>, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  service.later.settle()
  const caller = clientOf(service, request)
  await service.shared.latency.request({ cloud: 'alimail', client: caller, kind: route.kind })
  const fault = service.shared.faults.next('alimail', route.kind, caller)
  if (fault?.effect === 'delay') await wait(fault.delayMs ?? 0)
  const untouched = fault?.effect === 'cut-before' || fault?.effect === 'refuse'
  const answer = untouched ? refusalBy(fault) : await outcome(service, route, request)
  const told = fault?.effect === 'error-after' ? { ...refusalBy(fault), write: answer.write ?? false } : answer
  const client = answer.client ?? caller
  service.shared.ledger.record({ cloud: 'alimail', client, kind: route.kind, status: told.status ?? 200, write: told.write ?? false })
  if (fault?.effect === 'cut-before' || fault?.effect === 'cut-after') {
    reply.hijack()
    request.raw.socket.destroy()
    return undefined
  }
  return send(reply, told)
}

async function outcome(service: ApiService, route: Route<ApiCall>, request: FastifyRequest): Promise<ApiAnswer> {
  try {
    return await route.run({
      service,
      params: request.params as ApiCall['params'],
      query: request.query as ApiCall['query'],
      body: request.body,
      headers: request.headers,
      base: `${request.protocol}://${request.host}/alimail`,
    })
  } catch (error) {
    if (error instanceof ApiFailure) return failed(service.switches, error)
    throw error
  }
}

function failed(switches: DingtalkSwitches, failure: ApiFailure): ApiAnswer {
  const hidden = switches.errorsUnder200 && failure.status !== 401 && failure.status !== 429
  const retryAfter = failure.status === 429 && switches.retryAfter
  return { status: hidden ? 200 : failure.status, body: failure.body, ...(retryAfter && { headers: { 'retry-after': '1' } }) }
}

function refusalBy(fault: Fault): ApiAnswer {
  const failure = new ApiFailure(fault.status ?? 503, fault.code ?? 'service.unavailable')
  const after = fault.retryAfterSeconds
  return { status: failure.status, body: failure.body, ...(after !== undefined && { headers: { 'retry-after': String(after) } }) }
}

function clientOf(service: ApiService, request: FastifyRequest): string {
  const app = service.tokens.appOf(request.headers.authorization)
  return app ? (app.client ?? app.appId) : 'unknown'
}

function send(reply: FastifyReply, answer: ApiAnswer): FastifyReply {
  const body = answer.body ?? {}
  reply.status(answer.status ?? 200).headers(answer.headers ?? {})
  if (Buffer.isBuffer(body)) return reply.type('application/octet-stream').send(body)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}
