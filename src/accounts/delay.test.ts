import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, FORGOTTEN_MS, waitOf, type Failures } from './delay.ts'

const keys = { name: 'n', address: 'a', both: 'b' }
const after = (times: number, of: Partial<typeof keys> = keys, lastAt = 0): Failures[] => Object.values(of).map((key) => ({ key, times, lastAt }))

test('the first tries wait for nothing, and each one more twice as long, up to a quarter of an hour', () => {
  assert.deepEqual([0, 4, 5, 6, 10, 40, 1000].map((times) => waitOf(after(times, { both: 'b' }), keys, 0, false) / 1000), [0, 0, 1, 2, 32, 900, 900])
})

test('what was waited is over, and a day without a failure forgets all', () => {
  assert.equal(waitOf(after(8, { both: 'b' }), keys, 8000, false), 0)
  assert.equal(waitOf(after(1000), keys, FORGOTTEN_MS, false), 0)
  assert.deepEqual(counted(after(1000), keys, FORGOTTEN_MS).map(({ times }) => times), [1, 1, 1])
})

test('strangers cannot keep somebody out who signed in from there before', () => {
  assert.equal(waitOf(after(1000, { name: 'n' }), keys, 0, false), 900_000)
  assert.equal(waitOf(after(1000, { name: 'n' }), keys, 0, true), 0)
  assert.equal(waitOf(after(1000, { both: 'b' }), keys, 0, true), 900_000, 'their own failures count')
})

test('an address that tries many names waits, later than one that tries one', () => {
  assert.deepEqual([29, 30].map((times) => waitOf(after(times, { address: 'a' }), keys, 0, true)), [0, 1000])
})

test('a clock that was set back keeps nobody waiting for longer than a quarter of an hour and the step', () => {
  assert.ok(waitOf(after(1000, keys, 60_000), keys, 0, false) <= 960_000)
})
