import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openScratch } from '../test/support/scratch.ts'
import { createKeptStore } from './kept-store.ts'
import { systemClock } from './platform/clock.ts'

function openKept(looksAs: false | 'beside' = false) {
  const scratch = openScratch()
  const store = createKeptStore({ database: `sqlite:${scratch.path('my.db')}`, clock: systemClock, looksAs })
  return { store, [Symbol.asyncDispose]: async () => store.close().finally(() => scratch[Symbol.dispose]()) }
}

test('a store that will do stays open; one that will not gives way', async () => {
  await using kept = openKept()
  const { store } = kept
  const looking = await store.open(false)
  assert.equal(await store.open(false), looking)
  const beside = await store.open('beside')
  assert.notEqual(beside, looking)
  assert.equal(await store.open(false), beside)
  const own = await store.open(true)
  assert.notEqual(own, beside)
  assert.deepEqual([await store.open(false), await store.open('beside')], [own, own])
})

test('while a service keeps it open nobody reopens it, whatever they want it for', async () => {
  for (const use of ['beside', true] as const) {
    await using kept = openKept()
    const { store } = kept
    store.keepFor(use)
    const first = await store.open(false)
    assert.deepEqual(await Promise.all([store.open(true), store.open('beside'), store.open(false)]), [first, first, first])
    assert.equal(store.isBeside, use === 'beside')
    await first.service.pause({ by: 'anna', since: 0 })
  }
})

test('whoever looks where looking counts calls may write them down', async () => {
  await using kept = openKept('beside')
  await (await kept.store.open(false)).service.pause({ by: 'anna', since: 0 })
})
