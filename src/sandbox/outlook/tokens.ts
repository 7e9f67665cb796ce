import { randomBytes, randomUUID } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'

/** An app registration with the application permissions that an administrator consented to. */
export interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly permissions: ReadonlySet<string>
  /** Whether they are granted in Exchange, mailbox by mailbox, so that no token names them. */
  readonly isScoped?: boolean
  /** Requests of this app count against no limit: it stands for many people. */
  readonly unlimited: boolean
}

/** What a token is good for. */
export type Audience = 'graph' | 'exchange'

/** Who a token speaks for, or why it does not. */
export type TokenOutcome = { readonly app: App } | { readonly problem: 'unknown' | 'audience' | 'expired' }

/** How tokens are. */
export interface TokenShape {
  readonly lifetimeSeconds: number
  readonly roles: 'named' | 'opaque'
}

/** Answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number
  readonly client: string
  readonly body: object
}

const AUDIENCES: readonly (readonly [scope: RegExp, audience: Audience])[] = [
  [/^https:\/\/graph\.microsoft\.com\/+\.default$/, 'graph'],
  [/^https:\/\/outlook\.office(?:365)?\.com\/+\.default$/, 'exchange'],
]

/** Permissions that a token for Exchange names, and one for Graph does not. */
const OF_EXCHANGE = /^(IMAP|POP|SMTP)\./

/** App registrations of one tenant and the access tokens that were issued to them. */
export class Tokens {
  readonly #clock: SandboxClock
  readonly #tenants: ReadonlySet<string>
  readonly #apps = new Map<string, App>()
  readonly #issued = new Map<string, { app: App; audience: Audience; expiresAt: number }>()

  constructor(clock: SandboxClock, tenants: readonly string[]) {
    this.#clock = clock
    this.#tenants = new Set(tenants.map((tenant) => tenant.toLowerCase()))
  }

  addApp(app: App): void {
    this.#apps.set(app.clientId.toLowerCase(), app)
  }

  /** All tokens that were issued so far are no longer good. */
  expireAll(): void {
    for (const issued of this.#issued.values()) issued.expiresAt = 0
  }

  /** Whom a token speaks for at the door of this service. */
  look(token: string, audience: Audience = 'graph'): TokenOutcome {
    const issued = this.#issued.get(token)
    if (issued === undefined) return { problem: 'unknown' }
    if (issued.audience !== audience) return { problem: 'audience' }
    return this.#clock.now() < issued.expiresAt ? { app: issued.app } : { problem: 'expired' }
  }

  /** Client credentials with a secret (page v2-oauth2-client-creds-grant-flow). */
  issue(tenant: string, form: URLSearchParams, basic: { id: string; secret: string } | undefined, shape: TokenShape): TokenAnswer {
    const clientId = form.get('client_id') ?? basic?.id ?? ''
    const refuse = (status: number, error: string, number: number, text: string): TokenAnswer => ({
      status,
      client: clientId || 'anonymous',
      body: this.#errorBody(error, number, text),
    })
    const grant = form.get('grant_type')
    if (grant === null) return refuse(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'grant_type'.")
    if (grant !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
    if (!this.#tenants.has(tenant.toLowerCase())) return refuse(400, 'invalid_request', 90002, 'Tenant not found. Check the tenant identifier.')
    if (clientId === '') return refuse(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'client_id'.")
    const app = this.#apps.get(clientId.toLowerCase())
    if (app === undefined) return refuse(400, 'unauthorized_client', 700016, 'Application was not found in the directory.')
    const secret = form.get('client_secret') ?? basic?.secret
    if (secret === undefined) return refuse(401, 'invalid_client', 7000218, "The request body must contain 'client_assertion' or 'client_secret'.")
    if (secret !== app.clientSecret) return refuse(401, 'invalid_client', 7000215, 'Invalid client secret provided.')
    const scope = form.get('scope')
    if (scope === null) return refuse(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.")
    const audience = AUDIENCES.find(([pattern]) => pattern.test(scope))?.[1]
    if (audience === undefined) return refuse(400, 'invalid_scope', 70011, "The provided value for the input parameter 'scope' is not valid.")
    return { status: 200, client: app.clientId, body: this.#success(app, audience, shape) }
  }

  /** Signed with nothing that anybody could check: only its claims are of use. Without roles the claim is missing. */
  #jwt({ clientId, permissions, isScoped = false }: App, audience: Audience, lifetimeSeconds: number): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const now = Math.floor(this.#clock.now() / 1000)
    const roles = isScoped ? [] : [...permissions].filter((name) => OF_EXCHANGE.test(name) === (audience === 'exchange'))
    const aud = audience === 'graph' ? 'https://graph.microsoft.com' : 'https://outlook.office365.com'
    const claims = { aud, iat: now, nbf: now, exp: now + lifetimeSeconds, appid: clientId, idtyp: 'app', ...(roles.length === 0 ? {} : { roles }), ver: '1.0' }
    return [part({ typ: 'JWT', alg: 'RS256' }), part(claims), randomBytes(96).toString('base64url')].join('.')
  }

  #success(app: App, audience: Audience, { lifetimeSeconds, roles }: TokenShape): object {
    const token = roles === 'opaque' ? `eyJ0${randomBytes(96).toString('base64url')}` : this.#jwt(app, audience, lifetimeSeconds)
    this.#issued.set(token, { app, audience, expiresAt: this.#clock.now() + lifetimeSeconds * 1000 })
    return { token_type: 'Bearer', expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds, access_token: token }
  }

  #errorBody(error: string, number: number, text: string): object {
    const trace = randomUUID()
    const correlation = randomUUID()
    const timestamp = `${new Date(this.#clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`
    return {
      error,
      error_description: `AADSTS${number}: ${text}\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
    }
  }
}
