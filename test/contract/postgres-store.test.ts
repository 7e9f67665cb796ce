import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { item, refs } from '../support/store-rows.ts'
import { storeContract } from './store-contract.ts'

const open = (url: string) => openStore(url, { clock: systemClock })

describe('the store in PostgreSQL', { skip: postgresMissing() ?? false }, () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  storeContract(() => server, { outlivesTheStore: true })

  test('a process that slept through its lease writes nothing once another has taken over', async () => {
    const url = await server.freshUrl()
    const slow = await open(url)
    await slow.pair('p').commit({ items: [item('a')] })
    await server.run(url, 'update lease set expires_ms = 0')
    const quick = await open(url)
    await quick.pair('p').commit({ items: [item('b')] })
    await assert.rejects(slow.pair('p').commit({ items: [item('c')] }), { code: 'STORE_LOCKED' })
    await quick.close()
    await assert.rejects(slow.pair('p').commit({ items: [item('c')] }), { code: 'STORE_LOCKED' }, 'what it planned is out of date')
    await slow.close()
    const next = await open(url)
    assert.deepEqual(refs(await next.pair('p').itemsByRef(['a', 'b', 'c'])), ['a', 'b'])
    await next.close()
  })

  test('a process that slept through its lease goes on while nobody has taken over', async () => {
    const url = await server.freshUrl()
    const store = await open(url)
    await store.pair('p').commit({ items: [item('a')] })
    await server.run(url, 'update lease set expires_ms = 0')
    await store.pair('p').commit({ items: [item('b')] })
    const other = await open(url)
    await assert.rejects(other.pair('p').dirty(), { code: 'STORE_LOCKED' }, 'the commit renewed the lease')
    await other.pair('q').commit({ items: [item('b')] })
    await other.close()
    await store.close()
  })

  test('several processes may make the schema at the same time', async () => {
    const url = await server.freshUrl()
    const stores = await Promise.all([open(url), open(url), open(url), open(url)])
    const applied = await Promise.all(stores.map((store) => store.migrate()))
    assert.equal(applied.filter((names) => names.length > 0).length, 1)
    await Promise.all(stores.map((store) => store.close()))
  })

  test('the store goes on when its connections were cut', async () => {
    const url = await server.freshUrl()
    const store = await open(url)
    await store.pair('p').commit({ items: [item('a')] })
    await server.run(url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tongbu'`)
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
    await store.close()
  })

  test('a server that is not there, and one that refuses, are told apart from a bug of ours', async () => {
    await assert.rejects(open('postgres://postgres@127.0.0.1:1/none'), { code: 'STORE_FAILURE' })
    const url = await server.freshUrl()
    await assert.rejects(open(url.replace('/postgres?', '/absent?')), { code: 'STORE_FAILURE', message: /does not exist/ })
  })
})
