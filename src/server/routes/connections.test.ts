import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import { loadConfig } from '../../config/load-config.ts'
import { createConnections } from '../../connections-app.ts'
import { createJobs } from '../../host/jobs.ts'
import { systemClock } from '../../platform/clock.ts'
import { randomId } from '../../platform/ids.ts'
import { browser } from '../../sandbox/outlook/entra/entra.test-kit.ts'
import { configText, NAME, openSandboxPair, type SandboxPairOptions } from '../../../test/support/sandbox-pair.ts'
import { openScratch } from '../../../test/support/scratch.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

async function scene(t: TestContext, wished: SandboxPairOptions = {}) {
  const scratch = openScratch()
  let later = 0
  const clock = { ...systemClock, now: () => systemClock.now() + later }
  const options = { clock, database: `sqlite:${scratch.path('tongbu.db')}`, redirectUris: ['http://localhost/api/v1/microsoft/callback'], ...wished }
  const pair = await openSandboxPair(options)
  const app = await pair.app()
  const jobs = createJobs({ clock: systemClock, newId: randomId, onFailure: (error) => assert.fail(String(error)) })
  const config = loadConfig(configText(pair.sandbox, options), {}, () => '')
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, jobs, onFailure: (error) => assert.fail(String(error)), app: () => app, connections: () => createConnections({ config, app, clock }) }))
  t.after(async () => {
    await server.close()
    await pair.close()
    scratch[Symbol.dispose]()
  })
  const ask = async (method: InjectOptions['method'], path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1${path}`, headers: { host: 'localhost' }, ...(payload === undefined ? {} : { payload }) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location, json: () => answer.json() }
  }
  const look = async () => {
    const [ways, pairs] = [await ask('GET', '/connections'), await ask('GET', '/connections/pairs')]
    assert.deepEqual([ways.status, pairs.status], [200, 200], ways.body + pairs.body)
    const of = (kind: string): ReturnType<typeof JSON.parse> => ways.json().ways.find((way: { kind: string }) => way.kind === kind)
    return { microsoft: of('microsoft'), dingtalk: of('dingtalk'), imap: of('imap'), pair: pairs.json().pairs[0], text: ways.body + pairs.body }
  }
  const check = async () => {
    const begun = await ask('POST', '/connections/check', {})
    assert.equal(begun.status, 202, begun.body)
    for await (const _ of jobs.follow(begun.json().job, new AbortController().signal));
    const { state, result } = (await ask('GET', `/jobs/${begun.json().job}`)).json()
    assert.equal(state, 'done')
    return result
  }
  return { ask, look, check, pair, pass: (ms: number) => (later += ms) }
}

const codes = ({ found }: { readonly found: readonly { readonly code: string }[] }): string[] => found.map(({ code }) => code)
const held = ({ permissions }: { readonly permissions: readonly { readonly name: string; readonly held: string }[] }): Record<string, string> => Object.fromEntries(permissions.map(({ name, held: how }) => [name, how]))

test('what was never looked at is not known, looking asks both clouds once, and what they said is told from memory', async (t) => {
  const { look, check, pair } = await scene(t, { openapi: true, morePermissions: ['Mail.Send'] })
  const { sandbox } = pair
  const before = await look()
  assert.deepEqual([before.pair.sides.left.state, before.pair.sides.right.state, before.microsoft.lookedAt, before.microsoft.narrowing], ['unknown', 'unknown', undefined, []])
  assert.equal(held(before.microsoft)['Mail.ReadWrite'], 'unknown')
  assert.deepEqual(await check(), { checked: 1, notWell: 0 })
  sandbox.shared.ledger.clear()
  const after = await look()
  const { outlook, dingtalk } = sandbox.ready.accounts
  assert.deepEqual(sandbox.shared.ledger.requests(), [], 'no cloud is asked')
  assert.deepEqual([after.microsoft.tenant, after.microsoft.clientId, after.microsoft.signIn, after.microsoft.cloud, after.dingtalk.appId], [outlook.tenant, outlook.clientId, 'secret', 'global', dingtalk.appId])
  assert.deepEqual(held(after.microsoft), { 'Mail.ReadWrite': 'granted', 'Mail-Advanced.ReadWrite.All': 'missing', 'MailboxSettings.Read': 'missing', 'AuditLog.Read.All': 'missing', 'Policy.Read.All': 'missing' })
  assert.deepEqual([after.microsoft.tooMany, after.microsoft.judged.code, after.microsoft.judged.values.names], [['Mail.Send'], 'permission-many', 'Mail.Send'])
  assert.ok(after.microsoft.narrowing.some((line: string) => line.includes("-in 'Mail.Send'")), after.microsoft.narrowing.join('\n'))
  assert.deepEqual([after.pair.sides.left.state, after.pair.sides.right.state, after.pair.routes], ['works', 'works', { left: ['imap'], right: ['rebuilt'] }])
  assert.deepEqual([before.dingtalk.permissions, after.dingtalk.permissions], [[{ name: 'Mail.ReadWrite.All', held: 'unknown' }], [{ name: 'Mail.ReadWrite.All', held: 'granted' }]])
  for (const secret of [dingtalk.imapPassword, dingtalk.appSecret, outlook.clientSecret]) assert.ok(!after.text.includes(secret))
})

test('an app that reaches every mailbox is narrowed for all of its pairs; one that Exchange lets in has its permissions there', async (t) => {
  const wide = await scene(t, { advancedMail: true })
  await wide.check()
  const { microsoft, pair } = await wide.look()
  assert.deepEqual([microsoft.judged.code, microsoft.narrowing.length > 3, held(microsoft)['Mail-Advanced.ReadWrite.All'], pair.routes.right], ['permission-wide', true, 'granted', ['import-mime', 'rebuilt']])
  const scoped = await scene(t, { scopedPermissions: true })
  await scoped.check()
  const there = (await scoped.look()).microsoft
  assert.deepEqual([there.judged.code, there.narrowing, held(there)['Mail.ReadWrite'], held(there)['Policy.Read.All']], ['permission-none', [], 'exchange', 'unknown'])
})

test('a secret that is refused is told of the side that it opens, and looking again after it was mended tells that', async (t) => {
  const { look, check, pair, pass } = await scene(t, { outlook: { tokenRoles: 'opaque' } })
  const { clientId, clientSecret } = pair.sandbox.ready.accounts.outlook
  pair.sandbox.outlook.changeApp(clientId, { clientSecret: 'another' })
  assert.deepEqual(await check(), { checked: 1, notWell: 1 })
  const { pair: refused, microsoft } = await look()
  assert.deepEqual([refused.sides.right.state, codes(refused.sides.right), refused.sides.left.state], ['refused', ['entra-secret-wrong'], 'works'])
  assert.deepEqual([held(microsoft)['Mail.ReadWrite'], microsoft.judged], ['unknown', undefined], 'without a token nothing is told')
  pair.sandbox.outlook.changeApp(clientId, { clientSecret })
  pass(5000)
  await pair.sync()
  assert.equal((await look()).pair.sides.right.state, 'works', 'a run that went well says so too')
  assert.deepEqual(await check(), { checked: 1, notWell: 0 })
  assert.equal(held((await look()).microsoft)['Mail.ReadWrite'], 'unknown', 'nor with one that cannot be read')
})

test('where a person signs in, whoever has not is told to, comes back to this page, and the permissions are those that they agreed to', async (t) => {
  const { ask, look, check, pair } = await scene(t, { outlookOptions: { signIn: 'person', clientSecret: undefined } })
  const before = await look()
  assert.deepEqual([before.pair.sides.right.state, before.pair.signIn, before.microsoft.signIn], ['sign-in', { state: 'none' }, 'person'])
  assert.deepEqual(await check(), { checked: 1, notWell: 1 }, 'looking does not help')
  const begun = (await ask('POST', `/pairs/${NAME}/sign-in/code`, { back: 'connections' })).json()
  const back = await browser().signIn(begun.url, pair.sandbox.ready.accounts.outlook.address)
  assert.equal((await ask('GET', `/microsoft/callback${back.search}`)).location, `http://localhost/connections?signed-in=${NAME}`)
  assert.deepEqual(await check(), { checked: 1, notWell: 0 })
  const after = await look()
  assert.deepEqual([after.pair.sides.right.state, after.pair.signIn.state, held(after.microsoft)['Mail.ReadWrite'], after.microsoft.tooMany, after.microsoft.narrowing], ['works', 'good', 'granted', [], []])
})

test('an administrator is led to consent to an app of the configuration, and what was granted shows at the next look', async (t) => {
  const { ask, look, check, pair } = await scene(t)
  const { sandbox } = pair
  sandbox.outlook.changeApp(sandbox.ready.accounts.outlook.clientId, { permissions: new Set(), requested: new Set(['Mail.ReadWrite']) })
  assert.deepEqual(await check(), { checked: 1, notWell: 1 })
  const without = await look()
  assert.deepEqual([codes(without.pair.sides.right).includes('graph-mailbox-closed'), held(without.microsoft)['Mail.ReadWrite']], [true, 'missing'])
  assert.equal((await ask('POST', '/connections/consent', { way: 'nothing' })).status, 404)
  const begun = (await ask('POST', '/connections/consent', { way: without.microsoft.id })).json()
  const back = await browser().signIn(begun.url, '')
  assert.equal((await ask('GET', `/microsoft/callback${back.search}`)).location, 'http://localhost/connections?consent=granted')
  assert.deepEqual(await check(), { checked: 1, notWell: 0 })
  assert.equal(held((await look()).microsoft)['Mail.ReadWrite'], 'granted')
  assert.equal((await ask('POST', '/connections/check', { pairs: ['nobody'] })).status, 404)
})
