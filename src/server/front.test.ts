import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { StillClock } from '../../test/support/still-clock.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import type { Readiness } from '../service/readiness.ts'
import { openFront, type FrontOptions } from './front.ts'

async function scene(t: TestContext, options: Partial<FrontOptions> = {}) {
  const clock = new StillClock()
  const told: { readiness: Readiness } = { readiness: { ready: true, reasons: [], pairs: { 'in-step': 1 } } }
  const front = await openFront({ host: '127.0.0.1', port: 0, clock, readiness: () => told.readiness, ...options })
  t.after(() => front.close())
  const get = (path: string) => fetch(`${front.url}${path}`)
  const post = async (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => (await fetch(`${front.url}${path}`, { method: 'POST', body, headers })).status
  return { clock, told, get, post }
}

test('/healthz says that the process lives; /readyz says whether it does its work, and why not', async (t) => {
  const { told, get } = await scene(t)
  assert.equal((await get('/healthz')).status, 200)
  assert.equal((await get('/readyz')).status, 200)
  told.readiness = { ready: false, reasons: ['The disk is full.'], pairs: {} }
  const answer = await get('/readyz')
  assert.deepEqual([answer.status, await answer.json()], [503, { ready: false, reasons: ['The disk is full.'], pairs: {} }])
  assert.equal((await get('/healthz')).status, 200)
})

test('/metrics is there only where somebody counts, and the way for notifications only where a cloud was told of it', async (t) => {
  const { get, post } = await scene(t)
  assert.deepEqual([(await get('/metrics')).status, await post('/notifications/outlook/anna', '{}')], [404, 404])
  const other = await scene(t, { telemetry: { ...NO_TELEMETRY, metrics: async () => ({ contentType: 'text/plain', text: 'x 1\n' }) } })
  assert.equal(await (await other.get('/metrics')).text(), 'x 1\n')
})

test('who sends too much is refused for the rest of the minute, by the address that a proxy on this machine names', async (t) => {
  let taken = 0
  const { clock, post } = await scene(t, { takeNotifications: () => (taken++, 'taken') })
  const send = (from: string) => post('/notifications/outlook/anna', '{}', { 'content-type': 'application/json', 'x-forwarded-for': from })
  for (let n = 0; n < 12; n++) await Promise.all(Array.from({ length: 100 }, () => send('203.0.113.1')))
  assert.equal(taken, 1200)
  assert.deepEqual([await send('203.0.113.1'), await send('203.0.113.2')], [429, 202])
  await clock.pass(60_000)
  assert.equal(await send('203.0.113.1'), 202)
})

test('what is no JSON, too large, or of another type never reaches anybody', async (t) => {
  const bodies: unknown[] = []
  const { post } = await scene(t, { takeNotifications: (body) => (bodies.push(body), body === undefined ? 'malformed' : 'taken') })
  const path = '/notifications/outlook/anna'
  assert.deepEqual([await post(path, '{"value":'), await post(path, `"${'x'.repeat(300_000)}"`), await post(path, '<a/>', { 'content-type': 'application/xml' })], [400, 413, 400])
  assert.deepEqual(bodies, [undefined])
  assert.equal(await post(`${path}?validationToken=${'x'.repeat(3000)}`, ''), 400)
})
