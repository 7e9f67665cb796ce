import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestClock } from '../test/support/memory-pair.ts'
import { SyncError } from './domain/errors.ts'
import { leaseOf } from './own-pair.ts'
import type { PairLease } from './store/store.ts'

const lease: PairLease = { inDoubt: new AbortController().signal, confirm: async () => {}, release: async () => {} }
const locked = new SyncError('STORE_LOCKED', 'Another Tongbu process works on this pair.')

/** A store whose pair another process has for so many tries. */
function taken(times: number) {
  let tries = 0
  return {
    tries: () => tries,
    lease: async () => {
      if (++tries <= times) throw locked
      return lease
    },
  }
}

test('a pair that another process works on is waited for by whoever is patient, and else refused', async () => {
  const { signal } = new AbortController()
  const store = taken(3)
  assert.equal(await leaseOf(store, { pair: 'anna', signal, waitsBy: new TestClock() }), lease)
  assert.equal(store.tries(), 4)
  await assert.rejects(leaseOf(taken(1), { pair: 'anna', signal }), locked)
  await assert.rejects(leaseOf(taken(Infinity), { pair: 'anna', signal, waitsBy: new TestClock(), forMs: 5000 }), locked)
  assert.equal(await leaseOf({}, { pair: 'anna', signal }), undefined, 'with one process there is nothing to take')
})

test('whoever waits for a pair hears why the waiting ended, and any other failure at once', async () => {
  const ending = new AbortController()
  const busy = new Error('it takes too long')
  const clock = { now: () => 0, wait: async () => ending.abort(busy) }
  await assert.rejects(leaseOf(taken(Infinity), { pair: 'anna', signal: ending.signal, waitsBy: clock }), busy)
  const away = new SyncError('STORE_FAILURE', 'The database is away.')
  await assert.rejects(leaseOf({ lease: () => Promise.reject(away) }, { pair: 'anna', signal: new AbortController().signal, waitsBy: clock }), away)
})
