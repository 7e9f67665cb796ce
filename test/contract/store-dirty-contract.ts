import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BindingStatus } from '../../src/domain/binding.ts'
import { stateOf, type Item, type ItemState, type Presence } from '../../src/domain/item.ts'
import { NO_MARKS } from '../../src/domain/marks.ts'
import { agreed, binding, ids, item, refs } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const PRESENCES: readonly Presence[] = ['present', 'missing', 'gone']
const STATUSES: readonly (BindingStatus | 'unbound')[] = ['unbound', 'live', 'differs', 'tombstone', 'departed', 'retired']

/** What was agreed, by what it has to do with what is seen. */
const BASES: Record<string, (seen: ItemState) => ItemState | undefined> = {
  nothing: () => undefined,
  'the same': (seen) => seen,
  'other marks': (seen) => ({ ...seen, marks: { ...seen.marks, tags: ['x'] } }),
  'another folder': (seen) => ({ ...seen, folder: 'archive' }),
  'the opposite presence': (seen) => ({ ...seen, gone: !seen.gone }),
}

/** What the planner is given: everything that differs, with bindings and partners, and nothing else. */
export function storeDirtyContract(ground: () => StoreGround): void {
  test('dirty is what differs from its base, is not merely missing and is not retired', withStore(ground, async (store) => {
    const rows: Item[] = []
    const bindings = []
    const expected: string[] = []
    for (const presence of PRESENCES) {
      for (const [against, base] of Object.entries(BASES)) {
        for (const status of STATUSES) {
          const ref = `${presence}, base ${against}, ${status}`
          const seen = item(ref, { presence })
          const agreedOn = base(stateOf(seen))
          rows.push(agreedOn === undefined ? seen : { ...seen, base: agreedOn })
          if (status !== 'unbound') bindings.push(binding(ref, ref, undefined, status))
          if (presence !== 'missing' && against !== 'the same' && status !== 'retired') expected.push(ref)
        }
      }
    }
    await store.pair('p').commit({ items: rows, bindings })
    const dirty = await store.pair('p').dirty()
    assert.deepEqual(refs(dirty.items), expected.sort())
    assert.deepEqual(ids(dirty.bindings), expected.filter((ref) => !ref.endsWith('unbound')).sort())
  }))

  test('a dirty item comes with its binding and its partner, whatever the partner is', withStore(ground, async (store) => {
    for (const side of ['left', 'right'] as const) {
      for (const presence of PRESENCES) {
        const pair = store.pair(`${side} ${presence}`)
        const clean = (ref: string, on: 'left' | 'right', fields: Partial<Item> = {}) => agreed(item(ref, { side: on, ...fields }))
        const left = clean('l', 'left', side === 'left' ? {} : { presence })
        const right = clean('r', 'right', side === 'right' ? {} : { presence })
        const changed = { marks: { ...NO_MARKS, read: true } }
        await pair.commit({
          items: [
            side === 'left' ? { ...left, ...changed } : left,
            side === 'right' ? { ...right, ...changed } : right,
            clean('l2', 'left'),
            clean('r2', 'right'),
          ],
          bindings: [binding('1', 'l', 'r'), binding('2', 'l2', 'r2')],
        })
        const dirty = await pair.dirty()
        assert.deepEqual(refs(dirty.items), ['l', 'r'])
        assert.deepEqual(ids(dirty.bindings), ['1'])
      }
    }
  }))

  test('two dirty partners and their binding come once each', withStore(ground, async (store) => {
    await store.pair('p').commit({ items: [item('l'), item('r', { side: 'right' })], bindings: [binding('1', 'l', 'r', 'differs')] })
    const dirty = await store.pair('p').dirty()
    assert.deepEqual(refs(dirty.items), ['l', 'r'])
    assert.deepEqual(ids(dirty.bindings), ['1'])
  }))

  test('a binding whose other side is no longer known comes with the side that is', withStore(ground, async (store) => {
    await store.pair('p').commit({ items: [item('l')], bindings: [binding('1', 'l', 'forgotten', 'tombstone')] })
    const dirty = await store.pair('p').dirty()
    assert.deepEqual(refs(dirty.items), ['l'])
    assert.deepEqual(ids(dirty.bindings), ['1'])
  }))

  test('a retired copy is left out, and its original is planned by the binding that took over', withStore(ground, async (store) => {
    await store.pair('p').commit({
      items: [item('original'), item('copy', { side: 'right' }), agreed(item('delivered', { side: 'right' }))],
      bindings: [binding('old', 'original', 'copy', 'retired'), binding('new', 'original', 'delivered')],
    })
    const dirty = await store.pair('p').dirty()
    assert.deepEqual(refs(dirty.items), ['delivered', 'original'])
    assert.deepEqual(ids(dirty.bindings), ['new'])
  }))

  test('a missing item whose marks were changed before is dirty again when it is back', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const changed = { ...agreed(item('a')), marks: { ...NO_MARKS, read: true } }
    await pair.commit({ items: [{ ...changed, presence: 'missing' }] })
    assert.deepEqual((await pair.dirty()).items, [])
    await pair.commit({ items: [changed] })
    assert.deepEqual((await pair.dirty()).items, [changed])
    await pair.commit({ items: [agreed(changed)] })
    assert.deepEqual((await pair.dirty()).items, [])
  }))

  test('a large plan is found whole', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const names = Array.from({ length: 1500 }, (_, at) => `${at}`)
    await pair.commit({
      items: names.flatMap((name) => [item(`l${name}`), agreed(item(`r${name}`, { side: 'right' }))]),
      bindings: names.map((name) => binding(name, `l${name}`, `r${name}`)),
    })
    const dirty = await pair.dirty()
    assert.equal(dirty.items.length, 3000)
    assert.equal(dirty.bindings.length, 1500)
  }))
}
