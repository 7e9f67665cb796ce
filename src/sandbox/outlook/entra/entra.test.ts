import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { ADDRESS, openTenant } from '../outlook.test-kit.ts'
import { askTokens, authorizeUrl, browser, pkce, REDIRECT } from './entra.test-kit.ts'

const tenant = await openTenant({ deviceIntervalSeconds: 5 })
after(() => tenant.close())
beforeEach(() => {
  Object.assign(tenant.cloud.switches, { personRefusedWith: 0, refreshTokens: 'kept' })
  tenant.cloud.addApp({ clientId: 'people-app', clientSecret: 'secret', permissions: new Set(), unlimited: false, redirectUris: [REDIRECT, 'http://localhost'], isPublic: true, delegated: new Set(['Mail.ReadWrite']) })
})

const user = browser()
const CLIENT = { client_id: 'people-app' }

async function signIn(changes: Record<string, string> = {}): Promise<{ code: string; verifier: string }> {
  const { verifier, challenge } = pkce()
  const back = await user.signIn(authorizeUrl(tenant, { code_challenge: challenge, code_challenge_method: 'S256', ...changes }), ADDRESS)
  assert.equal(back.searchParams.get('state'), 's1')
  return { code: back.searchParams.get('code') ?? assert.fail(back.href), verifier }
}

const redeem = ({ code, verifier }: { code: string; verifier: string }, more: Record<string, string> = {}) => askTokens(tenant, { ...CLIENT, grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT, ...more })

const numberOf = (json: Record<string, unknown>): unknown => (json['error_codes'] as unknown[] | undefined)?.[0]

test('a person picks an account, consents once, and the code brings tokens that reach their mailbox and no other', async () => {
  tenant.cloud.addMailbox('ben@contoso.example', 'Ben')
  const { status, json } = await redeem(await signIn())
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(json).sort(), ['access_token', 'client_info', 'expires_in', 'ext_expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'])
  assert.equal(json['scope'], 'https://graph.microsoft.com/Mail.ReadWrite')
  const authorization = `Bearer ${String(json['access_token'])}`
  for (const [path, expected] of [[`${tenant.base}/v1.0/me/mailFolders/inbox`, 200], [`${tenant.base}/v1.0/users/${ADDRESS}/mailFolders/inbox`, 200], [`${tenant.base}/v1.0/users/ben@contoso.example/mailFolders/inbox`, 403]] as const) {
    assert.equal((await tenant.ask('GET', path, { headers: { authorization } })).status, expected, path)
  }
  const again = await user.open(authorizeUrl(tenant))
  assert.match(again.html, /Anna/, 'picks the account, and is not asked to consent again')
  assert.ok((await user.signIn(authorizeUrl(tenant), ADDRESS)).searchParams.has('code'))
})

test('a code is good once, for ten minutes, for the address it was sent to and for whoever knows the verifier', async () => {
  const spent = await signIn()
  assert.equal((await redeem(spent)).status, 200)
  assert.equal(numberOf((await redeem(spent)).json), 54005)
  assert.equal(numberOf((await redeem({ ...(await signIn()), verifier: 'other' })).json), 501481)
  assert.equal(numberOf((await redeem(await signIn(), { redirect_uri: `${REDIRECT}/` })).json), 500112)
  assert.equal(numberOf((await redeem({ code: 'made-up', verifier: 'x' })).json), 9002313)
  const late = await signIn()
  tenant.shared.clock.advance(600_000)
  assert.equal(numberOf((await redeem(late)).json), 70008)
})

test('an address that is not registered letter for letter is told on a page, and never led to', async () => {
  for (const uri of [`${REDIRECT}/`, 'https://tongbu.example/Callback', 'https://evil.example/callback', 'http://localhost/other', '']) {
    const { status, html, location } = await user.open(authorizeUrl(tenant, { redirect_uri: uri }))
    assert.deepEqual([status, location], [400, undefined], uri)
    assert.match(html, /AADSTS50011/)
  }
  assert.equal((await user.open(authorizeUrl(tenant, { redirect_uri: 'http://localhost:50123' }))).status, 200, 'of a public client the port of localhost does not count')
  assert.match((await user.open(authorizeUrl(tenant, { client_id: '<script>' }))).html, /AADSTS700016/)
  assert.doesNotMatch((await user.open(authorizeUrl(tenant, { redirect_uri: '"><script>alert(1)</script>' }))).html, /<script/)
})

test('what goes wrong on the way is told to the app by the redirect', async () => {
  const error = async (changes: Record<string, string>) => (await user.open(authorizeUrl(tenant, changes))).location?.searchParams
  assert.equal((await error({ response_type: 'token' }))?.get('error'), 'unsupported_response_type')
  assert.equal((await error({ prompt: 'none' }))?.get('error'), 'login_required')
  const declined = await user.signIn(authorizeUrl(tenant, { prompt: 'consent' }), ADDRESS, false)
  assert.deepEqual([declined.searchParams.get('error'), declined.searchParams.get('state')], ['access_denied', 's1'])
  tenant.cloud.switches.personRefusedWith = 53003
  assert.match((await user.signIn(authorizeUrl(tenant), ADDRESS)).searchParams.get('error_description') ?? '', /^AADSTS53003: /)
})

test('a permission that only an administrator can grant is asked of one, and then of nobody', async () => {
  tenant.cloud.changeApp('people-app', { delegated: new Set(['Mail.ReadWrite', 'Mail-Advanced.ReadWrite']), requested: new Set(['Mail.ReadWrite']) })
  await assert.rejects(user.signIn(authorizeUrl(tenant), ADDRESS), /Need admin approval[^]*AADSTS90094/)
  const url = `${tenant.base}/login/contoso.example/adminconsent?${new URLSearchParams({ client_id: 'people-app', redirect_uri: REDIRECT, state: 's2' }).toString()}`
  const refused = await user.signIn(url, '', false)
  assert.equal(refused.searchParams.get('error'), 'permission_denied')
  const granted = await user.signIn(url, '')
  assert.deepEqual([...granted.searchParams], [['admin_consent', 'True'], ['tenant', '11111111-0000-4000-8000-000000000000'], ['state', 's2']])
  assert.equal((await redeem(await signIn())).json['scope'], 'https://graph.microsoft.com/Mail.ReadWrite https://graph.microsoft.com/Mail-Advanced.ReadWrite')
  const own = await askTokens(tenant, { ...CLIENT, client_secret: 'secret', grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' })
  assert.match(Buffer.from(String(own.json['access_token']).split('.')[1] ?? '', 'base64url').toString(), /"roles":\["Mail\.ReadWrite"\]/)
})

test('each renewal brings another refresh token; the old one stays good, or not, by a switch', async () => {
  const { json } = await redeem(await signIn())
  const renew = (token: unknown, more = {}) => askTokens(tenant, { ...CLIENT, grant_type: 'refresh_token', refresh_token: String(token), ...more })
  const second = await renew(json['refresh_token'])
  assert.notEqual(second.json['refresh_token'], json['refresh_token'])
  assert.equal((await renew(json['refresh_token'])).status, 200)
  tenant.cloud.switches.refreshTokens = 'single use'
  assert.equal((await renew(second.json['refresh_token'])).status, 200)
  assert.equal(numberOf((await renew(second.json['refresh_token'])).json), 50173)
  const last = await renew(json['refresh_token'])
  assert.equal(numberOf((await renew(last.json['refresh_token'], { scope: 'https://graph.microsoft.com/.default https://outlook.office365.com/.default' })).json), 28000)
  tenant.cloud.switches.refreshTokens = 'kept'
  for (const number of [50076, 70043]) {
    tenant.cloud.switches.personRefusedWith = number
    assert.equal(numberOf((await renew(last.json['refresh_token'])).json), number)
  }
})

test('refresh tokens end after 90 days, or when an administrator ends them', async () => {
  const { json } = await redeem(await signIn())
  const renew = () => askTokens(tenant, { ...CLIENT, grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) })
  tenant.cloud.expire({ signIns: true })
  assert.equal(numberOf((await renew()).json), 50173)
  const later = await redeem(await signIn())
  tenant.shared.clock.advance(90 * 86_400_000)
  assert.equal(numberOf((await askTokens(tenant, { ...CLIENT, grant_type: 'refresh_token', refresh_token: String(later.json['refresh_token']) })).json), 700082)
})

test('a device waits until its code was typed in, and hears when it was declined, came too late or asks too often', async () => {
  const begin = async () => (await fetch(`${tenant.base}/login/contoso.example/oauth2/v2.0/devicecode`, { method: 'POST', body: new URLSearchParams({ ...CLIENT, scope: 'Mail.ReadWrite offline_access' }) })).json() as Promise<Record<string, unknown>>
  const poll = (device: Record<string, unknown>) => askTokens(tenant, { ...CLIENT, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: String(device['device_code']) })
  const type = (device: Record<string, unknown>, consents: boolean) => user.open(String(device['verification_uri']), { user_code: String(device['user_code']).toLowerCase(), account: ADDRESS, answer: consents ? 'accept' : 'cancel' })
  const device = await begin()
  assert.deepEqual([device['expires_in'], device['interval']], [900, 5])
  assert.equal((await poll(device)).json['error'], 'authorization_pending')
  assert.equal((await poll(device)).json['error'], 'slow_down')
  assert.match((await type(device, true)).html, /You have signed in/)
  assert.equal((await poll(device)).status, 200)
  assert.equal((await poll(device)).json['error'], 'bad_verification_code')
  const declined = await begin()
  await type(declined, false)
  assert.equal((await poll(declined)).json['error'], 'authorization_declined')
  const late = await begin()
  tenant.shared.clock.advance(901_000)
  assert.equal((await poll(late)).json['error'], 'expired_token')
  assert.match((await type(late, true)).html, /That code didn&#39;t work/)
})

test('an app that is no public client has to prove itself at every grant', async () => {
  tenant.cloud.changeApp('people-app', { isPublic: false })
  const signedIn = await signIn()
  assert.equal(numberOf((await redeem(signedIn)).json), 7000218)
  assert.equal(numberOf((await redeem(signedIn, { client_secret: 'other' })).json), 7000215)
  assert.equal((await redeem(signedIn, { client_secret: 'secret' })).status, 200)
})
