import type { FastifyRequest } from 'fastify'

/** Name of whoever sent a request, for what is written down about it. */
export function whoAsks(request: FastifyRequest): string {
  return request.who?.name ?? 'dashboard'
}
