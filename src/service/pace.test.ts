import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastHour, pauseAfter, pollAfter } from './pace.ts'

const pace = { hotMs: 1, warmMs: 2, idleMs: 3, safetyMs: 4 }
const MINUTE = 60_000

test('the next look comes soon after a change, later after an hour of silence, and one step later where clouds tell of changes', () => {
  const steps = (isTold: boolean) => [0, 4.9 * MINUTE, 5 * MINUTE, 59 * MINUTE, 60 * MINUTE].map((since) => pollAfter(since, isTold, pace))
  assert.deepEqual(steps(false), [1, 1, 2, 2, 3])
  assert.deepEqual(steps(true), [2, 2, 3, 3, 4])
})

test('pauses double and end at the longest', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 1000].map((failures) => pauseAfter(failures, 5, 30)), [5, 10, 20, 30, 30, 30])
})

test('the last hour is that of today once it has begun, else that of yesterday', () => {
  const at = (text: string): string => new Date(lastHour(19, Date.parse(text))).toISOString()
  assert.equal(at('2026-03-01T19:00:00Z'), '2026-03-01T19:00:00.000Z')
  assert.equal(at('2026-03-01T18:59:59Z'), '2026-02-28T19:00:00.000Z')
})
