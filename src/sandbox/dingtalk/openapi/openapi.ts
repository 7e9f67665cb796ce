import type { FastifyInstance } from 'fastify'

import { attachmentRoutes } from './attachments.ts'
import { batchRoutes } from './batches.ts'
import { draftRoutes } from './drafts.ts'
import { ApiFailure } from './failure.ts'
import { folderRoutes } from './folders.ts'
import { addMailboxRoute, addRoute } from './gate.ts'
import type { ApiService } from './gate.ts'
import { messageRoutes } from './messages.ts'
import { streamRoutes } from './streams.ts'
import { tagRoutes } from './tags.ts'
import { tokenRoute } from './token-route.ts'

/** Adds Alibaba Mail OpenAPI v2 under `/alimail`. */
export function registerOpenapi(server: FastifyInstance, service: ApiService): void {
  void server.register(
    async (scope) => {
      acceptBodies(scope)
      for (const route of [tokenRoute, ...streamRoutes]) addRoute(scope, service, route)
      const routes = [...folderRoutes, ...messageRoutes, ...draftRoutes, ...batchRoutes, ...attachmentRoutes, ...tagRoutes]
      for (const route of routes) addMailboxRoute(scope, service, route)
      scope.setNotFoundHandler(async (request, reply) => {
        service.shared.ledger.record({ cloud: 'alimail', client: 'unknown', kind: `${request.method} unknown`, status: 404, write: false })
        return reply.status(404).send(new ApiFailure(404, 'api.notFound').body)
      })
      scope.setErrorHandler(async (error: { statusCode?: number; message: string }, request, reply) => {
        const status = error.statusCode ?? 500
        service.shared.ledger.record({ cloud: 'alimail', client: 'unknown', kind: `${request.method} unreadable`, status, write: false })
        return reply.status(status).send(new ApiFailure(status, status < 500 ? 'request.invalid' : 'system.error', error.message).body)
      })
    },
    { prefix: '/alimail' },
  )
}

/** JSON and forms are read, everything else is handed on as a stream. */
function acceptBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 64 * 1024 * 1024 }, (_, text, done) => {
    try {
      done(null, text === '' ? {} : JSON.parse(String(text)))
    } catch {
      done(Object.assign(new Error('The body is no JSON'), { statusCode: 400 }))
    }
  })
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(text))))
  })
  scope.addContentTypeParser('*', (_, payload, done) => done(null, payload))
}
