import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fingerprint } from '../../domain/fingerprint.ts'
import type { Clock } from '../../platform/clock.ts'
import { ApiError } from '../problem.ts'
import { whoAsks } from '../who-asks.ts'

/** How long an answer is kept for whoever asks again, in milliseconds. */
const KEPT_MS = 24 * 3_600_000
const MOST = 1000
const MOST_BYTES = 64_000

interface Kept {
  /** What was asked, as a digest. */
  readonly asked: string
  readonly at: number
  /** Missing while the first request is under way. */
  readonly answer?: { readonly status: number; readonly type: string; readonly body: string }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Under what the answer to this request is to be kept. */
    idempotency?: string
  }

  interface FastifyInstance {
    /** Forgets answers that name somebody. `isNaming`: of a text. */
    forgetAnswers(isNaming: (text: string) => boolean): void
  }
}

/**
 * Does a POST once, however often it is sent with the same `Idempotency-Key`: whoever lost the answer gets it again. Kept in this process for a
 * day. A failure of ours (5xx) is not kept, so that it can be tried again.
 */
export function answerOnce(server: FastifyInstance, clock: Clock): void {
  const kept = new Map<string, Kept>()
  server.decorateRequest('idempotency')
  server.decorate('forgetAnswers', (isNaming) => {
    for (const [name, { answer }] of kept) if (answer !== undefined && isNaming(`${name} ${answer.body}`)) kept.delete(name)
  })

  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    // Whoever is nobody yet has no answers of their own.
    if (request.method !== 'POST' || key === undefined || request.who === undefined) return undefined
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new ApiError('BAD_REQUEST', undefined, [{ at: 'Idempotency-Key', message: 'takes up to 200 printable characters' }])
    forget(kept, clock.now())
    const name = `${whoAsks(request)} ${key}`
    const asked = digestOf(request)
    const before = kept.get(name)
    if (before === undefined) {
      kept.set(name, { asked, at: clock.now() })
      request.idempotency = name
      return undefined
    }
    if (before.asked !== asked || before.answer === undefined) throw new ApiError('SAME_KEY')
    const { status, type, body } = before.answer
    return reply.code(status).header('content-type', type).header('idempotency-replayed', 'true').serializer((text: string) => text).send(body)
  })

  server.addHook('onSend', async (request, reply, payload) => {
    const name = request.idempotency
    const first = name === undefined ? undefined : kept.get(name)
    if (name === undefined || first === undefined) return payload
    const isKept = reply.statusCode < 500 && typeof payload === 'string' && payload.length <= MOST_BYTES
    if (isKept) kept.set(name, { ...first, answer: { status: reply.statusCode, type: String(reply.getHeader('content-type') ?? 'application/json'), body: payload } })
    else kept.delete(name)
    return payload
  })
}

const digestOf = ({ method, url, body }: FastifyRequest): string => fingerprint(`${method} ${url} ${JSON.stringify(body ?? null)}`, 40)

function forget(kept: Map<string, Kept>, now: number): void {
  for (const [name, { at }] of kept) if (now - at > KEPT_MS || kept.size > MOST) kept.delete(name)
}
