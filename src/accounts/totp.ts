import { Secret, TOTP } from 'otpauth'

const STEP_SECONDS = 30
const SECRET_BYTES = 20
/** A code is taken one step early or late, as clocks differ. */
const WINDOW = 1

/** A new secret in base32, of 256 random bits. */
export const newTotpSecret = (secret: string): string => new Secret({ buffer: new Uint8Array(Buffer.from(secret, 'base64url').subarray(0, SECRET_BYTES)).buffer }).base32

/** What an authenticator app reads from a QR code. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export const totpUri = (secret: string, name: string): string => generator(secret, name).toString()

/** The step whose code this is, if it is one that may be used now: of this moment give or take one, and after the last that was used. */
export function stepOf(secret: string, code: string, now: number, lastStep: number): number | undefined {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = generator(secret).validate({ token, timestamp: now, window: WINDOW })
  const step = delta === null ? undefined : Math.floor(now / 1000 / STEP_SECONDS) + delta
  return step !== undefined && step > lastStep ? step : undefined
}

const generator = (secret: string, label = ''): TOTP => new TOTP({ issuer: 'Tongbu', label, algorithm: 'SHA1', digits: 6, period: STEP_SECONDS, secret: Secret.fromBase32(secret) })
