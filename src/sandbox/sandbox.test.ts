import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startSandbox } from './sandbox.ts'

const sandbox = await startSandbox()
after(() => sandbox.close())
const { ready } = sandbox
const { address } = ready.accounts.outlook

async function signIn({
  tenant,
  clientId,
  clientSecret,
}: {
  tenant: string
  clientId: string
  clientSecret: string
}): Promise<Record<string, string>> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  })
  const answer = await fetch(`${ready.loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}

async function control(path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const answer = await fetch(`${ready.controlUrl}${path}`, init)
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

test('a sandbox tells where its clouds are and how to get in', async () => {
  assert.deepEqual((await control('/ready')).json, JSON.parse(JSON.stringify(ready)))
  assert.match(ready.graphUrl, /^http:\/\/127\.0\.0\.1:\d+\/v1\.0$/)
})

test('the app of Tongbu may write mail but neither send nor import', async () => {
  const headers = await signIn(ready.accounts.outlook)
  assert.equal((await fetch(`${ready.graphUrl}/users/${address}/messages`, { method: 'POST', headers, body: '{"subject":"Draft"}' })).status, 201)
  assert.equal((await fetch(`${ready.graphUrl}/users/${address}/sendMail`, { method: 'POST', headers, body: '{}' })).status, 403)
  const beta = ready.graphUrl.replace('v1.0', 'beta')
  assert.equal(
    (
      await fetch(`${beta}/users/${address}/mailFolders/inbox/importMime`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'text/plain' },
        body: 'QQ==',
      })
    ).status,
    403,
  )
})

test('a snapshot tells folders and messages with digests in place of bytes', async () => {
  const { json } = await control(`/snapshot?cloud=outlook&address=${address}`)
  const [message] = json['messages'] as Record<string, unknown>[]
  assert.match(String(message?.['sha256']), /^[0-9a-f]{64}$/)
  assert.ok((json['folders'] as { role?: string }[]).some(({ role }) => role === 'inbox'))
})

test('two mailboxes that differ compare as different', async () => {
  const { json } = await control('/compare')
  assert.equal(json['equal'], false)
})

test('faults, clock, switches and ledger are in the hands of the control API', async () => {
  const headers = await signIn(ready.accounts.outlookSeed)
  const list = () => fetch(`${ready.graphUrl}/users/${address}/mailFolders`, { headers })
  await control('/faults', [{ match: 'GET mailFolders', effect: 'refuse', status: 429, retryAfterSeconds: 2 }])
  assert.equal((await list()).status, 429)
  await control('/requests/clear', {})
  assert.equal((await list()).status, 200)
  assert.deepEqual((await control('/requests')).json['requests'], [
    { client: ready.accounts.outlookSeed.clientId, cloud: 'outlook', kind: 'GET mailFolders', status: 200, write: false, count: 1 },
  ])
  assert.deepEqual((await control('/outbound')).json, { outbound: [] })
  const before = sandbox.shared.clock.now()
  await control('/clock', { advanceMs: 60_000 })
  assert.ok(sandbox.shared.clock.now() >= before + 60_000)
  await control('/switches', { outlook: { rebuild: 'harsh' } })
  assert.equal(sandbox.outlook.switches.rebuild, 'harsh')
  await control('/expire', { tokens: true, deltaLinks: true, uidValidity: true })
  assert.equal((await list()).status, 401)
})

test('an unknown switch, a switch of the wrong type and an unknown fault are refused', async () => {
  assert.equal((await control('/switches', { outlook: { colour: 'red' } })).status, 400)
  assert.equal((await control('/switches', { outlook: { indexLagMs: 'long' } })).status, 400)
  assert.equal((await control('/faults', [{ match: 'x', effect: 'explode' }])).status, 400)
})
