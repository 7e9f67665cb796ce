import limit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../problem.ts'

const MINUTE_MS = 60_000
/** A dashboard asks for a few things a second at most, a program for less. */
const MOST = 1200
const MOST_ADDRESSES = 10_000

/** How often one address may try to sign in, whatever becomes of it. */
export const FEW = { rateLimit: { max: 30, timeWindow: MINUTE_MS } } as const

/** Refuses (429) an address that asks too often, of IPv6 a whole network. Routes that cost more say so in their `config`. */
export async function limitRequests(server: FastifyInstance): Promise<void> {
  await server.register(limit, {
    max: MOST,
    timeWindow: MINUTE_MS,
    cache: MOST_ADDRESSES,
    errorResponseBuilder: () => new ApiError('TOO_OFTEN'),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': true },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  })
}
