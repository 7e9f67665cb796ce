import { sql, type Kysely } from 'kysely'
import type { Side } from '../domain/side.ts'
import type { AuditRecord, ChangeSet, PairStore } from '../engine/ports.ts'
import { appendAudit, lastRuns, recordsAfter, runOf, writesSince, type AuditWriting } from './audit.ts'
import { bindingsOf, bindingsWith, folderBindings } from './bindings.ts'
import { isEmpty, writeChanges } from './commit.ts'
import { countAll, createCounter } from './counts.ts'
import { dirtyRows } from './dirty-rows.ts'
import type { Flavour } from './flavour.ts'
import { allFolders } from './folders.ts'
import { forgetRows, rememberedRows } from './forget.ts'
import { goneItemsById, itemsById, itemsByMessageId, itemsByReceived, itemsByRef, itemsInFolder, itemsOfSide, missingItems } from './items.ts'
import { openEntries } from './journal.ts'
import type { Ownership } from './ownership.ts'
import type { PeopleCounter } from './people.ts'
import { allSetAside } from './set-aside.ts'
import { toSyncError } from './store-errors.ts'
import { fromStored, toStored } from './stored-text.ts'
import type { Tables } from './tables.ts'

/** What the stores of all pairs share. */
export interface PairStoreOptions extends AuditWriting, Pick<Flavour, 'takePlaces'> {
  readonly db: Kysely<Tables>
  readonly ownership: Ownership
  readonly people: PeopleCounter
}

/** Everything remembered about the pair called `name`. Failures are `SyncError`s; after one, the next call starts afresh. */
export function createPairStore(name: string, { db, ownership, people, ...writing }: PairStoreOptions): PairStore {
  const pair = toStored(name)
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await ownership.acquire(pair)
      return await work()
    } catch (error) {
      throw toSyncError(error)
    }
  }
  const commit = createCommit(pair, { db, ownership, people, ...writing })
  const counter = createCounter(() => countAll(db, pair), ownership.isSole === true)

  return {
    commit: (changes) => use(() => counter.during(changes, () => commit(changes))),
    checkpoints: (side) => use(() => checkpointsOf(db, pair, side)),
    folders: () => use(() => allFolders(db, pair)),
    folderBindings: () => use(() => folderBindings(db, pair)),
    dirty: () => use(() => dirtyRows(db, pair)),
    itemsByRef: (refs) => use(() => itemsByRef(db, pair, refs)),
    itemsById: (side, ids) => use(() => itemsById(db, pair, side, ids)),
    goneItemsById: (side, ids) => use(() => goneItemsById(db, pair, side, ids)),
    itemsInFolder: (side, folder) => use(() => itemsInFolder(db, pair, side, folder)),
    itemsByMessageId: (ids) => use(() => itemsByMessageId(db, pair, ids)),
    itemsByReceived: (seconds) => use(() => itemsByReceived(db, pair, seconds)),
    missing: (side) => use(() => missingItems(db, pair, side)),
    bindingsOf: (refs) => use(() => bindingsOf(db, pair, refs)),
    journal: () => use(() => openEntries(db, pair)),
    setAside: () => use(() => allSetAside(db, pair)),
    fact: (fact) => use(() => factOf(db, pair, fact)),
    counts: () => use(() => counter.read()),
    bindingsWith: (status) => use(() => bindingsWith(db, pair, status)),
    runs: (most) => use(() => lastRuns(db, pair, most)),
    run: (run) => use(() => runOf(db, pair, toStored(run))),
    itemsOf: (side) => use(() => itemsOfSide(db, pair, side)),
    recordsAfter: (seq) => use(() => recordsAfter(db, pair, seq)),
    writesSince: (run) => use(() => writesSince(db, pair, toStored(run))),
    remembered: () => use(() => rememberedRows(db, pair)),
    forget: (audit) => use(() => counter.anew(() => forget(pair, audit, { db, ownership, ...writing }))),
  }
}

function createCommit(pair: string, { db, ownership, people, ...writing }: PairStoreOptions): (changes: ChangeSet) => Promise<void> {
  let known = false
  return async (changes) => {
    if (isEmpty(changes)) return
    let counted: (() => void) | undefined
    await db.transaction().execute(async (tx) => {
      await ownership.check(tx, pair)
      if (!known) await makeKnown(tx, pair)
      await writeChanges({ tx, pair, ...writing }, changes)
      counted = changes.carried === undefined || changes.carried.length === 0 ? undefined : await people.count(tx, changes.carried)
    })
    counted?.()
    known = true
  }
}

const forget = (pair: string, audit: readonly AuditRecord[], { db, ownership, ...writing }: Omit<PairStoreOptions, 'people'>): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await ownership.check(tx, pair)
    await makeKnown(tx, pair)
    await forgetRows(tx, pair)
    await appendAudit(tx, pair, audit, writing)
  })

/** A pair is known once anything was written of it. */
const makeKnown = (tx: Kysely<Tables>, pair: string): Promise<unknown> =>
  sql`insert into meta (pair, name, value) values (${pair}, 'pair', '') on conflict do nothing`.execute(tx)

/** Writes records beside whoever owns the pair. */
export const recordBeside = (db: Kysely<Tables>, pair: string, records: readonly AuditRecord[], writing: AuditWriting): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await makeKnown(tx, pair)
    await appendAudit(tx, pair, records, writing)
  })

async function checkpointsOf(db: Kysely<Tables>, pair: string, side: Side): Promise<Map<string, string>> {
  const rows = await db.selectFrom('checkpoints').select(['scope', 'value']).where('pair', '=', pair).where('side', '=', side).execute()
  return new Map(rows.map((row) => [fromStored(row.scope), fromStored(row.value)]))
}

async function factOf(db: Kysely<Tables>, pair: string, name: string): Promise<string | undefined> {
  const query = db.selectFrom('facts').select('value').where('pair', '=', pair).where('name', '=', toStored(name))
  const row = await query.executeTakeFirst()
  return row === undefined ? undefined : fromStored(row.value)
}

/** Names of the pairs that were ever written. */
export async function knownPairs(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom('meta').select('pair').where('name', '=', 'pair').orderBy('pair').execute()
  return rows.map((row) => fromStored(row.pair))
}
