import { createHash, X509Certificate } from 'node:crypto'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import type { App } from './app.ts'
import { EntraError, invalidClient, missing } from './refusal.ts'

/** Who asks, as the request says it: in the form, or by basic authentication. */
export interface Claimed {
  readonly form: URLSearchParams
  readonly basic: { readonly id: string; readonly secret: string } | undefined
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const CLAIMS = z.object({ aud: z.string(), iss: z.string(), sub: z.string(), exp: z.number(), nbf: z.number().optional(), jti: z.string().optional() })
/** How far the clock of a client may be off, in seconds. */
const SKEW_SECONDS = 300

export const clientIdOf = ({ form, basic }: Claimed): string => form.get('client_id') ?? basic?.id ?? ''

/** @throws {EntraError} 700016 */
export function findApp(apps: ReadonlyMap<string, App>, clientId: string): App {
  if (clientId === '') throw missing('client_id')
  const app = apps.get(clientId.toLowerCase())
  if (app === undefined) throw new EntraError(400, 'unauthorized_client', 700016, 'Application was not found in the directory.')
  return app
}

/**
 * Whether the request comes from the app that it names: by its secret, or by an assertion that one of its certificates has signed. A public
 * client need not prove anything, unless it tries to. `now` in milliseconds.
 * @throws {EntraError} 7000215, 7000218, 700027, 700024
 */
export async function proveClient(app: App, claimed: Claimed, { tenantNames, now, mayBePublic }: { readonly tenantNames: readonly string[]; readonly now: number; readonly mayBePublic: boolean }): Promise<void> {
  const { form, basic } = claimed
  const assertion = form.get('client_assertion')
  if (assertion !== null) {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) throw missing('client_assertion_type')
    return checkAssertion(app, assertion, tenantNames, now)
  }
  const secret = form.get('client_secret') ?? basic?.secret
  if (secret === undefined && mayBePublic && app.isPublic === true) return
  if (secret === undefined) throw invalidClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
  if (secret !== app.clientSecret) throw invalidClient(7000215, 'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.')
}

/** @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function checkAssertion(app: App, assertion: string, tenantNames: readonly string[], now: number): Promise<void> {
  const unknown = (text: string): EntraError => invalidClient(700027, `The certificate with identifier used to sign the client assertion is not registered on application. ${text}`)
  const certificate = (app.certificates ?? []).map((pem) => new X509Certificate(pem)).find((each) => isMeant(each, assertion))
  if (certificate === undefined) throw unknown('[Reason - The key was not found.]')
  const { payload } = await compactVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'] }).catch(() => {
    throw unknown('[Reason - The signature is invalid.]')
  })
  const claims = CLAIMS.safeParse(JSON.parse(Buffer.from(payload).toString('utf8'))).data
  const fits = claims !== undefined && [claims.iss, claims.sub].every((name) => name.toLowerCase() === app.clientId.toLowerCase()) && isForUs(claims.aud, tenantNames)
  if (!fits) throw invalidClient(700023, 'Client assertion audience, issuer or subject claim does not match.')
  const seconds = now / 1000
  if (seconds > claims.exp + SKEW_SECONDS || seconds < (claims.nbf ?? 0) - SKEW_SECONDS) throw invalidClient(700024, 'Client assertion is not within its valid time range.')
}

/** By `x5t#S256`, or by the older `x5t`. */
function isMeant({ raw }: X509Certificate, assertion: string): boolean {
  try {
    const header = decodeProtectedHeader(assertion)
    const print = (hash: 'sha1' | 'sha256'): string => createHash(hash).update(raw).digest('base64url')
    return header['x5t#S256'] === print('sha256') || header['x5t'] === print('sha1')
  } catch {
    return false
  }
}

/** The token endpoint or the issuer of this tenant, by whatever name of a host it was found. */
function isForUs(audience: string, tenantNames: readonly string[]): boolean {
  const path = URL.parse(audience)?.pathname.toLowerCase() ?? ''
  return tenantNames.some((name) => path.endsWith(`/${name}/oauth2/v2.0/token`) || path.endsWith(`/${name}/v2.0`))
}
