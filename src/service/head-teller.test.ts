import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StillClock } from '../../test/support/still-clock.ts'
import type { ToldHead } from '../domain/audit-head.ts'
import type { HttpRequest } from '../platform/http.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import { openStore } from '../store/open-store.ts'
import { headPlaces } from './head-places.ts'
import { tellHeadsDaily } from './head-teller.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A database with one record, an address and a file that take heads or do not, and time that the test moves. It is midnight (UTC), and heads are due at 18 o'clock. */
async function scene() {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  await store.audit.record('anna', [{ at: '2026-03-01T00:00:00Z', run: 'd1', kind: 'answer', by: 'Chan Tai Man', reason: 'multi-factor' }])
  const posted: { readonly at: number; readonly request: HttpRequest }[] = []
  const lines: string[] = []
  const problem: { status?: number; file?: string } = {}
  const counted: string[] = []
  const places = headPlaces({
    headUrl: 'https://audit.example/key',
    headFile: '/elsewhere/heads',
    http: async (request) => {
      posted.push({ at: clock.now(), request })
      const status = problem.status ?? 204
      return status === 0 ? { kind: 'lost', reached: false, cause: undefined } : { kind: 'answered', status, header: () => undefined, body: { dispose: async () => {} } as never }
    },
    appendFile: async (_path, text) => {
      if (problem.file !== undefined) throw Object.assign(new Error('refused: /elsewhere/heads'), { code: problem.file })
      lines.push(...text.trimEnd().split('\n'))
    },
    trouble: () => undefined,
  })
  const may = { tell: true }
  let ending = new AbortController()
  let over: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    ending.abort(new Error('the end'))
    await clock.pass(0)
    await over
  }
  const start = async (): Promise<void> => {
    ending = new AbortController()
    const telemetry = { ...NO_TELEMETRY, count: (name: string, labels: object) => void counted.push([name, ...Object.values(labels)].join(' ')) }
    over = tellHeadsDaily({ places, heads: () => store.audit.heads(), store: store.service, clock, telemetry, hour: 18, mayTell: () => may.tell }, ending.signal)
    await clock.pass(0)
  }
  const close = async (): Promise<void> => {
    await stop()
    await store.close()
  }
  return { clock, store, posted, lines, problem, counted, may, start, stop, close }
}

test('heads are told to each place once a day from the hour on, however often the service is started', async () => {
  const { clock, store, posted, lines, start, stop, close } = await scene()
  await start()
  const [head] = await store.audit.heads()
  assert.deepEqual(posted.map(({ request: { method, url, body } }) => [method, url, JSON.parse(String(body))]), [['POST', 'https://audit.example/key', { heads: [{ ...head, at: '2026-03-01T00:00:00Z' }] }]])
  assert.deepEqual(lines.map((line) => JSON.parse(line) as ToldHead), [{ pair: 'anna', records: 1, head: head?.head, at: '2026-03-01T00:00:00Z' }])
  assert.doesNotMatch(lines.join() + String(posted[0]?.request.body), /Chan/)
  await clock.pass(17 * HOUR)
  assert.equal(posted.length, 1)
  for (let n = 0; n < 3; n++) {
    await stop()
    await start()
  }
  await clock.pass(2 * HOUR)
  assert.deepEqual([posted.length, lines.length], [2, 2])
  assert.equal(posted[1]?.at, Date.parse('2026-03-01T18:00:00Z'))
  await stop()
  await start()
  await clock.pass(4 * HOUR)
  assert.equal(posted.length, 2, 'not twice on one day')
  await clock.pass(10 * DAY)
  assert.deepEqual([posted.length, lines.length], [12, 12])
  await stop()
  await clock.pass(DAY)
  await start()
  assert.equal(posted.length, 13, 'what fell due meanwhile is told at the start')
  await close()
})

test('a place that fails is tried again at growing intervals, shows, and keeps the other from nothing', async () => {
  const { clock, store, posted, lines, problem, counted, start, close } = await scene()
  problem.status = 503
  await start()
  assert.deepEqual([posted.length, lines.length], [1, 1])
  const failedSince = clock.now()
  assert.deepEqual(await store.service.headTellings(), [{ place: 'headFile', toldAt: failedSince }, { place: 'headUrl', failedSince, problem: 'answered 503' }])
  await clock.pass(59_000)
  assert.equal(posted.length, 1)
  problem.status = 0
  await clock.pass(10 * 60_000)
  assert.deepEqual(posted.map(({ at }) => (at - failedSince) / 60_000), [0, 1, 3, 7])
  assert.deepEqual((await store.service.headTellings())[1], { place: 'headUrl', failedSince, problem: 'no answer' })
  delete problem.status
  await clock.pass(10 * 60_000)
  assert.deepEqual([posted.length, lines.length], [5, 1])
  assert.deepEqual((await store.service.headTellings())[1], { place: 'headUrl', toldAt: failedSince + 15 * 60_000 })
  assert.deepEqual(counted.filter((each) => each.includes('headUrl')), [...Array<string>(4).fill('tongbu_audit_heads_total headUrl failed'), 'tongbu_audit_heads_total headUrl told'])
  problem.file = 'EACCES'
  await clock.pass(DAY)
  const [file, url] = await store.service.headTellings()
  assert.deepEqual([file?.toldAt, file?.problem, url?.problem], [failedSince, 'cannot be written (EACCES)', undefined])
  assert.equal(posted.length, 6)
  await close()
})

test('a database that fails is waited for, and a process for which it is not tells nothing', async () => {
  const { clock, store, posted, may, start, close } = await scene()
  may.tell = false
  await start()
  await clock.pass(5 * HOUR)
  assert.equal(posted.length, 0)
  may.tell = true
  const { headTellings } = store.service
  Object.assign(store.service, { headTellings: () => Promise.reject(new Error('away')) })
  await clock.pass(HOUR)
  assert.equal(posted.length, 0)
  Object.assign(store.service, { headTellings })
  await clock.pass(HOUR)
  assert.equal(posted.length, 1)
  await close()
})
