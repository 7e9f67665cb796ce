import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { AuditRecord } from '../engine/ports.ts'
import { linkHash } from './audit-chain.ts'
import { searchAudit, verifyAudit } from './audit.ts'
import { createPairStore } from './pair-store.ts'
import { openSqlite, sqliteFlavour } from './dialects/sqlite.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { soleOwner } from './ownership.ts'
import { createPeopleCounter } from './people.ts'
import { createUpsert } from './upsert.ts'

const record = (at: number, fields: Partial<AuditRecord> = {}): AuditRecord => (
  { at: `2026-02-01T00:00:${String(at).padStart(2, '0')}Z`, run: 'r', kind: 'copy', on: 'right', item: `i${at}`, reason: 'new-here', ...fields }
)

/** A database with ten records of one pair, and some of another between them. */
async function recorded() {
  const { db } = openSqlite(':memory:')
  await migrate(db, sqliteFlavour, MIGRATIONS)
  const [p, q] = ['p', 'q'].map((name) => createPairStore(name, { db, upsert: createUpsert(), lockChain: sqliteFlavour.lockChain, takePlaces: sqliteFlavour.takePlaces, ownership: soleOwner, people: createPeopleCounter() }))
  for (let at = 0; at < 10; at += 2) {
    await p?.commit({ audit: [record(at), record(at + 1)] })
    await q?.commit({ audit: [record(at, { detail: '["before"]' })] })
  }
  const seqs = (await searchAudit(db, 'p', { most: 99 })).map(({ seq }) => seq)
  return { db, seqs }
}

test('every record is linked to the one before it in the same pair', async () => {
  const { db } = await recorded()
  const rows = await db.selectFrom('audit').selectAll().where('pair', '=', 'p').orderBy('seq').execute()
  assert.deepEqual(rows.map(({ hash }) => hash), rows.map((row, at) => linkHash(rows[at - 1]?.hash ?? '', row)))
  for (const pair of ['p', 'q']) {
    const { records, head, broken } = await verifyAudit(db, pair)
    assert.deepEqual([records, broken], [pair === 'p' ? 10 : 5, undefined])
    assert.match(head, /^[0-9a-f]{64}$/)
  }
  assert.deepEqual(await verifyAudit(db, 'nobody'), { records: 0, head: '' })
  await db.destroy()
})

test('the hash is the one that is written down for whoever checks an export', () => {
  const row = { pair: 'p', at: '2026-02-01T00:00:00Z', run: 'r', kind: 'copy', side: 'right' as const, item: 'i', binding: null, reason: 'new-here', token: null, detail: null }
  assert.equal(linkHash('', row), '7ca0a389e655b0be433ceccb15f5b4647ef2e146e38baccef0efc2b7e7dbd245')
})

const TAMPERINGS: readonly (readonly [what: string, statement: (seq: number) => string])[] = [
  ['one byte changed', (seq) => `update audit set reason = 'new-herf' where seq = ${seq}`],
  ['a time changed', (seq) => `update audit set at = '2026-02-01T00:00:59Z' where seq = ${seq}`],
  ['a hash changed', (seq) => `update audit set hash = '${'0'.repeat(64)}' where seq = ${seq}`],
  ['given to another pair', (seq) => `update audit set pair = 'z' where seq = ${seq}`],
  ['taken out', (seq) => `delete from audit where seq = ${seq}`],
]

for (const [what, statement] of TAMPERINGS) {
  test(`a record that was tampered with is found, with its place: ${what}`, async () => {
    const { db, seqs } = await recorded()
    await sql.raw(statement(seqs[4] ?? 0)).execute(db)
    const { records, broken } = await verifyAudit(db, 'p')
    const isGone = what === 'taken out' || what === 'given to another pair'
    assert.deepEqual([records, broken?.seq], [4, isGone ? seqs[5] : seqs[4]])
    assert.deepEqual((await verifyAudit(db, 'q')).records, 5)
    await db.destroy()
  })
}

const COLUMNS = ['pair', 'at', 'run', 'kind', 'side', 'item', 'binding', 'reason', 'token', 'detail', 'by_whom', 'request', 'hash'] as const

test('one byte more, less or other in any column of any record is found, with its place', async () => {
  const { db, seqs } = await recorded()
  const whole = record(20, { binding: 'b', token: 't1', detail: '["was","is"]', by: '陳大文', request: 'q1 q2' })
  const bare = { at: whole.at, run: 'r', kind: 'answer', reason: 'multi-factor' } as const
  await createPairStore('p', { db, upsert: createUpsert(), lockChain: sqliteFlavour.lockChain, takePlaces: sqliteFlavour.takePlaces, ownership: soleOwner, people: createPeopleCounter() }).commit({ audit: [whole, bare, { ...bare, by: 'Chan' }, { ...bare, request: 'q3' }, bare] })
  const rows = await db.selectFrom('audit').selectAll().where('pair', '=', 'p').where('seq', '>', Number(seqs.at(-1))).orderBy('seq').execute()
  for (const row of rows) {
    for (const column of COLUMNS) {
      const value = row[column]
      const others = value === null ? ['', 'x'] : column === 'side' ? ['left'] : [`${value}x`, value.slice(1), `${value.slice(0, -1)}\u0001`, ...(['item', 'by_whom', 'request'].includes(column) ? [null] : [])]
      for (const other of column === 'side' && value === null ? ['left', 'right'] : others) {
        await db.updateTable('audit').set({ [column]: other }).where('seq', '=', row.seq).execute()
        const { broken } = await verifyAudit(db, 'p')
        const next = rows[rows.indexOf(row) + 1]
        // The last record of a chain that was given to another pair was cut off from this one.
        if (column !== 'pair') assert.equal(broken?.seq, Number(row.seq), `${column} ${value} → ${other}`)
        else if (next !== undefined) assert.equal(broken?.seq, Number(next.seq))
        else assert.notEqual((await verifyAudit(db, String(other))).broken, undefined)
      }
      await db.updateTable('audit').set({ [column]: value }).where('seq', '=', row.seq).execute()
    }
  }
  assert.equal((await verifyAudit(db, 'p')).broken, undefined)
  await db.destroy()
})

test('who did it and the request at the cloud cannot be exchanged or moved to another field', async () => {
  const row = { pair: 'p', at: '2026-02-01T00:00:00Z', run: 'r', kind: 'read', side: null, item: null, binding: null, reason: 'x', token: null, detail: null }
  const hashes = [{}, { by_whom: 'a' }, { request: 'a' }, { by_whom: 'a', request: 'b' }, { by_whom: 'b', request: 'a' }, { by_whom: '' }].map((more) => linkHash('', { ...row, ...more }))
  assert.equal(new Set(hashes).size, hashes.length)
})

test('an audit that was written before there was a chain is linked as it stands', async () => {
  const { db } = openSqlite(':memory:')
  await migrate(db, sqliteFlavour, MIGRATIONS.slice(0, 4))
  for (let at = 0; at < 2500; at++) {
    await sql`insert into audit (pair, at, run, kind, reason) values (${at % 2 === 0 ? 'p' : 'q'}, '2026-02-01T00:00:00Z', 'r', 'bind', 'same-content')`.execute(db)
  }
  await migrate(db, sqliteFlavour, MIGRATIONS)
  for (const pair of ['p', 'q']) assert.deepEqual((({ records, broken }) => [records, broken])(await verifyAudit(db, pair)), [1250, undefined])
  await db.destroy()
})
