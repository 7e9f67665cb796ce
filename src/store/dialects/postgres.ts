import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Connections of one process: the pairs that are busy at the same time share them. */
const CONNECTIONS = 8

/** How long to wait for a connection, in milliseconds. */
const CONNECT_MS = 10_000

/**
 * How long a transaction may wait for its next statement, in milliseconds: less than a lease. A process that was frozen within one
 * would else keep its rows locked, the lease among them, and nobody could take over.
 */
const IDLE_IN_TRANSACTION_MS = 10_000

/** Any number, as long as it is always the same one. */
const MIGRATION_LOCK = 7_305_441_902
const CHAIN_LOCK = 730_544
const FEED_LOCK = 730_545

/** How often, and how many times, the feed looks whether writers have ended: five seconds. */
const LOOK_SECONDS = 0.005
const MOST_LOOKS = 1000

/** Tables whose rows an erasure deletes or replaces. */
const WITH_PERSONAL_DATA = ['items', 'bindings', 'checkpoints', 'journal', 'set_aside', 'facts', 'meta', 'people'] as const satisfies readonly (keyof Tables)[]

export interface PostgresConnections {
  readonly db: Kysely<Tables>
  /** The connections that `db` uses, and closes when it is destroyed. */
  readonly pool: pg.Pool
}

/** Connects to the database that `url` names. Nothing is asked of it before the first query. */
export function openPostgres(url: string): PostgresConnections {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'tongbu',
  })
  // A connection that dies must not end the process, whether it is in use (its query fails) or not: the pool makes a
  // new one when it is needed.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), pool }
}

export const postgresFlavour: Flavour = {
  text: sql`text collate "C"`,
  sequence: sql`bigint generated always as identity primary key`,
  hasTable: async (db, table) => {
    // Not `to_regclass`: it may answer from a cache of before the migration lock was granted.
    const { rows } = await sql`select 1 from pg_catalog.pg_tables where schemaname = any(current_schemas(false)) and tablename = ${table}`.execute(db)
    return rows.length > 0
  },
  lockChain: async (tx, pair) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(CHAIN_LOCK)}, hashtext(${pair})), pg_advisory_xact_lock_shared(${sql.lit(FEED_LOCK)}, 0)`.execute(tx)
  },
  takePlaces: async (tx, many) => {
    await sql`select pg_advisory_xact_lock_shared(${sql.lit(FEED_LOCK)}, 0)`.execute(tx)
    const { rows } = await sql<{ seq: string }>`select nextval(pg_get_serial_sequence('audit', 'seq')) as seq from generate_series(1, ${sql.lit(many)})`.execute(tx)
    return rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b)
  },
  settled: async (db) => {
    // Every writer shares the lock before it has a place, and PostgreSQL gives it up only once what was written can be seen.
    const writers = sql`select virtualtransaction from pg_locks where locktype = 'advisory' and classid = ${sql.lit(FEED_LOCK)} and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`
    const { rows: before } = await sql<{ virtualtransaction: string }>`${writers}`.execute(db)
    for (let look = 0, open = before.map(({ virtualtransaction }) => virtualtransaction); open.length > 0; look++) {
      if (look === MOST_LOOKS) return false
      await sql`select pg_sleep(${sql.lit(LOOK_SECONDS)})`.execute(db)
      const { rows } = await sql<{ virtualtransaction: string }>`${writers} and virtualtransaction = any(${open})`.execute(db)
      open = rows.map(({ virtualtransaction }) => virtualtransaction)
    }
    return true
  },
  scrub: async (db) => {
    for (const table of WITH_PERSONAL_DATA) await sql`vacuum (full) ${sql.table(table)}`.execute(db)
  },
  lockSchema: async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx)
  },
}
