import { z } from 'zod'
import { proofOf, type AppCredentials } from './sign-in/client-credential.ts'
import { problemOf, signInError } from './sign-in/problems.ts'
import { renewing, type TokenSource } from './sign-in/renewing.ts'
import { askForTokens, endpointOf, parseJson, type Authority } from './sign-in/token-endpoint.ts'

export type { TokenSource } from './sign-in/renewing.ts'
export type { AppCredentials } from './sign-in/client-credential.ts'

export interface TokenOptions extends AppCredentials, Authority {
  /** Scope asked for: `<graph>/.default`. */
  readonly scope: string
}

/**
 * Tokens by client credentials: of an app with a secret or a certificate, and permissions that an administrator granted.
 * @throws {SyncError} `BAD_CONFIG` for a certificate that cannot be used
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function createTokenSource(options: TokenOptions): TokenSource {
  const { loginUrl, clock, scope } = options
  const prove = proofOf(options, options)
  return renewing(clock, async (signal) => {
    const answer = await askForTokens(options, { grant_type: 'client_credentials', scope, ...prove(endpointOf(options, 'token')) }, signal)
    if ('error' in answer) throw signInError(problemOf(answer), { loginUrl, refusal: answer })
    return { token: answer.access_token, seconds: answer.expires_in }
  })
}

const CLAIMS = z.object({ appid: z.string().optional(), roles: z.array(z.string()).optional(), scp: z.string().optional() })
const claimsIn = (token: string): z.infer<typeof CLAIMS> | undefined => CLAIMS.safeParse(parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))).data

/**
 * The application permissions that a token says it carries for the whole tenant: `none` where it is readable and names none, nothing where it
 * cannot be read. For diagnosis only: Graph tokens are opaque by contract.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function permissionsIn(token: string): readonly string[] | 'none' | undefined {
  const claims = claimsIn(token)
  return claims?.roles ?? (claims?.appid === undefined ? undefined : 'none')
}

/** What a token says it may do, for the whole tenant or for the person who signed in, where that is named. */
export function grantedIn(token: string): readonly string[] | undefined {
  const claims = claimsIn(token)
  return claims?.roles ?? claims?.scp?.split(' ').filter((name) => name !== '')
}
