import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import { SyncError } from '../../domain/errors.ts'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Statements kept prepared. There are about a hundred different ones. */
const PREPARED = 200

/** How long a statement waits for another program's lock, in milliseconds. The whole process waits, so it is short. */
const BUSY_MS = 2000

/**
 * `node:sqlite` as Kysely's own SQLite dialect wants it. Statements stay prepared, which is safe because
 * Kysely uses the one connection for one query at a time.
 */
export function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare: (text) => {
      if (text === 'rollback') return rollback(database)
      const known = prepared.get(text)
      if (known !== undefined) return known
      const oldest = prepared.keys().next().value
      if (prepared.size >= PREPARED && oldest !== undefined) prepared.delete(oldest)
      const statement = asKyselyStatement(database, text)
      prepared.set(text, statement)
      return statement
    },
  }
}

function asKyselyStatement(database: DatabaseSync, text: string): SqliteStatement {
  const statement = database.prepare(text)
  const bind = (values: readonly unknown[]) => values as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...bind(values)),
    run: (values) => statement.run(...bind(values)),
    iterate: (values) => statement.iterate(...bind(values)),
  }
}

/** SQLite takes a transaction back by itself when the disk is full; rolling back once more would hide the first error. */
function rollback(database: DatabaseSync): SqliteStatement {
  const run = () => {
    if (database.isTransaction) database.exec('rollback')
    return { changes: 0, lastInsertRowid: 0 }
  }
  return { reader: false, run, all: () => [], iterate: () => [].values() }
}

/** One SQLite database. */
export interface SqliteConnection {
  readonly db: Kysely<Tables>
  /** For what has no query, such as a pragma. */
  readonly database: DatabaseSync
}

/** Opens `location` (a path or `:memory:`), and makes the file, for its owner's eyes only, when it is not there. */
export function openSqlite(location: string): SqliteConnection {
  if (location !== ':memory:' && !existsSync(location)) {
    mkdirSync(dirname(location), { recursive: true })
    closeSync(openSync(location, 'a', 0o600))
  }
  const database = new DatabaseSync(location, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
  try {
    // In WAL mode readers never wait for the writer; FULL makes a commit survive a power cut. The log may grow to
    // 16 MB before it is folded in, because an initial sync writes the same index pages again and again.
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma cache_size = -32768')
  } catch (error) {
    database.close()
    throw error
  }
  return { db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(database) }) }), database }
}

export const sqliteFlavour: Flavour = {
  text: sql`text`,
  sequence: sql`integer primary key autoincrement`,
  hasTable: async (db, table) => {
    const { rows } = await sql`select 1 from sqlite_master where type = 'table' and name = ${table}`.execute(db)
    return rows.length > 0
  },
  lockChain: async (tx) => {
    // A transaction that has only read cannot begin to write once another process has written; any write before makes it the only one.
    await sql`update meta set value = value where pair is null`.execute(tx)
  },
  takePlaces: async (tx, many) => {
    // The one place where SQLite keeps what AUTOINCREMENT has come to: https://sqlite.org/autoinc.html
    const { rows } = await sql<{ seq: number }>`update sqlite_sequence set seq = seq + ${many} where name = 'audit' returning seq`.execute(tx)
    if (rows.length === 0) await sql`insert into sqlite_sequence (name, seq) values ('audit', ${many})`.execute(tx)
    const last = rows[0]?.seq ?? many
    return Array.from({ length: many }, (_, at) => last - many + 1 + at)
  },
  // One transaction writes at a time.
  settled: async () => true,
  scrub: async (db) => {
    await sql`vacuum`.execute(db)
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
    if (rows[0]?.busy !== 0) throw new SyncError('STORE_FAILURE', 'Another program reads the database, so that what was deleted is still in its log. Close that program, then run again.')
  },
  lockSchema: async () => {},
}
