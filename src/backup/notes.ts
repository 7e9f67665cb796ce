import { SyncError } from '../domain/errors.ts'
import type { RepositoryFiles } from './files.ts'
import type { Namer, Sealer } from './key.ts'
import { once, sealed, unsealedWhole } from './seal.ts'

/** What the files of a repository that are no packs end with. */
export const NOTE_SUFFIX = '.json.zst.age'

/** Where small texts are that belong to no pair. */
export const NOTES = 'notes'

interface NoteTools {
  readonly files: RepositoryFiles
  readonly sealer: Sealer
  readonly namer: Namer
}

/** A name for a text that tells nothing without the secret of the repository. */
export function secretName(text: string, namer: Namer): string {
  const naming = namer()
  naming.update(Buffer.from(text))
  return naming.name()
}

/** The folder that a pair has below `parent`. */
export const folderOfPair = (parent: string, pair: string, namer: Namer): string => `${parent}/${secretName(`pair ${pair}`, namer).slice(0, 16)}`

/**
 * Writes a sealed text, durably, with a proof in its last line that it was written for this place in this repository: whoever knows
 * the public key alone can seal a file, but not prove that.
 */
export async function writeNote(path: string, text: string, { files, sealer, namer }: NoteTools): Promise<void> {
  await files.write(path, sealed(once(Buffer.from(`${text}\n${proofOf(path, text, namer)}\n`)), sealer))
}

/** @throws {SyncError} `BACKUP_DAMAGED` */
export async function readNote(path: string, { files, sealer, namer }: NoteTools): Promise<string> {
  const whole = (await unsealedWhole(files.read(path), path, sealer)).toString('utf8')
  const end = whole.lastIndexOf('\n', whole.length - 2)
  const text = whole.slice(0, Math.max(0, end))
  if (whole.slice(end + 1, -1) !== proofOf(path, text, namer)) throw new SyncError('BACKUP_DAMAGED', `The file ${path} of the backup is not what was written there.`)
  return text
}

const proofOf = (path: string, text: string, namer: Namer): string => secretName(`${path}\n${text}`, namer)
