import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { SyncError } from '../domain/errors.ts'

/** Where a blob is: in which pack, and where its bytes begin in the archive there. */
export interface Place {
  readonly pack: string
  readonly at: number
  /** In bytes. */
  readonly size: number
}

export interface Blob extends Place {
  readonly id: string
}

/** Which blobs are in which pack. It holds nothing that cannot be read again from the packs, and no content. */
export interface PackIndex {
  /** Where it is found; always the same place, also when it is in several packs. */
  find(id: string): Place | undefined
  /** All packs that hold it. A process that was killed while it wrote a pack anew leaves it in two. */
  packsWith(id: string): string[]
  /** In the order of the archive. */
  blobsOf(pack: string): Blob[]
  /** Names of packs, in their order. */
  packs(): string[]
  add(pack: string, blobs: readonly Omit<Blob, 'pack'>[]): void
  /** Forgets a pack that was removed on purpose. */
  drop(pack: string): void
  /** Forgets what was in a pack whose file is missing, but not its name. */
  lose(pack: string): void
  /** Packs whose files are missing. */
  lost(): string[]
  /** Starts to mark anew: nothing is marked. */
  unmarkAll(): void
  /** @returns whether it was not marked before */
  mark(id: string): boolean
  isMarked(id: string): boolean
  close(): void
}

const LAYOUT = 1

/**
 * Opens the index at `path`, and an empty one where it is missing, of another layout or broken. Where nothing can be written it is an
 * empty one in memory: a backup can be read from a disk that is mounted for reading only. Its methods throw `SyncError`.
 */
export function openPackIndex(path: string): PackIndex {
  try {
    return indexOver(openAt(path))
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) throw inOurWords(error)
    if (!isBroken(error)) return indexOver(openAt(':memory:'))
    for (const name of [path, `${path}-journal`]) rmSync(name, { force: true })
    return indexOver(openAt(path))
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and what we throw for another layout. */
const isBroken = (error: unknown): boolean => error instanceof Error && (('errcode' in error && (error.errcode === 11 || error.errcode === 26)) || error instanceof OtherLayout)

class OtherLayout extends Error {}

const BUSY = 5
const FULL = 13

const inOurWords = (error: unknown): unknown => {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  if (error.errcode === FULL) return new SyncError('BACKUP_FULL', 'The disk of the backup folder is full. What was written before is kept.', { cause: error })
  if (error.errcode === BUSY) return new SyncError('BACKUP_BUSY', 'Another process is writing to the index of this backup folder.', { cause: error })
  return new SyncError('BACKUP_FOLDER', 'The index of the backup cannot be read or written (index.sqlite). It can be removed: it is made anew.', { cause: error })
}

function openAt(path: string): DatabaseSync {
  if (path !== ':memory:' && !existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 5000 })
  try {
    // What is erased must leave no trace in free pages either.
    database.exec('pragma secure_delete = on; pragma synchronous = full; pragma cache_size = -8192')
    const { user_version: layout } = database.prepare('pragma user_version').get() as { user_version: number }
    if (layout !== 0 && layout !== LAYOUT) throw new OtherLayout()
    database.exec(`
      begin immediate;
      create table if not exists packs (name text primary key) without rowid;
      create table if not exists lost (name text primary key) without rowid;
      create table if not exists blobs (id blob not null, pack text not null, at integer not null, size integer not null, primary key (id, pack)) without rowid;
      create index if not exists blobs_by_pack on blobs (pack, at);
      pragma user_version = ${LAYOUT};
      commit;
      create temp table marked (id blob primary key) without rowid`)
    database.prepare('select count(*) from packs').get()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const indexOver = (database: DatabaseSync): PackIndex => guarded(queriesOf(database))

/** Every method with its failures in our words. */
function guarded(index: PackIndex): PackIndex {
  const guard = <Args extends unknown[], Result>(method: (...args: Args) => Result) => (...args: Args): Result => {
    try {
      return method(...args)
    } catch (error) {
      throw inOurWords(error)
    }
  }
  return Object.fromEntries(Object.entries(index).map(([name, method]) => [name, guard(method)])) as unknown as PackIndex
}

function queriesOf(database: DatabaseSync): PackIndex {
  const made = new Map<string, StatementSync>()
  const run = (text: string): StatementSync => {
    const statement = made.get(text) ?? database.prepare(text)
    made.set(text, statement)
    return statement
  }
  const atOnce = (work: () => void): void => {
    database.exec('begin immediate')
    try {
      work()
      database.exec('commit')
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }
  const key = (id: string): Buffer => Buffer.from(id, 'hex')
  return {
    find: (id) => run('select pack, at, size from blobs where id = ? order by pack limit 1').get(key(id)) as Place | undefined,
    packsWith: (id) => run('select pack from blobs where id = ? order by pack').all(key(id)).map(({ pack }) => String(pack)),
    blobsOf: (pack) => run('select lower(hex(id)) as id, pack, at, size from blobs where pack = ? order by at').all(pack) as unknown as Blob[],
    packs: () => run('select name from packs order by name').all().map(({ name }) => String(name)),
    add: (pack, blobs) =>
      atOnce(() => {
        run('insert or ignore into packs (name) values (?)').run(pack)
        run('delete from lost where name = ?').run(pack)
        for (const { id, at, size } of blobs) run('insert or replace into blobs (id, pack, at, size) values (?, ?, ?, ?)').run(key(id), pack, at, size)
      }),
    drop: (pack) =>
      atOnce(() => {
        run('delete from blobs where pack = ?').run(pack)
        run('delete from packs where name = ?').run(pack)
        run('delete from lost where name = ?').run(pack)
      }),
    lose: (pack) =>
      atOnce(() => {
        // Not one that was removed on purpose meanwhile.
        run('insert or ignore into lost (name) select name from packs where name = ?').run(pack)
        run('delete from blobs where pack = ?').run(pack)
        run('delete from packs where name = ?').run(pack)
      }),
    lost: () => run('select name from lost order by name').all().map(({ name }) => String(name)),
    unmarkAll: () => database.exec('delete from marked'),
    mark: (id) => run('insert or ignore into marked (id) values (?)').run(key(id)).changes > 0,
    isMarked: (id) => run('select 1 from marked where id = ?').get(key(id)) !== undefined,
    close: () => database.close(),
  }
}
