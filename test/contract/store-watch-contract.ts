import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../../src/watch/alert.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const AT = '2026-02-01T00:00:00Z'
const alert = (key: string, fields: Partial<Alert> = {}): Alert => ({ key, kind: 'lag', pair: 'p', data: { minutes: 60 }, raisedAt: AT, told: {}, ...fields })

/** What is remembered for alerts. */
export function storeWatchContract(ground: () => StoreGround): void {
  test('that a rule fits a message is noted with the message or not at all, once, and goes with the rule and with the pair', withStore(ground, async (store) => {
    const { watch } = store
    await watch.keepPart({ id: 'r', kind: 'rule', sealed: 's', createdAt: AT }, [{ at: AT, run: 'd', kind: 'watch', by: 'ops', reason: 'rule added' }])
    await watch.keepPart({ id: 'q', kind: 'channel', sealed: 't', createdAt: '2026-01-01T00:00:00Z' }, [])
    assert.deepEqual((await watch.parts()).map(({ id, kind }) => [id, kind]), [['q', 'channel'], ['r', 'rule']])
    const match = { item: 'a', side: 'left', dueAt: AT } as const
    await store.pair('p').commit({ matched: [{ ...match, rule: 'r' }, { ...match, rule: 'q', item: 'ü\0' }], facts: { a: 'b' } })
    await store.pair('p').commit({ matched: [{ ...match, rule: 'r', dueAt: '2026-01-01T00:00:00Z' }] })
    assert.deepEqual(await watch.dueMatches('2026-01-31T00:00:00Z'), [])
    assert.deepEqual((await watch.dueMatches(AT)).map(({ rule, item, state }) => [rule, item, state]).sort(), [['q', 'ü\0', 'waiting'], ['r', 'a', 'waiting']])
    await watch.setMatches([{ pair: 'p', rule: 'q', item: 'ü\0', state: 'lasting' }])
    assert.deepEqual((await watch.dueMatches(AT)).find(({ rule }) => rule === 'q'), { ...match, rule: 'q', item: 'ü\0', pair: 'p', state: 'lasting' })
    await watch.setMatches([{ pair: 'p', rule: 'q', item: 'ü\0', state: 'over' }])
    await watch.removePart('r', [])
    assert.deepEqual([await watch.dueMatches(AT), (await watch.parts()).length], [[], 1])
    await store.pair('p').commit({ matched: [{ ...match, rule: 'q' }] })
    await store.pair('p').forget([])
    assert.deepEqual(await watch.dueMatches(AT), [])
    assert.equal((await store.audit.search('@tongbu', { most: 9 })).length, 1)
  }))

  test('a part is put in the place of the one that was seen, and of no other, and what a rule has found is due later or goes', withStore(ground, async (store) => {
    const { watch } = store
    await watch.keepPart({ id: 'r', kind: 'rule', sealed: 's', createdAt: AT }, [])
    for (const [item, dueAt] of [['a', AT], ['b', '2026-02-01T04:00:00Z']] as const) await store.pair('p').commit({ matched: [{ item, side: 'left', dueAt, rule: 'r' }] })
    const change = (sealed: string, before: string, matches: 'forgotten' | number) => watch.changePart({ id: 'r', kind: 'rule', sealed, createdAt: AT }, before, matches, [{ at: AT, run: 'd', kind: 'watch', by: 'ops', reason: 'rule changed' }])
    assert.equal(await change('t', 's', 4 * 3_600_000), true)
    assert.equal(await change('u', 's', 'forgotten'), false)
    assert.deepEqual([(await watch.parts()).map(({ sealed }) => sealed), (await watch.dueMatches('2026-03-01T00:00:00Z')).map(({ item, dueAt }) => [item, dueAt])], [['t'], [['a', '2026-02-01T04:00:00Z'], ['b', '2026-02-01T08:00:00Z']]])
    assert.equal(await change('u', 't', 'forgotten'), true)
    assert.deepEqual([await watch.dueMatches('2026-03-01T00:00:00Z'), (await store.audit.search('@tongbu', { most: 9 })).length], [[], 2])
  }))

  test('alerts are kept by key with what was told of them, in the feed at once, and forgotten some time after their end', withStore(ground, async ({ watch, feed }) => {
    await watch.keepAlerts([alert('b'), alert('a')], [{ at: AT, kind: 'alert.raised', pair: 'p', data: { about: 'lag' } }])
    await watch.keepAlerts([alert('a', { told: { c: 'raised' }, resolvedAt: AT })], [])
    assert.deepEqual(await watch.alerts(), [alert('a', { told: { c: 'raised' }, resolvedAt: AT }), alert('b')])
    assert.deepEqual((await feed.read({ limit: 9 })).events.map(({ kind }) => kind), ['alert.raised'])
    await watch.trim('2026-02-02T00:00:00Z')
    assert.deepEqual((await watch.alerts()).map(({ key }) => key), ['b'])
  }))
}
