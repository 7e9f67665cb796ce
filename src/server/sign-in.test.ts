import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import Fastify, { type InjectOptions } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import { AWAY, openAccounts, PASSWORD } from '../accounts/accounts.test-kit.ts'
import { addFace, type FaceOptions } from './face.ts'
import { NOTHING_BEHIND } from './face.test-kit.ts'

/** What a browser sends: its cookie, and what pages of ours put in. */
interface Browser {
  readonly cookie: string
  readonly csrf: string
}

async function scene(t: TestContext, options: Partial<FaceOptions> = {}) {
  const people = await openAccounts()
  const failures: unknown[] = []
  const server = Fastify({ trustProxy: 'loopback' })
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => failures.push(error), accounts: people.accounts, ...options }))
  t.after(async () => {
    await server.close()
    await people[Symbol.asyncDispose]()
    assert.deepEqual(failures, [])
  })
  const send = async (method: InjectOptions['method'], path: string, { body, as, headers = {} }: { body?: object; as?: Partial<Browser>; headers?: Record<string, string> } = {}) => {
    const answer = await server.inject({
      method: method ?? 'GET',
      url: `/api/v1${path}`,
      ...(body === undefined ? {} : { payload: body }),
      headers: { ...(as?.cookie === undefined ? {} : { cookie: `tongbu_session=${as.cookie}` }), ...(as?.csrf === undefined ? {} : { 'x-csrf-token': as.csrf }), ...headers },
    })
    const cookie = answer.cookies.find(({ name }) => name === 'tongbu_session')
    return { status: answer.statusCode, headers: answer.headers, set: cookie, body: answer.body === '' ? {} : answer.json() }
  }
  const signIn = async (name: string): Promise<Browser> => {
    const { set, body } = await send('POST', '/session', { body: { name, password: PASSWORD } })
    return { cookie: set?.value ?? '', csrf: body.csrf }
  }
  return { ...people, server, send, signIn }
}

test('the first administrator goes through the link, invites somebody, and signs out', async (t) => {
  const { accounts, send } = await scene(t)
  assert.deepEqual((await send('GET', '/session')).body, { state: 'nobody', isNew: true, hasOidc: false })
  const secret = (await accounts.firstLink({ name: 'root' }))?.secret ?? ''
  assert.deepEqual((await send('POST', '/links/look', { body: { secret } })).body, { kind: 'first', role: 'administrator' })
  const used = await send('POST', '/links/use', { body: { secret, name: 'anna', password: PASSWORD, language: 'zh-Hant-HK' } })
  const { person } = used.body
  assert.deepEqual([used.body.state, person.name, person.role, person.language, person.hasSecondFactor], ['signed-in', 'anna', 'administrator', 'zh-Hant-HK', false])
  assert.deepEqual([(await send('POST', '/links/use', { body: { secret, name: 'eve', password: PASSWORD } })).status, (await send('POST', '/links/look', { body: { secret: 'stolen' } })).body.code], [410, 'LINK_SPENT'])
  const as = { cookie: used.set?.value ?? '', csrf: used.body.csrf as string }
  const invited = await send('POST', '/accounts', { as, body: { name: 'ben', role: 'operator', language: 'en' } })
  assert.match(invited.body.link.path, /^\/link#[\w-]{43}$/)
  const listed = (await send('GET', '/accounts', { as })).body.accounts
  assert.deepEqual(listed.map(({ name, status, hasPassword }: Record<string, unknown>) => [name, status, hasPassword]), [['anna', 'active', true], ['ben', 'invited', false]])
  assert.doesNotMatch(JSON.stringify(listed), /argon2/)
  const out = await send('DELETE', '/session', { as })
  assert.deepEqual([out.status, out.set?.value], [204, ''])
  assert.equal((await send('GET', '/accounts', { as })).status, 401)
  assert.deepEqual((await send('GET', '/session', { as })).body, { state: 'nobody', isNew: false, hasOidc: false })
})

test('the cookie is read by no script and sent by no other site, and over https goes nowhere else', async (t) => {
  const { member, send } = await scene(t)
  await member('anna', 'administrator')
  const body = { name: 'anna', password: PASSWORD }
  const plain = await send('POST', '/session', { body })
  assert.match(String(plain.headers['set-cookie']), /^tongbu_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  const safe = await send('POST', '/session', { body, headers: { 'x-forwarded-proto': 'https' } })
  assert.match(String(safe.headers['set-cookie']), /; Secure/)
  assert.equal(plain.headers['cache-control'] ?? 'no-store', 'no-store')
})

test('what a cookie writes needs the header of its own session', async (t) => {
  const { member, send, signIn } = await scene(t)
  await member('anna', 'administrator')
  const [one, two] = [await signIn('anna'), await signIn('anna')]
  const body = { language: 'zh-Hans-CN' }
  for (const csrf of ['', 'x', two.csrf, one.cookie]) {
    const { status, body: problem } = await send('PATCH', '/account', { as: { ...one, csrf }, body })
    assert.deepEqual([status, problem.code], [403, 'NOT_FROM_HERE'], csrf)
  }
  assert.equal((await send('PATCH', '/account', { as: { cookie: one.cookie }, body })).status, 403, 'missing')
  assert.equal((await send('PATCH', '/account', { as: one, body })).status, 204)
  assert.equal((await send('GET', '/session', { as: { cookie: one.cookie } })).body.person.language, 'zh-Hans-CN')
  const foreign = await send('POST', '/session', { body: { name: 'anna', password: PASSWORD }, headers: { 'sec-fetch-site': 'cross-site' } })
  assert.deepEqual([foreign.status, foreign.set], [403, undefined], 'another site signs nobody in')
})

test('a made-up session, a half one and a token of nobody are nobody', async (t) => {
  const { member, send } = await scene(t)
  const { session } = await member('anna', 'administrator')
  for (const cookie of ['', 'x', session.hash, session.id, '"; drop table accounts']) assert.equal((await send('GET', '/sessions', { as: { cookie } })).status, 401, cookie)
  for (const authorization of ['Bearer', 'Bearer x', `Bearer tb_${'a'.repeat(43)}`, 'Basic YTpi']) assert.equal((await send('GET', '/tokens', { headers: { authorization } })).body.code, 'SIGN_IN', authorization)
})

test('a bad token is not made good by a cookie beside it', async (t) => {
  const { member, send, signIn } = await scene(t)
  await member('anna', 'administrator')
  assert.equal((await send('GET', '/accounts', { as: await signIn('anna'), headers: { authorization: 'Bearer tb_x' } })).status, 401)
})

test('a second factor is enrolled from a picture, and then asked for in a step of its own', async (t) => {
  const { member, send, signIn, time } = await scene(t)
  await member('anna', 'administrator')
  const as = await signIn('anna')
  const begun = (await send('POST', '/account/totp', { as })).body
  assert.match(Buffer.from(begun.picture.replace('data:image/svg+xml;base64,', ''), 'base64').toString(), /^<svg /)
  const totp = new TOTP({ secret: Secret.fromBase32(begun.secret) })
  const { body } = await send('PUT', '/account/totp', { as, body: { password: PASSWORD, pending: begun.pending, code: totp.generate({ timestamp: time.now }) } })
  assert.equal(body.recoveryCodes.length, 10)
  time.now += 60_000
  const half = await send('POST', '/session', { body: { name: 'anna', password: PASSWORD } })
  const cookie = half.set?.value ?? ''
  assert.deepEqual([half.body.state, half.body.csrf, (await send('GET', '/session', { as: { cookie } })).body.state, (await send('GET', '/sessions', { as: { cookie } })).status], ['code', undefined, 'code', 401])
  assert.equal((await send('POST', '/session/code', { as: { cookie }, body: { code: '000000' } })).body.code, 'SIGN_IN_REFUSED')
  const whole = await send('POST', '/session/code', { as: { cookie }, body: { code: totp.generate({ timestamp: time.now }) } })
  assert.deepEqual([whole.body.state, whole.body.person.hasSecondFactor, whole.set?.value === cookie], ['signed-in', true, false])
  const next = { cookie: whole.set?.value ?? '', csrf: whole.body.csrf }
  assert.equal((await send('POST', '/account/totp/remove', { as: next, body: { password: PASSWORD } })).status, 204)
})

test('each role reaches what it may and nothing more, and a token no more than its scopes', async (t) => {
  const { member, send, signIn } = await scene(t)
  const roles = ['administrator', 'operator', 'auditor'] as const
  for (const role of roles) await member(role, role)
  const statuses = async (who: { as?: Browser; headers?: Record<string, string> }) => [(await send('GET', '/pairs', who)).status, (await send('GET', '/accounts', who)).status, (await send('GET', '/tokens', who)).status]
  const found = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await statuses({ as: await signIn(role) })])))
  // 409: let in, and nothing is set up.
  assert.deepEqual(found, { administrator: [409, 200, 200], operator: [409, 403, 200], auditor: [409, 403, 200] })
  const as = await signIn('administrator')
  const make = async (scopes: readonly string[]) => (await send('POST', '/tokens', { as, body: { name: 'n8n', scopes } })).body
  const { token, made } = await make(['read'])
  const headers = { authorization: `Bearer ${token}` }
  assert.deepEqual(await statuses({ headers }), [409, 403, 200])
  assert.equal((await send('POST', '/tokens', { headers, body: { name: 'more', scopes: ['read'] } })).status, 403, 'a token makes no token')
  assert.equal((await send('POST', '/account/password', { headers, body: { password: PASSWORD, newPassword: 'another sentence' } })).status, 403)
  assert.equal((await send('POST', '/tokens', { as: await signIn('auditor'), body: { name: 'n8n', scopes: ['operate'] } })).status, 403)
  const other = await signIn('operator')
  assert.deepEqual([(await send('GET', '/tokens', { as: other })).body.tokens.length, (await send('DELETE', `/tokens/${made.id}`, { as: other })).status], [0, 404])
  assert.equal((await send('DELETE', `/tokens/${made.id}`, { as })).status, 204)
  assert.deepEqual(await statuses({ headers }), [401, 401, 401])
})

test('too many fields, too few, and too much are refused before anybody looks at them', async (t) => {
  const { send, server } = await scene(t)
  const unknown = await send('POST', '/session', { body: { name: 'anna', password: PASSWORD, admin: true } })
  assert.deepEqual([unknown.status, unknown.body.code, unknown.body.errors], [400, 'BAD_REQUEST', [{ at: 'admin', message: 'is not a field of this' }]])
  assert.equal((await send('POST', '/session', { body: { name: { $ne: '' }, password: [] } })).status, 400)
  assert.equal((await send('POST', '/session', { body: { name: 'a', password: 'x'.repeat(20_000) } })).body.code, 'TOO_MUCH')
  for (const payload of ['{"name":', '[]', '"x"', '{"__proto__":{"admin":true},"name":"a","password":"b"}']) assert.equal((await server.inject({ method: 'POST', url: '/api/v1/session', payload, headers: { 'content-type': 'application/json' } })).statusCode, 400, payload)
  assert.equal((await server.inject({ method: 'POST', url: '/api/v1/session', payload: 'name=a&password=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode, 400)
})

test('after some wrong passwords one is told how long to wait, and an address that asks too often is refused for a minute', async (t) => {
  const { member, send } = await scene(t)
  await member('anna', 'administrator')
  const body = { name: 'anna', password: 'a wrong guess' }
  const headers = { 'x-forwarded-for': AWAY.from }
  const codes: string[] = []
  for (let n = 0; n < 6; n++) codes.push((await send('POST', '/session', { body, headers })).body.code)
  assert.deepEqual(codes, [...Array.from({ length: 5 }, () => 'SIGN_IN_REFUSED'), 'SIGN_IN_DELAYED'])
  const delayed = await send('POST', '/session', { body, headers })
  assert.deepEqual([delayed.status, delayed.headers['retry-after']], [429, '1'])
  for (let n = 0; n < 30; n++) await send('POST', '/links/look', { body: { secret: `guess ${n}` }, headers })
  const often = await send('POST', '/links/look', { body: { secret: 'one more' }, headers })
  assert.deepEqual([often.status, often.body.code, Number(often.headers['retry-after']) > 0], [429, 'TOO_OFTEN', true])
  assert.equal((await send('POST', '/links/look', { body: { secret: 'one more' } })).status, 410, 'others are not')
})

test('one sees where one is signed in, and signs out there', async (t) => {
  const { member, send, signIn } = await scene(t)
  await member('anna', 'administrator')
  const [here, there] = [await signIn('anna'), await signIn('anna')]
  const { sessions } = (await send('GET', '/sessions', { as: here })).body
  assert.deepEqual([sessions.length, sessions.filter(({ isThis }: { isThis: boolean }) => isThis).length], [3, 1])
  const changed = await send('POST', '/account/password', { as: here, body: { password: PASSWORD, newPassword: 'another sentence' } })
  assert.equal(changed.status, 200)
  const now = { cookie: changed.set?.value ?? '', csrf: changed.body.csrf }
  assert.deepEqual([(await send('GET', '/sessions', { as: here })).status, (await send('GET', '/sessions', { as: there })).status, (await send('GET', '/sessions', { as: now })).body.sessions.length], [401, 401, 1])
  assert.equal((await send('DELETE', '/sessions/other', { as: now })).status, 404)
  assert.equal((await send('DELETE', '/sessions', { as: now })).status, 204)
})

test('administrators change roles, put out, let back in and remove, and the last one stays', async (t) => {
  const { member, send, signIn } = await scene(t)
  const anna = await member('anna', 'administrator')
  const ben = await member('ben', 'operator')
  const as = await signIn('anna')
  const patch = (id: string, body: object) => send('PATCH', `/accounts/${id}`, { as, body })
  assert.equal((await patch(ben.who.id, { role: 'auditor' })).body.role, 'auditor')
  assert.equal((await patch(ben.who.id, { isEnabled: false })).body.status, 'disabled')
  assert.equal((await send('POST', `/accounts/${ben.who.id}/link`, { as, body: {} })).status, 422)
  assert.equal((await patch(ben.who.id, { isEnabled: true })).body.status, 'active')
  assert.match((await send('POST', `/accounts/${ben.who.id}/link`, { as, body: { dropsSecondFactor: true } })).body.link.path, /^\/link#/)
  assert.equal((await send('POST', `/accounts/${ben.who.id}/reset-totp`, { as })).status, 200)
  assert.deepEqual([(await patch(ben.who.id, {})).status, (await patch('nobody', { role: 'auditor' })).status], [400, 404])
  assert.equal((await patch(anna.who.id, { role: 'auditor' })).body.code, 'LAST_ADMINISTRATOR')
  assert.deepEqual([(await send('DELETE', `/accounts/${ben.who.id}`, { as })).status, (await send('GET', '/accounts', { as })).body.accounts.length], [204, 1])
})

test('one person asks, another administrator agrees, and nobody agrees with themselves or through a program', async (t) => {
  const { accounts, member, send, signIn } = await scene(t)
  for (const name of ['anna', 'ben']) await member(name, 'administrator')
  const auditor = await member('cai', 'auditor')
  const asked = (await send('POST', '/second-person', { as: await signIn('cai'), body: { deed: 'archive-read', pair: 'anna', reason: 'request 17' } })).body
  assert.deepEqual([asked.state, asked.by, asked.isOwn, asked.about], ['open', 'cai', true, ''])
  const decide = async (as: Browser, id: string, headers = {}) => send('POST', `/second-person/${id}/decision`, { as, body: { isGranted: true }, headers })
  assert.equal((await decide(await signIn('cai'), asked.id)).status, 403)
  const anna = await signIn('anna')
  const { token } = (await send('POST', '/tokens', { as: anna, body: { name: 'n8n', scopes: ['administer'] } })).body
  assert.equal((await send('POST', `/second-person/${asked.id}/decision`, { body: { isGranted: true }, headers: { authorization: `Bearer ${token}` } })).status, 403)
  assert.deepEqual((({ state, decidedBy, isOwn }) => [state, decidedBy, isOwn])((await decide(anna, asked.id)).body), ['granted', 'anna', false])
  await accounts.secondPersons.pass(auditor.who, { deed: 'archive-read', pair: 'anna', about: 'm1' })
  const own = (await send('POST', '/second-person', { as: anna, body: { deed: 'restore', pair: 'anna', about: 'p1', reason: 'lost' } })).body
  assert.equal((await decide(anna, own.id)).body.code, 'NOT_ALLOWED')
  assert.equal((await send('GET', '/second-person', { as: anna })).body.requests.length, 2)
})

test('a stream that stays open ends with the session, and with the right to see it', async (t) => {
  const page = { events: [], next: '1', isMore: false }
  const follow = async function* () {
    for (;;) {
      await setTimeout(10)
      yield page
    }
  }
  const events = () => ({ read: async () => page, end: async () => '1', follow }) as unknown as ReturnType<FaceOptions['events']>
  const { accounts, member, server, signIn } = await scene(t, { events })
  await member('anna', 'administrator')
  const ben = await member('ben', 'operator')
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const open = (headers: Record<string, string>) => fetch(`${url}/api/v1/events/stream`, { headers })
  const { cookie } = await signIn('ben')
  const { token } = await accounts.makeToken(ben.who, { name: 'n8n', scopes: ['read'] })
  const streams = [await open({ cookie: `tongbu_session=${cookie}` }), await open({ authorization: `Bearer ${token}` })]
  assert.deepEqual(streams.map(({ status }) => status), [200, 200])
  await accounts.disable({ name: 'anna' }, 'ben')
  const ended = await Promise.all(streams.map((stream) => stream.text()))
  assert.ok(ended.every((text) => text.startsWith(': alive') || text === ''))
})

test('an address that does not say whom it lets in lets in nobody', async (t) => {
  const { accounts } = await openAccounts()
  const server = Fastify()
  t.after(() => server.close())
  await server.register(async (scope) => {
    const { answerProblems } = await import('./plugins/problems.ts')
    const { askWhoItIs } = await import('./plugins/sessions.ts')
    answerProblems(scope, () => {})
    await askWhoItIs(scope, accounts)
    scope.get('/forgotten', () => 'secret')
  })
  const answer = await server.inject('/forgotten')
  assert.deepEqual([answer.statusCode, answer.body.includes('secret')], [403, false])
})
