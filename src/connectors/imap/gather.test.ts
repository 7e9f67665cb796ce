import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gather } from './gather.ts'

const SIGNAL = new AbortController().signal
const LIMITS = { most: 3, atOnce: 1 }

/** Groups as they were begun, each ended by hand. */
function recorder() {
  const groups: { given: readonly number[]; end: () => void; fail: (error: unknown) => void }[] = []
  const work = (given: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => groups.push({ given, end: () => resolve(given.map((n) => n * 10)), fail: reject }))
  return { groups, work }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('calls made while others are under way are done together next, at most as many as allowed, and each has its own answer', async () => {
  const { groups, work } = recorder()
  const ask = gather(work, LIMITS)
  const first = ask('inbox', 1, SIGNAL)
  await turn()
  const rest = [2, 3, 4, 5].map((n) => ask('inbox', n, SIGNAL))
  await turn()
  assert.deepEqual(groups.map(({ given }) => given), [[1]], 'the first waited for nobody')
  groups[0]?.end()
  assert.equal(await first, 10)
  await turn()
  groups[1]?.end()
  await turn()
  groups[2]?.end()
  assert.deepEqual(await Promise.all(rest), [20, 30, 40, 50])
  assert.deepEqual(groups.map(({ given }) => given), [[1], [2, 3, 4], [5]])
})

test('another folder does not wait', async () => {
  const { groups, work } = recorder()
  const ask = gather(work, LIMITS)
  void ask('inbox', 1, SIGNAL)
  void ask('sent', 2, SIGNAL)
  await turn()
  assert.deepEqual(groups.map(({ given }) => given), [[1], [2]])
})

test('who may be aborted alone is in no group with others', async () => {
  const { groups, work } = recorder()
  const ask = gather(work, { most: 3, atOnce: 2 })
  void ask('inbox', 1, SIGNAL)
  void ask('inbox', 2, new AbortController().signal)
  await turn()
  assert.deepEqual(groups.map(({ given }) => given), [[1], [2]])
})

test('a group fails for all in it, and the next one is done all the same', async () => {
  const { groups, work } = recorder()
  const ask = gather(work, LIMITS)
  const together = [1, 2].map((n) => ask('inbox', n, SIGNAL))
  const failed = Promise.allSettled(together)
  await turn()
  const later = ask('inbox', 3, SIGNAL)
  groups[0]?.fail(new Error('no'))
  assert.deepEqual((await failed).map(({ status }) => status), ['rejected', 'rejected'])
  await turn()
  groups[1]?.end()
  assert.equal(await later, 30)
})
