import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import { openScratch } from '../../../test/support/scratch.ts'
import { systemClock } from '../../platform/clock.ts'
import { randomId } from '../../platform/ids.ts'
import { NO_TELEMETRY } from '../../platform/telemetry.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { openStore } from '../../store/open-store.ts'
import { createWatch } from '../../watch-app.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

test('rules and channels are made, listed, tried, changed and removed over the API, and nothing secret of a channel is told again', async (t) => {
  using scratch = openScratch()
  const sandbox = await startSandbox()
  const store = await openStore('sqlite::memory:', { clock: systemClock })
  const config = { webhooks: { allowPrivate: true }, watch: { lagMinutes: 60, setAsidePerDay: 10 }, pairs: [] }
  const watch = createWatch({ config, clock: systemClock, newId: randomId, telemetry: NO_TELEMETRY, keyPlace: { environment: {}, file: scratch.path('tongbu.key') }, store: async () => store, mailboxes: async () => assert.fail(), month: async () => undefined, backups: { isConfigured: false, standing: async () => assert.fail() } })
  const server = Fastify()
  const events = { read: () => assert.fail(), end: () => assert.fail(), follow: () => assert.fail(), get webhooks() { return assert.fail() }, watch }
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, events: () => events }))
  t.after(async () => {
    await server.close()
    await store.close()
    await sandbox.close()
  })
  const ask = async (method: NonNullable<InjectOptions['method']>, path: string, payload?: object, ifMatch?: string) => {
    const answer = await server.inject({ method, url: `/api/v1/watch${path}`, ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }), ...(payload === undefined ? {} : { payload }) })
    return { status: answer.statusCode, etag: answer.headers.etag, body: answer.body === '' ? undefined : answer.json() }
  }
  const rule = { name: '清關', keywords: ['清關'], about: 'unread' }

  const made = await ask('POST', '/rules', rule)
  assert.deepEqual([made.status, made.body.hours, made.body.keywords], [201, 4, ['清關']])
  assert.deepEqual((await ask('GET', '/rules')).body.rules, [made.body])
  assert.deepEqual((await ask('POST', '/rules/try', { ...rule, days: 3 })).body, { looked: 0, isCut: false, found: [] })
  assert.deepEqual([(await ask('POST', '/rules', { name: 'all', about: 'unread' })).status, (await ask('POST', '/rules', { ...rule, sql: 1 })).status, (await ask('POST', '/rules', { ...rule, about: 'spam' })).status], [400, 400, 400])

  const later = await ask('PATCH', `/rules/${made.body.id}`, { hours: 8, keywords: null, from: '@customs.example' }, made.body.etag)
  assert.deepEqual([later.status, later.etag], [200, later.body.etag])
  assert.notEqual(later.etag, made.body.etag)
  const { keywords: _keywords, ...without } = made.body
  assert.deepEqual(later.body, { ...without, hours: 8, from: '@customs.example', etag: later.etag })
  assert.deepEqual((await ask('GET', '/rules')).body.rules, [later.body])
  const refused = await Promise.all([ask('PATCH', `/rules/${made.body.id}`, { hours: 1 }, made.body.etag), ask('PATCH', `/rules/${made.body.id}`, { from: null }), ask('PATCH', `/rules/${made.body.id}`, { by: 'me' }), ask('PATCH', '/rules/none', { hours: 1 })])
  assert.deepEqual(refused.map(({ status, body }) => [status, body.code]), [[412, 'CHANGED_MEANWHILE'], [400, 'BAD_WATCH'], [400, 'BAD_REQUEST'], [404, 'UNKNOWN_WATCH']])

  const { url, accessToken, secret } = sandbox.ready.robot
  const channel = await ask('POST', '/channels', { name: 'ops', language: 'en', quiet: { from: '22:00', to: '08:00', zone: 'Asia/Hong_Kong' }, to: { way: 'dingtalk', url, accessToken, secret } })
  assert.deepEqual([channel.status, channel.body.way, channel.body.quiet.zone], [201, 'dingtalk', 'Asia/Hong_Kong'])
  assert.ok(!JSON.stringify((await ask('GET', '/channels')).body).includes(accessToken))
  assert.deepEqual((await ask('POST', `/channels/${channel.body.id}/test`)).body, { arrived: true })
  assert.equal(sandbox.dingtalk.robots.messages.length, 1)
  const path = `/channels/${channel.body.id}`
  const renamed = await ask('PATCH', path, { name: 'Shipping', quiet: null, kinds: ['hold'], to: { way: 'dingtalk', secret } }, channel.body.etag)
  assert.deepEqual([renamed.status, renamed.body.name, renamed.body.quiet, renamed.body.kinds, renamed.body.leadsTo], [200, 'Shipping', undefined, ['hold'], channel.body.leadsTo])
  assert.deepEqual((await ask('POST', `${path}/test`)).body, { arrived: true }, 'the token is kept')
  const away = await Promise.all([ask('PATCH', path, { to: { way: 'dingtalk', url: 'https://elsewhere.example' } }), ask('PATCH', path, { to: { way: 'webhook', url } }), ask('PATCH', path, { name: 'x' }, channel.body.etag)])
  assert.deepEqual(away.map(({ body }) => body.code), ['BAD_WATCH', 'BAD_WATCH', 'CHANGED_MEANWHILE'])
  const wrong = await ask('POST', '/channels', { name: 'x', language: 'en', quiet: { from: '22:00', to: '08:00', zone: 'Hong Kong' }, to: { way: 'email', host: 'smtp.example', port: 465, security: 'none', from: 'a@b.example', to: ['c@d.example'] } })
  assert.equal(wrong.status, 400)
  assert.deepEqual((await ask('GET', '/alerts')).body, { alerts: [] })
  assert.deepEqual([(await ask('DELETE', `/rules/${made.body.id}`)).status, (await ask('DELETE', `/channels/${channel.body.id}`)).status, (await ask('DELETE', '/rules/none')).status], [204, 204, 404])
  assert.deepEqual((await store.audit.search('@tongbu', { most: 9 })).map(({ kind, reason, by }) => [kind, reason, by]), ['rule added', 'rule changed', 'channel added', 'channel changed', 'rule removed', 'channel removed'].map((reason) => ['watch', reason, 'anna']))
})
