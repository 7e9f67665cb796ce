import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const GOOD = { grant_type: 'client_credentials', client_id: 'tongbu', client_secret: 'secret', scope: 'https://graph.microsoft.com/.default' }

async function askToken(changes: Record<string, string | undefined>, name = 'contoso.example') {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries({ ...GOOD, ...changes })) if (value !== undefined) form.set(key, value)
  const answer = await fetch(`${tenant.base}/login/${name}/oauth2/v2.0/token`, { method: 'POST', body: form })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

test('client credentials give an opaque token for 3599 seconds and never a refresh token', async () => {
  const { status, json } = await askToken({})
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(json).sort(), ['access_token', 'expires_in', 'ext_expires_in', 'token_type'])
  assert.equal(json['expires_in'], 3599)
  assert.equal(json['token_type'], 'Bearer')
})

test('the directory id names the tenant as well as its domain', async () => {
  assert.equal((await askToken({}, '11111111-0000-4000-8000-000000000000')).status, 200)
})

const REFUSALS: [string, Record<string, string | undefined>, number, string, number][] = [
  ['a wrong secret is invalid_client', { client_secret: 'other' }, 401, 'invalid_client', 7000215],
  ['a missing secret is invalid_client', { client_secret: undefined }, 401, 'invalid_client', 7000218],
  ['an unknown app is unauthorized_client', { client_id: 'nobody' }, 400, 'unauthorized_client', 700016],
  ['a scope that is not .default is invalid_scope', { scope: 'Mail.Read' }, 400, 'invalid_scope', 70011],
  ['another grant type is unsupported_grant_type', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ['a missing grant type is invalid_request', { grant_type: undefined }, 400, 'invalid_request', 900144],
]
for (const [name, changes, status, error, number] of REFUSALS) {
  test(name, async () => {
    const answer = await askToken(changes)
    assert.equal(answer.status, status)
    assert.equal(answer.json['error'], error)
    assert.deepEqual(answer.json['error_codes'], [number])
    assert.match(String(answer.json['error_description']), /^AADSTS\d+: [^]+\r\nTrace ID: [^]+\r\nCorrelation ID: [^]+\r\nTimestamp: /)
  })
}

test('an unknown tenant is refused', async () => {
  assert.equal((await askToken({}, 'elsewhere.example')).json['error'], 'invalid_request')
})

test('client id and secret may come as basic authentication', async () => {
  const answer = await fetch(`${tenant.base}/login/contoso.example/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('tongbu:secret')}` },
    body: new URLSearchParams({ grant_type: GOOD.grant_type, scope: GOOD.scope }),
  })
  assert.equal(answer.status, 200)
})

test('token requests are in the ledger of entra', async () => {
  tenant.shared.ledger.clear()
  await askToken({})
  assert.deepEqual(tenant.shared.ledger.requests(), [{ client: 'tongbu', cloud: 'entra', kind: 'POST token', status: 200, write: false, count: 1 }])
})

test('a request without a token is InvalidAuthenticationToken with a challenge', async () => {
  const got = await tenant.ask('GET', '/mailFolders', { headers: { authorization: '' } })
  assert.equal(got.status, 401)
  assert.equal(got.json.error.code, 'InvalidAuthenticationToken')
  assert.match(got.headers.get('www-authenticate') ?? '', /^Bearer realm="", authorization_uri=/)
})

test('a garbled token is refused', async () => {
  assert.equal((await tenant.ask('GET', '/mailFolders', { headers: { authorization: 'Bearer x.y.z' } })).status, 401)
})

test('a token expires by the clock of the sandbox', async () => {
  await tenant.token('tongbu')
  assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
  tenant.shared.clock.advance(3599_000)
  const got = await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })
  assert.equal(got.status, 401)
  await tenant.token('tongbu')
  assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
})

test('tokens can be expired at once', async () => {
  await tenant.token('tongbu')
  tenant.cloud.expire({ tokens: true })
  assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 401)
})
