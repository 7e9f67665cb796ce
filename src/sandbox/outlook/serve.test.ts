import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { ADDRESS, base64, importMessage, MIME, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())
beforeEach(() => {
  tenant.shared.faults.set([])
  tenant.shared.ledger.clear()
})

test('answers carry a request id and echo the client request id', async () => {
  const got = await tenant.ask('GET', '/mailFolders', { headers: { 'client-request-id': 'mine' } })
  assert.match(got.headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(got.headers.get('client-request-id'), 'mine')
})

test('errors have a code, a message and an inner error with the ids of the request', async () => {
  const got = await tenant.ask('GET', '/messages/AAAA', { headers: { 'client-request-id': 'mine' } })
  assert.equal(got.status, 400)
  assert.equal(got.json.error.code, 'ErrorInvalidIdMalformed')
  assert.equal(got.json.error.innerError['client-request-id'], 'mine')
  assert.equal(got.json.error.innerError['request-id'], got.headers.get('request-id'))
})

test('an app has no /me', async () => {
  assert.equal((await tenant.ask('GET', `${tenant.base}/v1.0/me/messages`)).status, 400)
})

test('an unknown user is not found', async () => {
  const got = await tenant.ask('GET', `${tenant.base}/v1.0/users/nobody@contoso.example/messages`)
  assert.equal(got.status, 404)
  assert.equal(got.json.error.code, 'ErrorInvalidUser')
})

test('a user is found by address without case and by directory id', async () => {
  const { text } = await tenant.ask('GET', `${tenant.base}/v1.0/users/${ADDRESS.toUpperCase()}/mailFolders`)
  const id = /users\('([^']+)'\)/.exec(text)?.[1]
  assert.equal((await tenant.ask('GET', `${tenant.base}/v1.0/users/${id}/mailFolders`)).status, 200)
  assert.equal((await tenant.ask('GET', `${tenant.base}/v1.0/users('${id}')/mailFolders`)).status, 200)
})

test('each area needs its permission', async () => {
  const { id } = await importMessage(tenant)
  const as = 'basic'
  assert.equal((await tenant.ask('GET', '/mailFolders', { as })).status, 200)
  assert.equal((await tenant.ask('GET', '/mailFolders/inbox/messages/delta', { as })).status, 200)
  for (const [method, path] of [
    ['GET', `/messages/${id}/$value`],
    ['GET', `/messages/${id}/attachments`],
    ['PATCH', `/messages/${id}`],
    ['DELETE', `/messages/${id}`],
    ['POST', '/mailFolders'],
  ] as const) {
    const got = await tenant.ask(method, path, { as, ...(method === 'GET' ? {} : { json: {} }) })
    assert.equal(got.status, 403, `${method} ${path}`)
    assert.equal(got.json.error.code, 'ErrorAccessDenied')
  }
  assert.equal((await tenant.ask('POST', '/sendMail', { as: 'tongbu', json: {} })).status, 403)
})

test('Mail.ReadBasic shows no body', async () => {
  const { id } = await importMessage(tenant)
  const got = await tenant.ask('GET', `/messages/${id}`, { as: 'basic' })
  assert.equal(got.json.subject, 'Order 1')
  assert.equal('body' in got.json || 'bodyPreview' in got.json, false)
})

test('an application access policy keeps an app out', async () => {
  tenant.cloud.switches.accessPolicyDenies = [ADDRESS]
  const got = await tenant.ask('GET', '/mailFolders')
  tenant.cloud.switches.accessPolicyDenies = []
  assert.equal(got.status, 403)
  assert.equal(got.json.error.message, 'Access to OData is disabled.')
})

test('what the cloud does not have is refused', async () => {
  assert.equal((await tenant.ask('GET', '/nonsense')).status, 400)
  assert.equal((await tenant.ask('PUT', '/mailFolders', { json: {} })).status, 405)
})

test('a request of more than 4 MB is refused', async () => {
  const got = await tenant.ask('POST', '/messages', { text: 'A'.repeat(4 * 1024 * 1024 + 4) })
  assert.equal(got.status, 413)
})

test('broken JSON is refused', async () => {
  const got = await tenant.ask('POST', '/messages', { text: '{', headers: { 'content-type': 'application/json' } })
  assert.equal(got.status, 400)
})

test('each request is in the ledger once, under its kind', async () => {
  const { id } = await importMessage(tenant)
  await tenant.ask('GET', `/mailFolders('inbox')/messages/${id}`)
  await tenant.ask('GET', `/mailFolders/inbox/messages/microsoft.graph.delta()?$select=id`)
  const seen = tenant.shared.ledger.requests().map(({ kind, status, write, count }) => [kind, status, write, count])
  assert.deepEqual(seen, [
    ['POST importMime', 201, true, 1],
    ['GET message', 200, false, 1],
    ['GET messages/delta', 200, false, 1],
  ])
})

test('a refused request did nothing and says what the plan says', async () => {
  tenant.shared.faults.set([{ match: '^outlook POST message$', effect: 'refuse', status: 429, retryAfterSeconds: 1.5 }])
  const got = await tenant.ask('POST', '/messages', { json: { subject: 'x' } })
  assert.equal(got.status, 429)
  assert.equal(got.json.error.code, 'ApplicationThrottled')
  assert.equal(got.headers.get('retry-after'), '1.5')
  assert.equal(tenant.shared.ledger.writes().length, 0)
})

test('a refusal with 503 has an empty body', async () => {
  tenant.shared.faults.set([{ match: 'GET mailFolders', effect: 'refuse', status: 503 }])
  const got = await tenant.ask('GET', '/mailFolders')
  assert.deepEqual([got.status, got.text], [503, ''])
})

test('a connection that is cut after the work leaves the work done', async () => {
  tenant.shared.faults.set([{ match: 'POST mailFolder', effect: 'cut-after' }])
  await assert.rejects(tenant.ask('POST', '/mailFolders', { json: { displayName: 'Cut' } }))
  assert.equal((await tenant.ask('POST', '/mailFolders', { json: { displayName: 'cut' } })).status, 409)
  assert.equal(tenant.shared.ledger.writes().length, 1)
})

test('a connection that is cut before the work leaves nothing', async () => {
  tenant.shared.faults.set([{ match: 'POST mailFolder', effect: 'cut-before' }])
  await assert.rejects(tenant.ask('POST', '/mailFolders', { json: { displayName: 'Not cut' } }))
  assert.equal((await tenant.ask('POST', '/mailFolders', { json: { displayName: 'Not cut' } })).status, 201)
})

test('an error after the work hides that it was done', async () => {
  tenant.shared.faults.set([{ match: 'POST importMime', effect: 'error-after', status: 504 }])
  const before = (await tenant.ask('GET', '/mailFolders/inbox')).json.totalItemCount
  const got = await tenant.ask('POST', '/mailFolders/inbox/importMime', { version: 'beta', text: base64(MIME) })
  assert.equal(got.status, 504)
  assert.equal((await tenant.ask('GET', '/mailFolders/inbox')).json.totalItemCount, before + 1)
})
