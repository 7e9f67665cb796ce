import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Folder } from '../../src/domain/folder.ts'
import type { Item } from '../../src/domain/item.ts'
import type { Operation } from '../../src/domain/operation.ts'
import type { AuditRecord, ChangeSet } from '../../src/engine/ports.ts'
import { aside, binding, entry, folder, item } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const FULL_ITEM: Item = {
  ...item('full', { side: 'right', presence: 'missing', roleClass: 'draft', size: 5_000_000_000, etag: 'W/"CQAAAB"' }),
  marks: { read: true, flag: 'complete', answered: true, forwarded: true, tags: ['急件', '家'] },
  origin: {
    pair: 'p', side: 'left', id: 'AAMk=', token: 't', exact: 'e', normal: 'n', roleClass: 'received', route: 'carried',
    withoutMessageId: true, partial: true,
  },
  digests: { exact: 'e', normal: 'v1:n' },
  base: { folder: 'archive', gone: true, version: 'W/"1"', marks: { read: false, flag: 'flagged', answered: false, forwarded: true, tags: [] } },
}

const OPERATIONS: readonly Operation[] = [
  { kind: 'create-folder', on: 'left', from: 'f', name: '項目 "A"', reason: 'new-here' },
  { kind: 'copy', on: 'right', item: 'i', folder: 'f', marks: FULL_ITEM.marks, reason: 'new-here' },
  { kind: 'close', binding: 'b', status: 'departed', reason: 'left-the-mailbox' },
]

/** Texts that a database may refuse, change or confuse with another. */
const AWKWARD = [
  '', ' ', 'a ', 'a', 'A', '\u00e1', 'a\u0301', 'ß', 'ss', 'ı', 'i', '喺香港 㗎', '👩🏽‍💻', '\u202Eabc', "'; drop table items; --", '"', '\\', '\\u0000', '%', '_',
  'nul\0nul', '\0', '\u0001', '\u0001"x"', 'half \ud83d', '\udc00 half', '\ufffd', '\ufeff', 'line\r\nline\ttab', '[]', 'x'.repeat(2000),
]

/** What is written comes back, whole and unchanged. */
export function storeRowsContract(ground: () => StoreGround): void {
  test('an item comes back as it was written, with all that it may have and with nothing but what it must', withStore(ground, async (store) => {
    const plain = { ...item('plain') }
    delete (plain as { internetMessageId?: string }).internetMessageId
    await store.pair('p').commit({ items: [FULL_ITEM, plain] })
    assert.deepEqual(await store.pair('p').itemsByRef(['full']), [FULL_ITEM])
    assert.deepEqual(await store.pair('p').itemsByRef(['plain']), [plain])
  }))

  test('a folder comes back as it was written', withStore(ground, async (store) => {
    const whole: Folder = folder('a', { side: 'right', parent: 'b', role: 'trash', presence: 'gone', base: { name: 'n', parent: 'c', isRefused: true } })
    const rows = [whole, folder('b', { base: { name: 'top' } }), folder('c')]
    await store.pair('p').commit({ folders: rows })
    assert.deepEqual((await store.pair('p').folders()).sort((a, b) => (a.ref < b.ref ? -1 : 1)), rows)
  }))

  test('a binding comes back as it was written, also with one side only', withStore(ground, async (store) => {
    const rows = [binding('a', 'l', 'r'), binding('b', 'l2', undefined, 'tombstone'), binding('c', undefined, 'r3', 'departed')]
    await store.pair('p').commit({ bindings: rows })
    assert.deepEqual(await store.pair('p').bindingsOf(['l']), [rows[0]])
    assert.deepEqual(await store.pair('p').bindingsOf(['l2']), [rows[1]])
    assert.deepEqual(await store.pair('p').bindingsOf(['r3']), [rows[2]])
  }))

  test('journal entries come back in the order in which they were begun', withStore(ground, async (store) => {
    const rows = OPERATIONS.map((operation, at) => ({ ...entry(`t${9 - at}`), operation, ...(at === 0 ? { bookmark: 'uidnext=7', soughtAt: '2026-02-01T00:00:00Z' } : {}) }))
    await store.pair('p').commit({ begun: rows.slice(0, 2) })
    await store.pair('p').commit({ begun: rows.slice(2) })
    assert.deepEqual(await store.pair('p').journal(), rows)
  }))

  test('audit records come back newest first', withStore(ground, async (store) => {
    const first: AuditRecord = { at: '2026-02-01T00:00:00Z', run: 'r', kind: 'recovered', reason: 'x' }
    const second: AuditRecord = { ...first, kind: 'trash', on: 'left', item: 'i', binding: 'b', token: 't', detail: '[1]' }
    await store.pair('p').commit({ audit: [first, second] })
    await store.pair('p').commit({ audit: [first] })
    assert.deepEqual(await store.audit.last('p', 2), [first, second])
    assert.deepEqual(await store.audit.last('p', 9), [first, second, first])
  }))

  test('what is set aside, where reading stopped, and facts come back as they were written', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({
      setAside: [aside('i')],
      checkpoints: [
        { side: 'left', scope: 'a', value: 'https://x/?$deltatoken=1' },
        { side: 'left', scope: 'b', value: '2' },
        { side: 'right', scope: 'a', value: '3' },
      ],
      facts: { report: '{"run":1}' },
    })
    assert.deepEqual(await pair.setAside(), [aside('i')])
    assert.deepEqual(await pair.checkpoints('left'), new Map([['a', 'https://x/?$deltatoken=1'], ['b', '2']]))
    assert.deepEqual(await pair.checkpoints('right'), new Map([['a', '3']]))
    assert.equal(await pair.fact('report'), '{"run":1}')
    assert.equal(await pair.fact('Report'), undefined)
  }))

  test('any text comes back as it was and is told apart from every other', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const items = AWKWARD.map((text) =>
      item(text, { id: text, folder: text, headline: text, internetMessageId: text, etag: text, marks: { ...FULL_ITEM.marks, tags: [text] } }),
    )
    const folders = AWKWARD.map((text) => folder(text, { id: text, name: text, parent: text, base: { name: text, parent: text } }))
    const facts = Object.fromEntries(AWKWARD.map((text) => [text, text]))
    const checkpoints = AWKWARD.map((text) => ({ side: 'left' as const, scope: text, value: text }))
    const begun = AWKWARD.map((text) => ({ ...entry(text), bookmark: text }))
    await pair.commit({ items, folders, facts, checkpoints, begun })

    for (const [at, text] of AWKWARD.entries()) {
      const expected = [items[at]]
      assert.deepEqual(await pair.itemsByRef([text]), expected, JSON.stringify(text))
      assert.deepEqual(await pair.itemsById('left', [text]), expected, JSON.stringify(text))
      assert.deepEqual(await pair.itemsByMessageId([text]), expected, JSON.stringify(text))
      assert.deepEqual(await pair.itemsInFolder('left', text), expected, JSON.stringify(text))
      assert.equal(await pair.fact(text), text)
    }
    const byRef = (rows: readonly Folder[]) => new Map(rows.map((row) => [row.ref, row]))
    assert.deepEqual(byRef(await pair.folders()), byRef(folders))
    assert.deepEqual(await pair.checkpoints('left'), new Map(AWKWARD.map((text) => [text, text])))
    assert.deepEqual(await pair.journal(), begun)
  }))

  test('a pair may have any name', withStore(ground, async (store) => {
    for (const name of AWKWARD) await store.pair(name).commit({ facts: { name: JSON.stringify(name) } })
    for (const name of AWKWARD) assert.equal(await store.pair(name).fact('name'), JSON.stringify(name))
    assert.deepEqual(new Set(await store.pairs()), new Set(AWKWARD))
  }))

  test('five thousand rows of each kind fit in one change set', withStore(ground, async (store) => {
    const names = Array.from({ length: 5000 }, (_, at) => `n${at}`)
    const changes: ChangeSet = {
      items: names.map((name) => item(name)),
      bindings: names.map((name) => binding(name, name, undefined)),
      folders: names.map((name) => folder(name)),
      begun: names.map(entry),
      setAside: names.map(aside),
    }
    const pair = store.pair('p')
    await pair.commit(changes)
    assert.equal((await pair.itemsByRef(names)).length, 5000)
    assert.equal((await pair.itemsById('left', names.map((name) => `id-${name}`))).length, 5000)
    assert.equal((await pair.itemsByMessageId(names.map((name) => `<${name}@example.com>`))).length, 5000)
    assert.equal((await pair.bindingsOf(names)).length, 5000)
    assert.deepEqual((await pair.journal()).map((row) => row.token), names)
    await pair.commit({ deletedItems: names, deletedBindings: names, settled: names, released: names })
    assert.deepEqual(await pair.counts(), {
      items: { left: 0, right: 0 },
      bindings: { live: 0, differs: 0, tombstone: 0, departed: 0, retired: 0 },
      carried: 0,
      rebuilt: 0,
      wrapped: 0,
      setAside: 0,
      journal: 0,
    })
  }))
}
