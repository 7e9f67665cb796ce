import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from '../call.ts'
import { doWork, respond } from '../faulty.ts'
import { adminConsent, authorize, enterDeviceCode, type BrowserAnswer, type BrowserRequest } from './authorize.ts'
import { beginDevice } from './device.ts'
import type { Directory } from './directory.ts'
import { issueTokens, type TokenAnswer, type TokenRequest } from './grants.ts'
import { discovery, keySet } from './identity.ts'

interface Tenant {
  readonly tenant: string
}

/** Puts everything below `/login` on a server whose bodies come as bytes. */
export function registerEntra(scope: FastifyInstance, directory: Directory): void {
  const machine = (kind: string, work: (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>) => async (request: FastifyRequest, reply: FastifyReply) =>
    respond(reply, await answerMachine(directory, kind, request, work))
  scope.post('/login/:tenant/oauth2/v2.0/token', machine('POST token', (request) => issueTokens(directory, request)))
  scope.post('/login/:tenant/oauth2/v2.0/devicecode', machine('POST devicecode', (request) => beginDevice(directory, request)))
  for (const [path, show] of [
    ['/login/:tenant/oauth2/v2.0/authorize', (request: BrowserRequest) => authorize(directory, request)],
    ['/login/:tenant/adminconsent', (request: BrowserRequest) => adminConsent(directory, request)],
    ['/login/:tenant/v2.0/adminconsent', (request: BrowserRequest) => adminConsent(directory, request)],
    ['/login/device', (request: BrowserRequest) => enterDeviceCode(directory, request)],
  ] as const) {
    scope.get(path, async (request, reply) => respondToBrowser(reply, show(browserRequest(request, false))))
    scope.post(path, async (request, reply) => respondToBrowser(reply, show(browserRequest(request, true))))
  }
  scope.get('/login/:tenant/v2.0/.well-known/openid-configuration', async (request, reply) => reply.send(discovery(directory, originOf(request))))
  scope.get('/login/:tenant/discovery/v2.0/keys', async (_request, reply) => reply.send(await keySet(directory)))
}

const originOf = ({ protocol, headers }: FastifyRequest): string => `${protocol}://${headers.host ?? ''}`
const formOf = ({ body }: FastifyRequest): URLSearchParams => new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '')

function answerMachine({ world }: Directory, kind: string, request: FastifyRequest, work: (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>): Promise<Answer | undefined> {
  const form = formOf(request)
  const basic = basicAuth(request)
  return doWork(world.shared, {
    cloud: 'entra',
    kind,
    writes: false,
    client: form.get('client_id') ?? basic?.id ?? 'anonymous',
    fail: (status, code, headers) => ({ status, headers, json: { error: status >= 500 ? 'temporarily_unavailable' : code, error_description: 'A fault of the plan.' } }),
    run: async () => {
      const { status, body } = await work({ tenant: (request.params as Tenant).tenant, form, basic, origin: originOf(request) })
      return { status, json: body, headers: { 'cache-control': 'no-store' } }
    },
  })
}

function browserRequest(request: FastifyRequest, isForm: boolean): BrowserRequest {
  const { pathname, searchParams } = new URL(request.raw.url ?? '/', originOf(request))
  const given = isForm ? formOf(request) : searchParams
  return { tenant: (request.params as Partial<Tenant>).tenant ?? '', action: pathname, given, isForm }
}

function respondToBrowser(reply: FastifyReply, answer: BrowserAnswer): FastifyReply {
  reply.header('cache-control', 'no-store').header('x-frame-options', 'DENY')
  return 'redirect' in answer ? reply.redirect(answer.redirect, 302) : reply.code(answer.status).type('text/html; charset=utf-8').send(answer.html)
}

function basicAuth(request: FastifyRequest): { id: string; secret: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':').map(decodeURIComponent)
  return { id, secret }
}
