import { randomBytes } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import { asApplication, OF_EXCHANGE, type App, type Audience } from './entra/app.ts'

export type { App, Audience } from './entra/app.ts'

/** A person who signed in, as tokens name them. */
export interface Person {
  readonly userId: string
  readonly address: string
  readonly displayName: string
}

/** In whose name a token speaks, where not in the app's own, and what they let it do. */
export interface OnBehalf {
  readonly person: Person
  readonly delegated: readonly string[]
}

/** Who a token speaks for, or why it does not. Of a person, `app` has what they let it do, and no more. */
export type TokenOutcome = { readonly app: App; readonly person?: Person } | { readonly problem: 'unknown' | 'audience' | 'expired' }

/** How tokens are. */
export interface TokenShape {
  readonly lifetimeSeconds: number
  readonly roles: 'named' | 'opaque'
}

interface Issued {
  readonly app: App
  readonly audience: Audience
  readonly behalf: OnBehalf | undefined
  expiresAt: number
}

/** The access tokens that were issued. */
export class Tokens {
  readonly #clock: SandboxClock
  readonly #issued = new Map<string, Issued>()

  constructor(clock: SandboxClock) {
    this.#clock = clock
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
    if (this.#clock.now() >= issued.expiresAt) return { problem: 'expired' }
    const { app, behalf } = issued
    return behalf === undefined ? { app } : { app: { ...app, permissions: new Set(behalf.delegated.map(asApplication)) }, person: behalf.person }
  }

  /** A new access token. */
  issue(app: App, audience: Audience, { lifetimeSeconds, roles }: TokenShape, behalf?: OnBehalf): string {
    const token = roles === 'opaque' ? `eyJ0${randomBytes(96).toString('base64url')}` : this.#jwt(app, audience, lifetimeSeconds, behalf)
    this.#issued.set(token, { app, audience, behalf, expiresAt: this.#clock.now() + lifetimeSeconds * 1000 })
    return token
  }

  /** Signed with nothing that anybody could check: only its claims are of use. Without roles the claim is missing. */
  #jwt({ clientId, permissions, isScoped = false }: App, audience: Audience, lifetimeSeconds: number, behalf: OnBehalf | undefined): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const now = Math.floor(this.#clock.now() / 1000)
    const ofAudience = (names: Iterable<string>): string[] => [...names].filter((name) => OF_EXCHANGE.test(name) === (audience === 'exchange'))
    const roles = isScoped || behalf !== undefined ? [] : ofAudience(permissions)
    const aud = audience === 'graph' ? 'https://graph.microsoft.com' : 'https://outlook.office365.com'
    const whose = behalf === undefined ? { idtyp: 'app', ...(roles.length === 0 ? {} : { roles }) } : { idtyp: 'user', oid: behalf.person.userId, upn: behalf.person.address, scp: ofAudience(behalf.delegated).join(' ') }
    const claims = { aud, iat: now, nbf: now, exp: now + lifetimeSeconds, appid: clientId, ...whose, ver: '1.0' }
    return [part({ typ: 'JWT', alg: 'RS256' }), part(claims), randomBytes(96).toString('base64url')].join('.')
  }
}
