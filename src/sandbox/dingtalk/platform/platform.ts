import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Shared } from '../../shared.ts'
import type { DingtalkApp } from '../dingtalk-app.ts'
import { pickPersonPage, problemPage } from './pages.ts'
import { PlatformTokens, type PlatformSwitches } from './platform-tokens.ts'

/** What the open platform (api.dingtalk.com and login.dingtalk.com) is made of. */
export interface PlatformOptions {
  readonly shared: Shared
  readonly switches: PlatformSwitches
  readonly apps: readonly DingtalkApp[]
  /** Addresses of everybody in the organisation. */
  readonly people: () => readonly string[]
}

/** An answer other than success, as the new API writes it. */
class PlatformFailure extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const CORP_ID = 'ding0sandbox00000000000000000000'
const idOf = (address: string): string => createHash('sha256').update(address.toLowerCase()).digest('base64url').slice(0, 22)

/** Adds the sign-in of the open platform: app tokens, and sign-ins of people in a browser. Nothing else of it is simulated. */
export function registerPlatform(server: FastifyInstance, options: PlatformOptions): void {
  const tokens = new PlatformTokens(options.shared, options.switches)
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, String(text)))
    scope.post('/dingtalk/v1.0/oauth2/accessToken', api(options, 'POST accessToken', (request) => appToken(options, tokens, request)))
    scope.post('/dingtalk/v1.0/oauth2/userAccessToken', api(options, 'POST userAccessToken', (request) => userToken(options, tokens, request)))
    scope.get('/dingtalk/v1.0/contact/users/me', api(options, 'GET users/me', (request) => whoAmI(tokens, request)))
    scope.get('/dingtalk-login/oauth2/auth', async (request, reply) => authorize(options, tokens, request, reply, undefined))
    scope.post('/dingtalk-login/oauth2/auth', async (request, reply) => authorize(options, tokens, request, reply, new URLSearchParams(typeof request.body === 'string' ? request.body : '')))
  })
}

type Work = (request: FastifyRequest) => { readonly client: string; readonly body: object }

function api({ shared }: PlatformOptions, kind: string, work: Work) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const { client, body } = work(request)
      shared.ledger.record({ cloud: 'dingtalk', client, kind, status: 200, write: false })
      return await reply.send(body)
    } catch (error) {
      if (!(error instanceof PlatformFailure)) throw error
      shared.ledger.record({ cloud: 'dingtalk', client: 'unknown', kind, status: error.status, write: false })
      return reply.status(error.status).send({ code: error.code, message: error.message, requestid: randomUUID() })
    }
  }
}

/** The body has to be JSON (seen: anything else is `MissingBody`). @throws {PlatformFailure} */
function bodyOf({ headers, body }: FastifyRequest): Readonly<Record<string, unknown>> {
  const missing = new PlatformFailure(400, 'MissingBody', 'body is mandatory for this action')
  if (!(headers['content-type'] ?? '').startsWith('application/json') || typeof body !== 'string') throw missing
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    throw missing
  }
  throw missing
}

/** @throws {PlatformFailure} 400 `invalidClientIdOrSecret` */
function appOf({ apps }: PlatformOptions, id: unknown, secret: unknown): DingtalkApp {
  const app = apps.find(({ appId, appSecret }) => appId === id && appSecret === secret)
  if (app === undefined) throw new PlatformFailure(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret')
  return app
}

/** The same token while it is good, and its life begins anew. */
function appToken(options: PlatformOptions, tokens: PlatformTokens, request: FastifyRequest): ReturnType<Work> {
  const { appKey, appSecret } = bodyOf(request)
  const app = appOf(options, appKey, appSecret)
  return { client: app.client ?? app.appId, body: tokens.forApp(app) }
}

/** By the code of a sign-in, or by a refresh token. The codes of refusals are guesses: no page names them. */
function userToken(options: PlatformOptions, tokens: PlatformTokens, request: FastifyRequest): ReturnType<Work> {
  const { clientId, clientSecret, code, refreshToken, grantType } = bodyOf(request)
  const app = appOf(options, clientId, clientSecret)
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') throw new PlatformFailure(400, 'invalidParameter.grantType', 'grantType is invalid')
  const issued = grantType === 'authorization_code' ? tokens.byCode(app, String(code)) : tokens.byRefreshToken(app, String(refreshToken))
  if (issued === undefined) throw new PlatformFailure(400, grantType === 'authorization_code' ? 'invalidParameter.authCode.notFound' : 'invalidParameter.refreshToken.notFound', '不合法的临时授权码')
  return { client: app.client ?? app.appId, body: { ...issued.body, ...(issued.withCorp ? { corpId: CORP_ID } : {}) } }
}

function whoAmI(tokens: PlatformTokens, { headers }: FastifyRequest): ReturnType<Work> {
  const token = headers['x-acs-dingtalk-access-token']
  const person = tokens.personOf(typeof token === 'string' ? token : '')
  if (person === undefined) throw new PlatformFailure(400, 'InvalidAuthentication', '不合法的access_token')
  const { address, client } = person
  return { client, body: { nick: address.split('@')[0], unionId: idOf(address), openId: idOf(`open ${address}`), email: address, stateCode: '86', visitor: false } }
}

/** `authCode`, not `code`, is what the browser comes back with. */
function authorize(options: PlatformOptions, tokens: PlatformTokens, request: FastifyRequest, reply: FastifyReply, form: URLSearchParams | undefined): FastifyReply {
  const given = form ?? new URL(request.raw.url ?? '/', 'http://sandbox').searchParams
  const app = options.apps.find(({ appId }) => appId === given.get('client_id'))
  const redirectUri = given.get('redirect_uri') ?? ''
  void reply.header('cache-control', 'no-store').header('x-frame-options', 'DENY').type('text/html; charset=utf-8')
  if (app === undefined || !(app.redirectUris ?? []).includes(redirectUri)) return reply.code(400).send(problemPage())
  const back = (answer: Readonly<Record<string, string>>): FastifyReply => {
    const url = new URL(redirectUri)
    for (const [name, value] of Object.entries({ ...answer, state: given.get('state') ?? '' })) url.searchParams.set(name, value)
    return reply.redirect(url.href, 302)
  }
  const scope = (given.get('scope') ?? '').split(/\s+/)
  if (given.get('response_type') !== 'code' || !scope.includes('openid')) return back({ error: 'invalid_request' })
  if (form?.get('answer') === 'cancel') return back({ error: 'access_denied' })
  const person = options.people().find((address) => address === form?.get('account'))
  if (person === undefined) return reply.send(pickPersonPage(options.people(), Object.fromEntries(given)))
  return back({ authCode: tokens.newCode(app, person, scope.includes('corpid')) })
}
