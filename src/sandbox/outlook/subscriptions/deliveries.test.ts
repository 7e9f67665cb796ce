import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS, importMessage, MIME } from '../outlook.test-kit.ts'
import { MINUTE, openEndpoint, openSubscriber, until } from './subscriptions.test-kit.ts'

const { tenant, endpoint, api, subscribe } = await openSubscriber()
const { cloud, shared } = tenant

test('what is not answered with success within three seconds is sent again after growing pauses', async () => {
  await subscribe()
  const answers: number[] = []
  endpoint.answering = (response) => void response.writeHead(answers.push(0) < 3 ? 500 : 202).end()
  await importMessage(tenant)
  await endpoint.told(1)
  await nextAttempt(10_000, 2)
  await nextAttempt(20_000, 3)
  await until(() => shared.ledger.tellings()[0]?.outcome === 'told')
  shared.clock.advance(5 * 60 * MINUTE)
  assert.equal(endpoint.requests.length, 3)
})

test('an answer that takes three seconds counts as none', async () => {
  await subscribe()
  const held: (() => void)[] = []
  endpoint.answering = (response) => void held.push(() => response.writeHead(202).end())
  await importMessage(tenant)
  await endpoint.told(1)
  shared.clock.advance(3000)
  held[0]?.()
  await nextAttempt(10_000, 2)
})

test('a change that was on its way when its subscription ended is lost', async () => {
  const id = await subscribe()
  endpoint.answering = (response) => void response.writeHead(500).end()
  await importMessage(tenant)
  await until(() => shared.ledger.tellings()[0]?.answeredAt !== undefined)
  await api('DELETE', `/${id}`)
  shared.clock.advance(10_000)
  await until(() => shared.ledger.tellings()[0]?.outcome === 'lost')
  assert.equal(endpoint.requests.length, 1)
})

test('an endpoint that takes longer than three seconds too often is told ten seconds later', async () => {
  const slow = await openEndpoint()
  try {
    await subscribe({ notificationUrl: slow.url })
    const held: (() => void)[] = []
    slow.answering = (response) => void held.push(() => response.writeHead(202).end())
    for (let n = 1; n <= 100; n++) {
      cloud.deliver(ADDRESS, Buffer.from(MIME))
      await until(() => held.length >= n)
    }
    shared.clock.advance(3000)
    for (const answer of held) answer()
    await until(() => shared.ledger.tellings().every(({ answeredAt }) => answeredAt !== undefined))
    cloud.deliver(ADDRESS, Buffer.from(MIME))
    const telling = shared.ledger.tellings().at(-1)
    await until(() => {
      shared.clock.advance(1000)
      return telling?.attempts === 1
    })
    assert.ok(telling?.sentAt !== undefined && telling.sentAt - telling.changedAt >= 10_000)
  } finally {
    slow.close()
  }
})

test('what cannot be told for four hours is lost, and the lifecycle address is told that something was missed', async () => {
  const lifecycle = await openEndpoint()
  try {
    const id = await subscribe({ lifecycleNotificationUrl: lifecycle.url })
    endpoint.answering = (response) => void response.writeHead(503).end()
    await importMessage(tenant)
    await endpoint.told(1)
    while (shared.ledger.tellings()[0]?.outcome === 'waiting') {
      shared.clock.advance(60 * MINUTE)
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.equal(shared.ledger.tellings()[0]?.outcome, 'lost')
    const [missed] = await lifecycle.told(1)
    assert.deepEqual([missed?.lifecycleEvent, missed?.subscriptionId, missed?.clientState], ['missed', id, 'only we know'])
    assert.equal(missed?.resourceData, undefined)
  } finally {
    lifecycle.close()
  }
})

test('an endpoint that takes longer than ten seconds too often is told nothing for a while', async () => {
  const lifecycle = await openEndpoint()
  const slow = await openEndpoint()
  try {
    await subscribe({ notificationUrl: slow.url, lifecycleNotificationUrl: lifecycle.url })
    slow.answering = () => undefined
    for (let n = 1; n <= 100; n++) {
      cloud.deliver(ADDRESS, Buffer.from(MIME))
      await until(() => slow.requests.length >= n)
    }
    shared.clock.advance(10_000)
    await until(() => {
      cloud.deliver(ADDRESS, Buffer.from(MIME))
      return shared.ledger.tellings().at(-1)?.outcome === 'dropped'
    })
    assert.ok((await lifecycle.told(1)).every(({ lifecycleEvent }) => lifecycleEvent === 'missed'))
    shared.clock.advance(10 * MINUTE)
    cloud.deliver(ADDRESS, Buffer.from(MIME))
    assert.equal(shared.ledger.tellings().at(-1)?.outcome, 'waiting')
  } finally {
    slow.close()
    lifecycle.close()
  }
})

test('a plan of faults drops, doubles and holds back, the same ones each time', async () => {
  const outcomes = async (): Promise<string[]> => {
    shared.ledger.clear()
    shared.faults.notifications = { since: 0, drop: 0.3, duplicate: 0.3, reorderWithinMs: 50, seed: 7 }
    for (let n = 0; n < 40; n++) cloud.deliver(ADDRESS, Buffer.from(MIME))
    await until(() => shared.ledger.tellings().every(({ outcome }) => outcome !== 'waiting'))
    return shared.ledger.tellings().map(({ outcome, delayMs }) => `${outcome} ${delayMs}`)
  }
  await subscribe()
  const first = await outcomes()
  await until(() => shared.ledger.tellings().some(({ attempts }) => attempts === 2))
  const dropped = first.filter((each) => each.startsWith('dropped')).length
  assert.ok(dropped > 4 && dropped < 20, String(dropped))
  assert.deepEqual(await outcomes(), first)
})

test('an outage loses what it meets, or only makes it late', async () => {
  await subscribe()
  shared.faults.notifications = { since: shared.clock.now(), outageMs: 60_000 }
  await importMessage(tenant)
  await until(() => shared.ledger.tellings()[0]?.outcome === 'dropped')
  shared.faults.notifications = { since: shared.clock.now(), outageMs: 60_000, afterOutage: 'late' }
  await importMessage(tenant)
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual([endpoint.requests.length, shared.ledger.tellings()[1]?.outcome], [0, 'waiting'])
  shared.clock.advance(60_000)
  await endpoint.told(1)
})

test('with realistic latency a change is told two to ten seconds later, and the delay is in the ledger', async () => {
  await subscribe()
  shared.latency.profile = 'realistic'
  cloud.deliver(ADDRESS, Buffer.from(MIME))
  shared.latency.profile = 'none'
  const [telling] = shared.ledger.tellings()
  assert.ok(telling && telling.delayMs >= 2000 && telling.delayMs <= 10_000)
  assert.deepEqual([telling.internetMessageId, telling.change], ['<order-1@shop.example>', 'created'])
  shared.clock.advance(telling.delayMs)
  await endpoint.told(1)
  assert.ok((telling.sentAt ?? 0) >= telling.changedAt + telling.delayMs)
})

/** The next attempt is due `ms` after the one before was answered, and not earlier. */
async function nextAttempt(ms: number, attempt: number): Promise<void> {
  const [telling] = shared.ledger.tellings()
  await until(() => telling?.answeredAt !== undefined)
  shared.clock.advance(ms - 2000)
  assert.equal(telling?.attempts, attempt - 1, 'not before its time')
  shared.clock.advance(2000)
  await until(() => endpoint.requests.length === attempt)
}
