import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify from 'fastify'
import { CLIENT, startIssuer, type Person } from '../../../test/support/issuer.ts'
import { openAccounts, testSeal } from '../../accounts/accounts.test-kit.ts'
import { createOidc, type OidcSettings } from '../../accounts/oidc.ts'
import { INSTALLATION } from '../../domain/installation.ts'
import { systemClock } from '../../platform/clock.ts'
import { systemHttp } from '../../platform/http.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

const REDIRECT = 'http://127.0.0.1:8620/api/v1/session/oidc/callback'
const ANNA: Person = { sub: 's-anna', preferred_username: 'anna@contoso.example', roles: ['Something.Else', 'Tongbu.Administrator'] }

/** A browser at the dashboard: its cookies are those of one host. */
class Browser {
  readonly cookies = new Map<string, string>()
}

async function scene(t: TestContext, settings: Partial<OidcSettings> = {}) {
  const issuer = await startIssuer(t, REDIRECT)
  const people = await openAccounts()
  const http: { requests: number; answer: typeof systemHttp } = { requests: 0, answer: systemHttp }
  const roles = { administrator: ['Tongbu.Administrator'], operator: ['Tongbu.Operator'], auditor: ['Tongbu.Auditor'] }
  const time = { now: systemClock.now() }
  people.time.now = time.now
  const oidc = createOidc({
    settings: { issuer: issuer.url, clientId: CLIENT.id, clientSecret: CLIENT.secret, scope: 'openid profile email', rolesClaim: 'roles', roles, ...settings },
    clock: { now: () => people.time.now, wait: async () => {} },
    http: (...request) => ((http.requests += 1), http.answer(...request)),
    seal: async () => testSeal,
  })
  const server = Fastify({ trustProxy: 'loopback' })
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => assert.fail(String(error)), accounts: people.accounts, oidc: () => ({ oidc, redirectUrl: REDIRECT }) }))
  t.after(async () => {
    await server.close()
    await people[Symbol.asyncDispose]()
  })
  const go = async (browser: Browser, path: string) => {
    const answer = await server.inject({ url: path, headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    for (const { name, value } of answer.cookies) browser.cookies.set(name, value)
    return { status: answer.statusCode, to: String(answer.headers.location), set: [answer.headers['set-cookie'] ?? []].flat().join('\n'), body: answer.body }
  }
  const begin = async (browser: Browser, to = '/pairs') => (await go(browser, `/api/v1/session/oidc?to=${encodeURIComponent(to)}`)).to
  const back = (address: URL) => `${address.pathname}${address.search}`
  /** The whole way, and where it ends. */
  const enter = async (person: Person | undefined, browser = new Browser(), to?: string) => {
    issuer.person = person
    return go(browser, back(await issuer.visit(await begin(browser, to))))
  }
  const session = async (browser: Browser) => JSON.parse((await go(browser, '/api/v1/session')).body)
  return { ...people, issuer, http, go, begin, back, enter, session }
}

test('whoever the issuer knows comes in with the role that it says, and is shown the page that was asked for', async (t) => {
  const { enter, session, accounts, begin } = await scene(t)
  const browser = new Browser()
  assert.equal((await session(browser)).hasOidc, true)
  const address = new URL(await begin(browser))
  assert.deepEqual([address.searchParams.get('code_challenge_method'), address.searchParams.get('response_type')], ['S256', 'code'])
  assert.ok(['state', 'nonce', 'code_challenge'].every((name) => (address.searchParams.get(name)?.length ?? 0) >= 43))
  const { to, set } = await enter(ANNA, browser)
  assert.equal(to, '/pairs')
  assert.match(set, /tongbu_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict/)
  const { state, person } = await session(browser)
  assert.deepEqual([state, person.name, person.role, person.hasPassword], ['signed-in', 'anna@contoso.example', 'administrator', false])
  await enter(ANNA)
  assert.equal((await accounts.accounts()).length, 1)
})

test('the role follows what the issuer says, and with it goes whoever is still signed in', async (t) => {
  const { enter, session, accounts, told } = await scene(t)
  const browser = new Browser()
  await enter(ANNA, browser)
  await enter({ ...ANNA, roles: 'Tongbu.Auditor' })
  assert.equal((await session(browser)).person.role, 'auditor')
  assert.equal((await enter({ ...ANNA, roles: [] })).to, '/sign-in?problem=OIDC_REFUSED')
  assert.equal((await session(browser)).state, 'nobody')
  await enter(ANNA)
  await enter({ ...ANNA, sub: 's-ben', preferred_username: 'ben' })
  await accounts.disable({ name: 'ben' }, 'anna@contoso.example')
  assert.equal((await enter(ANNA)).to, '/sign-in?problem=OIDC_REFUSED', 'disabled here, whatever is said there')
  assert.deepEqual((await told()).toReversed().slice(0, 6), ['account anna@contoso.example: made', 'sign-in anna@contoso.example: oidc', 'account anna@contoso.example: role', 'sign-in anna@contoso.example: oidc', 'refuse –: no-role', 'account anna@contoso.example: role'])
})

test('nobody becomes somebody else by calling themselves so', async (t) => {
  const { enter, session, accounts, member } = await scene(t)
  await member('anna@contoso.example', 'administrator')
  const browser = new Browser()
  await enter({ ...ANNA, sub: 's-eve', email: 'anna@contoso.example', roles: ['Tongbu.Auditor'] }, browser)
  const { person } = await session(browser)
  assert.deepEqual([person.role, /^anna@contoso\.example \([0-9a-f]{8}\)$/.test(person.name), (await accounts.accounts()).length], ['auditor', true, 2])
  await enter({ sub: 's-mal', preferred_username: '\u202eanna', roles: ['Tongbu.Auditor'] })
  assert.ok((await accounts.accounts()).some(({ name }) => /^user [0-9a-f]{8}$/.test(name)))
})

test('an answer with another state, of another browser, without a question, twice, or too late lets nobody in', async (t) => {
  const { issuer, go, begin, back, session, time } = await scene(t)
  issuer.person = ANNA
  const refused = async (browser: Browser, path: string) => {
    const { to, set } = await go(browser, path)
    assert.deepEqual([to, /tongbu_session/.test(set)], ['/sign-in?problem=OIDC_REFUSED', false], path)
  }
  const browser = new Browser()
  const address = await issuer.visit(await begin(browser))
  const wrong = new URL(address)
  wrong.searchParams.set('state', 'another')
  const before = new Map(browser.cookies)
  await refused(browser, back(wrong))
  await refused(new Browser(), back(address))
  const other = new Browser()
  await begin(other)
  await refused(other, back(address))

  for (const [name, value] of before) browser.cookies.set(name, value)
  assert.equal((await go(browser, back(address))).to, '/pairs')
  assert.equal((await session(browser)).state, 'signed-in')
  for (const [name, value] of before) browser.cookies.set(name, value)
  await refused(browser, back(address))

  const late = new Browser()
  const lateAddress = await issuer.visit(await begin(late))
  time.now += 11 * 60_000
  await refused(late, back(lateAddress))
  const forged = new Browser()
  forged.cookies.set('tongbu_oidc', 'forged')
  await refused(forged, '/api/v1/session/oidc/callback?code=x&state=y')
})

test('a code of somebody else, put into the answer to one\'s own question, is refused by the issuer', async (t) => {
  const { issuer, go, begin, back } = await scene(t)
  issuer.person = ANNA
  const [mine, theirs] = [new Browser(), new Browser()]
  const [myAddress, theirAddress] = [await issuer.visit(await begin(mine)), await issuer.visit(await begin(theirs))]
  myAddress.searchParams.set('code', theirAddress.searchParams.get('code') ?? '')
  assert.equal((await go(mine, back(myAddress))).to, '/sign-in?problem=OIDC_REFUSED')
})

test('whoever gives up, and whoever has no role, is told so by a page', async (t) => {
  const { enter, accounts } = await scene(t)
  assert.equal((await enter(undefined)).to, '/sign-in?problem=OIDC_REFUSED')
  assert.equal((await enter({ sub: 's-eve', preferred_username: 'eve' })).to, '/sign-in?problem=OIDC_REFUSED')
  assert.equal((await enter({ sub: 's-eve', preferred_username: 'eve', roles: ['tongbu.administrator'] })).to, '/sign-in?problem=OIDC_REFUSED', 'values are compared letter by letter')
  assert.deepEqual(await accounts.accounts(), [])
})

test('groups make a role too, and groups that did not fit are no role', async (t) => {
  const { enter, session } = await scene(t, { rolesClaim: 'groups', roles: { administrator: [], operator: ['g-1', 'g-2'], auditor: [] } })
  const browser = new Browser()
  await enter({ sub: 's', name: 'Chan Tai Man', groups: ['g-0', 'g-2'] }, browser)
  assert.deepEqual([(await session(browser)).person.role, (await session(browser)).person.name], ['operator', 'Chan Tai Man'])
  assert.equal((await enter({ sub: 's', _claim_names: { groups: 'src1' } })).to, '/sign-in?problem=OIDC_REFUSED')
})

test('afterwards one is led into the dashboard and nowhere else', async (t) => {
  const { enter } = await scene(t)
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a\nb', '']) assert.equal((await enter(ANNA, new Browser(), to)).to, '/', to)
  assert.equal((await enter(ANNA, new Browser(), '/pairs/anna?x=1#y')).to, '/pairs/anna?x=1#y')
})

test('an issuer that is away, or says that it is another, is told so and asked again later', async (t) => {
  const { begin, http, issuer, enter } = await scene(t)
  http.answer = async () => ({ kind: 'lost', reached: false, cause: new Error('refused') })
  assert.equal(await begin(new Browser()), '/sign-in?problem=OIDC_UNREACHABLE')
  http.answer = systemHttp
  assert.equal((await enter(ANNA)).to, '/pairs')
  assert.ok(http.requests >= 4, 'through the one door')
  const other = await scene(t, { issuer: issuer.url.replace('127.0.0.1', 'localhost') })
  assert.equal(await other.begin(new Browser()), '/sign-in?problem=OIDC_UNREACHABLE')
})

test('no secret of the flow reaches the audit', async (t) => {
  const { enter, store } = await scene(t)
  const { set } = await enter(ANNA)
  const text = JSON.stringify(await store.audit.last(INSTALLATION, 99))
  assert.ok(!text.includes(/tongbu_session=([\w-]{43})/.exec(set)?.[1] ?? 'none') && !text.includes(CLIENT.secret))
})
