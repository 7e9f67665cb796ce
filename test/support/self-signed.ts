import { generateKeyPairSync, sign } from 'node:crypto'

/** One element of DER (X.690): its tag, and its content. */
function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)))
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const SEQUENCE = 0x30
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
const RSA_WITH_SHA256 = der(SEQUENCE, der(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), der(0x05))
const COMMON_NAME = [0x55, 0x04, 0x03]
const ALT_NAME = [0x55, 0x1d, 0x11]

export interface SelfSigned {
  readonly key: string
  readonly cert: string
}

/** A certificate for 127.0.0.1 that nobody trusts, with its key (RFC 5280). `until` as `YYMMDD`. */
export function selfSigned({ kind = 'ec', until = '491231' }: { readonly kind?: 'ec' | 'rsa'; readonly until?: string } = {}): SelfSigned {
  const { privateKey, publicKey } = kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = kind === 'ec' ? ECDSA_WITH_SHA256 : RSA_WITH_SHA256
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, der(0x06, COMMON_NAME), der(0x0c, Buffer.from('127.0.0.1')))))
  const validity = der(SEQUENCE, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from(`${until}235959Z`)))
  const address = der(SEQUENCE, der(0x06, ALT_NAME), der(0x04, der(SEQUENCE, der(0x87, [127, 0, 0, 1]))))
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, address)),
  )
  const signature = der(0x03, [0], sign('sha256', body, privateKey))
  const text = der(SEQUENCE, body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n')
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n` }
}
