import { createHash } from 'node:crypto'
import type { Person, TokenShape } from '../tokens.ts'
import { OF_EXCHANGE, type App } from './app.ts'
import { clientIdOf, findApp, proveClient, type Claimed } from './client-proof.ts'
import { checkTenant, consentNeeded, secretText, type Directory } from './directory.ts'
import { identityToken } from './identity.ts'
import { EntraError, errorBody, invalidGrant, invalidRequest, missing, personRefused } from './refusal.ts'
import { audienceOfApp, readScopes, type Wanted } from './scopes.ts'

/** A request to the token endpoint. */
export interface TokenRequest extends Claimed {
  readonly tenant: string
  /** Where the client found us. */
  readonly origin: string
}

/** Answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number
  readonly body: object
}

type Grant = (directory: Directory, app: App, request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>

/** Tokens for whatever a client may have them for. */
export async function issueTokens(directory: Directory, request: TokenRequest): Promise<TokenAnswer> {
  const now = directory.world.shared.clock.now()
  try {
    const name = request.form.get('grant_type')
    if (name === null) throw missing('grant_type')
    const grant = Object.hasOwn(GRANTS, name) ? GRANTS[name] : undefined
    if (grant === undefined) throw new EntraError(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
    checkTenant(directory, request.tenant)
    const app = findApp(directory.apps, clientIdOf(request))
    await proveClient(app, request, { tenantNames: directory.tenantNames, now, mayBePublic: name !== 'client_credentials' })
    return await grant(directory, app, request)
  } catch (error) {
    if (error instanceof EntraError) return { status: error.status, body: errorBody(error, now) }
    throw error
  }
}

/** Client credentials (page v2-oauth2-client-creds-grant-flow). */
const forApp: Grant = ({ world, tokens }, app, { form }) => {
  const shape = shapeOf(world.switches)
  const audience = audienceOfApp(form.get('scope'))
  return { status: 200, body: { token_type: 'Bearer', expires_in: shape.lifetimeSeconds, ext_expires_in: shape.lifetimeSeconds, access_token: tokens.issue(app, audience, shape) } }
}

/** Authorization code (page v2-oauth2-auth-code-flow). A code that is shown twice takes back what the first one brought. */
const byCode: Grant = (directory, app, request) => {
  const { form } = request
  const found = directory.codes.get(form.get('code') ?? '')
  if (found === undefined || found.app.clientId !== app.clientId) throw invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.')
  if (found.isSpent) throw invalidGrant(54005, 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.')
  if (directory.world.shared.clock.now() >= found.expiresAt) throw invalidGrant(70008, 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.')
  if (form.get('redirect_uri') !== found.redirectUri) throw invalidGrant(500112, 'The reply address does not match the reply address provided when requesting Authorization code.')
  if (found.challenge !== undefined && !answers(found.challenge, form.get('code_verifier') ?? '')) throw invalidGrant(501481, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.')
  found.isSpent = true
  return forPerson(directory, app, { person: found.person, wanted: narrowed(app, found.wanted, form.get('scope')), nonce: found.nonce, origin: request.origin })
}

function answers({ value, method }: { readonly value: string; readonly method: string }, verifier: string): boolean {
  return value === (method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier)
}

/** Refresh token: a new one comes with each answer, and what becomes of the old one is a switch. */
const byRefreshToken: Grant = (directory, app, request) => {
  const { world, refreshTokens } = directory
  const found = refreshTokens.get(request.form.get('refresh_token') ?? '')
  if (found === undefined || found.app.clientId !== app.clientId) throw invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.')
  if (found.isRevoked) throw invalidGrant(50173, 'The provided grant has expired due to it being revoked, a fresh auth token is needed.')
  if (world.shared.clock.now() >= found.expiresAt) throw invalidGrant(700082, 'The refresh token has expired due to inactivity.')
  const answer = forPerson(directory, app, { person: found.person, wanted: narrowed(app, found.wanted, request.form.get('scope')), nonce: undefined, origin: request.origin })
  if (world.switches.refreshTokens === 'single use') found.isRevoked = true
  return answer
}

/** Device code (page v2-oauth2-device-code). */
const byDevice: Grant = (directory, app, request) => {
  const code = request.form.get('device_code') ?? ''
  const found = directory.devices.get(code)
  const now = directory.world.shared.clock.now()
  if (found === undefined || found.app.clientId !== app.clientId) throw new EntraError(400, 'bad_verification_code', 70018, 'The device code was not recognized.')
  if (found.state === 'declined') throw new EntraError(400, 'authorization_declined', 70017, 'The end user denied the authorization request.')
  if (now >= found.expiresAt) throw new EntraError(400, 'expired_token', 70020, 'The device code has expired.')
  if (found.state === 'waiting') {
    const isTooSoon = now - found.askedAt < found.intervalMs * 0.8
    found.askedAt = now
    if (!isTooSoon) throw new EntraError(400, 'authorization_pending', 70016, 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.')
    found.intervalMs += 5_000
    throw new EntraError(400, 'slow_down', 70016, 'The client polls too often.')
  }
  directory.devices.delete(code)
  return forPerson(directory, app, { person: found.state, wanted: readScopes(app, found.scope), nonce: undefined, origin: request.origin })
}

/** Scopes of the token request narrow what was asked for in the browser, or name the resource. @throws {EntraError} 28000 */
function narrowed(app: App, wanted: Wanted, scope: string | null): Wanted {
  if (scope === null || scope.trim() === '') return wanted
  const asked = readScopes(app, scope)
  if (asked.isMixed) throw invalidRequest(28000, 'Provided value for the input parameter scope is not valid because it contains more than one resource.')
  return { ...asked, oidc: new Set([...asked.oidc, ...wanted.oidc]) }
}

interface Answered {
  readonly person: Person
  readonly wanted: Wanted
  readonly nonce: string | undefined
  readonly origin: string
}

async function forPerson(directory: Directory, app: App, { person, wanted, nonce, origin }: Answered): Promise<TokenAnswer> {
  const { world, tokens, refreshTokens } = directory
  if (world.switches.personRefusedWith !== 0) throw personRefused(world.switches.personRefusedWith)
  const { audience, oidc } = wanted
  const delegated = wanted.delegated.filter((name) => OF_EXCHANGE.test(name) === (audience === 'exchange'))
  if (consentNeeded(directory, app, person, { ...wanted, delegated }).names.length > 0) throw personRefused(65001)
  const shape = shapeOf(world.switches)
  const refreshToken = oidc.has('offline_access') ? secretText('1.') : undefined
  if (refreshToken !== undefined) refreshTokens.set(refreshToken, { app, person, wanted, isRevoked: false, expiresAt: world.shared.clock.now() + world.switches.refreshTokenLifetimeSeconds * 1000 })
  const body = {
    token_type: 'Bearer',
    scope: delegated.map((name) => (audience === 'graph' ? `https://graph.microsoft.com/${name}` : `https://outlook.office.com/${name}`)).join(' '),
    expires_in: shape.lifetimeSeconds,
    ext_expires_in: shape.lifetimeSeconds,
    access_token: tokens.issue(app, audience, shape, { person, delegated }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(oidc.has('openid') ? { id_token: await identityToken(directory, person, { clientId: app.clientId, nonce, origin }) } : {}),
    ...(oidc.has('offline_access') || oidc.has('openid') ? { client_info: Buffer.from(JSON.stringify({ uid: person.userId, utid: world.tenantId })).toString('base64url') } : {}),
  }
  return { status: 200, body }
}

const GRANTS: Readonly<Record<string, Grant>> = {
  client_credentials: forApp,
  authorization_code: byCode,
  refresh_token: byRefreshToken,
  'urn:ietf:params:oauth:grant-type:device_code': byDevice,
  device_code: byDevice,
}

const shapeOf = ({ tokenLifetimeSeconds, tokenRoles }: Directory['world']['switches']): TokenShape => ({ lifetimeSeconds: tokenLifetimeSeconds, roles: tokenRoles })
