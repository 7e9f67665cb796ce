import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from './clock.ts'
import { createGovernor } from './governor.ts'

/** A clock on which waiting takes no time but moves it on. */
function fakeClock(): Clock & { waits: number[] } {
  let now = 1_000_000
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    wait: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      now += ms
    },
  }
}

const LIMITS = { requests: { limit: 3, windowMs: 10_000 }, upload: { limit: 100, windowMs: 5_000 }, inFlight: 2 }
const signal = new AbortController().signal

test('a window may be spent at once, and the next request waits until the oldest leaves it', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, LIMITS)
  for (let i = 0; i < 3; i++) (await governor.begin(0, signal))()
  assert.deepEqual(clock.waits, [])
  assert.equal(governor.share(), 1)
  ;(await governor.begin(0, signal))()
  assert.deepEqual(clock.waits, [10_000])
})

test('bytes sent have a window of their own', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, LIMITS)
  ;(await governor.begin(60, signal))()
  assert.equal(governor.share(), 0.6)
  ;(await governor.begin(50, signal))()
  assert.deepEqual(clock.waits, [5_000])
})

test('a request larger than the whole budget is sent when nothing else was', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, LIMITS)
  ;(await governor.begin(500, signal))()
  assert.deepEqual(clock.waits, [])
  ;(await governor.begin(1, signal))()
  assert.deepEqual(clock.waits, [5_000])
})

test('no more are under way than allowed, and waiting ones begin in order', async () => {
  const governor = createGovernor(fakeClock(), { ...LIMITS, requests: { limit: 100, windowMs: 1 } })
  const began: number[] = []
  const ends: (() => void)[] = []
  const all = [0, 1, 2, 3].map(async (n) => {
    ends[n] = await governor.begin(0, signal)
    began.push(n)
  })
  await Promise.all(all.slice(0, 2))
  assert.deepEqual(began, [0, 1])
  ends[1]!()
  ends[1]!()
  await all[2]
  assert.deepEqual(began, [0, 1, 2])
  ends[0]!()
  await all[3]
  assert.deepEqual(began, [0, 1, 2, 3])
})

test('after the cloud asked to wait nothing begins before', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, LIMITS)
  governor.block(2128)
  governor.block(10)
  ;(await governor.begin(0, signal))()
  assert.deepEqual(clock.waits, [2128])
})

test('an abort while waiting rejects, and those behind go on', async () => {
  const governor = createGovernor(fakeClock(), { ...LIMITS, inFlight: 1 })
  const end = await governor.begin(0, signal)
  const stop = new AbortController()
  const aborted = governor.begin(0, stop.signal)
  const behind = governor.begin(0, signal)
  await new Promise((resolve) => setImmediate(resolve))
  stop.abort(new Error('stopped'))
  await assert.rejects(aborted, /stopped/)
  end()
  ;(await behind)()
})

test('many requests cost little memory and are still counted', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, { ...LIMITS, requests: { limit: 10_000, windowMs: 600_000 } })
  for (let i = 0; i < 10_000; i++) (await governor.begin(0, signal))()
  assert.equal(governor.share(), 1)
  ;(await governor.begin(0, signal))()
  assert.deepEqual(clock.waits, [600_000])
})

test('bulk requests leave the last tenth of a window to interactive ones', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, { ...LIMITS, requests: { limit: 20, windowMs: 10_000 } })
  for (let i = 0; i < 18; i++) (await governor.begin(0, signal, 'bulk'))()
  assert.deepEqual(clock.waits, [])
  for (let i = 0; i < 2; i++) (await governor.begin(0, signal))()
  assert.deepEqual(clock.waits, [])
  assert.equal(governor.share(), 1)
  ;(await governor.begin(0, signal, 'bulk'))()
  assert.deepEqual(clock.waits, [10_000])
})

test('an interactive request goes before bulk ones that came first, and is not held up by one that waits for its window', async () => {
  const governor = createGovernor(fakeClock(), { ...LIMITS, requests: { limit: 100, windowMs: 1 }, inFlight: 1 })
  const began: string[] = []
  const end = await governor.begin(0, signal)
  const ask = async (name: string, priority: 'interactive' | 'bulk'): Promise<void> => {
    const ended = await governor.begin(0, signal, priority)
    began.push(name)
    ended()
  }
  const all = [ask('bulk 1', 'bulk'), ask('bulk 2', 'bulk'), ask('interactive 1', 'interactive'), ask('interactive 2', 'interactive')]
  await new Promise((resolve) => setImmediate(resolve))
  end()
  await Promise.all(all)
  assert.deepEqual(began, ['interactive 1', 'interactive 2', 'bulk 1', 'bulk 2'])
})

test('while an interactive upload waits for its window, bulk requests that fit go on', async () => {
  let go: () => void = () => {}
  const clock: Clock = { now: () => 0, wait: () => new Promise((resolve) => (go = resolve)) }
  const governor = createGovernor(clock, { ...LIMITS, requests: { limit: 100, windowMs: 10_000 } })
  ;(await governor.begin(90, signal))()
  const upload = governor.begin(50, AbortSignal.timeout(1_000_000))
  upload.catch(() => {})
  ;(await governor.begin(0, signal, 'bulk'))()
  go()
})

test('an interactive request that is given up keeps no bulk request from its turn', async () => {
  const governor = createGovernor(fakeClock(), { ...LIMITS, inFlight: 1 })
  const end = await governor.begin(0, signal)
  const stop = new AbortController()
  const aborted = governor.begin(0, stop.signal)
  const bulk = governor.begin(0, signal, 'bulk')
  await new Promise((resolve) => setImmediate(resolve))
  stop.abort(new Error('stopped'))
  await assert.rejects(aborted, /stopped/)
  end()
  ;(await bulk)()
})

test('how long the cloud asked to wait is told, and ends', async () => {
  const clock = fakeClock()
  const governor = createGovernor(clock, LIMITS)
  governor.block(2000)
  assert.equal(governor.blockedMs(), 2000)
  await clock.wait(1500)
  assert.equal(governor.blockedMs(), 500)
  await clock.wait(1500)
  assert.equal(governor.blockedMs(), 0)
})
