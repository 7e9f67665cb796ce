import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { renderSubscription } from './outlook/subscriptions/subscription.ts'
import { openEndpoint } from './outlook/subscriptions/subscriptions.test-kit.ts'
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

test('subscriptions, lifecycle notifications and what goes wrong with telling are in the hands of the control API', async () => {
  const endpoint = await openEndpoint()
  after(() => endpoint.close())
  const headers = await signIn(ready.accounts.outlook)
  const subscription = {
    changeType: 'created',
    notificationUrl: endpoint.url,
    lifecycleNotificationUrl: endpoint.url,
    resource: `/users/${address}/messages`,
    expirationDateTime: new Date(sandbox.shared.clock.now() + 24 * 3_600_000).toISOString(),
  }
  const made = await fetch(`${ready.graphUrl}/subscriptions`, { method: 'POST', headers, body: JSON.stringify(subscription) })
  const { id } = (await made.json()) as { readonly id: string }
  assert.deepEqual((await control('/subscriptions')).json['subscriptions'], [{ ...renderSubscription(firstSubscription()), id }])
  await control('/faults', { notifications: { drop: 1 } })
  sandbox.outlook.deliver(address, Buffer.from('Message-ID: <1@shop.example>\r\n\r\n'))
  assert.deepEqual(sandbox.shared.ledger.tellings().map(({ outcome }) => outcome), ['dropped'])
  await control('/faults', { notifications: {} })
  assert.deepEqual((await control('/lifecycle', { event: 'missed', subscriptionId: id })).json, { subscriptions: 1 })
  assert.equal((await endpoint.told(1))[0]?.lifecycleEvent, 'missed')
  assert.deepEqual((await control('/lifecycle', { event: 'subscriptionRemoved' })).json, { subscriptions: 1 })
  assert.deepEqual((await control('/subscriptions')).json, { subscriptions: [] })
  assert.equal((await control('/faults', { notifications: { drop: 2 } })).status, 400)
})

function firstSubscription() {
  const [subscription] = sandbox.outlook.subscriptions.live()
  return subscription ?? assert.fail('no subscription')
}

test('what becomes of a mailbox is in the hands of the control API', async () => {
  const headers = await signIn(ready.accounts.outlook)
  const list = async () => (await fetch(`${ready.graphUrl}/users/${address}/messages`, { headers })).status
  await control('/mailbox', { cloud: 'outlook', address, state: 'moving' })
  assert.equal(await list(), 503)
  await control('/mailbox', { cloud: 'outlook', address, state: 'open', renameTo: 'other@contoso-trading.example' })
  assert.equal(await list(), 404)
  await control('/mailbox', { cloud: 'outlook', address: 'other@contoso-trading.example', renameTo: address, empty: true })
  await control('/mailbox', { cloud: 'alimail', address: ready.accounts.dingtalk.address, empty: true })
  assert.equal(await list(), 200)
  const clouds = [sandbox.outlook.snapshot(address), sandbox.dingtalk.snapshot(ready.accounts.dingtalk.address)]
  assert.deepEqual(clouds.map(({ messages }) => messages), [[], []])
  assert.equal((await control('/mailbox', { cloud: 'outlook', address, state: 'lost' })).status, 400)
})

test('an unknown switch, a switch of the wrong type and an unknown fault are refused', async () => {
  assert.equal((await control('/switches', { outlook: { colour: 'red' } })).status, 400)
  assert.equal((await control('/switches', { outlook: { indexLagMs: 'long' } })).status, 400)
  assert.equal((await control('/faults', [{ match: 'x', effect: 'explode' }])).status, 400)
})
