import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import { dingtalkGiven, microsoftGiven, setupScene } from '../../../test/support/setup-scene.ts'
import { browser } from '../../sandbox/outlook/entra/entra.test-kit.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

const CALLBACK = 'http://localhost/api/v1/microsoft/callback'

async function scene(t: TestContext, { host = 'localhost' } = {}) {
  const { open, ready, sandbox } = await setupScene(t, { redirectUris: [CALLBACK] })
  sandbox.outlook.changeApp(ready.accounts.outlook.clientId, { permissions: new Set(), requested: new Set(['Mail.ReadWrite']) })
  const setup = open()
  let now = Date.parse('2026-03-01T08:00:00Z')
  const clock = { ...NOTHING_BEHIND.clock, now: () => now }
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, clock, onFailure: (error) => assert.fail(String(error)), setup: () => setup }))
  t.after(() => server.close())
  const ask = async (method: InjectOptions['method'], path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1${path}`, headers: { host }, ...(payload === undefined ? {} : { payload }) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location, json: () => answer.json() }
  }
  const comeBack = (url: URL) => ask('GET', `/microsoft/callback${url.search}`)
  const begin = async (): Promise<string> => (await ask('POST', '/setup/microsoft/consent', {})).json().url
  const codesNow = async (): Promise<string[]> => (await ask('PUT', '/setup/microsoft', microsoftGiven(ready))).json().microsoft.found.map(({ code }: { code: string }) => code)
  return { ask, begin, comeBack, codesNow, ready, sandbox, pass: (ms: number) => (now += ms) }
}

test('an administrator is led to the page of Microsoft, consents, and the app has what it asked for', async (t) => {
  const { ask, begin, comeBack, codesNow } = await scene(t)
  const early = await ask('POST', '/setup/microsoft/consent', {})
  assert.deepEqual([early.status, early.json().code], [409, 'SETUP_INCOMPLETE'])
  assert.ok(!(await codesNow()).includes('graph-permitted'))
  const back = await browser().signIn(await begin(), '')
  assert.equal(back.origin + back.pathname, CALLBACK)
  const done = await comeBack(back)
  assert.deepEqual([done.status, done.location], [302, 'http://localhost/set-up/microsoft?consent=granted'])
  assert.ok((await codesNow()).includes('graph-permitted'))
})

test('who declines comes back to the same page; with an answer without state nothing is done, and it is told', async (t) => {
  const { begin, comeBack, codesNow, sandbox } = await scene(t)
  await codesNow()
  assert.equal((await comeBack(await browser().signIn(await begin(), '', false))).location, 'http://localhost/set-up/microsoft?consent=declined')
  sandbox.outlook.switches.consentRefusalHasState = false
  const stateless = await comeBack(await browser().signIn(await begin(), '', false))
  assert.deepEqual([stateless.status, stateless.location], [400, undefined])
  assert.match(stateless.json().detail, /^Microsoft did not agree \(permission_denied\)\. Nothing was changed\./)
  assert.ok(!(await codesNow()).includes('graph-permitted'))
})

test('an answer that is forged, replayed or too late is refused, and Microsoft is not asked about it', async (t) => {
  const { ask, begin, comeBack, codesNow, sandbox, pass } = await scene(t)
  await codesNow()
  const back = await browser().signIn(await begin(), '')
  sandbox.shared.ledger.clear()
  for (const forged of ['?admin_consent=True&tenant=x&state=made-up', '?admin_consent=True&tenant=x', '?error=x%3Cb%3E&error_description=y', '']) {
    const refused = await ask('GET', `/microsoft/callback${forged}`)
    assert.deepEqual([refused.status, refused.json().code, refused.location, refused.body.includes('<b>')], [400, 'BAD_REQUEST', undefined, false], forged)
  }
  assert.equal((await comeBack(back)).status, 302)
  const again = await comeBack(back)
  assert.deepEqual([again.status, /used already/.test(again.json().detail)], [400, true])
  const late = await begin()
  pass(16 * 60_000)
  assert.equal((await ask('GET', `/microsoft/callback?admin_consent=True&tenant=x&state=${new URL(late).searchParams.get('state')}`)).status, 400)
  assert.deepEqual(sandbox.shared.ledger.requests(), [])
})

test('Microsoft leads nobody to an address without encryption on another machine, and that is said before anybody goes', async (t) => {
  const { ask, codesNow, ready } = await scene(t, { host: 'tongbu.example.com' })
  await ask('PUT', '/setup/dingtalk', dingtalkGiven(ready))
  await codesNow()
  const refused = await ask('POST', '/setup/microsoft/consent', {})
  assert.deepEqual([refused.status, /begins with https/.test(refused.json().detail)], [400, true])
})
