import type { FastifyRequest } from 'fastify'
import { whoOf } from './plugins/sessions.ts'

/** Name of whoever sent a request, for what is written down about it. @throws {ApiError} `SIGN_IN` on a route that needs `nobody` */
export const whoAsks = (request: FastifyRequest): string => whoOf(request).name
