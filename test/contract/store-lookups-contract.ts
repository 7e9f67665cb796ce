import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anonymous, binding, folder, item, ids, refs } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

/** Each question finds what it asks for and nothing else. */
export function storeLookupsContract(ground: () => StoreGround): void {
  test('a store that nothing was written to answers every question with nothing', withStore(ground, async (store) => {
    const pair = store.pair('p')
    assert.deepEqual(await pair.dirty(), { items: [], bindings: [] })
    assert.deepEqual(await pair.itemsByRef([]), [])
    assert.deepEqual(await pair.itemsByRef(['a']), [])
    assert.deepEqual(await pair.itemsById('left', []), [])
    assert.deepEqual(await pair.bindingsOf([]), [])
    assert.deepEqual(await pair.itemsByMessageId([]), [])
    assert.deepEqual(await pair.itemsByReceived([]), [])
    assert.deepEqual(await pair.checkpoints('left'), new Map())
    assert.deepEqual(await store.pairs(), [])
    assert.deepEqual(await store.audit.last('p', 5), [])
  }))

  test('ids that differ only in case are different items', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [item('a', { id: 'AAMkAGI' }), item('b', { id: 'AAMkAGi' }), item('A', { id: 'aamkagi' })] })
    assert.deepEqual(refs(await pair.itemsById('left', ['AAMkAGi'])), ['b'])
    assert.deepEqual(refs(await pair.itemsByRef(['A'])), ['A'])
  }))

  test('the same id on the other side is another item', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [item('l', { id: 'x' }), item('r', { id: 'x', side: 'right' })] })
    assert.deepEqual(refs(await pair.itemsById('left', ['x', 'x'])), ['l'])
    assert.deepEqual(refs(await pair.itemsById('right', ['x'])), ['r'])
    assert.deepEqual(refs(await pair.itemsInFolder('right', 'inbox')), ['r'])
  }))

  test('every message of a side is told, those that are gone too', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [item('a'), item('b', { presence: 'gone' }), item('c', { presence: 'missing' }), item('r', { side: 'right' })] })
    await store.pair('q').commit({ items: [item('other')] })
    assert.deepEqual([refs(await pair.itemsOf('left')), refs(await pair.itemsOf('right'))], [['a', 'b', 'c'], ['r']])
  }))

  test('an item that is gone is found by its ref only', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const rows = [item('a'), anonymous(item('b'))]
    await pair.commit({ items: rows })
    const found = async () => [
      ...refs(await pair.itemsById('left', ['id-a', 'id-b'])),
      ...refs(await pair.itemsByMessageId(['<a@example.com>'])),
      ...refs(await pair.itemsByReceived(['2026-01-31T08:00:00Z'])),
      ...refs(await pair.itemsInFolder('left', 'inbox')),
    ]
    assert.deepEqual(await found(), ['a', 'b', 'a', 'b', 'a', 'b'])
    await pair.commit({ items: rows.map((row) => ({ ...row, presence: 'gone' })) })
    assert.deepEqual(await found(), [])
    assert.deepEqual(refs(await pair.itemsByRef(['a', 'b'])), ['a', 'b'])
  }))

  test('an item that is gone is found by its id where gone ones are asked for', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const gone = { presence: 'gone' } as const
    await pair.commit({ items: [item('a', gone), item('b'), item('c', { presence: 'missing' }), item('d', { ...gone, id: 'id-a', side: 'right' }), item('e', { ...gone, id: 'id-a' })] })
    assert.deepEqual(refs(await pair.goneItemsById('left', ['id-a', 'id-b', 'id-c'])), ['a', 'e'])
    assert.deepEqual(refs(await pair.goneItemsById('right', ['id-a'])), ['d'])
    assert.deepEqual(await pair.goneItemsById('left', []), [])
  }))

  test('a missing item is found like a present one, and listed as missing on its side', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const missing = { presence: 'missing' } as const
    await pair.commit({ items: [item('a', missing), item('b'), item('c', { presence: 'gone' }), item('d', { ...missing, side: 'right' })] })
    assert.deepEqual(refs(await pair.missing('left')), ['a'])
    assert.deepEqual(refs(await pair.missing('right')), ['d'])
    assert.deepEqual(refs(await pair.itemsById('left', ['id-a'])), ['a'])
    assert.deepEqual(refs(await pair.itemsInFolder('left', 'inbox')), ['a', 'b'])
  }))

  test('a message id finds items on both sides and every item that has it', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const shared = { internetMessageId: '<same@example.com>' }
    await pair.commit({ items: [item('a', shared), item('b', { ...shared, side: 'right' }), item('c', { ...shared, roleClass: 'sent' }), item('d')] })
    assert.deepEqual(refs(await pair.itemsByMessageId(['<same@example.com>', '<none@example.com>'])), ['a', 'b', 'c'])
    assert.deepEqual(await pair.itemsByMessageId(['<SAME@example.com>']), [])
  }))

  test('very long message ids that differ in their last character are told apart', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const long = `<${'👩x'.repeat(5000)}`
    await pair.commit({ items: [item('a', { internetMessageId: `${long}1` }), item('b', { internetMessageId: `${long}2` })] })
    assert.deepEqual(refs(await pair.itemsByMessageId([`${long}2`])), ['b'])
    assert.deepEqual(await pair.itemsByMessageId([long]), [])
  }))

  test('the second of receipt finds only items without message id, on both sides', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const at = (second: string) => ({ receivedAt: `2026-01-31T08:00:${second}Z` })
    const rows = [item('a', at('01')), item('b', { ...at('01'), side: 'right' }), item('d', at('02'))]
    await pair.commit({ items: [...rows.map(anonymous), item('c', at('01'))] })
    assert.deepEqual(refs(await pair.itemsByReceived(['2026-01-31T08:00:01Z'])), ['a', 'b'])
    assert.deepEqual(refs(await pair.itemsByReceived(['2026-01-31T08:00:01Z', '2026-01-31T08:00:02Z'])), ['a', 'b', 'd'])
  }))

  test('a binding is found by either side, once, whatever its status', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const retired = [binding('3', 'l3', undefined, 'retired'), binding('4', 'l1', undefined, 'retired')]
    await pair.commit({ bindings: [binding('1', 'l1', 'r1'), binding('2', 'l2', 'r2', 'differs'), ...retired] })
    assert.deepEqual(ids(await pair.bindingsOf(['l1', 'r1', 'r2', 'l3'])), ['1', '2', '3', '4'])
    assert.deepEqual(ids(await pair.bindingsOf(['r1'])), ['1'])
  }))

  test('bindings are listed by status, and those of folders apart', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const ofFolders = { ...binding('f', 'a', 'b'), kind: 'folder' as const }
    await pair.commit({ bindings: [binding('1', 'l1', 'r1'), binding('2', 'l2', undefined, 'departed'), ofFolders] })
    assert.deepEqual(await pair.folderBindings(), [ofFolders])
    assert.deepEqual(ids(await pair.bindingsWith('departed')), ['2'])
    assert.deepEqual(ids(await pair.bindingsWith('live')), ['1', 'f'])
    assert.deepEqual(await pair.bindingsWith('differs'), [])
  }))

  test('counts are of present messages, bindings of messages, and what waits', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({
      items: [
        item('a'), item('b', { presence: 'missing' }), item('c', { presence: 'gone' }), item('d', { side: 'right' }), item('e', { side: 'right' }),
      ],
      bindings: [
        binding('1', 'a', 'd'), binding('2', 'b', undefined, 'retired'), binding('3', 'c', 'e', 'tombstone'), { ...binding('4', 'f', 'g'), kind: 'folder' },
      ],
      folders: [folder('f')],
    })
    assert.deepEqual(await pair.counts(), {
      items: { left: 1, right: 2 },
      bindings: { live: 1, differs: 0, tombstone: 1, departed: 0, retired: 1 },
      carried: 0,
      rebuilt: 0,
      wrapped: 0,
      setAside: 0,
      journal: 0,
    })
  }))
}
