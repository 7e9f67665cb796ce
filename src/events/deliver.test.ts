import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { StillClock } from '../../test/support/still-clock.ts'
import type { HttpRequest } from '../platform/http.ts'
import { spool } from '../platform/spool.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import { openStore } from '../store/open-store.ts'
import { deliver } from './deliver.ts'
import { pauseBefore, type Webhook } from './webhook.ts'

const AT = '2026-02-01T00:00:00Z'
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const HOUR_MS = 3_600_000

/** A service that delivers to an endpoint of the test's own, in time that the test moves. */
async function scene(t: TestContext, webhook: Partial<Webhook> = {}, everyMs = 1000) {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  await store.webhooks.add({ id: 'w', url: 'https://hooks.example/a', by: 'ops', createdAt: AT, secrets: [{ sealed: SECRET }], ...webhook }, await store.feed.end(), [])
  const sent: { readonly at: number; readonly event: string | undefined; readonly request: HttpRequest }[] = []
  const endpoint: { status: number | 'lost'; header: Record<string, string>; onRequest: () => void } = { status: 204, header: {}, onRequest: () => {} }
  const lead = { isOurs: true }
  const http = async (request: HttpRequest) => {
    sent.push({ at: clock.now(), event: (JSON.parse(String(request.body)) as { data: { pair?: string } }).data.pair, request })
    const { status, header } = endpoint
    endpoint.onRequest()
    if (status === 'lost') return { kind: 'lost', reached: true, cause: new Error('reset') } as const
    return { kind: 'answered', status, header: (name: string) => header[name], body: await spool(new Uint8Array()) } as const
  }
  let ending = new AbortController()
  const start = (): Promise<void> => {
    ending = new AbortController()
    return deliver({ store: async () => store, http, clock, telemetry: NO_TELEMETRY, openSecret: async (_id, { sealed }) => sealed, mayDeliver: () => lead.isOurs, everyMs, trouble: () => 'no-way' }, ending.signal)
  }
  let over = start()
  const stop = async (): Promise<void> => {
    ending.abort(new Error('over'))
    const ended = over
    await clock.pass(20)
    await ended
  }
  t.after(async () => {
    await stop()
    await store.close()
  })
  return {
    clock, store, sent, endpoint, lead, stop,
    restart: () => void (over = start()),
    tell: (...pairs: string[]) => store.feed.tell(pairs.map((pair) => ({ at: AT, kind: 'run.ended', pair }))),
    webhook: async () => (await store.webhooks.list())[0],
  }
}

test('what happens is delivered in order, signed so that a library that is not ours takes it and refuses what was changed', async (t) => {
  const { clock, sent, tell } = await scene(t)
  await tell('a', 'b')
  await clock.pass(2000)
  await tell('c')
  await clock.pass(2000)
  assert.deepEqual(sent.map(({ event }) => event), ['a', 'b', 'c'])
  const { request } = sent[0] ?? assert.fail()
  const body = String(request.body)
  // The library looks at the clock of the machine: an old message is a replayed one.
  t.mock.timers.enable({ apis: ['Date'], now: clock.now() })
  const verifier = new StandardWebhook(SECRET)
  const message = verifier.verify(body, { ...request.headers }) as { type: string; timestamp: string; data: { pair: string } }
  assert.deepEqual([message.type, message.timestamp, message.data.pair], ['run.ended', AT, 'a'])
  assert.throws(() => verifier.verify(body.replace('"a"', '"b"'), { ...request.headers }))
  assert.throws(() => new StandardWebhook(Buffer.alloc(32, 8).toString('base64')).verify(body, { ...request.headers }))
  assert.throws(() => verifier.verify(body, { ...request.headers, 'webhook-id': 'msg_other' }))
})

test('kinds and pairs narrow what a webhook is told', async (t) => {
  const { clock, store, sent, tell } = await scene(t, { kinds: ['run.ended', 'hold.opened'], pairs: ['b', 'c'] })
  await tell('a', 'b')
  await store.feed.tell([{ at: AT, kind: 'gate.opened', pair: 'b' }, { at: AT, kind: 'hold.opened', pair: 'c' }])
  await clock.pass(2000)
  assert.deepEqual(sent.map(({ event }) => event), ['b', 'c'])
})

test('an endpoint that is away for an hour gets everything afterwards, under the ids of before, and was tried at growing intervals', async (t) => {
  const { clock, sent, endpoint, tell, webhook } = await scene(t, {}, 20_000)
  endpoint.status = 503
  await tell('a', 'b', 'c')
  await clock.pass(HOUR_MS)
  const tries = sent.length
  assert.ok(tries >= 12 && tries <= 60, `${tries} tries`)
  assert.ok((await webhook())?.failingSince !== undefined)
  endpoint.status = 200
  await clock.pass(2 * HOUR_MS)
  const arrived = sent.slice(tries)
  assert.deepEqual(arrived.map(({ event }) => event).sort(), ['a', 'b', 'c'])
  const ids = new Set(sent.map(({ event, request }) => `${event} ${request.headers?.['webhook-id']}`))
  assert.equal(ids.size, 3)
  assert.equal((await webhook())?.failingSince, undefined)
})

test('after a day in vain a webhook is disabled and says so, and goes on where it stopped once it is enabled', async (t) => {
  const { clock, store, sent, endpoint, tell, webhook } = await scene(t, {}, 300_000)
  endpoint.status = 'lost'
  await tell('a')
  await clock.pass(20 * HOUR_MS)
  assert.equal((await webhook())?.disabled, undefined)
  await tell('b')
  await clock.pass(10 * HOUR_MS)
  assert.equal((await webhook())?.disabled?.because, 'failed')
  assert.deepEqual((await store.feed.read({ limit: 9, kinds: ['webhook.disabled'] })).events.map(({ data }) => data), [{ webhook: 'w', because: 'failed' }])
  const before = sent.length
  await tell('c')
  await clock.pass(HOUR_MS)
  assert.equal(sent.length, before, 'nothing is sent any more')
  endpoint.status = 200
  await store.webhooks.setFate('w', {}, {})
  await clock.pass(5 * HOUR_MS)
  assert.deepEqual(sent.slice(before).flatMap(({ event = [] }) => event).sort(), ['b', 'c'])
})

test('a message that one endpoint refuses for a day is given up alone, and holds up nothing', async (t) => {
  const { clock, store, sent, endpoint, tell, webhook } = await scene(t, {}, 300_000)
  Object.defineProperty(endpoint, 'status', { get: () => (sent.at(-1)?.event === 'bad' ? 400 : 200) })
  await tell('bad', 'a', 'b')
  await clock.pass(900_000)
  assert.deepEqual(sent.filter(({ event }) => event !== 'bad').map(({ event }) => event), ['a', 'b'])
  for (let hour = 0; hour < 30; hour++) {
    await tell(`n${hour}`)
    await clock.pass(HOUR_MS)
  }
  const bad = (await store.webhooks.deliveries('w', { most: 99 })).find(({ body }) => body.includes('"bad"'))
  assert.equal(bad?.state, 'given-up')
  assert.equal((await webhook())?.disabled, undefined)
})

test('an endpoint that is gone for good is left alone at once, and one that asks for time gets it', async (t) => {
  const { clock, sent, endpoint, tell, webhook } = await scene(t)
  Object.assign(endpoint, { status: 429, header: { 'retry-after': '600' } })
  await tell('a')
  await clock.pass(590_000)
  assert.equal(sent.length, 1)
  endpoint.status = 410
  await clock.pass(30_000)
  assert.deepEqual([sent.length, (await webhook())?.disabled?.because], [2, 'gone'])
})

test('what was sent when the process died is sent again, and nothing is lost; a process whose turn it is not sends nothing', async (t) => {
  const { clock, sent, endpoint, tell, stop, restart, lead } = await scene(t)
  lead.isOurs = false
  await tell('a', 'b')
  await clock.pass(5000)
  assert.equal(sent.length, 0)
  lead.isOurs = true
  endpoint.onRequest = () => {
    endpoint.onRequest = () => {}
    throw new Error('killed between the answer and its note')
  }
  await clock.pass(1000)
  await stop()
  restart()
  await clock.pass(5000)
  assert.deepEqual(sent.map(({ event }) => event), ['a', 'a', 'b'])
  assert.equal(new Set(sent.map(({ request }) => request.headers?.['webhook-id'])).size, 2)
})

test('pauses grow, and differ from message to message', () => {
  const pauses = Array.from({ length: 10 }, (_, at) => pauseBefore(at + 1, 'w a'))
  assert.ok(pauses.every((pause, at) => at === 0 || pause > (pauses[at - 1] ?? 0) * 0.65))
  assert.ok((pauses[0] ?? 0) >= 4000 && (pauses.at(-1) ?? 0) <= 14_400_000 * 1.2)
  assert.notEqual(pauseBefore(3, 'w a'), pauseBefore(3, 'w b'))
})
