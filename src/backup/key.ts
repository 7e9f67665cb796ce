import { createHmac, createSecretKey } from 'node:crypto'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { SyncError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'

/** The key of a customer: an identity of age (https://age-encryption.org/v1) and its public half. */
export interface BackupKey {
  readonly identity: string
  /** Seals, and opens nothing. */
  readonly recipient: string
}

/** A new key. */
export async function makeKey(): Promise<BackupKey> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The text of a key file, as `age-keygen` writes it. */
export const keyText = ({ identity, recipient }: BackupKey, at: Instant): string =>
  `# The key of the Tongbu backup, made ${at}. Without it nobody can read the backup: keep a copy elsewhere.\n# public key: ${recipient}\n${identity}\n`

/** Reads what `keyText` or `age-keygen` wrote. @throws {SyncError} `BACKUP_KEY` */
export async function parseKey(text: string): Promise<BackupKey> {
  const identity = text.split(/\r?\n/).map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#'))?.toUpperCase()
  if (identity === undefined) throw new SyncError('BACKUP_KEY', 'The key file holds no key.')
  try {
    return { identity, recipient: await identityToRecipient(identity) }
  } catch (cause) {
    throw new SyncError('BACKUP_KEY', 'The key file holds something else than a whole key (a line that begins with AGE-SECRET-KEY-1).', { cause })
  }
}

/** So many of the last characters of a key show that whoever types them has it before them. */
export const PROOF_CHARACTERS = 12

/** Whether `words` are a copy of this key: the text of a key file, the key itself, or its last characters. */
export function provesCopy({ identity }: BackupKey, words: string): boolean {
  const lines = words.split(/\r?\n/).map((line) => line.trim().toUpperCase()).filter((line) => line !== '' && !line.startsWith('#'))
  const [line] = lines
  return lines.length === 1 && line !== undefined && line.length >= PROOF_CHARACTERS && identity.endsWith(line)
}

/** What is done with a key. */
export interface Sealer {
  /** The file of age that only the key opens. */
  seal(plain: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>>
  /** Rejects, or its stream does, where the file was not sealed for this key or was changed since. */
  open(sealed: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>>
}

export function sealerOf({ identity, recipient }: BackupKey): Sealer {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return { seal: (plain) => encrypter.encrypt(plain), open: (sealed) => decrypter.decrypt(sealed) }
}

/** Names bytes so that the name tells nothing to who lacks the secret of the repository, and equal bytes have one name. */
export type Namer = () => { update(bytes: Uint8Array): void; name(): string }

export function namerOf(secret: Buffer): Namer {
  const key = createSecretKey(secret)
  return () => {
    const hmac = createHmac('sha256', key)
    return { update: (bytes) => void hmac.update(bytes), name: () => hmac.digest('hex') }
  }
}
