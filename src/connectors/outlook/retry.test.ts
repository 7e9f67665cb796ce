import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PATIENCE_MS, judge } from './retry.ts'

const busy = { status: 503, reached: true, code: '' }
const lost = { status: 0, reached: true, code: '' }
const refused = { status: 0, reached: false, code: '' }
const throttled = { status: 429, reached: true, code: 'TooManyRequests', retryAfterMs: 2128 }

test('a read is repeated when the cloud is busy, and waits longer each time', () => {
  const waits = [1, 2, 3].map((attempt) => judge(busy, true, attempt))
  assert.deepEqual(waits.map((verdict) => verdict.kind === 'repeat' && verdict.waitMs), [500, 1000, 2000])
})

test('a repeatable write is repeated when the connection was lost', () => {
  assert.equal(judge(lost, true, 1).kind, 'repeat')
})

test('a create whose answer was lost is never repeated, and says that it may have been done', () => {
  for (const failure of [lost, busy, { ...busy, retryAfterMs: 10 }, { ...busy, status: 500 }, { ...busy, status: 504 }]) {
    assert.deepEqual(judge(failure, false, 1), { kind: 'fail', ambiguous: true })
  }
})

test('a create that certainly did not begin is repeated', () => {
  for (const failure of [refused, throttled]) assert.equal(judge(failure, false, 1).kind, 'repeat')
})

test('a create that was refused is not ambiguous', () => {
  assert.deepEqual(judge({ status: 507, reached: true, code: 'ErrorQuotaExceeded' }, false, 1), { kind: 'fail', ambiguous: false })
  assert.deepEqual(judge({ status: 400, reached: true, code: 'ErrorInvalidRecipients' }, false, 1), { kind: 'fail', ambiguous: false })
})

test('a time that the cloud names is kept to the millisecond, by every request of the mailbox', () => {
  assert.deepEqual(judge(throttled, true, 1), { kind: 'repeat', waitMs: 2128, everyone: true })
})

test('a long wait is left to the engine', () => {
  assert.equal(judge({ ...throttled, retryAfterMs: PATIENCE_MS + 1 }, true, 1).kind, 'fail')
})

test('what will not pass by itself is not repeated', () => {
  for (const status of [400, 401, 403, 404, 410, 413]) assert.equal(judge({ status, reached: true, code: '' }, true, 1).kind, 'fail', String(status))
})

test('a page that no longer fits its listing is not asked for again', () => {
  assert.equal(judge({ status: 500, reached: true, code: 'ErrorExecuteSearchStaleData' }, true, 1).kind, 'fail')
})

test('patience ends', () => {
  assert.equal(judge(busy, true, 6).kind, 'fail')
})
