import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/platform/clock.ts'
import type { Why, Wish } from '../../src/service/ports.ts'
import { openStore } from '../../src/store/open-store.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'

const PATIENCE_MS = 60_000

/** A process of its own, as far as the database can tell; what it began to work on ends with the test. */
async function open(t: TestContext, url: string) {
  const store = await openStore(url, { clock: systemClock })
  const { queue } = store
  assert.ok(queue !== undefined)
  const ending = new AbortController()
  const working: Promise<void>[] = []
  t.after(async () => {
    ending.abort()
    await Promise.all(working)
    await store.close()
  })
  return { queue, work: (perform: (wish: Wish) => Promise<void>) => void working.push(queue.work({ most: 4, perform, ending: ending.signal, onFailure: assert.fail })) }
}

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await check())) {
    assert.ok(Date.now() < end, `waited in vain: ${what}`)
    await sleep(20)
  }
}

const wish = (pair: string, why: Why = 'idle', inMs = 0): Wish => ({ pair, why, since: 1, dueAt: Date.now() + inMs })

describe('the queue in PostgreSQL', { skip: postgresMissing() ?? false }, () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  test('what is said often is done once; a later plan takes the place of an earlier one, and news do not wait for it', async (t) => {
    const { queue, work } = await open(t, await server.freshUrl())
    for (let n = 0; n < 20; n++) await queue.add(wish('anna'))
    await queue.add(wish('ben', 'poll'))
    await queue.add(wish('ben', 'poll', 3_600_000))
    await queue.add(wish('chen', 'poll', 3_600_000))
    await queue.add(wish('chen', 'push'))
    const done: string[] = []
    work(async ({ pair, why }) => void done.push(`${pair} ${why}`))
    await until('both', () => done.length >= 2)
    await until('nothing that waits', async () => (await queue.waiting()) === 0)
    assert.deepEqual(done.sort(), ['anna idle', 'chen push'])
  })

  test('runs of one pair never overlap, however many processes work; those of different pairs do', async (t) => {
    const url = await server.freshUrl()
    const processes = [await open(t, url), await open(t, url)]
    const running = new Map<string, number>()
    let most = 0
    let done = 0
    const perform = async ({ pair }: Wish): Promise<void> => {
      running.set(pair, (running.get(pair) ?? 0) + 1)
      assert.equal(running.get(pair), 1)
      most = Math.max(most, [...running.values()].reduce((sum, count) => sum + count, 0))
      await sleep(50)
      running.set(pair, 0)
      done++
    }
    for (const { work } of processes) work(perform)
    for (const why of ['start', 'push', 'idle', 'turn', 'poll'] as const) for (const pair of ['anna', 'ben', 'chen']) await processes[0]?.queue.add(wish(pair, why))
    await until('all', () => done >= 15)
    assert.ok(most >= 2, `at once: ${most}`)
  })

  test('what is heard of during a run waits behind it, and can be seen meanwhile', async (t) => {
    const { queue, work } = await open(t, await server.freshUrl())
    const held = Promise.withResolvers<void>()
    const done: Why[] = []
    work(async ({ why }) => {
      done.push(why)
      await held.promise
    })
    await queue.add(wish('anna', 'start'))
    await until('the run', () => done.length === 1)
    assert.deepEqual([await queue.heard(), await queue.waiting()], [[], 0])
    await queue.add(wish('anna', 'push'))
    await queue.add(wish('anna', 'poll', 3_600_000))
    assert.deepEqual((await queue.heard()).map(({ pair, why }) => [pair, why]), [['anna', 'push']])
    assert.equal(await queue.waiting(), 0, 'no other process could take it')
    held.resolve()
    await until('the next', () => done.length === 2)
    assert.equal(done[1], 'push')
  })

  test('a pair is free again also when a process that was taken for dead has ended the job of another', async (t) => {
    const url = await server.freshUrl()
    const { queue, work } = await open(t, url)
    const schema = `${/search_path%3D(\w+)/.exec(url)?.[1]}_graphile_worker`
    const held = Promise.withResolvers<void>()
    let runs = 0
    work(async () => {
      runs++
      await held.promise
    })
    await queue.add(wish('anna'))
    await until('the run', () => runs === 1)
    await server.run(url, `delete from ${schema}._private_jobs`)
    held.resolve()
    await queue.add(wish('anna', 'push'))
    await server.run(url, `update ${schema}._private_job_queues set locked_at = now() - interval '30 seconds' where locked_at is not null`)
    await until('the next', () => runs === 2)
  })

  test('what waits for a pair that is given up is forgotten, of whatever kind; other pairs keep theirs', async (t) => {
    const url = await server.freshUrl()
    const { queue, work } = await open(t, url)
    for (const why of ['asked', 'push', 'idle', 'turn', 'poll'] as const) for (const pair of ['anna', 'ben']) await queue.add(wish(pair, why))
    await queue.forget('anna')
    await queue.forget('anna')
    const ran: string[] = []
    work(async ({ pair }) => void ran.push(pair))
    await until('the runs of the other', () => ran.length === 5)
    assert.deepEqual(new Set(ran), new Set(['ben']))
  })

  test('a run that fails comes back, and whoever works is counted', async (t) => {
    const url = await server.freshUrl()
    const [{ queue, work }, { queue: other }] = [await open(t, url), await open(t, url)]
    await queue.add(wish('anna'))
    assert.equal(await other.workers(), 0)
    let tries = 0
    work(async () => {
      if (++tries === 1) throw new Error('not this time')
    })
    await until('the second try', () => tries === 2)
    assert.equal(await other.workers(), 1)
  })

  test('one process listens; when it ends another may at once, and when it dies as soon as its lease has run out', async (t) => {
    const url = await server.freshUrl()
    const first = await openStore(url, { clock: systemClock, exclusive: 'beside' })
    const [{ queue: second }, { queue: third }] = [await open(t, url), await open(t, url)]
    const lead = await first.queue?.lead()
    assert.deepEqual([lead?.aborted, await second.lead()], [false, undefined])
    await first.close()
    const next = await second.lead()
    assert.deepEqual([next?.aborted, await third.lead()], [false, undefined])
    await server.run(url, 'update lease set expires_ms = 0')
    assert.equal((await third.lead())?.aborted, false)
    await until('the second to know', () => next?.aborted === true)
    assert.equal(await second.lead(), undefined)
  })
})
