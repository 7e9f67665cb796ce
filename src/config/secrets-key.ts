import { createSecretKey } from 'node:crypto'
import { dirname, join } from 'node:path'
import { SyncError } from '../domain/errors.ts'
import { isMissing, readOwnersFileNow, writeOwnersFile } from '../platform/folder-files.ts'
import { chance } from '../platform/ids.ts'
import { KEY_FILE_VARIABLE, KEY_VARIABLE, type Environment } from './environment.ts'
import type { SecretsKey } from './sealed.ts'

const KEY_BYTES = 32

/** Where the key of an installation is: in the variable, or in a file. */
export interface KeyPlace {
  readonly environment: Environment
  /** The file that holds it, where the variable does not. */
  readonly file: string
}

/** The place of the key that belongs to this configuration file: `tongbu.key` beside it, unless the environment names another. */
export const keyPlaceOf = (configFile: string, environment: Environment): KeyPlace => ({ environment, file: environment[KEY_FILE_VARIABLE] ?? join(dirname(configFile), 'tongbu.key') })

/** Where the guided set-up of this configuration file keeps what it knows, sealed. */
export const setupFileOf = (configFile: string): string => configFile.replace(/(\.ya?ml)?$/, '.setup')

/**
 * The key. Its message says what to do next.
 * @throws {SyncError} `SECRETS_KEY` where there is none, others may read it, or it is no whole key
 */
export function readSecretsKey(place: KeyPlace): SecretsKey {
  const key = findSecretsKey(place)
  if (key !== undefined) return key
  throw new SyncError('SECRETS_KEY', `cannot be opened, as there is no key: put the file ${place.file} back, or set ${KEY_VARIABLE}; if the key is lost, seal the secret again with \`tongbu seal\``)
}

/**
 * The key, made where there is none, in a file for its owner alone. `isNew` where it was.
 * @throws {SyncError} `SECRETS_KEY` where there is one that cannot be used, or the file cannot be written
 */
export async function ensureKey(place: KeyPlace): Promise<{ readonly key: SecretsKey; readonly isNew: boolean }> {
  const known = findSecretsKey(place)
  if (known !== undefined) return { key: known, isNew: false }
  const bytes = chance(KEY_BYTES)
  try {
    await writeOwnersFile(place.file, `${HEAD}${bytes.toString('base64url')}\n`)
  } catch (cause) {
    // Another process may have made one in the meantime: then there is one key for both.
    const theirs = findSecretsKey(place)
    if (theirs !== undefined) return { key: theirs, isNew: false }
    throw new SyncError('SECRETS_KEY', `The key file ${place.file} cannot be written: check that its folder is there and that you may write in it.`, { cause })
  }
  return { key: createSecretKey(bytes), isNew: true }
}

const HEAD = `# The key that opens the sealed secrets of this Tongbu. Keep a copy apart from the configuration: without it they have to be entered again.\n`

/** Whether there is a key, without using it. @throws {SyncError} `SECRETS_KEY` where it cannot be used */
export function findSecretsKey({ environment, file }: KeyPlace): SecretsKey | undefined {
  const given = environment[KEY_VARIABLE]
  if (given !== undefined) return keyOf(given, `the variable ${KEY_VARIABLE}`)
  const found = readKeyFile(file)
  if (found === undefined) return undefined
  if (!found.isOwnersAlone) throw new SyncError('SECRETS_KEY', `needs a key that nobody else may read: run \`chmod 600 ${file}\``)
  return keyOf(found.text, `the key file ${file}`)
}

function readKeyFile(file: string): ReturnType<typeof readOwnersFileNow> | undefined {
  try {
    return readOwnersFileNow(file)
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw new SyncError('SECRETS_KEY', `needs a key, and the key file ${file} cannot be read: check that it is a file of the user that runs Tongbu`, { cause })
  }
}

/** A key is written as 43 letters of base64url (or base64), or as 64 hexadecimal digits. */
function keyOf(text: string, where: string): SecretsKey {
  const word = text.split(/\r?\n/).map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? ''
  const bytes = /^[0-9a-f]{64}$/i.test(word) ? Buffer.from(word, 'hex') : /^[\w+/-]{43}=?$/.test(word) ? Buffer.from(word, 'base64url') : Buffer.alloc(0)
  if (bytes.length === KEY_BYTES) return createSecretKey(bytes)
  throw new SyncError('SECRETS_KEY', `needs a key, and ${where} holds none of ${KEY_BYTES} bytes (43 letters of base64url): put the right one back from your copy`)
}
