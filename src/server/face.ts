import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { serveDashboard } from './plugins/dashboard.ts'
import { limitRequests } from './plugins/limits.ts'
import { describeRoutes } from './plugins/openapi.ts'
import { answerProblems } from './plugins/problems.ts'
import { askWhoItIs } from './plugins/sessions.ts'
import { ApiError } from './problem.ts'
import { accountRoutes } from './routes/accounts.ts'
import { eventRoutes, type EventRoutesOptions } from './routes/events.ts'
import { inviteRoutes } from './routes/invite.ts'
import { pairRoutes, type PairsOptions } from './routes/pairs.ts'
import { sessionRoutes, type SessionOptions } from './routes/session.ts'
import { setupRoutes, type SetupRouteOptions } from './routes/setup.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { tryItRoutes, type TryItOptions } from './routes/try-it.ts'

export interface FaceOptions extends PairsOptions, EventRoutesOptions, SessionOptions, SetupRouteOptions, TryItOptions {
  readonly version: string
  /** Folder of the built dashboard; without it there is the API alone. */
  readonly dashboard?: string
  /** Told of failures that nobody foresaw. */
  readonly onFailure: (error: unknown) => void
}

/** The dashboard and the API behind it. One line for each group of addresses. */
export async function addFace(server: FastifyInstance, options: FaceOptions): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'], objectSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: false,
  })
  answerProblems(server, options.onFailure)
  await describeRoutes(server, options.version)
  await askWhoItIs(server, options.accounts)
  await server.register(
    async (scope) => {
      await limitRequests(scope)
      scope.setNotFoundHandler(() => {
        throw new ApiError('NOT_THERE')
      })
      const router = scope.withTypeProvider<ZodTypeProvider>()
      sessionRoutes(router, options)
      accountRoutes(router, options)
      tokenRoutes(router, options)
      pairRoutes(router, options)
      eventRoutes(router, options)
      tryItRoutes(router, options)
      setupRoutes(router, options)
      inviteRoutes(router, options)
    },
    { prefix: '/api/v1' },
  )
  if (options.dashboard !== undefined) await serveDashboard(server, options.dashboard)
}
