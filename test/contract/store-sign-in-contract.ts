import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const AT = '2026-02-01T00:00:00Z'
const LATER = '2026-02-02T00:00:00Z'

/** What is kept of sign-ins. */
export function storeSignInContract(ground: () => StoreGround): void {
  test('a sign-in is kept, replaced only by whoever knew the last version, and forgotten', withStore(ground, async ({ signIns }) => {
    assert.equal(await signIns.read('p'), undefined)
    await signIns.keep('p', 'sealed:1', AT)
    assert.deepEqual(await signIns.read('p'), { pair: 'p', sealed: 'sealed:1', version: 1, signedInAt: AT, renewedAt: AT })
    assert.deepEqual([await signIns.replace('p', 1, 'sealed:2', LATER), await signIns.replace('p', 1, 'sealed:3', LATER), await signIns.replace('q', 1, 'x', LATER)], [true, false, false])
    assert.deepEqual(await signIns.list(), [{ pair: 'p', sealed: 'sealed:2', version: 2, signedInAt: AT, renewedAt: LATER }])
    await signIns.forget('p')
    assert.deepEqual(await signIns.list(), [])
  }))

  test('a refusal counts for the version that was refused, and ends when a person signs in again', withStore(ground, async ({ signIns }) => {
    await signIns.keep('p', 'sealed:1', AT)
    await signIns.replace('p', 1, 'sealed:2', AT)
    await signIns.refuse('p', 1, 'sign-in-expired', LATER)
    assert.equal((await signIns.read('p'))?.refusal, undefined)
    await signIns.refuse('p', 2, 'sign-in-expired', LATER)
    assert.deepEqual((await signIns.read('p'))?.refusal, { problem: 'sign-in-expired', at: LATER })
    await signIns.keep('p', 'sealed:3', LATER)
    assert.deepEqual(await signIns.read('p'), { pair: 'p', sealed: 'sealed:3', version: 3, signedInAt: LATER, renewedAt: LATER })
  }))

  test('a turn is one process\'s at a time, until it ends it or its time is over', withStore(ground, async ({ signIns }) => {
    await signIns.keep('p', 'sealed:1', AT)
    const taken = await Promise.all(['a', 'b', 'c'].map((by) => signIns.takeTurn('p', by, 1000, 2000)))
    assert.equal(taken.filter(Boolean).length, 1)
    await signIns.endTurn('p', 'nobody')
    assert.equal(await signIns.takeTurn('p', 'd', 1999, 3000), false)
    assert.equal(await signIns.takeTurn('p', 'd', 2001, 3000), true)
    await signIns.endTurn('p', 'd')
    assert.equal(await signIns.takeTurn('p', 'e', 2002, 3000), true)
    assert.equal(await signIns.takeTurn('q', 'e', 1, 2), true, 'nobody has signed in there')
  }))

  test('what is kept of the sign-in goes with its pair', withStore(ground, async (store) => {
    await store.pair('p').commit({ checkpoints: [{ side: 'left', scope: 's', value: '1' }] })
    await store.signIns.keep('p', 'sealed:1', AT)
    await store.pair('p').forget([])
    assert.equal(await store.signIns.read('p'), undefined)
  }))
}
