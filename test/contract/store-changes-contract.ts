import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeSet } from '../../src/engine/ports.ts'
import type { Store } from '../../src/store/store.ts'
import { aside, binding, entry, folder, item, ids, refs } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

/** Something of every kind. */
const EVERYTHING: ChangeSet = {
  folders: [folder('f')],
  items: [item('a'), item('b')],
  bindings: [binding('1', 'a', 'b')],
  checkpoints: [{ side: 'left', scope: 's', value: 'v' }],
  begun: [entry('t')],
  audit: [{ at: '2026-02-01T00:00:00Z', run: 'r', kind: 'bind', reason: 'x' }],
  setAside: [aside('a')],
  facts: { fact: '1' },
}

/** Rows that no database may take, each in another part of a change set. */
const IMPOSSIBLE: Record<string, ChangeSet> = {
  'an item on no side': { items: [item('x', { side: 'middle' as 'left' })] },
  'an item in an unknown presence': { items: [item('x', { presence: 'perhaps' as 'gone' })] },
  'an item without size': { items: [item('x', { size: Number.NaN })] },
  'a folder without name': { folders: [folder('x', { name: null as unknown as string })] },
  'a binding in an unknown status': { bindings: [binding('x', 'a', 'b', 'maybe' as 'live')] },
  'a checkpoint on no side': { checkpoints: [{ side: 'middle' as 'left', scope: 'x', value: 'x' }] },
  'an entry without time': { begun: [{ ...entry('x'), at: null as unknown as string }] },
  'a record without time': { audit: [{ at: null as unknown as string, run: 'r', kind: 'bind', reason: 'x' }] },
  'an item set aside without code': { setAside: [{ ...aside('x'), code: null as unknown as string }] },
}

/** All that a pair remembers, to compare before with after. */
async function contents(store: Store): Promise<unknown> {
  const pair = store.pair('p')
  return [
    await pair.folders(), await pair.itemsByRef(['a', 'b', 'x']), await pair.bindingsOf(['a', 'b']), await pair.checkpoints('left'),
    await pair.journal(), await store.audit.last('p', 9), await pair.setAside(), await pair.fact('fact'), await pair.counts(),
  ]
}

/** A change set is written as a whole or not at all. */
export function storeChangesContract(ground: () => StoreGround): void {
  for (const [what, impossible] of Object.entries(IMPOSSIBLE)) {
    test(`a change set with ${what} writes nothing, and the store goes on`, withStore(ground, async (store) => {
      await store.pair('p').commit(EVERYTHING)
      const before = await contents(store)
      const undone: ChangeSet = {
        deletedItems: ['a'], deletedBindings: ['1'], settled: ['t'], released: ['a'], facts: { fact: null }, items: [item('b', { size: 9 })],
        folders: [folder('f', { name: 'other' })], checkpoints: [{ side: 'left', scope: 's', value: null }],
      }
      const merged: Record<string, unknown> = { ...undone }
      for (const [part, rows] of Object.entries(impossible)) merged[part] = [...((merged[part] ?? []) as unknown[]), ...(rows as unknown[])]
      await assert.rejects(store.pair('p').commit(merged), { name: 'SyncError', code: 'BROKEN_INVARIANT' })
      assert.deepEqual(await contents(store), before)
      await store.pair('p').commit(undone)
      assert.notDeepEqual(await contents(store), before)
    }))
  }

  test('a row replaces the one with the same key, whole', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const before = item('a', { etag: 'e', digests: { exact: '1', normal: '2' }, base: { folder: 'inbox', marks: item('a').marks, gone: false } })
    const marked = { ...entry('t'), bookmark: 'b' }
    await pair.commit({ items: [before], bindings: [binding('1', 'a', 'b')], folders: [folder('f', { parent: 'g' })], begun: [marked], setAside: [aside('a')] })
    const again = { ...aside('a'), attempts: 2 }
    await pair.commit({ items: [item('a')], bindings: [binding('1', undefined, 'c')], folders: [folder('f')], begun: [entry('t')], setAside: [again] })
    assert.deepEqual(await pair.itemsByRef(['a']), [item('a')])
    assert.deepEqual(await pair.bindingsOf(['a', 'c']), [binding('1', undefined, 'c')])
    assert.deepEqual(await pair.folders(), [folder('f')])
    assert.deepEqual(await pair.journal(), [entry('t')])
    assert.deepEqual(await pair.setAside(), [again])
  }))

  test('of two rows with one key in a change set the later counts', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({
      items: [item('a', { size: 1 }), item('b'), item('c'), item('a', { size: 2 }), item('d')],
      bindings: [binding('1', 'a', 'b'), binding('2', 'c', 'd'), binding('3', 'e', 'f'), binding('1', 'a', 'c')],
      checkpoints: ['1', '2'].map((value) => ({ side: 'left', scope: 's', value })),
    })
    assert.deepEqual(await pair.itemsByRef(['a']), [item('a', { size: 2 })])
    assert.deepEqual(await pair.bindingsOf(['a']), [binding('1', 'a', 'c')])
    assert.deepEqual(await pair.checkpoints('left'), new Map([['s', '2']]))
  }))

  test('items may take over the ids of others in one change set', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [item('a', { id: '1' }), item('b', { id: '2' }), item('c', { id: '3' })] })
    await pair.commit({ items: [item('a', { id: '2' }), item('b', { id: '1' }), item('d', { id: '3' }), item('c', { id: '3', presence: 'gone' })] })
    assert.deepEqual(refs(await pair.itemsById('left', ['1'])), ['b'])
    assert.deepEqual(refs(await pair.itemsById('left', ['2'])), ['a'])
    assert.deepEqual(refs(await pair.itemsById('left', ['3'])), ['d'])
  }))

  test('a row that became part of another is no more', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [item('a'), item('b')], bindings: [binding('1', 'a', 'b'), binding('2', 'b', 'c')] })
    await pair.commit({ deletedItems: ['b', 'unknown'], deletedBindings: ['2', 'unknown'], items: [item('a', { id: 'id-b' })] })
    assert.deepEqual(refs(await pair.itemsByRef(['a', 'b'])), ['a'])
    assert.deepEqual(ids(await pair.bindingsOf(['a', 'b', 'c'])), ['1'])
  }))

  test('an operation that is begun and settled at once leaves no entry', withStore(ground, async (store) => {
    await store.pair('p').commit({ begun: [entry('1'), entry('2')], settled: ['1', 'unknown'] })
    assert.deepEqual(await store.pair('p').journal(), [entry('2')])
  }))

  test('an item that is released and set aside at once is set aside', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ setAside: [aside('a'), aside('b')] })
    await pair.commit({ released: ['a', 'b'], setAside: [aside('b')] })
    assert.deepEqual(await pair.setAside(), [aside('b')])
  }))

  test('null forgets a fact and a checkpoint', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit(EVERYTHING)
    const checkpoints = [{ side: 'left', scope: 's', value: null }, { side: 'right', scope: 's', value: '1' }] as const
    await pair.commit({ facts: { fact: null, other: '2' }, checkpoints })
    assert.equal(await pair.fact('fact'), undefined)
    assert.equal(await pair.fact('other'), '2')
    assert.deepEqual([...(await pair.checkpoints('left')), ...(await pair.checkpoints('right'))], [['s', '1']])
  }))

  test('two pairs know nothing of each other, also where all names are the same', withStore(ground, async (store) => {
    await store.pair('q').commit({ items: [item('z')] })
    await store.pair('p').commit(EVERYTHING)
    const before = await contents(store)
    await store.pair('q').commit({ ...EVERYTHING, items: [item('a', { size: 7 })], facts: { fact: 'q' }, folders: [folder('f', { name: 'q' })] })
    assert.deepEqual(await contents(store), before)
    const checkpoints = [{ side: 'left', scope: 's', value: null }] as const
    await store.pair('q').commit({ deletedItems: ['a', 'b'], deletedBindings: ['1'], settled: ['t'], released: ['a'], facts: { fact: null }, checkpoints })
    assert.deepEqual(await contents(store), before)
    assert.deepEqual(refs((await store.pair('p').dirty()).items), ['a', 'b'])
    assert.deepEqual(await store.pairs(), ['p', 'q'])
  }))

  test('an empty change set is nothing', withStore(ground, async (store) => {
    await store.pair('p').commit({})
    await store.pair('p').commit({ items: [], settled: [], facts: {} })
    assert.deepEqual(await store.pairs(), [])
  }))

  test('change sets that are committed at the same time all arrive, each whole', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const names = Array.from({ length: 40 }, (_, at) => `n${at}`)
    await Promise.all([...names.map((name) => pair.commit({ items: [item(name)], begun: [entry(name)] })), pair.dirty(), pair.counts()])
    assert.equal((await pair.itemsByRef(names)).length, 40)
    assert.equal((await pair.journal()).length, 40)
  }))
}
