import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** What the issuer says of whoever signs in next. */
export interface Person {
  readonly sub: string
  readonly [claim: string]: unknown
}

/** A real provider of OpenID Connect in this process: `oidc-provider`, which is certified and not ours. */
export interface Issuer {
  readonly url: string
  /** Whoever signs in next, or nobody: then it is given up. */
  person: Person | undefined
  /** Goes to an address of the issuer as a browser does, and answers where it is sent back to. */
  visit(address: string): Promise<URL>
}

/** It brings no types: what is used of it. */
type MakeProvider = new (issuer: string, configuration: object) => {
  callback(): (request: IncomingMessage, response: ServerResponse) => void
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
  readonly Grant: new (given: { readonly accountId: string; readonly clientId: string }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
}
const PACKAGE: string = 'oidc-provider'

export const CLIENT = { id: 'tongbu', secret: 'a-secret-of-the-client' }

export async function startIssuer(t: TestContext, redirectUri: string): Promise<Issuer> {
  // It reminds everybody that it is set up as for a test, which it is.
  for (const name of ['info', 'warn'] as const) t.mock.method(console, name, () => {})
  const { Provider } = (await import(PACKAGE)) as { readonly Provider: MakeProvider }
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: Issuer = { url, person: undefined, visit: (address) => visit(address, url) }
  const provider = new Provider(url, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'roles', 'groups', '_claim_names'], email: ['email'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, interaction: { readonly uid: string }) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['key-of-the-test'] },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: async () => issuer.person ?? { sub } }),
    loadExistingGrant: async ({ oidc }: { readonly oidc: { readonly session: { readonly accountId: string }; readonly client: { readonly clientId: string } } }) => {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return answer(request, response)
    const { person } = issuer
    const result = person === undefined ? { error: 'access_denied', error_description: 'given up' } : { login: { accountId: person.sub } }
    return void provider.interactionFinished(request, response, result)
  })
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return issuer
}

/** Follows redirects with cookies for as long as they stay at the issuer. */
async function visit(address: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>()
  for (let at = new URL(address), n = 0; n < 10; n++) {
    if (at.origin !== issuer) return at
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    if (next === null) throw new Error(`The issuer answered ${answer.status}: ${await answer.text()}`)
    at = new URL(next, at)
  }
  throw new Error('The issuer sends in circles.')
}
