import type { DatabaseSync } from 'node:sqlite'
import { guarded, openDerived, statements, transaction } from './derived-database.ts'

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

const LAYOUT = {
  version: 1,
  text: `
    create table if not exists packs (name text primary key) without rowid;
    create table if not exists lost (name text primary key) without rowid;
    create table if not exists blobs (id blob not null, pack text not null, at integer not null, size integer not null, primary key (id, pack)) without rowid;
    create index if not exists blobs_by_pack on blobs (pack, at)`,
}

/** Opens the index at `path`, as `openDerived` does. Its methods throw `SyncError`. */
export function openPackIndex(path: string): PackIndex {
  const database = openDerived(path, LAYOUT)
  database.exec('create temp table marked (id blob primary key) without rowid')
  return guarded(indexOver(database), path)
}

function indexOver(database: DatabaseSync): PackIndex {
  const run = statements(database)
  const atOnce = (work: () => void): void => transaction(database, work)
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
