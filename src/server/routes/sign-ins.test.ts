import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify, { type InjectOptions } from 'fastify'
import { createJobs } from '../../host/jobs.ts'
import { systemClock } from '../../platform/clock.ts'
import { randomId } from '../../platform/ids.ts'
import { browser } from '../../sandbox/outlook/entra/entra.test-kit.ts'
import { NAME, openSandboxPair } from '../../../test/support/sandbox-pair.ts'
import { openScratch } from '../../../test/support/scratch.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

async function scene(t: TestContext) {
  const scratch = openScratch()
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('tongbu.db')}`, redirectUris: ['http://localhost:80/api/v1/microsoft/callback', 'http://localhost/api/v1/microsoft/callback'], outlook: { deviceIntervalSeconds: 0 }, outlookOptions: { signIn: 'person', clientSecret: undefined } })
  const app = await pair.app()
  const server = Fastify()
  const onFailure = (error: unknown) => assert.fail(String(error))
  const jobs = createJobs({ clock: systemClock, newId: randomId, onFailure })
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure, jobs, app: () => app }))
  t.after(async () => {
    await jobs.close()
    await server.close()
    await pair.close()
    scratch[Symbol.dispose]()
  })
  const ask = async (method: InjectOptions['method'], path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1${path}`, headers: { host: 'localhost' }, ...(payload === undefined ? {} : { payload }) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location, json: () => answer.json() }
  }
  return { ask, address: pair.sandbox.ready.accounts.outlook.address, sandbox: pair.sandbox }
}

test('a person signs in in a browser that the dashboard leads; the answer is good once, and an answer to nothing is refused', async (t) => {
  const { ask, address, sandbox } = await scene(t)
  assert.equal((await ask('GET', `/pairs/${NAME}/sign-in`)).json().state, 'none')
  const begun = await ask('POST', `/pairs/${NAME}/sign-in/code`, {})
  assert.equal(begun.status, 200, begun.body)
  assert.equal(begun.json().redirectUri, 'http://localhost/api/v1/microsoft/callback')
  const back = await browser().signIn(begun.json().url, address)
  const callback = `/microsoft/callback${back.search}`
  sandbox.shared.ledger.clear()
  for (const forged of ['/microsoft/callback?code=x&state=made-up', '/microsoft/callback?code=x', '/microsoft/callback']) {
    const refused = await ask('GET', forged)
    assert.deepEqual([refused.status, refused.json().code, refused.location], [400, 'BAD_REQUEST', undefined])
  }
  assert.deepEqual(sandbox.shared.ledger.requests(), [], 'Microsoft is not asked about it')
  const done = await ask('GET', callback)
  assert.deepEqual([done.status, done.location], [302, `http://localhost/pairs/${NAME}?signed-in=${NAME}`])
  assert.equal((await ask('GET', callback)).status, 400, 'replayed')
  assert.equal((await ask('GET', `/pairs/${NAME}/sign-in`)).json().state, 'good')
  assert.equal((await ask('DELETE', `/pairs/${NAME}/sign-in`)).status, 204)
  assert.equal((await ask('GET', `/pairs/${NAME}/sign-in`)).json().state, 'none')
})

test('whoever signs in with another account than that of the mailbox is told so', async (t) => {
  const { ask, sandbox } = await scene(t)
  sandbox.outlook.addMailbox('admin@contoso-trading.example', 'Admin')
  const begun = await ask('POST', `/pairs/${NAME}/sign-in/code`, { back: 'set-up' })
  const back = await browser().signIn(begun.json().url, 'admin@contoso-trading.example')
  assert.equal((await ask('GET', `/microsoft/callback${back.search}`)).location, `http://localhost/set-up/safety?signed-in=${NAME}&other`)
})

test('who declines comes back to the page of the pair with the problem by its id', async (t) => {
  const { ask, address } = await scene(t)
  const begun = await ask('POST', `/pairs/${NAME}/sign-in/code`, {})
  const back = await browser().signIn(begun.json().url, address, false)
  const elsewhere = await browser().signIn((await ask('POST', `/pairs/${NAME}/sign-in/code`, { back: 'connections' })).json().url, address, false)
  assert.equal((await ask('GET', `/microsoft/callback${elsewhere.search}`)).location, `http://localhost/connections?sign-in-problem=declined&of=${NAME}`)
  assert.equal((await ask('GET', `/microsoft/callback${back.search}`)).location, `http://localhost/pairs/${NAME}?sign-in-problem=declined&of=${NAME}`)
  assert.equal((await ask('POST', '/pairs/nobody/sign-in/code', {})).status, 404)
  assert.equal((await ask('POST', `/pairs/${NAME}/sign-in/device`, {})).status, 202, 'one that is never finished keeps nothing from ending')
})

test('a code for another device is shown, and the job ends when it was typed in', async (t) => {
  const { ask, address } = await scene(t)
  const begun = await ask('POST', `/pairs/${NAME}/sign-in/device`, {})
  assert.equal(begun.status, 202, begun.body)
  const { userCode, verificationUrl, job } = begun.json()
  assert.ok(!begun.body.includes('deviceCode'))
  assert.deepEqual((await ask('GET', `/pairs/${NAME}/sign-in/device`)).json(), { waiting: begun.json() }, 'whoever comes back finds it')
  await browser().open(verificationUrl, { user_code: userCode, account: address, answer: 'accept' })
  const now = async () => (await ask('GET', `/jobs/${job}`)).json()
  while ((await now()).state === 'running') await systemClock.wait(50)
  const { kind, state, result } = await now()
  assert.deepEqual([kind, state, result], ['sign-in', 'done', { account: address, isOther: false }])
  assert.deepEqual((await ask('GET', `/pairs/${NAME}/sign-in/device`)).json(), {})

  const declined = (await ask('POST', `/pairs/${NAME}/sign-in/device`, {})).json()
  await browser().open(declined.verificationUrl, { user_code: declined.userCode, answer: 'cancel' })
  const end = async () => (await ask('GET', `/jobs/${declined.job}`)).json()
  while ((await end()).state === 'running') await systemClock.wait(50)
  assert.deepEqual([(await end()).state, (await end()).problem.about], ['failed', 'declined'])
})

test('the guide for both consoles follows what was chosen', async (t) => {
  const { ask } = await scene(t)
  const guide = (await ask('GET', '/setup/guide/microsoft?clientId=1111&mailboxes=anna@contoso.example,nonsense&importMime=true')).json()
  assert.deepEqual([guide.redirectUri, guide.permissions.map(({ name }: { name: string }) => name)], ['http://localhost/api/v1/microsoft/callback', ['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All']])
  const commands = guide.restriction.flatMap((step: { commands: string[] }) => step.commands).join('\n')
  assert.ok(commands.includes("-Member 'anna@contoso.example'") && !commands.includes('nonsense'))
  assert.equal((await ask('GET', '/setup/guide/dingtalk?console=dingtalk&edition=free')).json().permissions.length, 0)
})
