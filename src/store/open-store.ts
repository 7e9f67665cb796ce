import { existsSync } from 'node:fs'
import type { Kysely } from 'kysely'
import { SyncError } from '../domain/errors.ts'
import type { PairStore } from '../engine/ports.ts'
import { randomId } from '../platform/ids.ts'
import { createAccountsStore } from './accounts-store.ts'
import { auditHeads, lastAudit, searchAudit, verifyAudit } from './audit.ts'
import { createCallLedger } from './call-ledger.ts'
import { createLeases } from './dialects/postgres-lease.ts'
import { createPostgresQueue } from './dialects/postgres-queue.ts'
import { openPostgres, postgresFlavour } from './dialects/postgres.ts'
import { lockSqlite } from './dialects/sqlite-lock.ts'
import { openSqlite, sqliteFlavour } from './dialects/sqlite.ts'
import type { Flavour } from './flavour.ts'
import { createEventFeed } from './feed.ts'
import { createGateStore } from './gate-store.ts'
import { migrate, refuseUnfit, schemaVersionOf } from './migrate.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { createPeopleCounter } from './people.ts'
import { createPersonalStore } from './personal.ts'
import { readingOnly, soleOwner, type Ownership } from './ownership.ts'
import { createPairStore, knownPairs, recordBeside } from './pair-store.ts'
import { createSignInStore } from './sign-ins.ts'
import { createServiceStore } from './service-store.ts'
import { toSyncError } from './store-errors.ts'
import type { Store, StoreOptions } from './store.ts'
import { toStored } from './stored-text.ts'
import type { Tables } from './tables.ts'
import { createUpsert } from './upsert.ts'
import { createWatchStore } from './watch.ts'
import { createWebhookStore } from './webhooks.ts'

export type { Store, StoreOptions } from './store.ts'

/**
 * Opens the store at `url`: `sqlite:path`, `sqlite::memory:` or `postgres://…`.
 * @throws {SyncError} `BAD_CONFIG` for any other URL; `STORE_LOCKED` when another process owns the database;
 * `STORE_NEWER`, or `STORE_OLDER` where migrating is refused; `STORE_FAILURE` when it cannot be opened.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  try {
    if (/^postgres(ql)?:\/\//.test(url)) return await openOnPostgres(url, options)
    const location = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1]
    if (location !== undefined) return await openOnSqlite(location, options)
  } catch (error) {
    throw toSyncError(error)
  }
  throw new SyncError('BAD_CONFIG', '`database` must be `sqlite:path`, `sqlite::memory:` or `postgres://user:password@host/name`.')
}

/** An open database and what is special about it. */
interface Opened {
  readonly db: Kysely<Tables>
  readonly flavour: Flavour
  readonly ownership: Ownership
  /** Where several processes share the work. */
  readonly shared?: Pick<Store, 'queue' | 'lease' | 'confirm'>
  /** Makes the database its own for as long as it takes to migrate. */
  readonly whileMigrating: <T>(work: () => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

async function openOnSqlite(location: string, options: StoreOptions): Promise<Store> {
  const exclusive = options.exclusive ?? true
  const isOwner = exclusive === true
  const unlock = isOwner && location !== ':memory:' ? lockSqlite(location) : () => {}
  try {
    const isThere = exclusive !== false || existsSync(location)
    const { db, database } = openSqlite(isThere ? location : ':memory:')
    const store = await openOn(
      {
        db,
        flavour: sqliteFlavour,
        ownership: isOwner ? soleOwner : readingOnly,
        whileMigrating: isOwner || !isThere ? unguarded : guardedBy(() => lockSqlite(location)),
        close: async () => {
          await db.destroy()
          unlock()
        },
      },
      options,
    )
    if (exclusive === false) database.exec('pragma query_only = on')
    return store
  } catch (error) {
    unlock()
    throw error
  }
}

async function openOnPostgres(url: string, options: StoreOptions): Promise<Store> {
  const { db, pool } = openPostgres(url)
  const { clock } = options
  const leases = createLeases({ db, clock, holder: randomId() })
  const isOwner = (options.exclusive ?? true) === true
  const queue = createPostgresQueue({ db, pool, leases, clock })
  return openOn(
    {
      db,
      flavour: postgresFlavour,
      ownership: isOwner ? leases : readingOnly,
      shared: { queue, ...(isOwner ? { lease: (pair: string) => leases.lease(pair), confirm: (pair: string) => leases.confirm(pair) } : {}) },
      whileMigrating: unguarded,
      close: async () => {
        await queue.close()
        // What a database that is away cannot be told it finds out: a lease ends by itself.
        await leases.release().catch(() => {})
        await db.destroy()
      },
    },
    options,
  )
}

const unguarded: Opened['whileMigrating'] = (work) => work()

const guardedBy =
  (lock: () => () => void): Opened['whileMigrating'] =>
  async (work) => {
    const unlock = lock()
    try {
      return await work()
    } finally {
      unlock()
    }
  }

async function openOn(opened: Opened, { migrate: mode = 'auto' }: StoreOptions): Promise<Store> {
  const { db, flavour, whileMigrating } = opened
  try {
    const version = await schemaVersionOf(db, flavour)
    refuseUnfit(version, MIGRATIONS, mode)
    const applied = version === MIGRATIONS.length ? [] : await whileMigrating(() => migrate(db, flavour, MIGRATIONS))
    return createStore(opened, applied)
  } catch (error) {
    await opened.close()
    throw error
  }
}

function createStore({ db, flavour, ownership, close, shared: { queue, lease, confirm } = {} }: Opened, applied: readonly string[]): Store {
  const upsert = createUpsert()
  const people = createPeopleCounter()
  const { lockChain, takePlaces } = flavour
  const pairs = new Map<string, PairStore>()
  let closing: Promise<void> | undefined

  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw toSyncError(error)
    }
  }

  return {
    schemaVersion: MIGRATIONS.length,
    pair: (name) => {
      const store = pairs.get(name) ?? createPairStore(name, { db, upsert, lockChain, takePlaces, ownership, people })
      pairs.set(name, store)
      return store
    },
    ...(queue === undefined ? {} : { queue }),
    ...(lease === undefined ? {} : { lease: (pair: string) => guarded(lease(toStored(pair))) }),
    ...(confirm === undefined ? {} : { confirm: (pair: string) => guarded(confirm(toStored(pair))) }),
    pairs: () => guarded(knownPairs(db)),
    feed: createEventFeed(db, flavour),
    watch: createWatchStore(db, { upsert, lockChain, takePlaces }),
    webhooks: createWebhookStore(db, { upsert, lockChain, takePlaces }),
    service: createServiceStore(db, flavour),
    calls: createCallLedger(db),
    gate: createGateStore(db),
    signIns: createSignInStore(db),
    personal: createPersonalStore(db, flavour),
    accounts: createAccountsStore(db, { upsert, lockChain }),
    audit: {
      last: (pair, most) => guarded(lastAudit(db, toStored(pair), most)),
      search: (pair, query) => guarded(searchAudit(db, toStored(pair), query)),
      verify: (pair, told) => guarded(verifyAudit(db, toStored(pair), told)),
      heads: () => guarded(auditHeads(db)),
      record: (pair, records) => guarded(recordBeside(db, toStored(pair), records, { upsert, lockChain })),
    },
    migrate: async () => applied,
    close: () => (closing ??= guarded(close())),
  }
}
