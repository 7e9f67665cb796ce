import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fate, NewDelivery, Webhook } from '../../src/events/webhook.ts'
import type { AuditRecord } from '../../src/engine/ports.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const AT = '2026-02-01T00:00:00Z'
const webhook = (id: string, fields: Partial<Webhook> = {}): Webhook => ({ id, url: 'https://hooks.example/a', by: '陳大文', createdAt: AT, secrets: [{ sealed: 's' }], ...fields })
const delivery = (place: number, fields: Partial<NewDelivery> = {}): NewDelivery => ({ event: `feed.${place.toString(36)}`, at: AT, kind: 'item.copied', body: '{}', dueAt: 5, ...fields })
const added: AuditRecord = { at: AT, run: 'd1', kind: 'webhook', by: 'ops', reason: 'added' }

/** Addresses outside that are told of events. */
export function storeWebhooksContract(ground: () => StoreGround): void {
  test('what a person says of a webhook, how it fares and how far it has come change beside each other, with a record of who did it', withStore(ground, async ({ webhooks, audit, feed, pairs }) => {
    await webhooks.add(webhook('b', { kinds: ['run.ended'], createdAt: '2026-02-02T00:00:00Z' }), 'feed.0', [])
    await webhooks.add(webhook('a'), 'feed.0', [added])
    await webhooks.note('a', [delivery(7)], 'feed.9')
    await webhooks.setFate('a', { failingSince: 3 }, { events: [{ at: AT, kind: 'webhook.disabled', data: { webhook: 'a' } }] })
    const [before] = await webhooks.list()
    const change = (name: string, fate?: Fate) => webhooks.change(webhook('a', { name }), before?.kept ?? '', { ...(fate === undefined ? {} : { fate }), audit: [added] })
    assert.deepEqual([await change('n8n'), await change('zapier', {})], [true, false], 'the second has not seen what the first wrote')
    assert.deepEqual((await webhooks.list()).map(({ kept: _kept, ...rest }) => rest), [
      { ...webhook('a', { name: 'n8n' }), failingSince: 3, position: 'feed.9' },
      { ...webhook('b', { kinds: ['run.ended'], createdAt: '2026-02-02T00:00:00Z' }), position: 'feed.0' },
    ])
    assert.equal((await audit.search('@tongbu', { most: 9 })).length, 2)
    assert.deepEqual(await pairs(), [], 'it is no pair')
    assert.equal((await feed.read({ limit: 9 })).events.length, 1)
    await webhooks.remove('a', [])
    assert.deepEqual([(await webhooks.list()).map(({ id }) => id), await webhooks.deliveries('a', { most: 9 })], [['b'], []])
  }))

  test('deliveries are noted once, due in the order of time and feed, and settled', withStore(ground, async ({ webhooks }) => {
    await webhooks.add(webhook('a'), 'feed.0', [])
    await webhooks.note('a', [delivery(36), delivery(9), delivery(10, { dueAt: 1 }), delivery(11, { dueAt: 99 })], 'feed.10')
    await webhooks.note('a', [delivery(9, { dueAt: 0, body: 'other' })], 'feed.10')
    const due = await webhooks.due('a', 50, 9)
    assert.deepEqual(due.map(({ event }) => event), ['feed.a', 'feed.9', 'feed.10'])
    const [first] = due
    assert.ok(first !== undefined)
    assert.equal(await webhooks.isTried('a'), false)
    await webhooks.settle({ ...first, state: 'delivered', attempts: 1, firstTriedAt: 60, last: { at: 60, tookMs: 4, status: 204 } })
    assert.deepEqual([await webhooks.waiting('a'), await webhooks.isTried('a'), await webhooks.isTried('b')], [3, true, false])
    const [done] = await webhooks.deliveries('a', { most: 9, state: 'delivered' })
    assert.deepEqual(done, { ...delivery(10, { dueAt: 1 }), webhook: 'a', state: 'delivered', attempts: 1, firstTriedAt: 60, last: { at: 60, tookMs: 4, status: 204 } })
    assert.deepEqual((await webhooks.deliveries('a', { most: 2 })).map(({ event }) => event), ['feed.10', 'feed.b'])
  }))

  test('what was delivered is delivered again, one or all since a time, and what is old and done is forgotten', withStore(ground, async ({ webhooks }) => {
    await webhooks.add(webhook('a'), 'feed.0', [])
    await webhooks.note('a', [delivery(1, { at: '2026-01-01T00:00:00Z' }), delivery(2), delivery(3)], 'feed.3')
    for (const each of await webhooks.due('a', 50, 9)) await webhooks.settle({ ...each, state: 'delivered', attempts: 1, firstTriedAt: 60 })
    assert.equal(await webhooks.replay('a', { event: 'feed.2' }, 70, [added]), 1)
    assert.equal(await webhooks.replay('a', { event: 'feed.z' }, 70, []), 0)
    assert.deepEqual(await webhooks.due('a', 70, 9), [{ ...delivery(2), webhook: 'a', dueAt: 70, state: 'waiting', attempts: 0 }])
    assert.equal(await webhooks.replay('a', { since: AT }, 80, []), 2)
    await webhooks.trim('2026-01-15T00:00:00Z')
    assert.deepEqual((await webhooks.deliveries('a', { most: 9 })).map(({ event }) => event), ['feed.3', 'feed.2'])
  }))
}
