import { z } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Http, HttpOutcome } from '../../platform/http.ts'
import { networkTrouble } from '../../platform/network-trouble.ts'

/** Where access tokens come from. */
export interface TokenSource {
  /**
   * A token that is still good, or a new one where `refused` (a token that Graph did not take) is the one at hand.
   * @throws {SyncError} `UNAUTHORIZED` (remembered: asked of the cloud once only), `REMOTE_FAILURE`
   */
  token(signal: AbortSignal, refused?: string): Promise<string>
}

/** An app of a tenant with a secret, and permissions that an administrator granted. */
export interface AppCredentials {
  readonly tenant: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface TokenOptions extends AppCredentials {
  /** `https://login.microsoftonline.com`, or that of a national cloud. */
  readonly loginUrl: string
  /** Scope asked for: `<graph>/.default`. */
  readonly scope: string
  readonly http: Http
  readonly clock: Clock
}

const SUCCESS = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })
const REFUSAL = z.object({ error: z.string(), error_codes: z.array(z.number()).optional() })

/** A token is renewed when less than this, or a tenth of its life, is left, in milliseconds. */
const MARGIN_MS = 300_000
const TRIES = 4

/**
 * Tokens by client credentials. Callers that ask at the same time share one request. A refusal of the credentials is
 * remembered, so that no account is locked by asking again.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function createTokenSource(options: TokenOptions): TokenSource {
  const { clock } = options
  let current: { token: string; renewAt: number } | undefined
  let refusal: SyncError | undefined
  let asking: Promise<string> | undefined

  const renew = async (signal: AbortSignal): Promise<string> => {
    try {
      const { access_token: token, expires_in: seconds } = await ask(options, signal)
      const lifeMs = seconds * 1000
      current = { token, renewAt: clock.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) }
      return token
    } catch (error) {
      if (error instanceof SyncError && error.code === 'UNAUTHORIZED') refusal = error
      throw error
    }
  }

  return {
    token: async (signal, refused) => {
      if (refusal !== undefined) throw refusal
      if (current !== undefined && current.token !== refused && clock.now() < current.renewAt) return current.token
      const mine = (asking ??= renew(signal).finally(() => (asking = undefined)))
      try {
        return await mine
      } catch (error) {
        // The one who asked was stopped; those who only waited ask again.
        if (error instanceof SyncError || signal.aborted) throw error
        return await (asking ??= renew(signal).finally(() => (asking = undefined)))
      }
    },
  }
}

async function ask(options: TokenOptions, signal: AbortSignal): Promise<z.infer<typeof SUCCESS>> {
  const request = {
    method: 'POST',
    url: `${options.loginUrl.replace(/\/$/, '')}/${encodeURIComponent(options.tenant)}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: options.clientId,
      client_secret: options.clientSecret,
      scope: options.scope,
    }).toString(),
    timeoutMs: 30_000,
  } as const
  for (let attempt = 1; ; attempt++) {
    const outcome = await options.http(request, signal)
    const answer = await judgeAnswer(outcome)
    if (!(answer instanceof SyncError)) return answer
    if (answer.code !== 'REMOTE_FAILURE' || attempt >= TRIES) throw answer
    await options.clock.wait(answer.retryAfterMs ?? 500 * 2 ** attempt, signal)
  }
}

/** The token, or the error that the answer means. Entra's words may name the tenant or the app: only its `error` is told on. */
async function judgeAnswer(outcome: HttpOutcome): Promise<z.infer<typeof SUCCESS> | SyncError> {
  if (outcome.kind === 'lost') {
    const trouble = networkTrouble(outcome.cause)
    return new SyncError('REMOTE_FAILURE', `Microsoft sign-in: no answer${trouble === undefined ? '' : `: ${trouble}`}`, { cause: outcome.cause })
  }
  const json = parseJson((await outcome.body.bytes()).toString('utf8'))
  await outcome.body.dispose()
  const success = SUCCESS.safeParse(json)
  if (outcome.status === 200 && success.success) return success.data
  const refusal = REFUSAL.safeParse(json).data
  const busy = outcome.status === 429 || outcome.status >= 500 || refusal?.error === 'temporarily_unavailable'
  const number = refusal?.error_codes?.[0]
  const words = /^\w{1,40}$/.test(refusal?.error ?? '') ? `${refusal?.error}${number === undefined ? '' : ` (AADSTS${number})`}` : 'refused'
  if (busy) {
    const seconds = Number(outcome.header('retry-after'))
    const wait = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}
    return new SyncError('REMOTE_FAILURE', `Microsoft sign-in: ${outcome.status}`, wait)
  }
  if (refusal === undefined) return new SyncError('UNREADABLE_ANSWER', `Microsoft sign-in: ${outcome.status}, not as documented`)
  return new SyncError('UNAUTHORIZED', `Microsoft sign-in: ${words}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The application permissions that a token says it carries for the whole tenant: `none` where it is readable and names none, nothing where it
 * cannot be read. For diagnosis only: Graph tokens are opaque by contract.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function permissionsIn(token: string): readonly string[] | 'none' | undefined {
  const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const claims = z.object({ appid: z.string().optional(), roles: z.array(z.string()).optional() }).safeParse(payload).data
  return claims?.roles ?? (claims?.appid === undefined ? undefined : 'none')
}

/** As `permissionsIn`, where they are named. */
export function rolesIn(token: string): readonly string[] | undefined {
  const permissions = permissionsIn(token)
  return permissions === 'none' ? undefined : permissions
}
