import Fastify, { type FastifyInstance } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import type { Readiness } from '../service/readiness.ts'
import { limitPerAddress } from './limit-per-address.ts'

/** What became of a body that was posted as change notifications. */
export type Receipt = 'taken' | 'malformed'

export interface FrontOptions {
  readonly host: string
  readonly port: number
  readonly clock: Clock
  readonly readiness: () => Readiness
  readonly telemetry?: Telemetry
  /** Takes change notifications for later; absent where no cloud was told of us. Answers at once and never throws. */
  readonly takeNotifications?: (body: unknown) => Receipt
  /** What else is answered at the same address: the dashboard and its API. */
  readonly face?: (server: FastifyInstance) => Promise<void>
}

/** Graph's notifications are small; a batch of them is far below this. */
const BODY_BYTES = 256 * 1024
/** Graph's validation tokens are some hundred characters. */
const TOKEN_CHARACTERS = 2048

/**
 * The way in from the network. Nothing here waits for work: what comes is noted and answered. Answers where it listens.
 * @throws the system's error when the port cannot be had
 */
export async function openFront(options: FrontOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true, trustProxy: 'loopback', requestTimeout: 10_000, logger: false })
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  server.setErrorHandler((error, _request, reply) => {
    const status = typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    return reply.code(status).send({ error: status < 500 ? 'refused' : 'failed' })
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }))
  registerHealth(server, options)
  if (options.takeNotifications !== undefined) registerNotifications(server, options.clock, options.takeNotifications)
  const { face } = options
  if (face !== undefined) await server.register(async (scope) => face(scope))
  const url = await server.listen({ host: options.host, port: options.port })
  return { url, close: () => server.close() }
}

function registerHealth(server: FastifyInstance, { readiness, telemetry }: FrontOptions): void {
  server.get('/healthz', (_request, reply) => reply.send({ alive: true }))
  server.get('/readyz', (_request, reply) => {
    const told = readiness()
    return reply.code(told.ready ? 200 : 503).send(told)
  })
  if (telemetry === undefined) return
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await telemetry.metrics()
    return reply.header('content-type', contentType).send(text)
  })
}

/**
 * Change and lifecycle notifications of Microsoft Graph, one address per pair. Its tries before it subscribes are answered with the
 * token that they carry, as plain text. Whether a subscription is known is told to nobody.
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
function registerNotifications(server: FastifyInstance, clock: Clock, take: (body: unknown) => Receipt): void {
  server.register(async (scope) => {
    limitPerAddress(scope, clock)
    scope.post<{ Querystring: { validationToken?: unknown } }>('/notifications/outlook/:pair', (request, reply) => {
      const { validationToken } = request.query
      if (validationToken === undefined) return reply.code(take(request.body) === 'taken' ? 202 : 400).send()
      if (typeof validationToken !== 'string' || validationToken.length > TOKEN_CHARACTERS) return reply.code(400).send()
      return reply.header('content-type', 'text/plain; charset=utf-8').send(validationToken)
    })
    // Graph's validation has a body of no type, or none.
    scope.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume()
      payload.once('end', () => done(null, undefined))
    })
  })
}
