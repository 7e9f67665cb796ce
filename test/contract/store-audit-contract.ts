import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditRecord } from '../../src/engine/ports.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const record = (run: string, fields: Partial<AuditRecord> = {}): AuditRecord => ({ at: '2026-02-01T00:00:00Z', run, kind: 'copy', on: 'right', item: 'a', reason: 'new-here', ...fields })

/** What can be asked of the audit. */
export function storeAuditContract(ground: () => StoreGround): void {
  test('runs are listed newest first, with their time and what they wrote on which side', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ audit: [record('b'), record('b'), record('b', { kind: 'trash', on: 'left', at: '2026-02-01T00:00:09Z' }), record('b', { kind: 'bind', reason: 'x' })] })
    const { on: _, ...nowhere } = record('a', { kind: 'bind', at: '2026-02-02T00:00:00Z' })
    await pair.commit({ audit: [nowhere] })
    await pair.commit({ audit: [record('c', { kind: 'move', reason: 'undone', at: '2026-02-03T00:00:00Z' })] })
    const [b] = (await pair.runs(9)).slice(2)
    assert.deepEqual(b, { run: 'b', from: '2026-02-01T00:00:00Z', to: '2026-02-01T00:00:09Z', done: { left: { trash: 1 }, right: { copy: 2, bind: 1 } }, isUndo: false })
    assert.deepEqual((await pair.runs(9)).map(({ run, isUndo }) => [run, isUndo]), [['c', true], ['a', false], ['b', false]])
    assert.deepEqual((await pair.runs(2)).map(({ run }) => run), ['c', 'a'])
    assert.deepEqual(await pair.run('b'), b)
    assert.deepEqual((await pair.run('a'))?.done, { left: {}, right: {} })
  }))

  test('a run that changed nothing, or in another pair, is not known', withStore(ground, async (store) => {
    await store.pair('q').commit({ audit: [record('a', { detail: 'd' })] })
    const pair = store.pair('p')
    assert.deepEqual([await pair.runs(9), await pair.run('a'), await pair.writesSince('a')], [[], undefined, []])
  }))

  test('what was written since a run began is told in order, without what has no detail', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const writes = ['1', '2', '3', '4'].map((detail, at) => record(at < 1 ? 'a' : at < 3 ? 'b' : 'c', { kind: 'mark', detail }))
    await pair.commit({ audit: [...writes.slice(0, 2), record('b'), ...writes.slice(2)] })
    assert.deepEqual(await pair.writesSince('b'), writes.slice(1))
    assert.deepEqual(await pair.writesSince('a'), writes)
    assert.deepEqual(await pair.writesSince('d'), [])
  }))

  test('what was done after a point is told in order, with or without detail, and nothing of another pair', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const records = [record('a'), record('a', { kind: 'mark', detail: 'd' }), record('b')]
    await pair.commit({ audit: records })
    await store.pair('q').commit({ audit: [record('a')] })
    const [first] = await store.audit.search('p', { most: 1 })
    assert.deepEqual([await pair.recordsAfter(0), await pair.recordsAfter(first?.seq ?? 0)], [records, records.slice(1)])
  }))

  test('records are found by run, kind, item and time, oldest first or newest first, a page at a time', withStore(ground, async (store) => {
    const pair = store.pair('p')
    const records = [record('a'), record('a', { kind: 'mark', item: 'b' }), record('b', { at: '2026-02-02T00:00:00Z' }), record('b', { kind: 'trash', at: '2026-02-03T00:00:00Z' })]
    await pair.commit({ audit: records.slice(0, 3) })
    await store.pair('q').commit({ audit: [record('a')] })
    await pair.commit({ audit: records.slice(3) })
    const places = async (query: object): Promise<number[]> => {
      const all = (await store.audit.search('p', { most: 99 })).map(({ seq }) => seq)
      return (await store.audit.search('p', { most: 99, ...query })).map(({ seq }) => all.indexOf(seq))
    }
    assert.deepEqual(await places({}), [0, 1, 2, 3])
    assert.deepEqual(await places({ run: 'b' }), [2, 3])
    assert.deepEqual(await places({ kind: 'mark' }), [1])
    assert.deepEqual(await places({ item: 'a', run: 'a' }), [0])
    assert.deepEqual(await places({ since: '2026-02-02T00:00:00Z', until: '2026-02-03T00:00:00Z' }), [2])
    const [first, second] = await store.audit.search('p', { most: 2 })
    assert.deepEqual(await places({ after: second?.seq }), [2, 3])
    assert.deepEqual(await places({ isNewestFirst: true }), [3, 2, 1, 0])
    assert.deepEqual(await places({ isNewestFirst: true, most: 1, run: 'a' }), [1], 'the newest of those that are named')
    assert.deepEqual(await places({ before: second?.seq, isNewestFirst: true }), [0])
    await store.audit.record('r', ['Chan Tai Man', '陳大文', 'a 100 % sure_person'].map((by) => record('d', { kind: 'export', by })))
    const people = async (by: string): Promise<unknown[]> => (await store.audit.search('r', { most: 9, by })).map((each) => each.by)
    assert.deepEqual(await Promise.all(['tai man', '大文', '0 % s', '%', '_', '\\', 'nobody'].map(people)), [['Chan Tai Man'], ['陳大文'], ['a 100 % sure_person'], ['a 100 % sure_person'], ['a 100 % sure_person'], [], []])
    const { seq: _seq, hash: _hash, ...found } = first ?? assert.fail()
    assert.deepEqual(found, records[0])
  }))

  test('records of a clock that was set back keep their order, and the chain holds and says where', withStore(ground, async (store) => {
    const times = ['2026-02-01T00:00:10Z', '2026-02-01T00:00:08Z', '2026-02-01T00:01:00Z', '2026-01-31T00:00:00Z', '2026-01-31T00:00:01Z', '2026-02-02T00:00:00Z', '2025-01-01T00:00:00Z']
    for (const at of times) await store.pair('p').commit({ audit: [record('a', { at })] })
    const found = await store.audit.search('p', { most: 99 })
    assert.deepEqual(found.map(({ at }) => at), times)
    const { records, broken, setBack } = await store.audit.verify('p')
    assert.deepEqual([records, broken, setBack], [7, undefined, { times: 2, first: { seq: found[3]?.seq, at: times[3], after: times[2] } }])
    await store.pair('q').commit({ audit: [record('a', { at: times[0]! }), record('a', { at: times[1]! })] })
    assert.equal((await store.audit.verify('q')).setBack, undefined, 'what was written at the same time may be in either order')
  }))

  test('the chain of each pair holds, and knows its heads and how far each has come', withStore(ground, async (store) => {
    for (const run of ['a', 'b', 'c']) for (const name of ['p', 'q']) await store.pair(name).commit({ audit: [record(run), record(run, { detail: '["Ä"]' })] })
    const before = await store.audit.verify('p')
    assert.deepEqual([before.records, before.broken], [6, undefined])
    await store.pair('p').commit({ audit: [record('d')] })
    const after = await store.audit.verify('p')
    assert.equal(after.records, 7)
    const { head: other } = await store.audit.verify('q')
    assert.deepEqual((await store.audit.verify('p', [before.head, after.head])).missing, undefined)
    assert.deepEqual((await store.audit.verify('p', [other, before.head])).missing, [other])
    assert.deepEqual(await store.audit.heads(), [{ pair: 'p', records: 7, head: after.head }, { pair: 'q', records: 6, head: other }])
  }))
}
