import { createHash } from 'node:crypto'
import { z } from 'zod'
import { SyncError } from '../../../domain/errors.ts'
import { chance, randomId } from '../../../platform/ids.ts'
import { proofOf, type AppCredentials } from './client-credential.ts'
import { problemOf, signInError, type EntraRefusal } from './problems.ts'
import { askForDeviceCode, askForTokens, endpointOf, numberIn, parseJson, type Authority, type TokenAnswer } from './token-endpoint.ts'

/** The app that a person signs in to, and where. */
export interface SignInApp extends AppCredentials, Authority {
  /** Delegated permissions that the person is asked for, of Graph and of other resources, as `https://graph.microsoft.com/Mail.ReadWrite`. */
  readonly permissions: { readonly graph: readonly string[]; readonly others: readonly string[] }
}

/** What is left of a sign-in: enough to get access tokens for as long as the cloud allows. */
export interface SignedIn {
  /** Secret: seal it before it is stored. */
  readonly refreshToken: string
  /** Whoever signed in, as Entra names them; for a person to look at. */
  readonly account?: string
}

/** A sign-in in a browser that was begun. `verifier` is secret until it is over. */
export interface CodeSignIn {
  /** Where the browser is to be led. */
  readonly url: string
  readonly state: string
  readonly verifier: string
  readonly redirectUri: string
  /** In milliseconds. */
  readonly expiresAt: number
}

/** What the browser came back with: the query of the redirect. */
export type RedirectAnswer = Readonly<Partial<Record<'code' | 'state' | 'error' | 'error_description', string>>>

/** A sign-in with a code that is typed in on another device. `deviceCode` is secret. */
export interface DeviceSignIn {
  readonly deviceCode: string
  /** What the person types in, at `verificationUrl`. */
  readonly userCode: string
  readonly verificationUrl: string
  /** In milliseconds. */
  readonly expiresAt: number
  readonly intervalMs: number
}

/** How long a person may take in the browser, in milliseconds. */
const PATIENCE_MS = 15 * 60_000
/** So much longer between two questions once the cloud says that they come too often (RFC 8628, 3.5). */
const SLOWER_MS = 5_000

/** Permissions, a refresh token, and whose it is. Only in a browser may several resources be named at once. */
const scopeOf = ({ permissions }: SignInApp, where: 'browser' | 'elsewhere'): string => [...permissions.graph, ...(where === 'browser' ? permissions.others : []), 'offline_access openid profile'].join(' ')

/** Begins a sign-in by authorization code with PKCE. @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function beginCodeSignIn(app: SignInApp, { redirectUri, loginHint }: { readonly redirectUri: string; readonly loginHint?: string }): CodeSignIn {
  const [state, verifier] = [randomId(), chance(32).toString('base64url')]
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: scopeOf(app, 'browser'),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    prompt: 'select_account',
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
  })
  return { url: `${endpointOf(app, 'authorize')}?${query.toString()}`, state, verifier, redirectUri, expiresAt: app.clock.now() + PATIENCE_MS }
}

/**
 * Ends it with what the browser came back with. An answer that belongs to no sign-in (another `state`, or too late) is refused before anything is asked.
 * @throws {SyncError} `UNAUTHORIZED`, `REMOTE_FAILURE`, `BAD_CONFIG`
 */
export async function completeCodeSignIn(app: SignInApp, begun: CodeSignIn, answer: RedirectAnswer, signal: AbortSignal): Promise<SignedIn> {
  const { loginUrl, clock } = app
  if (answer.state !== begun.state || clock.now() > begun.expiresAt) throw signInError('state-wrong', { loginUrl })
  if (answer.error !== undefined) throw refused(app, redirectRefusal(answer.error, answer.error_description))
  if (answer.code === undefined) throw signInError('state-wrong', { loginUrl })
  const form = { grant_type: 'authorization_code', code: answer.code, redirect_uri: begun.redirectUri, code_verifier: begun.verifier, scope: scopeOf(app, 'elsewhere') }
  return signedIn(app, await askForTokens(app, { ...form, ...proofOf(app, app)(endpointOf(app, 'token')) }, signal, true))
}

/** Begins a sign-in by device code. @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code @throws {SyncError} `UNAUTHORIZED`, `REMOTE_FAILURE` */
export async function beginDeviceSignIn(app: SignInApp, signal: AbortSignal): Promise<DeviceSignIn> {
  const answer = await askForDeviceCode(app, { client_id: app.clientId, scope: scopeOf(app, 'elsewhere') }, signal)
  if ('error' in answer) throw refused(app, answer)
  return {
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    verificationUrl: answer.verification_uri,
    expiresAt: app.clock.now() + answer.expires_in * 1000,
    intervalMs: answer.interval * 1000,
  }
}

/** Asks once whether the person has typed it in. A number is how long to wait before it is asked again, in milliseconds. @throws {SyncError} as above */
export async function pollDeviceSignIn(app: SignInApp, begun: DeviceSignIn, signal: AbortSignal): Promise<SignedIn | number> {
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: begun.deviceCode }
  const answer = await askForTokens(app, { ...form, ...proofOf(app, app)(endpointOf(app, 'token')) }, signal)
  if ('error' in answer && answer.error === 'authorization_pending') return begun.intervalMs
  if ('error' in answer && answer.error === 'slow_down') return begun.intervalMs + SLOWER_MS
  return signedIn(app, answer)
}

/** Asks as often as the cloud allows, until the person has typed it in, declines, or the code expires. @throws {SyncError} as above */
export async function awaitDeviceSignIn(app: SignInApp, begun: DeviceSignIn, signal: AbortSignal): Promise<SignedIn> {
  for (let { intervalMs } = begun; ; ) {
    await app.clock.wait(intervalMs, signal)
    if (app.clock.now() > begun.expiresAt) throw signInError('device-code-expired', { loginUrl: app.loginUrl })
    const answer = await pollDeviceSignIn(app, { ...begun, intervalMs }, signal)
    if (typeof answer !== 'number') return answer
    intervalMs = answer
  }
}

const IDENTITY = z.object({ preferred_username: z.string().optional() })

function signedIn(app: SignInApp, answer: TokenAnswer | EntraRefusal): SignedIn {
  if ('error' in answer) throw refused(app, answer)
  const { refresh_token: refreshToken, id_token: identity } = answer
  if (refreshToken === undefined) throw new SyncError('UNREADABLE_ANSWER', 'Microsoft sign-in: no refresh token was given, although it was asked for')
  // It came straight from the token endpoint, so its signature proves nothing more (OpenID Connect Core, 3.1.3.7).
  const account = IDENTITY.safeParse(parseJson(Buffer.from(identity?.split('.')[1] ?? '', 'base64url').toString('utf8'))).data?.preferred_username
  return { refreshToken, ...(account === undefined ? {} : { account }) }
}

function redirectRefusal(error: string, description: string | undefined): EntraRefusal {
  const number = numberIn(description)
  return { error, ...(number === undefined ? {} : { number }) }
}

const refused = ({ loginUrl }: SignInApp, refusal: EntraRefusal): SyncError => signInError(problemOf(refusal), { loginUrl, refusal })
