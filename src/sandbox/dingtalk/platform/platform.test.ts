import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import Fastify from 'fastify'
import { createShared } from '../../shared.ts'
import { registerPlatform } from './platform.ts'
import type { PlatformSwitches } from './platform-tokens.ts'

const REDIRECT = 'https://tongbu.example/dingtalk'
const shared = createShared()
const switches: PlatformSwitches = { userRefreshTokens: 'kept' }
const server = Fastify({ forceCloseConnections: true })
registerPlatform(server, { shared, switches, apps: [{ appId: 'app', appSecret: 'secret', redirectUris: [REDIRECT] }], people: () => ['anna@shenghe.example'] })
const base = await server.listen({ host: '127.0.0.1', port: 0 })
after(async () => {
  await server.close()
  shared.blobs.close()
})

async function post(path: string, body: object | URLSearchParams) {
  const isForm = body instanceof URLSearchParams
  const answer = await fetch(`${base}/dingtalk${path}`, { method: 'POST', ...(isForm ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

const signIn = async (changes: Record<string, string> = {}, answer: Record<string, string> = { account: 'anna@shenghe.example' }) => {
  const fields = { client_id: 'app', response_type: 'code', redirect_uri: REDIRECT, scope: 'openid corpid', state: 's', ...changes }
  const reply = await fetch(`${base}/dingtalk-login/oauth2/auth`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...fields, ...answer }) })
  return { status: reply.status, location: reply.headers.get('location') }
}

const codeOf = (location: string | null): string => new URL(location ?? '').searchParams.get('authCode') ?? assert.fail(String(location))
const byCode = (code: string) => post('/v1.0/oauth2/userAccessToken', { clientId: 'app', clientSecret: 'secret', code, grantType: 'authorization_code' })
const byRefresh = (refreshToken: unknown) => post('/v1.0/oauth2/userAccessToken', { clientId: 'app', clientSecret: 'secret', refreshToken, grantType: 'refresh_token' })

test('an app gets the same token while it is good, and a wrong secret or a form is refused as documented', async () => {
  const ask = (appSecret: string) => post('/v1.0/oauth2/accessToken', { appKey: 'app', appSecret })
  const [one, two] = [await ask('secret'), await ask('secret')]
  assert.deepEqual([one.status, one.json['expireIn'], one.json['accessToken']], [200, 7200, two.json['accessToken']])
  shared.clock.advance(7_200_000)
  assert.notEqual((await ask('secret')).json['accessToken'], one.json['accessToken'])
  const wrong = await ask('other')
  assert.deepEqual([wrong.status, wrong.json['code'], Object.keys(wrong.json)], [400, 'invalidClientIdOrSecret', ['code', 'message', 'requestid']])
  assert.equal((await post('/v1.0/oauth2/accessToken', new URLSearchParams({ appKey: 'app' }))).json['code'], 'MissingBody')
})

test('a person signs in in the browser, and comes back with an authCode that is good once', async () => {
  const page = await (await fetch(`${base}/dingtalk-login/oauth2/auth?${new URLSearchParams({ client_id: 'app', response_type: 'code', redirect_uri: REDIRECT, scope: 'openid', state: '"><script>' }).toString()}`)).text()
  assert.ok(page.includes('anna@shenghe.example') && !page.includes('<script'))
  const code = codeOf((await signIn()).location)
  const { status, json } = await byCode(code)
  assert.deepEqual([status, Object.keys(json).sort()], [200, ['accessToken', 'corpId', 'expireIn', 'refreshToken']])
  const me = await fetch(`${base}/dingtalk/v1.0/contact/users/me`, { headers: { 'x-acs-dingtalk-access-token': String(json['accessToken']) } })
  assert.equal(((await me.json()) as Record<string, unknown>)['email'], 'anna@shenghe.example')
  assert.equal((await byCode(code)).status, 400)
  assert.equal((await fetch(`${base}/dingtalk/v1.0/contact/users/me`)).status, 400, 'a bad token is 400 and not 401')
  assert.ok(!('corpId' in (await byCode(codeOf((await signIn({ scope: 'openid' })).location))).json))
})

test('a refresh token brings another for 30 days, and whether the old one stays good is a switch', async () => {
  const { json } = await byCode(codeOf((await signIn()).location))
  const second = await byRefresh(json['refreshToken'])
  assert.notEqual(second.json['refreshToken'], json['refreshToken'])
  assert.equal((await byRefresh(json['refreshToken'])).status, 200)
  switches.userRefreshTokens = 'single use'
  assert.deepEqual([(await byRefresh(second.json['refreshToken'])).status, (await byRefresh(second.json['refreshToken'])).status], [200, 400])
  switches.userRefreshTokens = 'kept'
  shared.clock.advance(30 * 86_400_000)
  assert.equal((await byRefresh(json['refreshToken'])).status, 400)
})

test('an address that is not registered is shown as a problem, and who cancels comes back with an error', async () => {
  assert.deepEqual(await signIn({ redirect_uri: `${REDIRECT}/` }), { status: 400, location: null })
  assert.deepEqual(await signIn({ client_id: 'other' }), { status: 400, location: null })
  assert.equal((await signIn({}, { answer: 'cancel' })).location, `${REDIRECT}?error=access_denied&state=s`)
  assert.equal((await signIn({ scope: 'mail' })).location, `${REDIRECT}?error=invalid_request&state=s`)
})
