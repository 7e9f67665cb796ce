import { z } from 'zod'
import { SyncError } from '../../../domain/errors.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Http, HttpOutcome, HttpRequest } from '../../../platform/http.ts'
import { networkTrouble } from '../../../platform/network-trouble.ts'
import type { EntraRefusal } from './problems.ts'

/** A tenant's sign-in service, and how to reach it. */
export interface Authority {
  /** `https://login.microsoftonline.com`, or that of a national cloud. */
  readonly loginUrl: string
  readonly tenant: string
  readonly http: Http
  readonly clock: Clock
}

const TOKENS = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().optional(),
})
export type TokenAnswer = z.infer<typeof TOKENS>

const DEVICE = z.object({ device_code: z.string().min(1), user_code: z.string().min(1), verification_uri: z.string().min(1), expires_in: z.coerce.number(), interval: z.coerce.number().default(5) })
export type DeviceAnswer = z.infer<typeof DEVICE>

const REFUSAL = z.object({ error: z.string(), error_codes: z.array(z.number()).optional(), error_description: z.string().optional() })

const TRIES = 4

/** The address of one of the endpoints of a tenant. */
export const endpointOf = ({ loginUrl, tenant }: Pick<Authority, 'loginUrl' | 'tenant'>, name: 'token' | 'authorize' | 'devicecode'): string =>
  `${loginUrl.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/${name}`

/**
 * Tokens, or the refusal in Entra's own words. Repeated while the service is busy, unless `isOnce`: a code can be spent only once.
 * @throws {SyncError} `REMOTE_FAILURE`, `UNREADABLE_ANSWER`
 */
export const askForTokens = (authority: Authority, form: Readonly<Record<string, string>>, signal: AbortSignal, isOnce = false): Promise<TokenAnswer | EntraRefusal> =>
  post(authority, 'token', { schema: TOKENS, form, isOnce }, signal)

/** A code for a device, as above. */
export const askForDeviceCode = (authority: Authority, form: Readonly<Record<string, string>>, signal: AbortSignal): Promise<DeviceAnswer | EntraRefusal> =>
  post(authority, 'devicecode', { schema: DEVICE, form, isOnce: false }, signal)

interface Question<Value> {
  readonly schema: z.ZodType<Value>
  readonly form: Readonly<Record<string, string>>
  readonly isOnce: boolean
}

async function post<Value>(authority: Authority, name: 'token' | 'devicecode', { schema, form, isOnce }: Question<Value>, signal: AbortSignal): Promise<Value | EntraRefusal> {
  const request: HttpRequest = {
    method: 'POST',
    url: endpointOf(authority, name),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    timeoutMs: 30_000,
  }
  for (let attempt = 1; ; attempt++) {
    const answer = await judge(schema, await authority.http(request, signal))
    if (!(answer instanceof SyncError)) return answer
    if (answer.code !== 'REMOTE_FAILURE' || attempt >= TRIES || isOnce) throw answer
    await authority.clock.wait(answer.retryAfterMs ?? 500 * 2 ** attempt, signal)
  }
}

/** Entra's description may name the tenant, the app or the person: only `error` and number go on. */
async function judge<Value>(schema: z.ZodType<Value>, outcome: HttpOutcome): Promise<Value | EntraRefusal | SyncError> {
  if (outcome.kind === 'lost') {
    const trouble = networkTrouble(outcome.cause)
    return new SyncError('REMOTE_FAILURE', `Microsoft sign-in: no answer${trouble === undefined ? '' : `: ${trouble}`}`, { cause: outcome.cause })
  }
  const json = parseJson((await outcome.body.bytes()).toString('utf8'))
  await outcome.body.dispose()
  const success = schema.safeParse(json)
  if (outcome.status === 200 && success.success) return success.data
  const refusal = REFUSAL.safeParse(json).data
  if (outcome.status === 429 || outcome.status >= 500 || refusal?.error === 'temporarily_unavailable') {
    const seconds = Number(outcome.header('retry-after'))
    return new SyncError('REMOTE_FAILURE', `Microsoft sign-in: ${outcome.status}`, Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {})
  }
  if (refusal === undefined) return new SyncError('UNREADABLE_ANSWER', `Microsoft sign-in: ${outcome.status}, not as documented`)
  const number = refusal.error_codes?.[0] ?? numberIn(refusal.error_description)
  return { error: refusal.error, ...(number === undefined ? {} : { number }) }
}

/** `AADSTS65001: …`: a redirect has the number only here. */
export function numberIn(description: string | undefined): number | undefined {
  const digits = /^AADSTS(\d{4,8})\b/.exec(description ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
