import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TOTP, Secret } from 'otpauth'
import { INSTALLATION } from '../domain/installation.ts'
import { AWAY, HOME, openAccounts, PASSWORD, type Scene } from './accounts.test-kit.ts'
import type { SignedIn } from './accounts.ts'

const HOUR = 3_600_000
const refusal = { code: 'SIGN_IN_REFUSED' }
const codeOf = (secret: string, now: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })

/** Somebody with a second factor. @returns its secret and the recovery codes */
async function enrolled({ accounts, time }: Scene, member: Awaited<ReturnType<Scene['member']>>) {
  const { secret, uri, pending } = await accounts.beginTotp(member.who)
  const codes = await accounts.confirmTotp(member.who, { password: PASSWORD, pending, code: codeOf(secret, time.now) }, HOME)
  return { secret, uri, codes, pending }
}

test('the first administrator comes in by a link that works once, for a day, and only while there is none', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  const [old, late] = [await accounts.firstLink({ name: 'root' }), await accounts.firstLink({ name: 'root' })]
  await assert.rejects(accounts.lookAtLink(old?.secret ?? ''), { code: 'LINK_SPENT' }, 'a newer one took its place')
  time.now += 24 * HOUR
  await assert.rejects(accounts.useLink(late?.secret ?? '', { name: 'anna', password: PASSWORD }, HOME), { code: 'LINK_SPENT' })
  const { secret = '' } = (await accounts.firstLink({ name: 'root' })) ?? {}
  assert.deepEqual(await accounts.lookAtLink(secret), { kind: 'first', role: 'administrator' })
  await assert.rejects(accounts.useLink(secret, { name: 'anna', password: 'short' }, HOME), { code: 'BAD_ACCOUNT' })
  const signedIn = await accounts.useLink(secret, { name: ' anna ', password: PASSWORD, language: 'zh-Hant-HK' }, HOME)
  assert.deepEqual((({ name, role, language, scopes }) => ({ name, role, language, scopes }))(await scene.who(signedIn)), { name: 'anna', role: 'administrator', language: 'zh-Hant-HK', scopes: ['read', 'operate', 'administer'] })
  await assert.rejects(accounts.useLink(secret, { name: 'eve', password: PASSWORD }, AWAY), { code: 'LINK_SPENT' }, 'replayed')
  assert.equal(await accounts.firstLink({ name: 'root' }), undefined)
})

test('of two who use links for the first administrator at once, one gets in', async () => {
  await using scene = await openAccounts()
  const { secret = '' } = (await scene.accounts.firstLink({ name: 'root' })) ?? {}
  const tries = await Promise.allSettled(['anna', 'eve'].map((name) => scene.accounts.useLink(secret, { name, password: PASSWORD }, HOME)))
  assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await scene.accounts.accounts()).length, 1)
})

test('whoever is invited chooses a password and signs in with it, however the name is written', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  const { secret, name } = await accounts.invite({ name: 'root' }, { name: '陳大文', role: 'auditor', language: 'zh-Hant-HK' })
  assert.equal(name, '陳大文')
  await assert.rejects(accounts.signIn({ name: '陳大文', password: '' }, HOME), refusal, 'there is no password yet')
  await assert.rejects(accounts.invite({ name: 'root' }, { name: ' 陳大文 ', role: 'auditor', language: 'en' }), { code: 'BAD_ACCOUNT' })
  await accounts.useLink(secret, { password: PASSWORD, name: 'other' }, HOME)
  const { who } = { who: await scene.who(await accounts.signIn({ name: '陳大文 ', password: PASSWORD }, HOME)) }
  assert.deepEqual([who.name, who.role, who.scopes], ['陳大文', 'auditor', ['read']])
})

test('a wrong password, an unknown name and a disabled account are answered alike, and told apart nowhere but in the audit', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  await scene.member('anna', 'administrator')
  await scene.member('ben', 'operator')
  await accounts.disable({ name: 'anna' }, 'ben')
  const said: string[] = []
  for (const given of [{ name: 'anna', password: 'wrong' }, { name: 'eve', password: PASSWORD }, { name: 'ben', password: PASSWORD }]) {
    await accounts.signIn(given, AWAY).catch((error: Error) => said.push(error.message))
  }
  assert.equal(new Set(said).size, 1)
  assert.equal(said.length, 3)
  const refusals = await scene.store.audit.search(INSTALLATION, { most: 9, kind: 'refuse' })
  assert.deepEqual(refusals.map(({ detail = '' }) => Object.keys(JSON.parse(detail) as object)), [['account', 'from'], ['from'], ['account', 'from']])
})

test('a session ends when it is not used, at the latest after half a day, when its owner says so, and with its account', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  await scene.member('anna', 'administrator')
  const enter = (): Promise<SignedIn> => accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)
  const [idle, used] = [await enter(), await enter()]
  for (let n = 0; n < 11; n++) {
    time.now += 0.9 * HOUR
    assert.notEqual(await accounts.whoHas(used.secret), undefined, `${n}`)
  }
  assert.equal(await accounts.whoHas(idle.secret), undefined)
  time.now += 3 * HOUR
  assert.equal(await accounts.whoHas(used.secret), undefined)
  const [one, two, three] = [await enter(), await enter(), await enter()]
  const who = await scene.who(one)
  assert.deepEqual((await accounts.sessions(who.id)).map(({ from, agent }) => `${from} ${agent}`), ['203.0.113.7 Firefox', '203.0.113.7 Firefox', '203.0.113.7 Firefox'])
  await accounts.endSessions(who, { id: two.session.id })
  assert.equal(await accounts.whoHas(two.secret), undefined)
  await accounts.endSessions(who, 'others')
  assert.deepEqual([await accounts.whoHas(three.secret), (await accounts.whoHas(one.secret))?.name], [undefined, 'anna'])
  await accounts.signOut(one.session)
  assert.equal(await accounts.whoHas(one.secret), undefined)
  const ben = await scene.member('ben', 'operator')
  await assert.rejects(accounts.endSessions(ben.who, { id: (await enter()).session.id }), { code: 'UNKNOWN_ACCOUNT' }, 'somebody else\'s')
  await accounts.disable({ name: 'anna' }, 'ben')
  assert.equal(await accounts.whoHas(ben.secret), undefined)
})

test('nobody gets in with a made-up or a kept form of a secret', async () => {
  await using scene = await openAccounts()
  const { session, secret } = await scene.member('anna', 'administrator')
  for (const forged of ['', 'x', session.hash, session.id, `${secret}x`, secret.toUpperCase()]) assert.equal(await scene.accounts.whoHas(forged), undefined, forged)
})

test('many tries at once are counted before they are compared, and a link lets its owner in all the same', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  await scene.member('anna', 'administrator')
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => accounts.signIn({ name: 'anna', password: 'a wrong guess' }, AWAY)))
  const codes = tries.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : ''))
  assert.deepEqual([codes.filter((code) => code === 'SIGN_IN_REFUSED').length, codes.filter((code) => code === 'SIGN_IN_DELAYED').length], [5, 7])
  await assert.rejects(accounts.signIn({ name: 'anna', password: PASSWORD }, AWAY), { code: 'SIGN_IN_DELAYED', retryAfterMs: 1000 }, 'the right one has to wait too')
  for (let n = 0; n < 6; n++) {
    time.now += 16 * 60_000
    await assert.rejects(accounts.signIn({ name: 'anna', password: 'a wrong guess' }, AWAY), refusal)
  }
  await assert.rejects(accounts.signIn({ name: 'anna', password: PASSWORD }, { from: '192.0.2.1', agent: '' }), { code: 'SIGN_IN_DELAYED' }, 'from a third address')
  await accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)
  const { secret } = await accounts.makeLink({ name: 'root' }, 'anna')
  await accounts.useLink(secret, { password: 'another sentence' }, AWAY)
})

test('with a second factor the password alone opens nothing, a code works once, and what it opened replaces the half session', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  const { secret, uri, codes } = await enrolled(scene, await scene.member('anna', 'administrator'))
  assert.match(uri, /^otpauth:\/\/totp\/Tongbu:anna\?issuer=Tongbu&secret=[A-Z2-7]{32}&/)
  assert.doesNotMatch(JSON.stringify(await accounts.accounts()), new RegExp(`${secret}|${codes[0]}`))
  const enter = (): Promise<SignedIn> => accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)
  await assert.rejects(accounts.giveCode((await enter()).secret, codeOf(secret, time.now), HOME), refusal, 'the code of the enrolment was used')
  time.now += 60_000
  const half = await enter()
  assert.deepEqual([half.session.stage, await accounts.whoHas(half.secret)], ['code', undefined])
  await assert.rejects(accounts.giveCode(half.secret, '000000', HOME), refusal)
  const whole = await accounts.giveCode(half.secret, codeOf(secret, time.now), HOME)
  assert.deepEqual([(await scene.who(whole)).name, await accounts.whoHas(half.secret)], ['anna', undefined])
  await assert.rejects(accounts.giveCode((await enter()).secret, codeOf(secret, time.now), HOME), refusal, 'replayed')
  await assert.rejects(accounts.giveCode((await enter()).secret, codeOf(secret, time.now - 30_000), HOME), refusal, 'an older one')
  const late = await enter()
  time.now += 6 * 60_000
  await assert.rejects(accounts.giveCode(late.secret, codeOf(secret, time.now), HOME), { code: 'NOT_SIGNED_IN' })
})

test('each recovery code works once in place of a code, however it is typed', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  const { codes } = await enrolled(scene, await scene.member('anna', 'administrator'))
  assert.equal(new Set(codes).size, 10)
  const enter = async (code: string): Promise<SignedIn> => accounts.giveCode((await accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)).secret, code, HOME)
  await enter(codes[3]?.toUpperCase().replaceAll('-', ' ') ?? '')
  await assert.rejects(enter(codes[3] ?? ''), refusal)
  assert.equal((await scene.accounts.accounts())[0]?.recovery?.length, 9)
})

test('a second factor begins only with the password and a code that works, and belongs to whoever began it', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  const [anna, ben] = [await scene.member('anna', 'administrator'), await scene.member('ben', 'operator')]
  const { secret, pending } = await accounts.beginTotp(anna.who)
  const code = codeOf(secret, time.now)
  await assert.rejects(accounts.confirmTotp(anna.who, { password: 'wrong', pending, code }, HOME), refusal)
  await assert.rejects(accounts.confirmTotp(anna.who, { password: PASSWORD, pending, code: '123' }, HOME), { code: 'BAD_ACCOUNT' })
  await assert.rejects(accounts.confirmTotp(ben.who, { password: PASSWORD, pending, code }, HOME), { code: 'BAD_ACCOUNT' })
  await assert.rejects(accounts.confirmTotp(anna.who, { password: PASSWORD, pending: `${pending}x`, code }, HOME), { code: 'BAD_ACCOUNT' })
  time.now += 20 * 60_000
  await assert.rejects(accounts.confirmTotp(anna.who, { password: PASSWORD, pending, code: codeOf(secret, time.now) }, HOME), { code: 'BAD_ACCOUNT' })
  assert.equal((await accounts.accounts())[0]?.totp, undefined)
  await enrolled(scene, anna)
  await assert.rejects(accounts.dropTotp(anna.who, 'wrong', HOME), refusal)
  await accounts.dropTotp(anna.who, PASSWORD, HOME)
  assert.equal((await accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)).session.stage, 'full')
})

test('a link for a locked-out person keeps the second factor, unless it is to take it away', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  const anna = await scene.member('anna', 'administrator')
  await enrolled(scene, anna)
  const first = await accounts.makeLink({ name: 'root' }, 'ANNA')
  const second = await accounts.makeLink({ name: 'root' }, 'anna')
  await assert.rejects(accounts.lookAtLink(first.secret), { code: 'LINK_SPENT' })
  assert.deepEqual(await accounts.lookAtLink(second.secret), { kind: 'reset', role: 'administrator', name: 'anna' })
  assert.equal((await accounts.useLink(second.secret, { password: 'another sentence' }, HOME)).session.stage, 'code')
  assert.equal(await accounts.whoHas(anna.secret), undefined, 'whoever was signed in is out')
  await assert.rejects(accounts.signIn({ name: 'anna', password: PASSWORD }, HOME), refusal)
  const { secret } = await accounts.makeLink({ name: 'root' }, 'anna', { dropsTotp: true })
  assert.equal((await accounts.useLink(secret, { password: PASSWORD }, HOME)).session.stage, 'full')
})

test('a new password ends all other sessions, and needs the old one', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  const anna = await scene.member('anna', 'administrator')
  const other = await accounts.signIn({ name: 'anna', password: PASSWORD }, AWAY)
  await assert.rejects(accounts.changePassword(anna.who, { password: 'wrong', newPassword: 'another sentence' }, HOME), refusal)
  await assert.rejects(accounts.changePassword(anna.who, { password: PASSWORD, newPassword: 'short' }, HOME), { code: 'BAD_ACCOUNT' })
  const changed = await accounts.changePassword(anna.who, { password: PASSWORD, newPassword: 'another sentence' }, HOME)
  assert.deepEqual([await accounts.whoHas(anna.secret), await accounts.whoHas(other.secret), (await scene.who(changed)).name], [undefined, undefined, 'anna'])
  await accounts.signIn({ name: 'anna', password: 'another sentence' }, HOME)
})

test('a token does what its scopes say and its owner may, until it ends or is revoked', async () => {
  await using scene = await openAccounts()
  const { accounts, time } = scene
  const [anna, ben] = [await scene.member('anna', 'administrator'), await scene.member('ben', 'operator')]
  await assert.rejects(accounts.makeToken(ben.who, { name: 'n8n', scopes: ['administer'] }), { code: 'NOT_ALLOWED' })
  await assert.rejects(accounts.makeToken(ben.who, { name: 'n8n', scopes: [] }), { code: 'BAD_ACCOUNT' })
  const { token, made } = await accounts.makeToken(ben.who, { name: 'n8n', scopes: ['operate', 'operate'], days: 1 })
  assert.match(token, /^tb_[\w-]{43}$/)
  assert.deepEqual((({ name, scopes, session }) => ({ name, scopes, session }))((await accounts.whoBears(token)) ?? assert.fail()), { name: 'ben', scopes: ['operate'], session: undefined })
  assert.equal((await accounts.tokens())[0]?.usedAt, time.now)
  assert.doesNotMatch(JSON.stringify(await accounts.tokens()), new RegExp(token.slice(3)))
  await accounts.setRole({ name: 'anna' }, 'ben', 'auditor')
  assert.deepEqual((await accounts.whoBears(token))?.scopes, [], 'an auditor does not operate')
  for (const forged of ['', 'tb_', made.hash, `tb_${made.hash}`, token.slice(3), `${token}x`]) assert.equal(await accounts.whoBears(forged), undefined, forged)
  time.now += 24 * HOUR
  assert.equal(await accounts.whoBears(token), undefined)
  const next = await accounts.makeToken(anna.who, { name: 'n8n', scopes: ['read'] })
  await assert.rejects(accounts.revokeToken(ben.who, next.made.id, false), { code: 'UNKNOWN_ACCOUNT' })
  await accounts.revokeToken(anna.who, next.made.id, false)
  assert.equal(await accounts.whoBears(next.token), undefined)
})

test('the last administrator who can sign in stays one, also when two give it up at once', async () => {
  await using scene = await openAccounts()
  const { accounts } = scene
  for (const name of ['anna', 'ben']) await scene.member(name, 'administrator')
  await accounts.invite({ name: 'anna' }, { name: 'cai', role: 'administrator', language: 'en' })
  const tries = await Promise.allSettled([accounts.setRole({ name: 'anna' }, 'anna', 'auditor'), accounts.remove({ name: 'ben' }, 'ben')])
  assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(accounts.disable({ name: 'ben' }, tries[0]?.status === 'fulfilled' ? 'ben' : 'anna'), { code: 'LAST_ADMINISTRATOR' }, 'who was only invited does not count')
  await assert.rejects(accounts.setRole({ name: 'ben' }, 'nobody', 'auditor'), { code: 'UNKNOWN_ACCOUNT' })
})

test('what a second person has agreed to is done once, and everybody\'s part of it is in the audit', async () => {
  await using scene = await openAccounts()
  const { secondPersons } = scene.accounts
  const [anna, ben] = [await scene.member('anna', 'administrator'), await scene.member('ben', 'operator')]
  const restore = { deed: 'restore', pair: 'anna', about: 'p1' } as const
  await assert.rejects(secondPersons.pass(ben.who, restore), { code: 'SECOND_PERSON' })
  const { id } = await secondPersons.ask(ben.who, restore, 'a folder is gone')
  await assert.rejects(secondPersons.decide(ben.who, id, true), { code: 'NOT_ALLOWED' })
  await assert.rejects(secondPersons.pass(ben.who, restore), { code: 'SECOND_PERSON' })
  await secondPersons.decide(anna.who, id, true)
  const tries = await Promise.allSettled([secondPersons.pass(ben.who, restore), secondPersons.pass(ben.who, restore)])
  assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.deepEqual((await secondPersons.requests()).map(({ state }) => state), ['used'])
  assert.deepEqual((await scene.told()).slice(0, 3), ['second-person ben: used', 'second-person anna: granted', 'second-person ben: asked'])
})

test('everything that is done to accounts is in the chain, and no secret is', async () => {
  await using scene = await openAccounts()
  const { accounts, store, time } = scene
  const { secret: first = '' } = (await accounts.firstLink({ name: 'root' })) ?? {}
  await accounts.useLink(first, { name: 'zoe', password: PASSWORD }, HOME)
  const anna = await scene.member('anna', 'administrator')
  const { secret, codes } = await enrolled(scene, anna)
  time.now += 60_000
  const half = await accounts.signIn({ name: 'anna', password: PASSWORD }, HOME)
  const whole = await accounts.giveCode(half.secret, codeOf(secret, time.now), HOME)
  const { token, made } = await accounts.makeToken(anna.who, { name: 'n8n', scopes: ['read'] })
  await accounts.revokeToken(anna.who, made.id, false)
  await accounts.setRole({ name: 'zoe' }, 'anna', 'operator')
  await accounts.signOut(whole.session)
  await accounts.signIn({ name: 'anna', password: 'my-other-password' }, AWAY).catch(() => {})
  await accounts.remove({ name: 'zoe' }, 'anna')
  assert.deepEqual((await scene.told()).toReversed(), [
    'account root: link-made', 'account zoe: first-administrator', 'sign-in zoe: link',
    'account test: invited', 'account anna: password-set', 'sign-in anna: link', 'account anna: totp-on', 'sign-in anna: password and code',
    'token anna: made', 'token anna: revoked', 'account zoe: role', 'sign-out anna: asked', 'refuse –: wrong-name-or-password', 'account zoe: removed',
  ])
  const text = JSON.stringify(await store.audit.last(INSTALLATION, 99))
  for (const [name, hidden] of Object.entries({ first, PASSWORD, secret, half: half.secret, whole: whole.secret, hash: whole.session.hash, token, code: codes[0] ?? '', typed: 'my-other-password' })) assert.ok(!text.includes(hidden), name)
  assert.equal((await store.audit.verify(INSTALLATION)).broken, undefined)
})
