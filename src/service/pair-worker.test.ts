import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { StillClock } from '../../test/support/still-clock.ts'
import { SyncError } from '../domain/errors.ts'
import type { Report } from '../engine/report.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import { openStore } from '../store/open-store.ts'
import type { RunRequest } from './pair-runner.ts'
import { PairWorker } from './pair-worker.ts'
import type { PairQueue, QueueTurn, Wish } from './ports.ts'

const QUIET: Report = { run: 'r', pair: 'anna', startedAt: '', endedAt: '', passes: 1, quiet: true, done: { left: {}, right: {} }, failed: 0, holds: [], findings: [] }
const SETTINGS = { pace: { hotMs: 15_000, warmMs: 60_000, idleMs: 300_000, safetyMs: 900_000 }, pairsAtOnce: 2, fullListingHour: 19, controlMs: 1000 }

/** A worker whose queue is in the hands of the test, over a real database. `run`: what each run does. */
async function scene(t: TestContext, run: (request: RunRequest) => Promise<Report> = async () => QUIET) {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  const added: Wish[] = []
  const line = { waiting: 0, heard: [] as Awaited<ReturnType<PairQueue['heard']>> }
  let turn: QueueTurn | undefined
  const queue: PairQueue = {
    add: async (wish) => void added.push(wish),
    work: (given) => {
      turn = given
      return new Promise((resolve) => given.ending.addEventListener('abort', () => resolve(), { once: true }))
    },
    waiting: async () => line.waiting,
    heard: async () => line.heard,
    forget: async () => {},
    workers: async () => 1,
    lead: async () => undefined,
  }
  const requests: RunRequest[] = []
  const runner = {
    run: (_pair: string, request: RunRequest) => {
      requests.push(request)
      return run(request)
    },
    reopen: async () => {},
  }
  const problem: { store: Error | undefined } = { store: undefined }
  const guarded = new Proxy(store.service, { get: (target, name) => (problem.store === undefined ? Reflect.get(target, name) : () => Promise.reject(problem.store)) })
  const make = () => new PairWorker({ pairs: ['anna'], runner, store: guarded, queue, clock, telemetry: NO_TELEMETRY, settings: SETTINGS })
  const ending = new AbortController()
  const worker = make()
  const over = worker.run(ending.signal)
  await clock.pass(0)
  t.after(async () => {
    ending.abort(new Error('the test is over'))
    await clock.pass(0)
    await over
    await store.close()
  })
  const perform = (wish: Partial<Wish> = {}): Promise<void> => turn!.perform({ pair: 'anna', why: 'poll', since: clock.now(), dueAt: clock.now(), ...wish })
  return { clock, worker, problem, end: () => ending.abort(new Error('ending')), store: store.service, added, line, requests, perform, inMs: () => added.map(({ why, dueAt }) => [why, dueAt - clock.now()]) }
}

/** A run that goes on until it is told to end. */
const untilEnded = ({ ending }: RunRequest): Promise<Report> => new Promise((_, reject) => ending.addEventListener('abort', () => reject(ending.reason), { once: true }))

test('after a run the next look is planned, and how the pair stands is remembered', async (t) => {
  const { perform, inMs, store } = await scene(t)
  await perform({ why: 'start' })
  assert.deepEqual(inMs(), [['poll', 15_000]])
  assert.equal((await store.standings('anna'))[0]?.state, 'in-step')
})

test('a pair that is paused is left alone, and looked at again in case nobody tells of the end of the pause', async (t) => {
  const { perform, requests, inMs, store } = await scene(t)
  await store.pause({ pair: 'anna', by: 'ops', since: 1 })
  await perform()
  assert.deepEqual([requests.length, inMs()], [0, [['poll', 300_000]]])
})

test('a pair that waits for a person is run only when it is asked for', async (t) => {
  const { perform, requests, added } = await scene(t, () => Promise.reject(new SyncError('UNAUTHORIZED', 'The sign-in was refused.')))
  await perform({ why: 'start' })
  await perform({ why: 'idle' })
  assert.deepEqual([requests.length, added.length], [1, 0])
  await perform({ why: 'asked' })
  assert.equal(requests.length, 2)
})

test('pauses after failures grow also when each run is another process\'s', async (t) => {
  const { perform, inMs } = await scene(t, () => Promise.reject(new SyncError('REMOTE_FAILURE', 'Nobody answers.')))
  for (let n = 0; n < 3; n++) await perform()
  assert.deepEqual(inMs().map(([, ms]) => ms), [5_000, 10_000, 20_000])
})

test('a run learns what is heard of meanwhile, once', async (t) => {
  const { clock, perform, line, requests } = await scene(t, untilEnded)
  void perform()
  await clock.pass(2_000)
  assert.equal(requests[0]?.takeHint(), undefined)
  line.heard = [{ pair: 'anna', why: 'push', since: clock.now() }, { pair: 'ben', why: 'idle', since: clock.now() }]
  await clock.pass(1_000)
  assert.equal(requests[0]?.takeHint()?.channel, 'push')
  await clock.pass(2_000)
  assert.equal(requests[0]?.takeHint(), undefined)
})

test('a long run goes on while nobody waits, and lets others have their turn', async (t) => {
  const { clock, perform, line, added, requests } = await scene(t, untilEnded)
  const done = perform()
  await clock.pass(120_000)
  assert.equal(requests[0]?.ending.aborted, false)
  line.waiting = 1
  await clock.pass(1_000)
  await done
  assert.deepEqual(added.map(({ why }) => why), ['turn'])
})

test('a pause ends what is under way, and a second run of the pair here waits for the first', async (t) => {
  const { clock, perform, requests, store } = await scene(t, untilEnded)
  const first = perform()
  const second = perform()
  await clock.pass(1_000)
  assert.equal(requests.length, 1)
  await store.pause({ by: 'ops', since: 1 })
  await clock.pass(1_000)
  await Promise.all([first, second])
  assert.equal(requests.length, 1)
})

test('a pair that this process does not know goes back to the queue', async (t) => {
  const { perform, requests } = await scene(t)
  await assert.rejects(perform({ pair: 'ben' }))
  assert.equal(requests.length, 0)
})

test('it is ready while its database answers, nobody stopped everything and it is not ending', async (t) => {
  const { worker, problem, store, clock, end } = await scene(t)
  const reasons = async (): Promise<readonly string[]> => {
    await clock.pass(1000)
    return worker.readiness().reasons
  }
  assert.deepEqual(await reasons(), [])
  problem.store = new SyncError('STORE_FAILURE', 'The database is away.')
  assert.deepEqual(await reasons(), ['The database is away.'])
  problem.store = undefined
  assert.deepEqual(await reasons(), [])
  await store.pause({ pair: 'anna', by: 'a person', since: clock.now() })
  assert.deepEqual(await reasons(), [])
  await store.pause({ by: 'a person', since: clock.now() })
  assert.match((await reasons()).join(), /^Everything was stopped/)
  await store.resume(undefined)
  end()
  assert.deepEqual(await reasons(), ['It is ending.'])
})
