import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../src/platform/clock.ts'
import { LEASE_MS } from '../../src/store/dialects/postgres-lease.ts'
import { openPostgres } from '../../src/store/dialects/postgres.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { erasePerson } from '../../src/privacy/erase-person.ts'
import { isTraceless } from '../../src/privacy/proof.ts'
import { deleteEverywhere, openScene, REQUEST } from '../support/erasure-scene.ts'
import { openScratch } from '../support/scratch.ts'
import { StillClock } from '../support/still-clock.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { binding, item, refs } from '../support/store-rows.ts'
import { storeContract } from './store-contract.ts'
import { readAll } from './store-feed-contract.ts'

/** Closed after the test, however it ends: an open store keeps the process alive. */
async function open(t: TestContext, url: string, exclusive: true | 'beside' = true): Promise<Store> {
  const store = await openStore(url, { clock: systemClock, exclusive })
  t.after(() => store.close())
  return store
}

const CUT = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tongbu'`

describe('the store in PostgreSQL', { skip: postgresMissing() ?? false }, () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  storeContract(() => server, { outlivesTheStore: true })

  test('a person is erased from all tables, and the rest is as it was', async (t) => {
    using scratch = openScratch()
    const scene = await openScene(scratch.folder, {}, true, await server.freshUrl())
    t.after(() => scene.close())
    deleteEverywhere(scene)
    await scene.pair.sync()
    const erasure = await erasePerson(REQUEST, scene.tools)
    assert.ok(erasure.outcome === 'erased' && isTraceless(erasure.proof.check))
    assert.equal(erasure.proof.erased['database']?.['rowsOfTheMirror'], 6)
    assert.deepEqual([await scene.tools.store.traces(['wong.siu@supplier.example', 'lychee']), (await scene.tools.store.rows('test')).length], [{}, 28])
    assert.equal((await scene.pair.store!.audit.verify('test')).broken, undefined)
  })

  test('many that add to the audit of a pair at once make one chain', async (t) => {
    const url = await server.freshUrl()
    const [owner, ...others] = await Promise.all([open(t, url), open(t, url, 'beside'), open(t, url, 'beside')])
    const record = { at: '2026-02-01T00:00:00Z', run: 'r', kind: 'answer', reason: 'multi-factor' } as const
    await Promise.all(Array.from({ length: 20 }).flatMap(() => [owner.pair('p').commit({ audit: [record] }), ...others.map(({ audit }) => audit.record('p', [record]))]))
    const { records, broken } = await owner.audit.verify('p')
    assert.deepEqual([records, broken], [60, undefined])
  })

  test('a reader that goes on from its cursor while many processes write misses nothing, sees nothing twice, and in the order of everybody else', async (t) => {
    const url = await server.freshUrl()
    const stores = await Promise.all([open(t, url), open(t, url), open(t, url)])
    const reader = await openStore(url, { clock: systemClock, exclusive: false })
    t.after(() => reader.close())
    const at = '2026-02-01T00:00:00Z'
    // What is written after the audit keeps its transaction open for a while, in which others come after it and end before it.
    const rest = { facts: { a: 'x' } }
    const write = async (store: Store, pair: string, many: number): Promise<void> => {
      for (let nth = 0; nth < many; nth++) {
        const item = `${pair}${nth}`
        if (nth % 5 === 0) await store.feed.tell([{ at, kind: 'item.set-aside', item, pair }])
        else await store.pair(pair).commit({ audit: [{ at, run: 'r', kind: 'copy', on: 'right', item, reason: 'new-here' }], ...(nth % 2 === 0 ? rest : {}) })
      }
    }
    const seen: string[] = []
    let isOver = false
    const start = await reader.feed.end()
    const read = async (): Promise<void> => {
      for (let [after, isLast] = [start, false]; ; isLast = isOver) {
        const { events, next } = await reader.feed.read({ after, limit: 50 })
        for (const { id } of events) seen.push(id)
        after = next
        if (isLast && events.length === 0) return
      }
    }
    const writing = Promise.all(stores.flatMap((store, who) => Array.from({ length: 6 }, (_, nth) => write(store, `p${who}${nth}`, 30)))).finally(() => (isOver = true))
    await Promise.all([writing, read()])
    const { events } = await reader.feed.read({ limit: 1000 })
    assert.equal(events.length, 540)
    assert.deepEqual(seen, events.map(({ id }) => id))
  })

  test('the feed waits for a writer that is slow, and tells nothing of one that gave up', async (t) => {
    const url = await server.freshUrl()
    const store = await open(t, url)
    const { db, pool } = openPostgres(url)
    t.after(() => db.destroy())
    const slow = await pool.connect()
    const place = async (): Promise<void> => {
      await slow.query('begin')
      await slow.query(`select pg_advisory_xact_lock_shared(730545, 0)`)
      await slow.query(`insert into event (seq, pair, at, kind, detail) values (nextval(pg_get_serial_sequence('audit', 'seq')), 'p', '2026-02-01T00:00:00Z', 'run.ended', '{}')`)
    }
    await place()
    await store.feed.tell([{ at: '2026-02-01T00:00:01Z', kind: 'gate.opened', pair: 'q' }])
    const reading = readAll(store)
    await slow.query('select pg_sleep(0.1)')
    await slow.query('commit')
    assert.deepEqual(await reading, ['run.ended', 'gate.opened'])
    await place()
    await slow.query('rollback')
    assert.deepEqual(await readAll(store), ['run.ended', 'gate.opened'])
    slow.release()
  })

  test('a process that slept through its lease writes nothing once another has taken over', async (t) => {
    const url = await server.freshUrl()
    const slow = await open(t, url)
    await slow.pair('p').commit({ items: [item('a')] })
    await server.run(url, 'update lease set expires_ms = 0')
    const quick = await open(t, url)
    await quick.pair('p').commit({ items: [item('b')] })
    await assert.rejects(slow.pair('p').commit({ items: [item('c')] }), { code: 'STORE_LOCKED' })
    await quick.close()
    await assert.rejects(slow.pair('p').commit({ items: [item('c')] }), { code: 'STORE_LOCKED' }, 'what it planned is out of date')
    await assert.rejects(slow.pair('p').dirty(), { code: 'STORE_LOCKED' })
    await slow.close()
    const next = await open(t, url)
    assert.deepEqual(refs(await next.pair('p').itemsByRef(['a', 'b', 'c'])), ['a', 'b'])
    await next.close()
  })

  test('a process that slept through its lease goes on while nobody has taken over', async (t) => {
    const url = await server.freshUrl()
    const store = await open(t, url)
    await store.pair('p').commit({ items: [item('a')] })
    await server.run(url, 'update lease set expires_ms = 0')
    await store.pair('p').commit({ items: [item('b')] })
    const other = await open(t, url)
    await assert.rejects(other.pair('p').dirty(), { code: 'STORE_LOCKED' }, 'the commit renewed the lease')
    await other.pair('q').commit({ items: [item('b')] })
    await other.close()
    await store.close()
  })

  test('a lease that is given back is anybody\'s, and one that was lost can be taken again once it is free', async (t) => {
    const url = await server.freshUrl()
    const [one, two] = [await open(t, url), await open(t, url)]
    const first = await one.lease?.('p')
    await assert.rejects(async () => two.lease?.('p'), { code: 'STORE_LOCKED' })
    await first?.release()
    const second = await two.lease?.('p')
    await two.pair('p').commit({ items: [item('b')] })
    await server.run(url, 'update lease set expires_ms = 0')
    const third = await one.lease?.('p')
    await assert.rejects(two.pair('p').commit({ items: [item('c')] }), { code: 'STORE_LOCKED' })
    assert.equal(second?.inDoubt.aborted, true)
    await third?.release()
    await two.lease?.('p')
    await two.pair('p').commit({ items: [item('d')] })
    assert.deepEqual(refs(await two.pair('p').itemsByRef(['b', 'c', 'd'])), ['b', 'd'])
  })

  test('whoever was silent for some seconds asks before it writes to a mailbox, and learns that another has taken over', async (t) => {
    const url = await server.freshUrl()
    const clock = new StillClock()
    const slow = await openStore(url, { clock })
    t.after(() => slow.close())
    const lease = await slow.lease?.('p')
    clock.jump(15_000)
    await lease?.confirm()
    assert.equal(lease?.inDoubt.aborted, false, 'nobody has taken over')
    await server.run(url, 'update lease set expires_ms = 0')
    const quick = await open(t, url)
    await quick.lease?.('p')
    await lease?.confirm()
    clock.jump(15_000)
    await assert.rejects(async () => slow.confirm?.('p'), { code: 'STORE_LOCKED' })
    assert.equal(lease?.inDoubt.aborted, true)
    await assert.rejects(async () => lease?.confirm(), { code: 'STORE_LOCKED' })
    await slow.confirm?.('q')
  })

  test('a process that is frozen within a transaction does not keep its rows for longer than its lease', async (t) => {
    const { db, pool } = openPostgres(await server.freshUrl())
    t.after(() => db.destroy())
    const { rows } = await pool.query<{ ms: string }>(`select setting as ms from pg_settings where name = 'idle_in_transaction_session_timeout'`)
    const ms = Number(rows[0]?.ms)
    assert.ok(ms > 0 && ms < LEASE_MS, `${ms} ms`)
  })

  test('several processes may make the schema at the same time', async (t) => {
    const url = await server.freshUrl()
    const stores = await Promise.all([open(t, url), open(t, url), open(t, url), open(t, url)])
    const applied = await Promise.all(stores.map((store) => store.migrate()))
    assert.equal(applied.filter((names) => names.length > 0).length, 1)
  })

  test('the store goes on when its connections were cut', async (t) => {
    const url = await server.freshUrl()
    const store = await open(t, url)
    await store.pair('p').commit({ items: [item('a')] })
    await server.run(url, CUT)
    let failures = 0
    while (failures < 10) {
      try {
        await store.pair('p').commit({ items: [item('b')] })
        break
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'STORE_FAILURE')
        failures++
      }
    }
    assert.deepEqual(refs(await store.pair('p').itemsByRef(['a', 'b'])), ['a', 'b'])
  })

  test('connections that are cut in the middle of their work fail it, whole, and nothing else', async (t) => {
    const url = await server.freshUrl()
    const store = await open(t, url)
    const names = Array.from({ length: 60 }, (_, at) => `n${at}`)
    const commits = names.map((name) => store.pair('p').commit({ items: [item(name)], bindings: [binding(name, name, undefined)] }))
    await Promise.race(commits)
    await server.run(url, CUT)
    const ends = await Promise.allSettled(commits)
    for (const end of ends) if (end.status === 'rejected') assert.equal((end.reason as { code?: string }).code, 'STORE_FAILURE')
    const other = await openStore(url, { clock: systemClock, exclusive: false })
    t.after(() => other.close())
    const found = refs(await other.pair('p').itemsByRef(names))
    assert.deepEqual((await other.pair('p').bindingsOf(names)).map((one) => one.id).sort(), found)
    for (const [at, end] of ends.entries()) if (end.status === 'fulfilled') assert.ok(found.includes(`n${at}`))
  })

  test('a server that is not there, and one that refuses, are told apart from a bug of ours', async (t) => {
    await assert.rejects(open(t, 'postgres://postgres@127.0.0.1:1/none'), { code: 'STORE_FAILURE' })
    const url = await server.freshUrl()
    await assert.rejects(open(t, url.replace('/postgres?', '/absent?')), { code: 'STORE_FAILURE', message: /does not exist/ })
  })
})
