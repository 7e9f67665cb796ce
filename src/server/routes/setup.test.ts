import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import type { Config } from '../../config/config.ts'
import { dingtalkGiven, microsoftGiven, setupScene } from '../../../test/support/setup-scene.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

async function scene(t: TestContext) {
  const { open, ready, folder, kept } = await setupScene(t)
  const setup = open()
  const became: Config[] = []
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => assert.fail(String(error)), setup: () => setup, become: async (config) => void became.push(config) }))
  t.after(() => server.close())
  const ask = async (method: InjectOptions['method'], path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body, json: answer.json() }
  }
  return { ask, ready, became, folder, kept }
}

test('the whole set-up over the API: from two clouds and one link to a configuration that is run, and no answer holds a secret', async (t) => {
  const { ask, ready, became, folder, kept } = await scene(t)
  const { dingtalk, outlook } = ready.accounts
  const bodies: string[] = []
  const step = async (...call: Parameters<typeof ask>) => {
    const { status, body, json } = await ask(...call)
    assert.equal(status, 200, body)
    bodies.push(body)
    return json
  }
  await step('PUT', '/setup/dingtalk', dingtalkGiven(ready))
  await step('PUT', '/setup/microsoft', microsoftGiven(ready))
  const list = { list: Buffer.from(`dingtalk,outlook\n${dingtalk.address},${outlook.address}\nnobody,x@o.example\n`).toString('base64') }
  assert.deepEqual((await step('POST', '/setup/list', list)).bad, [{ line: 3, problem: 'left-not-address' }])
  assert.equal((await step('GET', '/setup')).people.length, 0, 'a dry run adds nobody')
  await step('POST', '/setup/list', { ...list, dryRun: false })
  const { links } = await step('POST', '/setup/invites', { names: ['anna-chan'] })
  const token = /^\/invite#(.+)$/.exec(links[0].path)?.[1] ?? ''
  assert.deepEqual(await step('POST', '/invite/look', { token }), { standing: 'open', address: dingtalk.address, found: [] })
  assert.equal((await step('POST', '/invite', { token, password: dingtalk.imapPassword })).standing, 'used')
  await step('PUT', '/setup/policy', { direction: 'to-outlook', drafts: true, departed: 'keep', conflictsWonBy: 'outlook', atNight: false, backupFolder: join(folder, 'backup') })
  assert.match((await step('GET', '/setup/plan')).text, /passwordSealed: sealed:v1:/)
  assert.deepEqual(await step('POST', '/setup/finish'), { pairs: ['anna-chan'] })
  assert.deepEqual(became.map(({ pairs }) => pairs.map(({ name, policy }) => [name, policy.readOnly])), [[['anna-chan', 'dingtalk']]])
  assert.equal((await step('GET', '/setup')).keyWaits, true)
  const { json } = await ask('GET', '/setup/backup-key')
  assert.ok(json.key.secret.startsWith('AGE-SECRET-KEY-') && json.key.folder === join(folder, 'backup'))
  assert.equal((await step('POST', '/setup/backup-key/kept', {})).keyWaits, false)
  assert.deepEqual([await step('GET', '/setup/backup-key'), kept.length], [{}, 1], 'once it is kept it is told no more')
  for (const secret of [json.key.secret, dingtalk.imapPassword, dingtalk.appSecret, outlook.clientSecret]) assert.deepEqual(bodies.filter((body) => body.includes(secret)), [])
})

test('what is no part of a step is refused by name, and its value is not repeated', async (t) => {
  const { ask, ready } = await scene(t)
  const unknown = await ask('PUT', '/setup/microsoft', { ...microsoftGiven(ready), password: 'hunter2-hunter2' })
  assert.deepEqual([unknown.status, unknown.json.errors, unknown.body.includes('hunter2')], [400, [{ at: 'password', message: 'is not a field of this' }], false])
  const early = await ask('POST', '/setup/finish')
  assert.deepEqual([early.status, early.json.code], [409, 'SETUP_INCOMPLETE'])
  assert.deepEqual([(await ask('POST', '/invite/look', { token: 'x'.repeat(43) })).status, (await ask('POST', '/setup/people/nobody/check')).status], [404, 409])
})
