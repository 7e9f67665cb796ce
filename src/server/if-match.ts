import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Changing } from '../domain/changing.ts'
import { ApiError } from './problem.ts'
import { whoAsks } from './who-asks.ts'

/** Headers of a change that is not to overwrite what nobody has seen. */
export const ifMatch = z.object({ 'if-match': z.string().max(200).optional().meta({ description: 'The `etag` of what was seen: what is another by now is not overwritten (412)' }) })

/** Who asks for a change, and what it has to be still; nothing where anything will do. */
export function changing(request: FastifyRequest<{ Headers: z.infer<typeof ifMatch> }>): Changing {
  const header = request.headers['if-match']
  return { by: whoAsks(request), etag: header === '*' ? undefined : header?.replace(/^W\//, '') }
}

/** What a change answers, where it was done. @throws {ApiError} `CHANGED_MEANWHILE` */
export function asSeen<Part>(changed: Part | undefined): Part {
  if (changed === undefined) throw new ApiError('CHANGED_MEANWHILE')
  return changed
}
