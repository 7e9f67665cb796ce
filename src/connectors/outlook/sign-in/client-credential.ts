import { constants, createHash, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { SyncError } from '../../../domain/errors.ts'
import type { Clock } from '../../../platform/clock.ts'
import { randomId } from '../../../platform/ids.ts'
import { signInError } from './problems.ts'

/** An app registration, and how it proves itself. One that people sign in to may have neither secret nor certificate. */
export interface AppCredentials {
  /** Directory id or domain. */
  readonly tenant: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  /** A certificate and its private key as PEM, in either order. */
  readonly clientCertificate?: string | undefined
}

interface AppCertificate {
  readonly key: KeyObject
  /** `x5t#S256` */
  readonly thumbprint: string
  readonly notBefore: number
  readonly notAfter: number
}

/** How an app proves itself in one request to this address; its form fields. */
export type ProveApp = (tokenUrl: string) => Readonly<Record<string, string>>

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** How long a proof is good, in seconds: it is used at once. */
const ASSERTION_SECONDS = 300
/** The form of an id of Entra. Secrets have another, so that one given in their place is told at once. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The proof that goes with each request of this app.
 * @throws {SyncError} `BAD_CONFIG` for a certificate that cannot be used. What it answers throws `UNAUTHORIZED` where one look shows that Entra would refuse
 */
export function proofOf({ clientId, clientSecret, clientCertificate }: AppCredentials, { loginUrl, clock }: { readonly loginUrl: string; readonly clock: Clock }): ProveApp {
  if (clientCertificate !== undefined) {
    const certificate = readCertificate(clientCertificate)
    return (tokenUrl) => {
      const now = clock.now()
      if (now < certificate.notBefore || now > certificate.notAfter) throw signInError('certificate-expired', { loginUrl })
      return { client_id: clientId, client_assertion_type: ASSERTION, client_assertion: assertion(certificate, clientId, tokenUrl, now) }
    }
  }
  if (clientSecret === undefined) return () => ({ client_id: clientId })
  return () => {
    if (GUID.test(clientSecret.trim())) throw signInError('secret-is-id', { loginUrl })
    return { client_id: clientId, client_secret: clientSecret }
  }
}

/** @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
function assertion({ key, thumbprint }: AppCertificate, clientId: string, tokenUrl: string, nowMs: number): string {
  const now = Math.floor(nowMs / 1000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { aud: tokenUrl, iss: clientId, sub: clientId, jti: randomId(), nbf: now, iat: now, exp: now + ASSERTION_SECONDS }
  const signed = `${part({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
  return `${signed}.${signature.toString('base64url')}`
}

/** @throws {SyncError} `BAD_CONFIG` */
function readCertificate(pem: string): AppCertificate {
  const refuse = (what: string, cause?: unknown): never => {
    throw new SyncError('BAD_CONFIG', `\`clientCertificate\` ${what}`, { cause })
  }
  const certificate = blocks(pem, 'CERTIFICATE')[0] ?? refuse('holds no certificate: it needs the part with BEGIN CERTIFICATE as well as the private key.')
  const key = blocks(pem, '(?:RSA )?PRIVATE KEY')[0]
  if (key === undefined) return refuse(pem.includes('ENCRYPTED PRIVATE KEY') ? 'has a private key with a passphrase: take it off with `openssl pkey`, and seal the result.' : 'holds no private key: it needs the part with BEGIN PRIVATE KEY as well as the certificate.')
  try {
    const x509 = new X509Certificate(certificate)
    const privateKey = createPrivateKey(key)
    if (privateKey.asymmetricKeyType !== 'rsa') return refuse('is not of RSA, which is what Microsoft takes.')
    if (!x509.checkPrivateKey(privateKey)) return refuse('has a private key that belongs to another certificate.')
    return { key: privateKey, thumbprint: createHash('sha256').update(x509.raw).digest('base64url'), notBefore: Date.parse(x509.validFrom), notAfter: Date.parse(x509.validTo) }
  } catch (error) {
    if (error instanceof SyncError) throw error
    return refuse('cannot be read as PEM: was it cut?')
  }
}

const blocks = (pem: string, name: string): string[] => [...pem.matchAll(new RegExp(`-----BEGIN ${name}-----[^-]+-----END ${name}-----`, 'g'))].map(([block]) => block)
