import type { FastifyRequest } from 'fastify'

/** Name of whoever sent a request, for what is written down about it. */
export function whoAsks(request: FastifyRequest): string {
  const { who } = request as { who?: { readonly name: string } }
  return who?.name ?? 'dashboard'
}
