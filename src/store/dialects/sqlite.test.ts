import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { Item } from '../../domain/item.ts'
import { NO_MARKS } from '../../domain/marks.ts'
import type { PairStore } from '../../engine/ports.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { soleOwner } from '../ownership.ts'
import { createPairStore } from '../pair-store.ts'
import { createPeopleCounter } from '../people.ts'
import { createUpsert } from '../upsert.ts'
import { openSqlite, sqliteFlavour } from './sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbu-sqlite-'))
after(() => rmSync(folder, { recursive: true }))

const item = (ref: string): Item => ({
  ref, side: 'left', id: ref, folder: 'f', marks: NO_MARKS, presence: 'present', internetMessageId: `<${ref}>`, roleClass: 'received',
  headline: 'h', receivedAt: '2026-01-31T08:00:00Z', size: 1,
})
const items = (count: number): Item[] => Array.from({ length: count }, (_, at) => item(`${at} ${'x'.repeat(200)}`))

async function openPair(location: string): Promise<{ pair: PairStore; database: DatabaseSync; close: () => Promise<void> }> {
  const { db, database } = openSqlite(location)
  await migrate(db, sqliteFlavour, MIGRATIONS)
  return { pair: createPairStore('p', { db, upsert: createUpsert(), lockChain: sqliteFlavour.lockChain, takePlaces: sqliteFlavour.takePlaces, ownership: soleOwner, people: createPeopleCounter() }), database, close: () => db.destroy() }
}

test('when the disk is full nothing of a change set is written, and the store goes on once there is room', async () => {
  const { pair, database, close } = await openPair(join(folder, 'full.db'))
  await pair.commit({ items: items(10), checkpoints: [{ side: 'left', scope: 's', value: '1' }] })
  database.exec('pragma max_page_count = 60')
  const large = { items: items(2000), checkpoints: [{ side: 'left' as const, scope: 's', value: '2' }] }
  for (const _ of [1, 2]) await assert.rejects(pair.commit(large), { code: 'STORE_FAILURE', message: /disk is full/ })
  assert.deepEqual(await pair.checkpoints('left'), new Map([['s', '1']]))
  assert.equal((await pair.counts()).items.left, 10)
  database.exec('pragma max_page_count = 1000000')
  await pair.commit(large)
  assert.equal((await pair.counts()).items.left, 2000)
  await close()
})

test('when another program holds the file the store says so, and goes on once it lets go', async () => {
  const path = join(folder, 'busy.db')
  const { pair, database, close } = await openPair(path)
  database.exec('pragma busy_timeout = 0')
  const other = new DatabaseSync(path)
  other.exec('begin immediate')
  await assert.rejects(pair.commit({ items: items(1) }), { code: 'STORE_FAILURE', message: /another program/ })
  other.exec('rollback')
  await pair.commit({ items: items(1) })
  assert.equal((await pair.counts()).items.left, 1)
  other.close()
  await close()
})

test('a database that may not be written says so, and is written once it may be', async () => {
  const { pair, database, close } = await openPair(join(folder, 'read.db'))
  database.exec('pragma query_only = on')
  await assert.rejects(pair.commit({ items: items(1) }), { code: 'STORE_FAILURE', message: /permissions/ })
  database.exec('pragma query_only = off')
  await pair.commit({ items: items(1) })
  await close()
})

test('what SQLite took back by itself is not taken back again, so that the first error is the one that is told', async () => {
  const { pair, database, close } = await openPair(':memory:')
  database.exec(`create trigger refuse before insert on facts begin select raise(rollback, 'no'); end`)
  await assert.rejects(pair.commit({ items: items(1), facts: { a: '1' } }), { code: 'BROKEN_INVARIANT' })
  database.exec('drop trigger refuse')
  await pair.commit({ facts: { a: '1' } })
  assert.equal((await pair.counts()).items.left, 0)
  await close()
})

test('a commit is durable when it resolves: WAL with full synchronisation', async () => {
  const { database, close } = await openPair(join(folder, 'wal.db'))
  assert.equal(database.prepare('pragma journal_mode').get()?.['journal_mode'], 'wal')
  assert.equal(database.prepare('pragma synchronous').get()?.['synchronous'], 2)
  assert.equal(database.prepare('pragma foreign_keys').get()?.['foreign_keys'], 1)
  await close()
})

test('no question about a few rows reads a whole table', async () => {
  const { pair, database, close } = await openPair(':memory:')
  const asked: string[] = []
  const prepare = database.prepare.bind(database)
  database.prepare = (text: string) => {
    asked.push(text)
    return prepare(text)
  }
  await pair.commit({ items: items(2), bindings: [{ id: 'b', kind: 'message', left: 'l', right: 'r', status: 'live', since: '' }] })
  await pair.dirty()
  await pair.itemsByRef(['a'])
  await pair.itemsById('left', ['a'])
  await pair.goneItemsById('left', ['a'])
  await pair.itemsInFolder('left', 'f')
  await pair.itemsByMessageId(['a'])
  await pair.itemsByReceived(['a'])
  await pair.missing('left')
  await pair.bindingsOf(['a'])
  await pair.folderBindings()
  await pair.bindingsWith('departed')
  await pair.journal()
  const plans = new Map<string, string>()
  for (const text of asked.filter((one) => one.startsWith('select'))) {
    const steps = prepare(`explain query plan ${text}`).all(...(text.match(/\?/g) ?? []).map(() => ''))
    plans.set(text, steps.map((row) => String(row['detail'])).join('; '))
  }
  assert.ok(plans.size >= 12)
  for (const [text, plan] of plans) assert.doesNotMatch(plan, /SCAN/, text)
  const plan = (part: string) => [...plans].find(([text]) => text.includes(part))?.[1] ?? ''
  assert.match(plan('state <> base'), /INDEX items_dirty/)
  assert.match(plan("presence = 'missing'"), /INDEX items_missing/)
  assert.match(plan('"id" in'), /INDEX items_by_id \(pair=\? AND side=\? AND id=\?\)/)
  assert.match(plan('"folder" ='), /INDEX items_by_folder \(pair=\? AND side=\? AND folder=\?\)/)
  assert.match(plan('substr('), /INDEX items_by_message_id \(pair=\? AND <expr>=\?\)/)
  assert.match(plan('"received_at" in'), /INDEX items_by_received \(pair=\? AND received_at=\?\)/)
  assert.match(plan('"left_ref" in'), /INDEX bindings_by_left \(pair=\? AND left_ref=\?\)/)
  assert.match(plan('"right_ref" in'), /INDEX bindings_by_right \(pair=\? AND right_ref=\?\)/)
  assert.match(plan("kind = 'folder'"), /INDEX bindings_of_folders/)
  assert.match(plan("status <> 'live'"), /INDEX bindings_not_live/)
  await close()
})
