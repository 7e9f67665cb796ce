import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../problem.ts'

/** What the build names after its content never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Hands out the built dashboard. Every address that is a page of it, and no file, is answered with its one document. */
export async function serveDashboard(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(async (scope) => {
    // Each file is a route, and what is built is nobody's secret.
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, needs: 'nobody' }
    })
    await scope.register(files, {
      root: folder,
      wildcard: false,
      index: false,
      cacheControl: false,
      schemaHide: true,
      setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? FOR_EVER : 'no-cache'),
    })
    scope.get('/*', { schema: { hide: true } }, (request, reply) => {
      const { pathname } = new URL(request.url, 'http://localhost')
      if (pathname.startsWith('/api/') || /\.[a-z0-9]+$/i.test(pathname)) throw new ApiError('NOT_THERE')
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    })
  })
}
