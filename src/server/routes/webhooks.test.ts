import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import { openScratch } from '../../../test/support/scratch.ts'
import { systemClock } from '../../platform/clock.ts'
import { randomId } from '../../platform/ids.ts'
import { NO_TELEMETRY } from '../../platform/telemetry.ts'
import { openStore } from '../../store/open-store.ts'
import { createTelling } from '../../telling-app.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

test('a webhook is made, listed, changed, tried, given a new secret and removed over the API, and its secret is told only when it is made', async (t) => {
  using scratch = openScratch()
  const store = await openStore('sqlite::memory:', { clock: systemClock })
  const telling = createTelling({ config: { webhooks: { allowPrivate: true }, watch: { lagMinutes: 60, setAsidePerDay: 10 }, pairs: [] }, clock: systemClock, newId: randomId, telemetry: NO_TELEMETRY, keyPlace: { environment: {}, file: scratch.path('tongbu.key') }, store: async () => store, mailboxes: async () => assert.fail(), month: async () => undefined, backups: { isConfigured: false, standing: async () => assert.fail() } })
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, events: () => telling }))
  const endpoint = createServer((_request, response) => response.writeHead(500).end())
  await new Promise<void>((ready) => endpoint.listen(0, '127.0.0.1', ready))
  t.after(async () => {
    endpoint.close()
    await server.close()
    await store.close()
  })
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`
  const ask = async (method: NonNullable<InjectOptions['method']>, path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1/webhooks${path}`, ...(payload === undefined ? {} : { payload }) })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }

  const made = await ask('POST', '', { url, kinds: ['hold.opened'], name: 'n8n' })
  assert.deepEqual([made.status, made.body.webhook.kinds, made.body.secret.startsWith('whsec_')], [201, ['hold.opened'], true])
  const { id } = made.body.webhook
  assert.deepEqual((await ask('GET', '')).body.webhooks.map((each: { id: string; waiting: number; isTried: boolean }) => [each.id, each.waiting, each.isTried]), [[id, 0, false]])
  assert.ok(!JSON.stringify((await ask('GET', '')).body).includes('seal'))
  const changed = await ask('PATCH', `/${id}`, { kinds: null, pairs: ['anna'], isEnabled: false })
  assert.deepEqual([changed.body.kinds, changed.body.pairs, changed.body.name, changed.body.disabled.because], [undefined, ['anna'], 'n8n', 'asked'])
  const stale = await server.inject({ method: 'PATCH', url: `/api/v1/webhooks/${id}`, headers: { 'if-match': made.body.webhook.etag }, payload: { name: 'x' } })
  assert.deepEqual([stale.statusCode, stale.json().code], [412, 'CHANGED_MEANWHILE'])
  assert.equal((await ask('PATCH', `/${id}`, { isEnabled: true })).body.disabled, undefined)
  const { list } = store.webhooks
  t.mock.method(store.webhooks, 'list', async () => {
    const seen = await list()
    t.mock.restoreAll()
    await ask('PATCH', `/${id}`, { name: 'Make' })
    return seen
  })
  const late = await server.inject({ method: 'PATCH', url: `/api/v1/webhooks/${id}`, headers: { 'if-match': changed.body.etag }, payload: { pairs: null, isEnabled: false } })
  const [left] = (await ask('GET', '')).body.webhooks
  assert.deepEqual([late.statusCode, left.name, left.pairs, left.disabled], [412, 'Make', ['anna'], undefined], 'what is changed between the look and the write is not overwritten, and nothing is done by halves')
  const tried = await ask('POST', `/${id}/test`)
  assert.deepEqual([tried.status, tried.body.status], [200, 500])
  assert.notEqual((await ask('POST', `/${id}/secret`)).body.secret, made.body.secret)
  assert.deepEqual((await ask('GET', `/${id}/deliveries?state=waiting`)).body, { deliveries: [] })
  assert.deepEqual((await ask('POST', `/${id}/replay`, { since: '2026-01-01T00:00:00Z' })).body, { deliveries: 0 })

  assert.deepEqual([(await ask('POST', '', { url: 'http://169.254.169.254/' })).status, (await ask('POST', '', { url, secret: 'mine' })).status, (await ask('POST', '', { url, kinds: ['item.lost'] })).status], [400, 400, 400])
  assert.deepEqual([(await ask('DELETE', `/${id}`)).status, (await ask('DELETE', `/${id}`)).status], [204, 404])
  const deeds = await store.audit.search('@tongbu', { most: 99 })
  assert.deepEqual(deeds.map(({ reason }) => reason), ['added', 'disabled', 'changed', 'enabled', 'changed', 'given a new secret', 'delivers again', 'removed'])
})
