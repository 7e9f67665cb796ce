import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals the rows of an index, each for its place. */
export interface RowSealer {
  seal(place: string, plain: Buffer): Buffer
  /** @throws {Error} where it was not sealed for this place with this key */
  open(place: string, sealed: Buffer): Buffer
}

/**
 * AES-256-GCM. The nonce is made of the place and the content (as in RFC 5297), so none is used twice for two contents; that the same
 * content stands at the same place again is all that shows.
 */
export function rowSealer(secretName: (text: string) => string): RowSealer {
  const keyOf = (use: string) => createSecretKey(Buffer.from(secretName(use), 'hex'))
  const [key, nonceKey] = [keyOf('archive rows'), keyOf('archive nonces')]
  return {
    seal: (place, plain) => {
      const nonce = createHmac('sha256', nonceKey).update(`${place.length} ${place}`).update(plain).digest().subarray(0, NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce)
      cipher.setAAD(Buffer.from(place))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (place, sealed) => {
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
    },
  }
}
