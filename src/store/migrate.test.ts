import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openSqlite, sqliteFlavour } from './dialects/sqlite.ts'
import { migrate, refuseUnfit, schemaVersionOf } from './migrate.ts'
import { MIGRATIONS, type Migration } from './migrations/migrations.ts'

const addNote: Migration = {
  name: '0002-note',
  up: async (db) => {
    await sql`alter table items add column note text`.execute(db)
  },
}
const fail: Migration = {
  name: '0003-fail',
  up: async () => {
    throw new Error('no')
  },
}

test('only what is pending is applied, and what was there stays', async () => {
  const { db } = openSqlite(':memory:')
  assert.equal(await schemaVersionOf(db, sqliteFlavour), 0)
  await migrate(db, sqliteFlavour, MIGRATIONS)
  await sql`insert into facts values ('p', 'n', 'v')`.execute(db)
  assert.deepEqual(await migrate(db, sqliteFlavour, [...MIGRATIONS, addNote]), ['0002-note'])
  assert.equal(await schemaVersionOf(db, sqliteFlavour), MIGRATIONS.length + 1)
  assert.equal((await db.selectFrom('facts').selectAll().execute()).length, 1)
  assert.deepEqual(await migrate(db, sqliteFlavour, [...MIGRATIONS, addNote]), [])
  await db.destroy()
})

test('of several pending steps all are applied or none', async () => {
  const { db } = openSqlite(':memory:')
  await migrate(db, sqliteFlavour, MIGRATIONS)
  await assert.rejects(migrate(db, sqliteFlavour, [...MIGRATIONS, addNote, fail]), /no/)
  assert.equal(await schemaVersionOf(db, sqliteFlavour), MIGRATIONS.length)
  assert.deepEqual(await migrate(db, sqliteFlavour, [...MIGRATIONS, addNote]), ['0002-note'])
  await db.destroy()
})

test('a newer database is refused always, an older one where asked for, a new one never', () => {
  const known = [...MIGRATIONS, addNote]
  assert.throws(() => refuseUnfit(known.length + 1, known, 'auto'), { code: 'STORE_NEWER' })
  assert.throws(() => refuseUnfit(known.length - 1, known, 'refuse'), { code: 'STORE_OLDER' })
  refuseUnfit(known.length - 1, known, 'auto')
  refuseUnfit(0, known, 'refuse')
  refuseUnfit(known.length, known, 'refuse')
})
