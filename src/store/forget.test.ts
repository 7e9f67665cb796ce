import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite, sqliteFlavour } from './dialects/sqlite.ts'
import { FORGOTTEN, KEPT } from './forget.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/migrations.ts'

test('of every table with rows of pairs it is decided whether a pair that is given up is forgotten there', async () => {
  const { db, database } = openSqlite(':memory:')
  await migrate(db, sqliteFlavour, MIGRATIONS)
  const tables = database.prepare("select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name = 'pair' order by m.name").all()
  assert.deepEqual(tables.map(({ name }) => name), [...FORGOTTEN, ...Object.keys(KEPT)].sort())
  await db.destroy()
})
