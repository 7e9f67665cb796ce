import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Accounts, Oidc } from '../../accounts/accounts.ts'
import { FLOW_MS } from '../../accounts/oidc.ts'
import { SyncError } from '../../domain/errors.ts'
import { ApiError } from '../problem.ts'
import { FEW } from '../plugins/limits.ts'
import { giveCookie, originOf } from '../plugins/sessions.ts'
import type { Router } from '../router.ts'

export interface OidcOptions {
  readonly accounts: Accounts
  /** Absent where nobody signs in elsewhere. */
  readonly oidc: () => { readonly oidc: Oidc; readonly redirectUrl?: string | undefined } | undefined
}

const PATH = '/api/v1/session/oidc'
const FLOW_COOKIE = 'tongbu_oidc'

/** Only into the dashboard: an address that begins with two slashes would lead to another site. */
const placeOf = (to: string): string => (/^\/(?![/\\])[^\s\\]*$/.test(to) ? to : '/')

/**
 * Signing in by OpenID Connect. The browser comes back from another site, where it sends no `SameSite=Strict` cookie; so what binds the answer
 * to the question is in one of its own, `Lax`, sealed, for these two addresses alone and for ten minutes.
 */
export function oidcRoutes(router: Router, { accounts, oidc }: OidcOptions): void {
  const config = { needs: 'nobody', ...FEW } as const
  const tags = ['session']
  const elsewhere = () => {
    const there = oidc()
    if (there === undefined) throw new ApiError('NOT_THERE', 'Nobody signs in elsewhere here: `accounts.oidc` is not configured.')
    return there
  }

  const where = z.strictObject({ to: z.string().max(500).default('/').meta({ description: 'The page to be shown afterwards' }) })
  router.get('/session/oidc', { schema: { summary: 'To the issuer, for a browser', tags, querystring: where, response: { 302: z.null() } }, config }, async (request, reply) => {
    const { oidc: there, redirectUrl = `${request.protocol}://${request.host}${PATH}/callback` } = elsewhere()
    try {
      const { url, flow } = await there.begin(redirectUrl, placeOf(request.query.to))
      keepFlow(reply, flow)
      return reply.redirect(url, 302)
    } catch (error) {
      return backToSignIn(reply, error)
    }
  })

  router.get('/session/oidc/callback', { schema: { summary: 'Back from the issuer', tags, querystring: z.looseObject({ state: z.string().optional(), code: z.string().optional() }), response: { 302: z.null() } }, config }, async (request, reply) => {
    reply.clearCookie(FLOW_COOKIE, { path: PATH })
    try {
      const { to, ...claimed } = await elsewhere().oidc.finish(addressOf(request), request.cookies[FLOW_COOKIE] ?? '')
      giveCookie(reply, await accounts.signInElsewhere(claimed, originOf(request)))
      return await reply.redirect(to, 302)
    } catch (error) {
      return backToSignIn(reply, error)
    }
  })
}

const addressOf = (request: FastifyRequest): URL => new URL(request.url, 'http://localhost')

function keepFlow(reply: FastifyReply, flow: string): void {
  reply.setCookie(FLOW_COOKIE, flow, { path: PATH, httpOnly: true, sameSite: 'lax', secure: reply.request.protocol === 'https', maxAge: FLOW_MS / 1000 })
}

/** A person looks at this, so they are told by a page. @throws what is no error of ours */
function backToSignIn(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof SyncError)) throw error
  return reply.redirect(`/sign-in?problem=${error.code}`, 302)
}
