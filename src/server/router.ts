import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** What a caller must be allowed to. `nobody`: needs no sign-in. `any`: whoever is signed in. Each of the others holds those before it. */
export type Needs = 'nobody' | 'any' | 'read' | 'operate' | 'administer'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says so; one that does not is refused. */
    needs?: Needs
  }
}

/** A part of the server below `/api/v1` whose routes are typed by their schemas. */
export type Router = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>
