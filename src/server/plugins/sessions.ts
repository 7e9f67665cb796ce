import cookies from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { covers } from '../../accounts/account.ts'
import type { Accounts, Origin, SignedIn, Who } from '../../accounts/accounts.ts'
import { csrfOf, isSame } from '../../accounts/secrets.ts'
import { SyncError } from '../../domain/errors.ts'
import { ApiError } from '../problem.ts'

/** The cookie of a browser that is signed in. */
export const SESSION_COOKIE = 'tongbu_session'
export const CSRF_HEADER = 'x-csrf-token'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it; there on every route that needs more than `nobody`. See `whoOf`. */
    who?: Who
    /** Whether they still may, for an answer that takes long: a session can end and a role be taken away meanwhile. */
    mayStill?: () => Promise<boolean>
  }
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets in whom a route says that it needs, and nobody to a route that says nothing. A browser that is signed in sends a cookie by
 * itself, so what it writes must also carry a header that only a page of ours can know.
 */
export async function askWhoItIs(server: FastifyInstance, accounts: Pick<Accounts, 'whoAsks'>): Promise<void> {
  await server.register(cookies)
  server.decorateRequest('who')
  server.decorateRequest('mayStill')
  server.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { needs } = request.routeOptions.config
    if (needs === undefined) throw new ApiError('NOT_ALLOWED', 'It was not said whom this address lets in, so it lets in nobody.')
    const writes = !SAFE.has(request.method)
    if (needs === 'nobody') {
      if (writes) refuseOtherSites(request)
      return
    }
    const asked = { cookie: cookieOf(request), bearer: bearerOf(request) }
    const may = ({ scopes }: Who): boolean => needs === 'any' || covers(scopes, needs)
    const who = await accounts.whoAsks(asked)
    if (who === undefined) throw new ApiError('SIGN_IN')
    if (!may(who)) throw new ApiError('NOT_ALLOWED')
    if (writes && who.session !== undefined) refuseForeign(request)
    request.who = who
    request.mayStill = async () => {
      const now = await accounts.whoAsks(asked)
      return now !== undefined && may(now)
    }
  })
}

/** Who sent a request. @throws {ApiError} `SIGN_IN` on a route that needs `nobody` */
export function whoOf({ who }: FastifyRequest): Who {
  if (who === undefined) throw new ApiError('SIGN_IN')
  return who
}

/** The same, where a person must have sent it and no program. @throws {ApiError} `NOT_ALLOWED` */
export function personOf(request: FastifyRequest): Who {
  const who = whoOf(request)
  if (who.session === undefined) throw new ApiError('NOT_ALLOWED', 'That is for a person who is signed in, and not for a token.')
  return who
}

export const originOf = (request: FastifyRequest): Origin => ({ from: request.ip, agent: request.headers['user-agent'] ?? '' })

/** The cookie of a session, if the request has one. */
export const cookieOf = (request: FastifyRequest): string | undefined => request.cookies[SESSION_COOKIE]

function bearerOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization === undefined ? undefined : (/^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')
}

/** Hands out the cookie. No script reads it, no other site has it sent, and over https it goes nowhere else. */
export function giveCookie(reply: FastifyReply, { secret }: Pick<SignedIn, 'secret'>): void {
  reply.setCookie(SESSION_COOKIE, secret, { path: '/', httpOnly: true, sameSite: 'strict', secure: reply.request.protocol === 'https' })
}

export function takeCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' })
}

/** @throws {SyncError} `NOT_FROM_HERE` */
function refuseForeign(request: FastifyRequest): void {
  const given = request.headers[CSRF_HEADER]
  if (typeof given !== 'string' || !isSame(given, csrfOf(cookieOf(request) ?? ''))) throw new SyncError('NOT_FROM_HERE', `The header ${CSRF_HEADER} is missing, or is of another session.`)
}

/** Nobody is signed in yet, so there is nothing to bind a header to: the browser says from where it was sent. @throws {SyncError} `NOT_FROM_HERE` */
function refuseOtherSites(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new SyncError('NOT_FROM_HERE', 'It was sent by a page of another site.')
}
