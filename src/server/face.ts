import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { createBrowsersAway } from './browsers-away.ts'
import { serveDashboard } from './plugins/dashboard.ts'
import { limitRequests } from './plugins/limits.ts'
import { describeRoutes } from './plugins/openapi.ts'
import { answerOnce } from './plugins/idempotency.ts'
import { answerProblems } from './plugins/problems.ts'
import { askWhoItIs } from './plugins/sessions.ts'
import { ApiError } from './problem.ts'
import { aboutRoutes, type AboutOptions } from './routes/about.ts'
import { accountRoutes } from './routes/accounts.ts'
import { connectGuideRoutes } from './routes/connect-guide.ts'
import { decisionRoutes, type DecisionRoutesOptions } from './routes/decisions.ts'
import { eventRoutes, type EventRoutesOptions } from './routes/events.ts'
import { connectionRoutes, type ConnectionRouteOptions } from './routes/connections.ts'
import { consentRoutes } from './routes/consents.ts'
import { inviteRoutes } from './routes/invite.ts'
import { microsoftCallbackRoute } from './routes/microsoft-callback.ts'
import { jobRoutes, type JobRoutesOptions } from './routes/jobs.ts'
import { oidcRoutes } from './routes/oidc.ts'
import { overviewRoutes, type OverviewOptions } from './routes/overview.ts'
import { pairActionRoutes, type PairActionsOptions } from './routes/pair-actions.ts'
import { pairRoutes, type PairsOptions } from './routes/pairs.ts'
import { probeRoutes, type ProbeRouteOptions } from './routes/probe.ts'
import { serviceRoutes } from './routes/service.ts'
import { sessionRoutes, type SessionOptions } from './routes/session.ts'
import { signInRoutes, type SignInRoutesOptions } from './routes/sign-ins.ts'
import { setupRoutes, type SetupRouteOptions } from './routes/setup.ts'
import { watchRoutes } from './routes/watch.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { tryItRoutes, type TryItOptions } from './routes/try-it.ts'
import { safetyRoutes } from './routes/safety.ts'
import type { SafetyOptions } from './safety-options.ts'

/** What routes are given of the application. */
type Asked = PairsOptions & JobRoutesOptions & ProbeRouteOptions & PairActionsOptions & DecisionRoutesOptions & Omit<SignInRoutesOptions, 'browsers'> & OverviewOptions & AboutOptions & EventRoutesOptions & Omit<ConnectionRouteOptions, 'browsers'> & SessionOptions & SetupRouteOptions & TryItOptions

export interface FaceOptions extends Asked {
  readonly version: string
  /** Folder of the built dashboard; without it there is the API alone. */
  readonly dashboard?: string
  /** Backup, rollback, audit, archive and privacy. */
  readonly safety?: Omit<SafetyOptions, 'jobs'>
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
  const browsers = createBrowsersAway(options.clock)
  await server.register(
    async (scope) => {
      await limitRequests(scope)
      scope.setNotFoundHandler(() => {
        throw new ApiError('NOT_THERE')
      })
      answerOnce(scope, options.clock)
      const router = scope.withTypeProvider<ZodTypeProvider>()
      sessionRoutes(router, options)
      oidcRoutes(router, options)
      accountRoutes(router, options)
      tokenRoutes(router, options)
      serviceRoutes(router, options)
      overviewRoutes(router, options)
      pairRoutes(router, options)
      pairActionRoutes(router, options)
      decisionRoutes(router, options)
      signInRoutes(router, { ...options, browsers })
      connectionRoutes(router, { ...options, browsers })
      consentRoutes(router, { ...options, browsers })
      microsoftCallbackRoute(router, { browsers })
      connectGuideRoutes(router)
      jobRoutes(router, options)
      aboutRoutes(router, options)
      eventRoutes(router, options)
      webhookRoutes(router, options)
      watchRoutes(router, options)
      tryItRoutes(router, options)
      setupRoutes(router, options)
      probeRoutes(router, options)
      inviteRoutes(router, options)
      if (options.safety !== undefined) safetyRoutes(router, { ...options.safety, jobs: options.jobs })
    },
    { prefix: '/api/v1' },
  )
  if (options.dashboard !== undefined) await serveDashboard(server, options.dashboard)
}
