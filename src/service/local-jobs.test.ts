import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StillClock } from '../../test/support/still-clock.ts'
import type { Job } from './jobs.ts'
import { createLocalJobs } from './local-jobs.ts'
import type { Wish } from './ports.ts'

/** Jobs over a store in memory, with runs that last until the test ends them. */
function scene(most = 2) {
  const clock = new StillClock()
  const rows = new Map<string, Wish>()
  const started: Job[] = []
  const finish = new Map<string, () => void>()
  const allowed = { all: true }
  const ending = new AbortController()
  const failures: unknown[] = []
  const broken = { store: false }
  const store = {
    wish: async (wish: Wish) => {
      if (broken.store) throw new Error('gone')
      rows.set(wish.pair, wish)
    },
    fulfil: async (pair: string, since: number) => void (rows.get(pair)?.since === since && rows.delete(pair)),
  }
  const jobs = createLocalJobs({ store, clock, most, may: () => allowed.all, onFailure: (error) => failures.push(error) })
  const over = jobs.run((job) => {
    started.push(job)
    return new Promise<void>((resolve) => {
      finish.set(job.pair, resolve)
      job.ending.addEventListener('abort', () => resolve(), { once: true })
    })
  }, ending.signal)
  const end = async (pair: string): Promise<void> => {
    finish.get(pair)?.()
    await clock.pass(0)
  }
  return { clock, rows, started, jobs, allowed, ending, over, end, failures, broken, names: () => started.map(({ pair }) => pair) }
}

test('wishes for one pair are one run, and a wish during a run makes one more after it', async () => {
  const { clock, jobs, names, end, rows, ending, over } = scene()
  for (let n = 0; n < 3; n++) await jobs.want('a', 'push')
  await clock.pass(0)
  assert.deepEqual(names(), ['a'])
  for (let n = 0; n < 3; n++) await jobs.want('a', 'push')
  await clock.pass(1000)
  assert.deepEqual(names(), ['a'], 'runs of one pair never overlap')
  await end('a')
  assert.deepEqual(names(), ['a', 'a'])
  assert.equal(rows.size, 1, 'what is under way is still written down')
  await end('a')
  assert.deepEqual([names().length, rows.size], [2, 0])
  ending.abort()
  await over
})

test('a run that goes on for long takes a wish that came meanwhile, which then makes no further run', async () => {
  const { clock, jobs, names, started, end, rows, ending, over } = scene()
  await jobs.want('a', 'poll')
  await clock.pass(0)
  assert.equal(started[0]?.takeWish?.(), undefined)
  await jobs.want('a', 'push')
  await jobs.want('b', 'push', clock.now() + 9000)
  assert.deepEqual(started[0]?.takeWish?.()?.why, 'push')
  assert.equal(started[0]?.takeWish?.(), undefined, 'once')
  await end('a')
  assert.deepEqual([names(), [...rows.keys()]], [['a'], ['b']])
  await jobs.want('a', 'push')
  await clock.pass(0)
  await jobs.want('a', 'asked')
  assert.equal(started[1]?.takeWish?.(), undefined, 'what a person asked for is a run of its own')
  ending.abort()
  await over
})

test('a later wish does not put off an earlier one, an earlier one comes before it', async () => {
  const { clock, jobs, names, ending, over } = scene()
  await jobs.want('a', 'poll', clock.now() + 5000)
  await jobs.want('a', 'poll', clock.now() + 9000)
  await clock.pass(4999)
  assert.deepEqual(names(), [])
  await clock.pass(1)
  assert.deepEqual(names(), ['a'])
  await jobs.want('b', 'poll', clock.now() + 5000)
  await jobs.want('b', 'idle')
  await clock.pass(0)
  assert.deepEqual(names(), ['a', 'b'])
  ending.abort()
  await over
})

test('only so many run at once, the one due longest first', async () => {
  const { clock, jobs, names, end, ending, over } = scene(1)
  await jobs.want('c', 'poll', clock.now() + 3)
  await jobs.want('b', 'poll', clock.now() + 2)
  await jobs.want('a', 'poll', clock.now() + 1)
  await clock.pass(10)
  await end('a')
  await end('b')
  assert.deepEqual(names(), ['a', 'b', 'c'])
  ending.abort()
  await over
})

test('a long run is asked to end when somebody else waits, and not before', async () => {
  const { clock, jobs, names, started, ending, over } = scene(1)
  await jobs.want('a', 'start')
  await clock.pass(300_000)
  assert.equal(started[0]?.ending.aborted, false)
  await jobs.want('b', 'idle')
  await clock.pass(0)
  assert.deepEqual(names(), ['a', 'b'])
  await jobs.want('c', 'idle')
  await clock.pass(59_999)
  assert.deepEqual(names(), ['a', 'b'])
  await clock.pass(1)
  assert.deepEqual(names(), ['a', 'b', 'c'])
  ending.abort()
  await over
})

test('who may not run waits, and is run when woken', async () => {
  const { clock, jobs, names, allowed, ending, over } = scene()
  allowed.all = false
  await jobs.want('a', 'push')
  await clock.pass(60_000)
  assert.deepEqual(names(), [])
  allowed.all = true
  jobs.wake()
  await clock.pass(0)
  assert.deepEqual(names(), ['a'])
  ending.abort()
  await over
})

test('a clock that is set back does not put anybody off', async () => {
  const { clock, jobs, names, ending, over } = scene()
  await jobs.want('a', 'poll', clock.now() + 15_000)
  await clock.pass(1000)
  clock.jump(-3_600_000)
  await clock.pass(15_000)
  assert.deepEqual(names(), ['a'])
  ending.abort()
  await over
})

test('a wish that cannot be written down is done all the same', async () => {
  const { clock, jobs, names, broken, failures, ending, over } = scene()
  broken.store = true
  await jobs.want('a', 'push')
  await clock.pass(0)
  assert.deepEqual([names(), failures.length], [['a'], 1])
  ending.abort()
  await over
})

test('when it ends, what runs is asked to end and waited for; what had still to come stays written down', async () => {
  const { clock, jobs, started, rows, ending, over } = scene()
  await jobs.want('a', 'start')
  await jobs.want('b', 'poll', clock.now() + 60_000)
  await clock.pass(0)
  ending.abort()
  await over
  assert.equal(started[0]?.ending.aborted, true)
  assert.deepEqual([...rows.keys()], ['b'])
})
