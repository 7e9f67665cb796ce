import { createHash, createPublicKey, generateKeyPair, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { chance } from '../../platform/ids.ts'

/** A certificate for the app, and its key. */
export interface MadeCertificate {
  /** Both as PEM, for `clientCertificate`: secret. */
  readonly pem: string
  /** What is uploaded: the certificate alone. */
  readonly certificate: string
  /** SHA-1 in capitals, as the portal shows it beside the certificate. */
  readonly thumbprint: string
}

const YEAR_MS = 365.25 * 86_400_000
/** One element of DER (X.690): its tag, and its content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const [SEQUENCE, SET, OBJECT, TEXT, INTEGER, BITS, BYTES, NOTHING, TIME] = [0x30, 0x31, 0x06, 0x0c, 0x02, 0x03, 0x04, 0x05, 0x18]
const RSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT, Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)), der(NOTHING))
const COMMON_NAME = Uint8Array.of(0x55, 0x04, 0x03)
const KEY_USAGE = Uint8Array.of(0x55, 0x1d, 0x0f)

/**
 * A certificate that only says which key is the app's, self-signed, good for so many years (RFC 5280). `now` in milliseconds.
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export async function makeCertificate({ now, years = 2, name = 'Tongbu' }: { readonly now: number; readonly years?: number; readonly name?: string }): Promise<MadeCertificate> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 })
  const certificate = certificateOf(privateKey, { name, from: now - 86_400_000, to: now + years * YEAR_MS })
  const thumbprint = createHash('sha1').update(new X509Certificate(certificate).raw).digest('hex').toUpperCase()
  return { certificate, pem: `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${certificate}`, thumbprint }
}

function certificateOf(key: KeyObject, { name, from, to }: { readonly name: string; readonly from: number; readonly to: number }): string {
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT, COMMON_NAME), der(TEXT, Buffer.from(name)))))
  const serial = chance(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  // For signatures, and nothing else.
  const usage = der(SEQUENCE, der(OBJECT, KEY_USAGE), der(0x01, Uint8Array.of(0xff)), der(BYTES, der(BITS, Uint8Array.of(7, 0x80))))
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Uint8Array.of(2))),
    der(INTEGER, serial),
    RSA_WITH_SHA256,
    subject,
    der(SEQUENCE, time(from), time(to)),
    subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, usage)),
  )
  const whole = der(SEQUENCE, body, RSA_WITH_SHA256, der(BITS, Uint8Array.of(0), sign('sha256', body, key)))
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

/** Before 2050 a time has two digits of the year (RFC 5280, 4.1.2.5). */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return digits < '2050' ? der(0x17, Buffer.from(digits.slice(2))) : der(TIME, Buffer.from(digits))
}
