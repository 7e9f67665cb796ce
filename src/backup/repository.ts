import { join } from 'node:path'
import { SyncError } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import type { Clock } from '../platform/clock.ts'
import { lockFile } from '../platform/file-lock.ts'
import type { FolderFiles } from '../platform/folder-files.ts'
import type { NewId } from '../platform/ids.ts'
import type { Spool } from '../platform/spool.ts'
import { repositoryFiles, told, type RepositoryFiles } from './files.ts'
import { allMail, type KeptMail } from './all-mail.ts'
import { namerOf, sealerOf, type BackupKey, type Sealer } from './key.ts'
import { KEPT, keptLists, readKept, type KeptMessage } from './kept.ts'
import { openPackIndex } from './pack-index.ts'
import { PACKS } from './packs.ts'
import { withoutLists, type Point, type PointEntry } from './point.ts'
import { eraseBlobs, type ErasureProof } from './erase.ts'
import { NOTE_SUFFIX, NOTES, readNote, secretName } from './notes.ts'
import { pointsIn, POINTS, type PointsFolder } from './points-folder.ts'
import { pruneBackup, type PruneOptions, type PruneReport } from './prune.ts'
import { readList } from './read-list.ts'
import { once, sealed, unsealedWhole } from './seal.ts'
import { refresh, type Tools } from './tools.ts'
import { createTurns } from './turns.ts'
import { UNFINISHED } from './unfinished.ts'
import { unpacker } from './unpacked.ts'
import { verifyBackup, type BackupProof, type VerifyOptions } from './verify.ts'
import { newWriter, type Writer } from './writer.ts'

/** In clear: that this is a backup of ours, and of which format. */
const HEADER = 'tongbu-backup.json'
/** Sealed: what names are made with. Only the right key opens it. */
const SECRET = 'secret.json.zst.age'
const INDEX = 'index.sqlite'
const LOCK = 'lock'
const FORMAT = 1

export interface RepositoryOptions {
  readonly files: FolderFiles
  readonly key: BackupKey
  readonly newId: NewId
  readonly clock: Clock
  /** A pack is ended once it holds so many bytes. Default: 16 MB. */
  readonly packBytes?: number
}

const PACK_BYTES = 16 * 1024 * 1024

/**
 * A folder of restore points, shared by all pairs: equal messages are kept once. Everything in it is sealed with the customer's key but
 * the names of files, and those tell nothing without it. Reading needs no lock.
 */
export interface Repository {
  /** Of all pairs or of one, oldest first. @throws {SyncError} `BACKUP_DAMAGED` */
  points(pair?: string): Promise<readonly Point[]>
  /** By its id. @throws {SyncError} `UNKNOWN_POINT` */
  point(id: string): Promise<Point>
  /** The messages of a point, in their order. @throws {SyncError} `BACKUP_DAMAGED` */
  entries(point: Pick<Point, 'id'>): AsyncGenerator<PointEntry>
  /** Lists of messages that are kept whatever becomes of points (`Writer.keepList`): the file of each, by its path. Of all pairs, or of one. */
  keptLists(pair?: string): Promise<readonly string[]>
  /** @throws {SyncError} `BACKUP_DAMAGED` */
  readKept(list: string): Promise<readonly KeptMessage[]>
  /** Where the files are, as the system names it. */
  readonly root: string
  /** A name for a text, always the same, that tells nothing without the key of the backup; 64 hex digits. */
  secretName(text: string): string
  has(blob: string): boolean
  /** A message as it was read. Quick where those asked for one after the other were backed up one after the other. Caller disposes. @throws {SyncError} `BACKUP_DAMAGED` */
  open(blob: string): Promise<Spool>
  /** Reads everything back. @throws the reason of an aborted signal */
  verify(options: VerifyOptions): Promise<BackupProof>
  /**
   * Lends the repository to who adds to it: to the one process that may, and to as many parts of that as want to. What a process that
   * was killed left half done is cleared away first.
   * @throws {SyncError} `BACKUP_BUSY` while another process has it, `BACKUP_FOLDER`, `BACKUP_FULL`
   */
  writing<Result>(work: (writer: Writer) => Promise<Result>): Promise<Result>
  /** A small text that is kept in the backup, such as when it was verified, by a name of ours; nothing where it was never written. @throws {SyncError} `BACKUP_DAMAGED` */
  note(name: string): Promise<string | undefined>
  /** Drops points and what nobody needs any more. @throws {SyncError} as `writing`; `BACKUP_DAMAGED` with nothing removed */
  prune(options: PruneOptions): Promise<PruneReport>
  /** Removes messages from all points and packs, for good. @throws {SyncError} as `writing`; `BACKUP_DAMAGED` where that cannot be promised */
  erase(blobs: ReadonlySet<string>, signal: AbortSignal, messageIds?: ReadonlySet<string>): Promise<ErasureProof>
  /** Every message that is kept, once. @throws {SyncError} `BACKUP_DAMAGED` */
  mails(signal: AbortSignal): AsyncGenerator<KeptMail>
  /** Every file of the folder, as it lies there. */
  files(): AsyncGenerator<{ readonly path: string; readonly bytes: () => AsyncIterable<Uint8Array> }>
  close(): Promise<void>
}

/** Makes a repository in a folder that is missing or empty. @throws {SyncError} `BACKUP_FOLDER` where there is something already */
export async function initRepository({ files: folder, key, newId, clock }: RepositoryOptions): Promise<void> {
  const files = repositoryFiles(folder, newId)
  await files.makeFolder('.')
  if ((await files.list('.')).length > 0) throw new SyncError('BACKUP_FOLDER', 'The backup folder is not empty: a new backup needs a folder of its own.')
  for (const name of [PACKS, POINTS, UNFINISHED, KEPT, NOTES]) await files.makeFolder(name)
  await files.tidy()
  // 24 ids of 96 bits are more chance than the 256 bits that are made of them.
  const secret = await secretFrom(newId)
  const json = (value: object): AsyncGenerator<Uint8Array> => once(Buffer.from(`${JSON.stringify(value)}\n`))
  await files.write(SECRET, sealed(json({ secret }), sealerOf(key)))
  await files.write(HEADER, json({ format: 'tongbu-backup', version: FORMAT, madeAt: toInstant(clock.now()) }))
}

async function secretFrom(newId: NewId): Promise<string> {
  const naming = namerOf(Buffer.from('tongbu-backup'))()
  for (let n = 0; n < 24; n++) naming.update(Buffer.from(newId()))
  return naming.name()
}

/** Opens what `initRepository` made. The key is tried first. @throws {SyncError} `BACKUP_FOLDER`, `BACKUP_KEY`, `BACKUP_DAMAGED` */
export async function openRepository({ files: folder, key, newId, clock, packBytes = PACK_BYTES }: RepositoryOptions): Promise<Repository> {
  const files = repositoryFiles(folder, newId)
  const sealer = sealerOf(key)
  const namer = namerOf(await secretOf(files, sealer))
  const index = openPackIndex(join(files.root, INDEX))
  const points = pointsIn({ files, sealer, namer })
  const tools: Tools = { files, sealer, namer, newId, index, points, clock, packBytes }
  const unpacked = unpacker(tools)
  const placeOf = async (blob: string) => {
    const place = index.find(blob)
    if (place !== undefined) return place
    await refresh(tools)
    const found = index.find(blob)
    if (found === undefined) throw new SyncError('BACKUP_DAMAGED', `A message of the backup is in none of its packs (${blob.slice(0, 16)}…).`)
    return found
  }
  const open = async (blob: string): Promise<Spool> => unpacked.open(await placeOf(blob))
  const turns = createTurns(async () => {
    const unlock = await inOurFolder(() => lockFile(join(files.root, LOCK)))
    if (unlock === undefined) return undefined
    try {
      await files.tidy()
      await refresh(tools)
      return unlock
    } catch (error) {
      unlock()
      throw error
    }
  })
  const withWriter = <Result>(work: (writer: Writer) => Promise<Result>) => async (): Promise<Result> => {
    const writer = newWriter(tools)
    try {
      return await work(writer)
    } finally {
      await writer.close()
      await unpacked.close()
    }
  }
  try {
    await refresh(tools)
  } catch (error) {
    index.close()
    throw error
  }
  return {
    points: async (pair) => (await points.all(pair)).map(withoutLists),
    point: async (id) => withoutLists(await points.named(id)),
    entries: ({ id }) => entriesOf(points, id, open),
    note: async (name) => ((await files.list(NOTES)).some((file) => file.name === `${name}${NOTE_SUFFIX}`) ? readNote(`${NOTES}/${name}${NOTE_SUFFIX}`, tools) : undefined),
    keptLists: (pair) => keptLists(tools, pair),
    readKept: (list) => readKept(list, tools),
    root: files.root,
    secretName: (text) => secretName(text, namer),
    has: (blob) => index.find(blob) !== undefined,
    open,
    verify: async (options) => {
      await refresh(tools)
      return verifyBackup(tools, open, options)
    },
    writing: (work) => turns.together(withWriter(work)),
    prune: (options) => turns.alone(withWriter(() => pruneBackup(tools, open, options))),
    erase: (blobs, signal, messageIds = new Set()) => turns.alone(withWriter((writer) => eraseBlobs(blobs, tools, { writer, open, signal, messageIds }))),
    mails: (signal) => allMail(tools, open, signal),
    files: () => filesBelow(files, '.'),
    close: async () => {
      await unpacked.close()
      index.close()
    },
  }
}

async function* filesBelow(files: RepositoryFiles, folder: string): AsyncGenerator<{ readonly path: string; readonly bytes: () => AsyncIterable<Uint8Array> }> {
  for (const { name, isFolder } of await files.list(folder)) {
    const path = `${folder}/${name}`
    if (isFolder) yield* filesBelow(files, path)
    else yield { path, bytes: () => files.read(path) }
  }
}

async function* entriesOf(points: PointsFolder, id: string, open: Repository['open']): AsyncGenerator<PointEntry> {
  const { lists } = await points.named(id)
  for (const list of lists) yield* await readList(list, open)
}

/** @throws {SyncError} `BACKUP_FOLDER` where this is no backup, `BACKUP_KEY` where the key does not fit */
async function secretOf(files: RepositoryFiles, sealer: Sealer): Promise<Buffer> {
  const header = await whole(files, HEADER).then(parseHeader)
  if (header?.format !== 'tongbu-backup') throw new SyncError('BACKUP_FOLDER', 'The backup folder holds no backup of ours, or its disk is not there.')
  if (header.version !== FORMAT) throw new SyncError('BACKUP_FOLDER', 'The backup was made by a newer Tongbu.')
  const bytes = await whole(files, SECRET)
  if (bytes === undefined) throw new SyncError('BACKUP_DAMAGED', `The file ${SECRET} of the backup is missing.`)
  try {
    const { secret } = JSON.parse((await unsealedWhole(once(bytes), SECRET, sealer)).toString('utf8')) as { secret: string }
    return Buffer.from(secret, 'hex')
  } catch (cause) {
    throw new SyncError('BACKUP_KEY', `The key is not the one that this backup was made with, or the file ${SECRET} of the backup was changed.`, { cause })
  }
}

/** All of a small file, or nothing where there is none. */
async function whole(files: RepositoryFiles, path: string): Promise<Buffer | undefined> {
  if (!(await files.list('.')).some(({ name }) => name === path)) return undefined
  return Buffer.concat(await Array.fromAsync(files.read(path)))
}

function parseHeader(bytes: Buffer | undefined): { readonly format?: unknown; readonly version?: unknown } | undefined {
  try {
    return bytes === undefined ? undefined : JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

async function inOurFolder<Result>(open: () => Result): Promise<Result> {
  try {
    return open()
  } catch (error) {
    const cannot = error instanceof Error && 'errcode' in error
    throw cannot ? new SyncError('BACKUP_FOLDER', 'The backup folder cannot be written.', { cause: error }) : told(error, '.')
  }
}
