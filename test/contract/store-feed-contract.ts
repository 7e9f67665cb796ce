import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedQuery } from '../../src/events/ports.ts'
import type { AuditRecord } from '../../src/engine/ports.ts'
import type { Store } from '../../src/store/store.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const AT = '2026-02-01T00:00:00Z'
const record = (item: string, fields: Partial<AuditRecord> = {}): AuditRecord => ({ at: AT, run: 'r', kind: 'copy', on: 'right', item, reason: 'new-here', ...fields })

/** All events after a cursor, page by page. */
export async function readAll(store: Pick<Store, 'feed'>, query: Partial<FeedQuery> = {}): Promise<string[]> {
  const items: string[] = []
  for (let after = query.after; ; ) {
    const { events, next, isMore } = await store.feed.read({ limit: 100, ...query, ...(after === undefined ? {} : { after }) })
    items.push(...events.map(({ kind, item = '' }) => `${kind} ${item}`.trim()))
    after = next
    if (!isMore) return items
  }
}

/** What can be heard of all that happens. */
export function storeFeedContract(ground: () => StoreGround): void {
  test('effects and what is none are one feed in the order in which they happened, and what moves our own memory only is not told', withStore(ground, async (store) => {
    await store.pair('p').commit({ audit: [record('a', { tookMs: 1500 }), record('b', { kind: 'bind' })], events: [{ at: AT, kind: 'item.set-aside', item: 'c', data: { code: 'TOO_LARGE' } }] })
    await store.feed.tell([{ at: AT, kind: 'webhook.disabled', data: { webhook: 'w' } }])
    await store.pair('q').commit({ audit: [record('d', { kind: 'trash', reason: 'trashed-there' })] })
    const { events, isMore } = await store.feed.read({ limit: 9 })
    assert.equal(isMore, false)
    assert.deepEqual(events.map(({ id: _id, ...event }) => event), [
      { at: AT, kind: 'item.copied', pair: 'p', on: 'right', item: 'a', run: 'r', reason: 'new-here', tookMs: 1500 },
      { at: AT, kind: 'item.set-aside', pair: 'p', item: 'c', data: { code: 'TOO_LARGE' } },
      { at: AT, kind: 'webhook.disabled', data: { webhook: 'w' } },
      { at: AT, kind: 'item.trashed', pair: 'q', on: 'right', item: 'd', run: 'r', reason: 'trashed-there' },
    ])
    assert.equal((await store.audit.verify('p')).broken, undefined)
  }))

  test('the id of an event is the cursor after it, and every page goes on where the one before ended', withStore(ground, async (store) => {
    for (const item of ['a', 'b', 'c', 'd', 'e']) await store.pair('p').commit({ audit: [record(item), record('x', { kind: 'bind' })] })
    const all = await store.feed.read({ limit: 9 })
    for (const [at, { id }] of all.events.entries()) assert.equal((await store.feed.read({ after: id, limit: 1 })).events[0]?.item, all.events[at + 1]?.item)
    assert.deepEqual(await readAll(store, { limit: 2 }), ['a', 'b', 'c', 'd', 'e'].map((item) => `item.copied ${item}`))
    const end = await store.feed.end()
    assert.deepEqual(await readAll(store, { after: await store.feed.end(4) }), ['d', 'e'].map((item) => `item.copied ${item}`))
    assert.equal((await readAll(store, { after: await store.feed.end(9999) })).length, 5)
    const [four, five] = await Promise.all([4, 5].map((limit) => store.feed.read({ limit })))
    assert.deepEqual([four?.isMore, five?.isMore, five?.next], [true, false, end])
    assert.deepEqual(await store.feed.read({ after: end, limit: 9 }), { events: [], next: end, isMore: false })
  }))

  test('what crossed is counted by hour, side and kind between two moments, and how long the last changes took is told newest first', withStore(ground, async (store) => {
    const at = (time: string) => ({ at: `2026-02-0${time}:00Z` })
    await store.pair('p').commit({ audit: [record('old', at('1T07:59')), record('a', { ...at('1T08:00'), tookMs: 900 }), record('b', { ...at('1T08:59'), tookMs: 1100 })] })
    await store.pair('q').commit({ audit: [record('c', { ...at('1T08:30'), on: 'left' }), record('d', { ...at('1T09:00'), kind: 'mark', reason: 'changed-there', tookMs: 5 }), record('e', { ...at('1T09:30'), kind: 'bind' }), record('f', at('1T10:00'))] })
    assert.deepEqual(await store.feed.crossed('2026-02-01T08:00:00Z', '2026-02-01T10:00:00Z'), [
      { hour: '2026-02-01T08:00:00Z', on: 'left', kind: 'item.copied', many: 1 },
      { hour: '2026-02-01T08:00:00Z', on: 'right', kind: 'item.copied', many: 2 },
      { hour: '2026-02-01T09:00:00Z', on: 'right', kind: 'item.marked', many: 1 },
    ])
    assert.deepEqual((await store.feed.delays('2026-02-01T08:30:00Z', 9)).map(({ kind, tookMs }) => [kind, tookMs]), [['item.marked', 5], ['item.copied', 1100]])
    assert.deepEqual((await store.feed.delays('2026-02-01T00:00:00Z', 2)).map(({ tookMs }) => tookMs), [5, 1100])
    assert.deepEqual(await store.feed.crossed('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'), [])
  }))

  test('kinds and pairs narrow the feed, and the cursor goes on past what is left out', withStore(ground, async (store) => {
    await store.pair('p').commit({ audit: [record('a'), record('b', { kind: 'mark', reason: 'conflict' }), record('c', { kind: 'mark', reason: 'changed-there' })] })
    await store.pair('q').commit({ audit: [record('d')] })
    assert.deepEqual(await readAll(store, { kinds: ['item.conflict'] }), ['item.conflict b'])
    assert.deepEqual(await readAll(store, { kinds: ['item.copied', 'item.marked'] }), ['item.copied a', 'item.marked c', 'item.copied d'])
    assert.deepEqual(await readAll(store, { pairs: ['q'] }), ['item.copied d'])
    assert.equal((await store.feed.read({ limit: 9, kinds: ['run.ended'] })).next, await store.feed.end())
  }))

  test('records of the gate are told as what they mean, and neither a reason in words nor an address is told', withStore(ground, async (store) => {
    await store.audit.record('p', [
      { at: AT, run: 'g', kind: 'answer', reason: 'gate-opened' },
      { at: AT, run: 'g', kind: 'waive', reason: 'ask chan@acme.example', by: 'chan@acme.example' },
      { at: AT, run: 'g', kind: 'answer', reason: 'gate-closed', by: 'Chan' },
    ])
    const { events } = await store.feed.read({ limit: 9 })
    assert.deepEqual(events.map(({ kind, by, reason }) => [kind, by, reason]), [['gate.opened', undefined, undefined], ['gate.waived', 'somebody', undefined], ['gate.closed', 'Chan', undefined]])
  }))

  test('that a pair stands otherwise is told once, with how it stood before', withStore(ground, async ({ service, feed }) => {
    const since = Date.parse(AT)
    await service.setStanding({ pair: 'p', state: 'behind', since })
    await service.setStanding({ pair: 'p', state: 'behind', since, changedAt: since })
    await service.setStanding({ pair: 'p', state: 'sign-in', code: 'UNAUTHORIZED', since })
    assert.deepEqual((await feed.read({ limit: 9 })).events.map(({ kind, pair, data }) => [kind, pair, data]), [
      ['pair.state', 'p', { state: 'behind' }],
      ['pair.state', 'p', { state: 'sign-in', code: 'UNAUTHORIZED', before: 'behind' }],
    ])
  }))

  test('what is older than it is kept goes, the audit stays whole, and a cursor from before is refused', withStore(ground, async (store) => {
    const old = '2026-01-01T00:00:00Z'
    await store.feed.tell([{ at: old, kind: 'run.ended', pair: 'p' }])
    const [first] = (await store.feed.read({ limit: 1 })).events
    await store.pair('p').commit({ audit: [record('a', { at: old })] })
    await store.pair('p').commit({ audit: [record('b')], events: [{ at: AT, kind: 'run.ended' }] })
    await store.feed.trim('2026-01-15T00:00:00Z')
    assert.deepEqual(await readAll(store), ['item.copied b', 'run.ended'])
    await assert.rejects(store.feed.read({ after: first?.id ?? '', limit: 1 }), { code: 'CURSOR_EXPIRED' })
    assert.equal((await store.audit.search('p', { most: 9 })).length, 2)
    const end = await store.feed.end()
    await store.feed.trim('2027-01-01T00:00:00Z')
    assert.deepEqual([await readAll(store), await store.feed.end()], [[], end], 'places are not given anew')
    await store.pair('p').commit({ audit: [record('c')] })
    assert.deepEqual(await readAll(store, { after: end }), ['item.copied c'])
  }))

  test('a clock that was set back for a while costs no event', withStore(ground, async (store) => {
    for (const at of ['2026-02-01T00:00:00Z', '2025-01-01T00:00:00Z', '2026-02-01T00:00:02Z']) await store.feed.tell([{ at, kind: 'run.ended', pair: 'p' }])
    await store.feed.trim('2026-01-15T00:00:00Z')
    assert.equal((await readAll(store)).length, 3)
  }))

  test('the cursor of another database, of nothing, and of what has not happened are refused', async () => {
    const cursors: string[] = []
    const body = withStore(ground, async (store) => {
      for (let at = 0; at < 3; at++) await store.feed.tell([{ at: AT, kind: 'run.ended', pair: 'p' }])
      for (const cursor of [...cursors, '', 'x', '.1', `${(await store.feed.end()).split('.')[0]}.zz`, `${await store.feed.end()}'`]) await assert.rejects(store.feed.read({ after: cursor, limit: 1 }), { code: 'CURSOR_EXPIRED' }, cursor)
      cursors.push(await store.feed.end())
    })
    await body()
    await body()
    assert.equal(cursors.length, 2)
  })
}
