import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'
import type { Person } from '../tokens.ts'
import type { Directory } from './directory.ts'

/** Made when it is first needed, and never twice: it takes a tenth of a second. */
const keys = new WeakMap<Directory, { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly id: string }>()

function keyOf(directory: Directory): { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly id: string } {
  const known = keys.get(directory)
  if (known !== undefined) return known
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const made = { ...pair, id: createHash('sha256').update(pair.publicKey.export({ type: 'spki', format: 'der' })).digest('base64url').slice(0, 27) }
  keys.set(directory, made)
  return made
}

/** Who the tenant says it is, where the client found it. */
export const issuerOf = ({ world }: Directory, origin: string): string => `${origin}/login/${world.tenantId}/v2.0`

/** An id token (page id-token-claims-reference). */
export function identityToken(directory: Directory, person: Person, { clientId, nonce, origin }: { readonly clientId: string; readonly nonce: string | undefined; readonly origin: string }): Promise<string> {
  const { world } = directory
  const { privateKey, id } = keyOf(directory)
  const now = Math.floor(world.shared.clock.now() / 1000)
  const sub = createHash('sha256').update(`${clientId} ${person.userId}`).digest('base64url')
  const claims = { oid: person.userId, tid: world.tenantId, preferred_username: person.address, name: person.displayName, email: person.address, ver: '2.0', ...(nonce === undefined ? {} : { nonce }) }
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: id }).setIssuer(issuerOf(directory, origin)).setAudience(clientId).setSubject(sub).setIssuedAt(now).setNotBefore(now).setExpirationTime(now + 3600).sign(privateKey)
}

/** The document of discovery (page v2-protocols-oidc). */
export function discovery(directory: Directory, origin: string): object {
  const base = `${origin}/login/${directory.world.tenantId}`
  return {
    issuer: issuerOf(directory, origin),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'preferred_username', 'name', 'tid', 'oid', 'email', 'ver'],
    code_challenge_methods_supported: ['plain', 'S256'],
    request_uri_parameter_supported: false,
    tenant_region_scope: 'AS',
    cloud_instance_name: 'microsoftonline.com',
  }
}

export async function keySet(directory: Directory): Promise<object> {
  const { publicKey, id } = keyOf(directory)
  return { keys: [{ ...(await exportJWK(publicKey)), kid: id, use: 'sig', alg: 'RS256' }] }
}
