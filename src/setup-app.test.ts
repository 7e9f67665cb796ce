import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openApp } from './app.ts'
import { loadConfig } from './config/load-config.ts'
import { keyPlaceOf, readSecretsKey } from './config/secrets-key.ts'
import type { SetupView } from './setup/view.ts'
import { dingtalkGiven, microsoftGiven, setupScene, SIGNAL } from '../test/support/setup-scene.ts'

const codes = (found: readonly { readonly code: string }[] = []): string[] => found.map(({ code }) => code)
const states = ({ steps }: SetupView): Record<string, string> => Object.fromEntries(steps.map(({ id, state }) => [id, state]))
const load = (file: string) => loadConfig(readFileSync(file, 'utf8'), {}, () => '', () => readSecretsKey(keyPlaceOf(file, {})))

test('from nothing to a configuration that runs: each step is asked about at once, survives a restart, and no secret is in clear anywhere', async (t) => {
  const { open, ready, configFile, folder, read, platform, kept } = await setupScene(t)
  const { accounts } = ready
  assert.deepEqual(states(await open().look()), { dingtalk: 'todo', microsoft: 'todo', pairs: 'todo', policy: 'todo', finish: 'todo' })
  assert.equal(readdirSync(folder).length, 0, 'a look leaves nothing behind')
  const left = await open().dingtalk(dingtalkGiven(ready), SIGNAL)
  assert.deepEqual(codes(left.dingtalk?.found), ['app-ok'])
  const right = await open().microsoft(microsoftGiven(ready), SIGNAL)
  assert.deepEqual(codes(right.microsoft?.found), ['entra-ok', 'graph-permitted'])
  const added = await open().addPeople([{ left: accounts.dingtalk.address, right: accounts.outlook.address }])
  assert.deepEqual(added.people.map(({ name, state }) => [name, state]), [['anna-chan', 'password']])
  await assert.rejects(open().write(), { code: 'SETUP_INCOMPLETE' })
  const checked = await open().givePassword('anna-chan', accounts.dingtalk.imapPassword, SIGNAL)
  const [anna] = checked.people
  assert.deepEqual([anna?.state, codes(anna?.found.left), codes(anna?.found.right)], ['ready', ['typed-account-password', 'imap-ok', 'app-mailbox-ok'], ['graph-mailbox-ok', 'copies-rebuilt']])
  await open().policy({ direction: 'both', drafts: false, departed: 'keep', conflictsWonBy: 'dingtalk', atNight: false, backupFolder: join(folder, 'backup') })
  writeFileSync(join(folder, 'a-file'), '')
  const { policy } = await open().look()
  await open().policy({ ...policy, backupFolder: join(folder, 'a-file', 'backup') })
  await assert.rejects(open().write(), { code: 'BACKUP_FOLDER' })
  assert.deepEqual([read('tongbu.yaml'), read('tongbu-backup-key.txt')], [undefined, undefined], 'a folder that cannot be made leaves nothing in the way of the next try')
  await open().policy(policy)
  const secrets = [accounts.dingtalk.imapPassword, accounts.outlook.clientSecret, accounts.dingtalk.appSecret]
  assert.ok(secrets.every((secret) => !JSON.stringify(checked).includes(secret)))
  const planned = await open().plan()
  assert.deepEqual([planned.isNew, planned.pairs, read('tongbu.yaml')], [true, ['anna-chan'], undefined])
  assert.deepEqual((await open().write()).pairs, ['anna-chan'])

  await open().clear()
  const key = await open().backupKey()
  assert.ok(key !== undefined && read('tongbu-backup-key.txt')?.includes(key.secret) && (await open().look()).keyWaits, 'the key of the backup waits to be kept, whatever else is forgotten')

  const files = readdirSync(folder).filter((name) => name.startsWith('tongbu'))
  assert.deepEqual(files, ['tongbu-backup-key.txt', 'tongbu.key', 'tongbu.setup', 'tongbu.yaml'])
  for (const name of files) {
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0, `${name} is for its owner alone`)
    for (const secret of [...secrets, ...(name === 'tongbu.setup' ? [accounts.outlook.address, key.secret] : [])]) assert.ok(read(name)?.includes(secret) === false, `${name} holds no secret in clear`)
  }
  for (const who of ['Anna', 'Ben']) assert.equal((await open().keptBackupKey(who)).keyWaits, false)
  assert.deepEqual([kept, await open().backupKey()], [['Anna'], undefined], 'it is told no more')
  const config = load(configFile)
  assert.equal(config.database, `sqlite:${join(folder, 'tongbu.db')}`, 'the same from whichever folder commands are run')
  assert.deepEqual([config.pairs[0]?.dingtalk?.imap.password, config.pairs[0]?.policy.drafts, config.pairs[0]?.policy.conflictsWonBy], [accounts.dingtalk.imapPassword, false, 'dingtalk'])
  const app = await openApp({ ...config, database: 'sqlite::memory:' }, platform)
  t.after(() => app.close())
  assert.ok((await app.doctor(undefined, { signal: SIGNAL })).every(({ checks }) => checks.every(({ outcome }) => outcome !== 'failed')))
  assert.deepEqual(states(await open().look()), { dingtalk: 'done', microsoft: 'done', pairs: 'done', policy: 'done', finish: 'done' })
})

test('what is wrong is told at once and by its cause, and a password that was refused is forgotten and never tried again', async (t) => {
  const { open, ready, sandbox } = await setupScene(t, { morePermissions: ['Mail.Send'] })
  const setup = open()
  const left = dingtalkGiven(ready)
  const right = microsoftGiven(ready)
  const found = async (given: Partial<typeof right>) => codes((await setup.microsoft({ ...right, ...given }, SIGNAL)).microsoft?.found)
  assert.deepEqual(codes((await setup.dingtalk({ ...left, app: { id: left.app?.id ?? '', secret: 'wrong' } }, SIGNAL)).dingtalk?.found), ['app-refused'])
  assert.deepEqual(codes((await setup.dingtalk({ ...left, openapiUrl: 'http://127.0.0.1:9' }, SIGNAL)).dingtalk?.found), ['app-unreachable'])
  assert.deepEqual(await found({ secret: 'wrong' }), ['entra-secret-wrong'])
  assert.deepEqual(await found({ secret: '0f1e2d3c-0000-4000-8000-000000000000' }), ['entra-secret-is-id'])
  assert.deepEqual(await found({ clientId: '0f1e2d3c-0000-4000-8000-000000000000' }), ['entra-app-unknown'])
  assert.deepEqual(await found({ tenant: 'nobody.example' }), ['entra-tenant-unknown'])
  assert.deepEqual(await found({ clientId: 'anna@contoso.example' }), ['typed-address-as-id'])
  assert.deepEqual(await found({}), ['entra-ok', 'graph-permitted', 'graph-too-much'])
  await setup.dingtalk(left, SIGNAL)
  const { accounts } = ready
  await setup.addPeople([{ left: accounts.dingtalk.address, right: 'nobody@contoso-trading.example' }])
  const refused = await setup.givePassword('nobody', 'Winter2026!', SIGNAL)
  assert.deepEqual(refused.people.map(({ state, hasPassword, found: all }) => [state, hasPassword, codes(all.left), codes(all.right)]), [['wrong', false, ['typed-account-password', 'imap-refused', 'app-mailbox-ok'], ['graph-mailbox-unknown']]])
  const logins = (): number => sandbox.shared.ledger.requests().filter(({ kind }) => kind.includes('LOGIN') || kind.includes('AUTHENTICATE')).reduce((sum, { count }) => sum + count, 0)
  const before = logins()
  await setup.check('nobody', SIGNAL)
  assert.deepEqual([before > 0, logins() - before], [true, 0])
})

test('a link lets one person give one password: refused, used, too old or unknown, it takes no other', async (t) => {
  const { open, ready } = await setupScene(t)
  const { accounts } = ready
  const setup = open()
  await setup.dingtalk(dingtalkGiven(ready), SIGNAL)
  await setup.microsoft(microsoftGiven(ready), SIGNAL)
  await setup.addPeople([{ left: accounts.dingtalk.address, right: accounts.outlook.address }])
  const link = async (days = 7): Promise<string> => (await setup.invite(['anna-chan'], days))[0]?.token ?? assert.fail()
  assert.equal(await setup.invited('A'.repeat(43)), undefined)
  const first = await link()
  assert.deepEqual(await setup.invited(first), { standing: 'open', address: accounts.dingtalk.address, found: [] })
  const [one, other] = await Promise.all([setup.accept(first, 'wrong-password-1', SIGNAL), setup.accept(first, accounts.dingtalk.imapPassword, SIGNAL)])
  assert.deepEqual([one?.standing, other?.standing], ['locked', 'locked'], 'of two at once one is tried')
  assert.equal((await setup.accept(first, accounts.dingtalk.imapPassword, SIGNAL))?.standing, 'locked')
  assert.equal((await setup.look()).people[0]?.state, 'wrong')
  const second = await link()
  assert.equal(await setup.invited(first), undefined, 'a newer link takes its place')
  assert.deepEqual([(await setup.accept(second, `  ${accounts.dingtalk.imapPassword}\n`, SIGNAL))?.standing, (await setup.invited(second))?.standing], ['used', 'used'])
  assert.equal((await setup.look()).people[0]?.state, 'ready')
  assert.equal((await setup.invited(await link(-1)))?.standing, 'expired')
})

test('a pair is added to a configuration that people wrote: their comments and order stay, and what was there before is kept beside it', async (t) => {
  const { open, ready, configFile, read, folder } = await setupScene(t)
  const { accounts, imap, graphUrl, loginUrl } = ready
  const before = `# ours\ndatabase: sqlite:./tongbu.db   # on the small disk\npairs:\n  # the first\n  - name: ben\n    dingtalk:\n      address: ben@shenghe.example\n      imap: { host: ${imap.host}, port: ${imap.port}, tls: false, password: old-password }\n    outlook:\n      address: ben@contoso-trading.example\n      tenant: ${accounts.outlook.tenant}\n      clientId: ${accounts.outlook.clientId}\n      clientSecret: ${accounts.outlook.clientSecret}\n      graphUrl: ${graphUrl}\n      loginUrl: ${loginUrl}\n`
  writeFileSync(configFile, before)
  const setup = open()
  const known = await setup.look()
  assert.deepEqual([states(known)['dingtalk'], states(known)['microsoft'], known.connected, known.microsoft?.hasSecret], ['done', 'done', ['ben'], true])
  await assert.rejects(setup.addPeople([{ left: 'BEN@shenghe.example', right: 'x@contoso-trading.example' }]), /left-known/)
  await setup.addPeople([{ left: accounts.dingtalk.address, right: accounts.outlook.address }])
  await setup.givePassword('anna-chan', accounts.dingtalk.imapPassword, SIGNAL)
  await setup.write()
  const after = read('tongbu.yaml') ?? ''
  assert.deepEqual(after.match(/#.*/g), before.match(/#.*/g))
  assert.deepEqual(load(configFile).pairs.map(({ name }) => name), ['ben', 'anna-chan'])
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.bak')).map(read), [before])
  assert.deepEqual((await setup.look()).connected, ['ben', 'anna-chan'])
  await assert.rejects(setup.write(), { code: 'SETUP_INCOMPLETE' })
})

test('the app may come in with a certificate that is made here, or people sign in themselves', async (t) => {
  const { open, ready, configFile, read } = await setupScene(t)
  const { accounts } = ready
  const setup = open()
  await setup.dingtalk(dingtalkGiven(ready), SIGNAL)
  const { secret: _none, ...right } = microsoftGiven(ready)
  assert.deepEqual(codes((await setup.microsoft({ ...right, signIn: 'certificate' }, SIGNAL)).microsoft?.found), ['entra-credential-missing'])
  const [made, again] = [await setup.certificate(), await open().certificate()]
  assert.deepEqual([made, made.certificate.includes('PRIVATE'), read('tongbu.setup')?.includes('BEGIN')], [again, false, false])
  const unknown = await setup.microsoft({ ...right, signIn: 'certificate' }, SIGNAL)
  assert.deepEqual([codes(unknown.microsoft?.found), unknown.microsoft?.hasCertificate], [['entra-certificate-wrong'], true])
  const personal = await setup.microsoft({ ...right, signIn: 'code' }, SIGNAL)
  assert.deepEqual(codes(personal.microsoft?.found), ['entra-sign-in-later'])
  await setup.addPeople([{ left: accounts.dingtalk.address, right: accounts.outlook.address }])
  await setup.givePassword('anna-chan', accounts.dingtalk.imapPassword, SIGNAL)
  await setup.write()
  const { outlook } = load(configFile).pairs[0] ?? assert.fail()
  assert.deepEqual([outlook.signIn, outlook.clientSecret, outlook.clientCertificate], ['person', undefined, undefined])
})
