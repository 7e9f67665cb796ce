import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemHttp } from '../../platform/http.ts'
import { quickClock, serve, type Reply } from './serve.test-kit.ts'
import { createTokenSource, grantedIn } from './token.ts'

const signal = new AbortController().signal

async function setUp(reply: (index: number) => Reply) {
  const server = await serve((_, index) => reply(index))
  const clock = quickClock()
  const app = { tenant: 'contoso.example', clientId: 'app', clientSecret: 's&cret', scope: 'https://graph.microsoft.com/.default' }
  return { server, clock, tokens: createTokenSource({ ...app, loginUrl: server.url, http: systemHttp, clock }) }
}

const granted = (index: number): Reply => ({ status: 200, json: { token_type: 'Bearer', expires_in: 3600, access_token: `token-${index}` } })

test('a token is asked for once and used until shortly before it expires', async () => {
  const { server, clock, tokens } = await setUp(granted)
  await using _ = server
  assert.deepEqual(await Promise.all([tokens.token(signal), tokens.token(signal)]), ['token-0', 'token-0'])
  clock.advance(3_299_000)
  assert.equal(await tokens.token(signal), 'token-0')
  clock.advance(2_000)
  assert.equal(await tokens.token(signal), 'token-1')
  assert.equal(server.seen[0]?.url, '/contoso.example/oauth2/v2.0/token')
  assert.equal(new URLSearchParams(server.seen[0]?.body).get('client_secret'), 's&cret')
})

test('a token that Graph refused is replaced, but only once for all who hold it', async () => {
  const { server, tokens } = await setUp(granted)
  await using _ = server
  const first = await tokens.token(signal)
  assert.equal(await tokens.token(signal, first), 'token-1')
  assert.equal(await tokens.token(signal, first), 'token-1')
})

test('refused credentials are not tried again', async () => {
  const { server, tokens } = await setUp(() => ({ status: 401, json: { error: 'invalid_client', error_codes: [7000215], error_description: 'AADSTS7000215: for app secret-name' } }))
  await using _ = server
  for (let i = 0; i < 3; i++) {
    await assert.rejects(tokens.token(signal), { code: 'UNAUTHORIZED', message: /^Microsoft sign-in: the client secret is wrong.*"Value".*\(AADSTS7000215\)\. Microsoft Entra admin center → App registrations/ })
  }
  assert.equal(server.seen.length, 1)
})

test('a sign-in that is busy is tried again', async () => {
  const { server, clock, tokens } = await setUp((index) => (index === 0 ? { status: 503, headers: { 'retry-after': '1.5' } } : index === 1 ? 'cut' : granted(index)))
  await using _ = server
  assert.equal(await tokens.token(signal), 'token-2')
  assert.equal(clock.waits[0], 1500)
})

test('permissions are read from a token that tells them', () => {
  const token = ['', Buffer.from(JSON.stringify({ roles: ['Mail.ReadWrite'] })).toString('base64url'), ''].join('.')
  assert.deepEqual(grantedIn(token), ['Mail.ReadWrite'])
  assert.equal(grantedIn('opaque'), undefined)
  assert.deepEqual(grantedIn(['', Buffer.from(JSON.stringify({ scp: 'Mail.ReadWrite openid' })).toString('base64url'), ''].join('.')), ['Mail.ReadWrite', 'openid'])
})
