import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto'
import { SyncError } from '../domain/errors.ts'
import { chance } from '../platform/ids.ts'

/** A key of 32 bytes that secrets of this installation are sealed with. It prints nothing of itself. */
export type SecretsKey = KeyObject

const PREFIX = 'sealed:v1:'
const CIPHER = 'aes-256-gcm'
const KEY_NAME_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Whether `text` has the form of a sealed secret. */
export const isSealed = (text: string): boolean => text.startsWith(PREFIX)

/**
 * `text`, readable only with `key` and only under `name` (AES-256-GCM; the name is authenticated with it, so that a sealed value
 * cannot be put into another place). The same text is sealed differently each time.
 */
export function seal(key: SecretsKey, name: string, text: string): string {
  const nonce = chance(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([keyName(key), nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${PREFIX}${sealed.toString('base64url')}`
}

/**
 * What `seal` sealed. Messages say what to do next, and hold neither the secret nor the sealed value.
 * @throws {SyncError} `SECRETS_KEY` where it was sealed with another key; `SEALED_VALUE` where it is no sealed value, was altered, or belongs to another name
 */
export function open(key: SecretsKey, name: string, sealed: string): string {
  const bytes = bytesOf(sealed)
  if (!bytes.subarray(0, KEY_NAME_BYTES).equals(keyName(key))) throw new SyncError('SECRETS_KEY', `was sealed with another key: put back the key file that was here when it was sealed, or seal the secret again with \`tongbu seal ${name}\``)
  const nonce = bytes.subarray(KEY_NAME_BYTES, KEY_NAME_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(KEY_NAME_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    throw new SyncError('SEALED_VALUE', `was altered since it was sealed, or was sealed for something else than ${name}: seal the secret again with \`tongbu seal ${name}\``)
  }
}

/** @throws {SyncError} `SEALED_VALUE` */
function bytesOf(sealed: string): Buffer {
  const code = sealed.slice(PREFIX.length)
  const bytes = Buffer.from(code, 'base64url')
  const isWhole = isSealed(sealed) && bytes.toString('base64url') === code && bytes.length >= KEY_NAME_BYTES + NONCE_BYTES + TAG_BYTES
  if (!isWhole) throw new SyncError('SEALED_VALUE', `is no whole sealed value: it begins with ${PREFIX} and is copied to its last letter, as \`tongbu seal\` printed it`)
  return bytes
}

/** Tells keys apart, so that a wrong key is not taken for an altered value; tells nothing of the key. */
const keyName = (key: SecretsKey): Buffer => createHmac('sha256', key).update('name of this key').digest().subarray(0, KEY_NAME_BYTES)
