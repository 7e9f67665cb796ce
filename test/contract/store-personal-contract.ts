import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreed, aside, binding, folder, item } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

/** What privacy asks of a store. */
export function storePersonalContract(ground: () => StoreGround): void {
  test('every row of the mirror is told with what could tell whose it is, gone ones too', withStore(ground, async (store) => {
    const origin = { pair: 'p', side: 'left', id: 'a', token: 't', exact: 'x1:o', normal: 'n1:o', roleClass: 'received', route: 'exact' } as const
    await store.pair('p').commit({ items: [item('a', { digests: { exact: 'x1:a', normal: 'n1:a' } }), item('b', { side: 'right', presence: 'gone', origin })], bindings: [binding('1', 'a', 'b', 'tombstone')] })
    await store.pair('q').commit({ items: [item('c')] })
    assert.deepEqual((await store.personal.rows('p')).sort((one, other) => (one.ref < other.ref ? -1 : 1)), [
      { ref: 'a', side: 'left', id: 'id-a', presence: 'present', internetMessageId: '<a@example.com>', digests: ['x1:a'] },
      { ref: 'b', side: 'right', id: 'id-b', presence: 'gone', internetMessageId: '<b@example.com>', digests: ['x1:o'] },
    ])
    assert.deepEqual(await store.personal.bindings('p'), [{ id: '1', left: 'a', right: 'b', status: 'tombstone' }])
  }))

  test('a text is found in whatever table and column it is, whatever its case, and signs of a pattern are none', withStore(ground, async (store) => {
    const pair = store.pair('p')
    await pair.commit({ items: [agreed(item('a', { internetMessageId: '<A_b%c@Example.com>' }))], folders: [folder('Wong')], checkpoints: [{ side: 'left', scope: 'join', value: '{"1":["<a_b%c@example.com>"]}' }], setAside: [aside('a')] })
    await pair.commit({ audit: [{ at: '2026-02-01T00:00:00Z', run: 'r', kind: 'waive', by: 'wong', reason: 'x' }] })
    assert.deepEqual(await store.personal.traces(['a_b%c@example.com']), { checkpoints: 1, items: 1 })
    assert.deepEqual(await store.personal.traces(['wong', 'nobody']), { audit: 1, folders: 1 })
    assert.deepEqual([await store.personal.traces(['axb%c@example.com']), await store.personal.traces([])], [{}, {}])
  }))

  test('rows that pass by and hold a text are told of and forgotten, and of a pause only who made it', withStore(ground, async (store) => {
    const { personal, watch, feed, webhooks, service } = store
    const at = '2026-02-01T00:00:00Z'
    for (const who of ['Wong@x.example', 'chen@x.example']) {
      await feed.tell([{ at, kind: 'hold.opened', data: { who } }])
      await watch.keepAlerts([{ key: who, kind: 'hold', data: {}, raisedAt: at, told: {} }], [])
      await webhooks.add({ id: who.slice(0, 1), url: 'https://x.example', by: 'ops', createdAt: at, secrets: [] }, await feed.end(), [])
      await service.pause({ pair: who.slice(0, 1), by: who, since: 0 })
    }
    const [event] = (await feed.read({ limit: 1 })).events
    await webhooks.note('W', [{ event: event?.id ?? '', at, kind: 'hold.opened', body: 'to wong@x.example', dueAt: 0 }], await feed.end())
    assert.deepEqual(await personal.noted(['wong@x.example', 'nobody']), {
      events: [{ at, kind: 'hold.opened', pair: '', data: { who: 'Wong@x.example' } }],
      deliveries: [{ webhook: 'W', state: 'waiting', body: 'to wong@x.example' }],
      alerts: [{ key: 'Wong@x.example', kind: 'hold', data: {}, raisedAt: at, told: {} }],
      pauses: [{ pair: 'W', by: 'Wong@x.example', since: '1970-01-01T00:00:00Z' }],
    })
    await personal.forgetNoted(['wong@x.example'], 'somebody')
    assert.deepEqual([await personal.noted(['wong@x.example']), Object.keys(await personal.noted(['chen@x.example'])), await personal.noted([])], [{}, ['events', 'alerts', 'pauses'], {}])
    assert.deepEqual((await service.pauses()).map(({ by }) => by).sort(), ['chen@x.example', 'somebody'])
  }))

  test('notes of erasures are kept by name until they are forgotten', withStore(ground, async (store) => {
    const { personal } = store
    await personal.keepNote('e1', '{"a":1}')
    await personal.keepNote('e2', 'b')
    await personal.keepNote('e1', '{"a":2}')
    assert.deepEqual(await personal.notes(), new Map([['e1', '{"a":2}'], ['e2', 'b']]))
    await personal.keepNote('e1', null)
    assert.deepEqual([...(await personal.notes()).keys()], ['e2'])
    await personal.scrub()
    assert.deepEqual(await store.pairs(), [], 'a note makes no pair')
  }))

  test('people count once in a year of China and a direction, whatever the pair, and none can be read', withStore(ground, async (store) => {
    const carried = (at: string, on: 'left' | 'right', ...people: string[]) => ({ carried: [{ at, on, people }] })
    await store.pair('p').commit(carried('2025-12-31T15:59:59Z', 'right', 'a@x.example'))
    await store.pair('p').commit(carried('2025-12-31T16:00:00Z', 'right', 'a@x.example', 'b@x.example'))
    await store.pair('q').commit(carried('2026-06-01T00:00:00Z', 'right', 'b@x.example', 'c@x.example', 'c@x.example'))
    await store.pair('q').commit({ carried: [{ at: '2026-06-01T00:00:00Z', on: 'left', people: [] }, { at: '2026-06-01T00:00:00Z', on: 'left', people: ['a@x.example'] }] })
    const { personal } = store
    assert.deepEqual([await personal.people(2025), await personal.people(2026), await personal.people(2027)], [{ left: 0, right: 1 }, { left: 1, right: 3 }, { left: 0, right: 0 }])
    assert.deepEqual(await personal.traces(['a@x.example']), { people: 3 }, 'only whoever has the address and the secret can tell')
    assert.deepEqual([await personal.unlinkPeople(['a@x.example', 'z@x.example']), await personal.traces(['a@x.example'])], [3, {}])
    assert.deepEqual(await personal.people(2026), { left: 1, right: 3 }, 'the count stays')
    await store.pair('p').commit(carried('2027-06-01T00:00:00Z', 'right', 'a@x.example'))
    assert.deepEqual([await personal.people(2025), await personal.people(2026)], [{ left: 0, right: 0 }, { left: 1, right: 3 }], 'older years are forgotten')
    assert.deepEqual([await personal.unlinkPeople([]), await personal.traces(['nobody@x.example'])], [0, {}])
  }))

  test('what crossed is counted by month and side, with the bytes of what is still known', withStore(ground, async (store) => {
    const record = (at: string, on: 'left' | 'right', kind: 'copy' | 'mark' | 'bind', ref: string) => ({ at, run: 'r', kind, on, item: ref, reason: 'new-here' })
    await store.pair('p').commit({
      items: [item('a', { size: 1000 }), item('b', { size: 30 })],
      audit: [record('2026-01-31T23:59:59Z', 'right', 'copy', 'a'), record('2026-02-01T00:00:00Z', 'right', 'copy', 'b'), record('2026-02-02T00:00:00Z', 'right', 'copy', 'gone'), record('2026-02-02T00:00:00Z', 'left', 'mark', 'a'), record('2026-02-02T00:00:00Z', 'left', 'bind', 'a')],
    })
    assert.deepEqual(await store.personal.crossings('p'), [
      { month: '2026-01', to: 'right', messages: 1, bytes: 1000, changes: 0 },
      { month: '2026-02', to: 'left', messages: 0, bytes: 0, changes: 1 },
      { month: '2026-02', to: 'right', messages: 2, bytes: 30, changes: 0 },
    ])
    assert.deepEqual(await store.personal.crossings('q'), [])
  }))
}
