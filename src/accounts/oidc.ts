import * as oidc from 'openid-client'
import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { ROLES, type Identity, type Role } from './account.ts'
import type { Seal } from './ports.ts'
import { hashOf } from './secrets.ts'

/** Where people sign in elsewhere, and what follows from what is said there. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  /** The claim whose values make a role. */
  readonly rolesClaim: string
  readonly roles: Readonly<Record<Role, readonly string[]>>
}

/** Whoever the issuer says that it is. */
export interface Claimed {
  readonly identity: Identity
  readonly name: string
  /** Absent where nothing that the issuer says makes one. */
  readonly role?: Role
}

/** OpenID Connect by authorization code with PKCE, state and nonce. */
export interface Oidc {
  /** Where the browser is sent, and what it has to bring back: sealed, good once, for ten minutes. @throws {SyncError} `OIDC_UNREACHABLE` */
  begin(redirectUri: string, to: string): Promise<{ readonly url: string; readonly flow: string }>
  /** `to`: what `begin` was given. @throws {SyncError} `OIDC_REFUSED`, `OIDC_UNREACHABLE` */
  finish(address: URL, flow: string): Promise<Claimed & { readonly to: string }>
}

export interface OidcTools {
  readonly settings: OidcSettings
  readonly clock: Clock
  readonly http: Http
  readonly seal: () => Promise<Seal>
}

interface Flow {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
  readonly redirectUri: string
  readonly to: string
  readonly until: number
}

export const FLOW_MS = 10 * 60_000
const TIMEOUT_MS = 15_000
const FLOW_PLACE = 'oidc flow'
/** How long what the issuer says of itself is believed. */
const DISCOVERED_MS = 60 * 60_000

const refused = (message: string, cause?: unknown): SyncError => new SyncError('OIDC_REFUSED', message, { cause })

export function createOidc({ settings, clock, http, seal }: OidcTools): Oidc {
  let discovered: { readonly at: number; readonly configuration: Promise<oidc.Configuration> } | undefined
  /** States that came back, until their flows are over. */
  const used = new Map<string, number>()

  const configuration = async (): Promise<oidc.Configuration> => {
    if (discovered === undefined || clock.now() - discovered.at > DISCOVERED_MS) discovered = { at: clock.now(), configuration: discover(settings, http) }
    try {
      return await discovered.configuration
    } catch (cause) {
      discovered = undefined
      throw new SyncError('OIDC_UNREACHABLE', 'The issuer does not answer, or is not the one that the configuration names.', { cause })
    }
  }

  const opened = async (flow: string): Promise<Flow> => {
    const sealing = await seal()
    try {
      return JSON.parse(sealing.open(FLOW_PLACE, flow)) as Flow
    } catch (cause) {
      throw refused('This sign-in was not begun in this browser.', cause)
    }
  }

  return {
    async begin(redirectUri, to) {
      const from = await configuration()
      const flow: Flow = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce(), redirectUri, to, until: clock.now() + FLOW_MS }
      const challenge = await oidc.calculatePKCECodeChallenge(flow.verifier)
      const url = oidc.buildAuthorizationUrl(from, { redirect_uri: redirectUri, scope: settings.scope, code_challenge: challenge, code_challenge_method: 'S256', state: flow.state, nonce: flow.nonce })
      return { url: url.href, flow: (await seal()).seal(FLOW_PLACE, JSON.stringify(flow)) }
    },
    async finish(address, sealed) {
      const flow = await opened(sealed)
      for (const [state, until] of used) if (until < clock.now()) used.delete(state)
      const key = hashOf(flow.state)
      if (clock.now() >= flow.until || used.has(key)) throw refused('This sign-in is over: begin again.')
      if (address.searchParams.get('state') !== flow.state) throw refused('The answer is not to the question that this browser asked.')
      used.set(key, flow.until)
      const current = new URL(flow.redirectUri)
      current.search = address.search
      const from = await configuration()
      return { ...claimedBy(await claimsOf(from, current, flow), settings), to: flow.to }
    },
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings, http: Http): Promise<oidc.Configuration> {
  const server = new URL(issuer)
  // The signature is checked although the token comes from the issuer itself: some are reached through a proxy that reads along.
  const isHere = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(server.hostname)
  return oidc.discovery(server, clientId, clientSecret, undefined, { [oidc.customFetch]: through(http), timeout: TIMEOUT_MS / 1000, execute: [oidc.enableNonRepudiationChecks, ...(isHere ? [oidc.allowInsecureRequests] : [])] })
}

async function claimsOf(configuration: oidc.Configuration, address: URL, { verifier, state, nonce }: Flow): Promise<Readonly<Record<string, unknown>>> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, address, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
    return tokens.claims() ?? {}
  } catch (cause) {
    if (cause instanceof oidc.AuthorizationResponseError) throw refused('The sign-in was given up, or the issuer refused it.', cause)
    throw refused('The issuer did not confirm the sign-in.', cause)
  }
}

/** What counts of the claims. @throws {SyncError} `OIDC_REFUSED` where the groups are too many to be told */
export function claimedBy(claims: Readonly<Record<string, unknown>>, { rolesClaim, roles }: Pick<OidcSettings, 'rolesClaim' | 'roles'>): Claimed {
  const { iss, sub } = claims
  if (typeof iss !== 'string' || typeof sub !== 'string') throw refused('The issuer did not say who it is.')
  const overflow = claims['_claim_names']
  // Entra leaves the groups out of a token where somebody is in more than 200.
  if (claims[rolesClaim] === undefined && typeof overflow === 'object' && overflow !== null && rolesClaim in overflow) throw refused('The issuer has more groups to tell than fit: use app roles instead of groups.')
  const said = [claims[rolesClaim]].flat().filter((value) => typeof value === 'string')
  const role = ROLES.find((each) => roles[each].some((value) => said.includes(value)))
  const name = [claims['preferred_username'], claims['name'], claims['email']].find((value) => typeof value === 'string' && value.trim() !== '')
  return { identity: { issuer: iss, subject: sub }, name: typeof name === 'string' ? name.trim().slice(0, 80) : sub.slice(0, 80), ...(role === undefined ? {} : { role }) }
}

/** The one door to the network, as the library wants it. */
const through =
  (http: Http): oidc.CustomFetch =>
  async (url, { method, headers, body }) => {
    const outcome = await http({ method: method === 'POST' ? 'POST' : 'GET', url, headers, timeoutMs: TIMEOUT_MS, ...(body === undefined || body === null ? {} : { body: body instanceof Uint8Array ? body : String(body) }) }, new AbortController().signal)
    if (outcome.kind === 'lost') throw outcome.cause
    const bytes = await outcome.body.bytes()
    await outcome.body.dispose()
    const kept = ['content-type', 'www-authenticate', 'date'].flatMap((name): [string, string][] => {
      const value = outcome.header(name)
      return value === undefined ? [] : [[name, value]]
    })
    return new Response(outcome.status === 204 ? null : new Uint8Array(bytes), { status: outcome.status, headers: kept })
  }
