import type { FastifyInstance } from 'fastify'
import type { Clock } from '../platform/clock.ts'

const WINDOW_MS = 60_000
/** Graph sends for all pairs from a few addresses. */
const MOST_PER_WINDOW = 1200
const MOST_ADDRESSES = 10_000

/** Refuses (429) who asks too often. Counts are forgotten every minute, so memory is bounded. */
export function limitPerAddress(scope: FastifyInstance, clock: Clock): void {
  const counts = new Map<string, number>()
  let startedAt = clock.now()
  scope.addHook('onRequest', async (request, reply) => {
    const now = clock.now()
    if (Math.abs(now - startedAt) >= WINDOW_MS || counts.size >= MOST_ADDRESSES) {
      counts.clear()
      startedAt = now
    }
    const count = (counts.get(request.ip) ?? 0) + 1
    counts.set(request.ip, count)
    if (count > MOST_PER_WINDOW) return reply.code(429).header('retry-after', '60').send()
  })
}
