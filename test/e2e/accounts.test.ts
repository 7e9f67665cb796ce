import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { withAccounts, type Accounts } from '../../src/accounts-app.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { randomId } from '../../src/platform/ids.ts'
import { runHere } from '../support/run-here.ts'
import { runTongbu } from '../support/run-tongbu.ts'

const cwd = mkdtempSync(join(tmpdir(), 'tongbu-accounts-'))
after(() => rmSync(cwd, { recursive: true, force: true }))
const config = join(cwd, 'tongbu.yaml')
const database = `sqlite:${join(cwd, 'tongbu.db')}`
writeFileSync(config, `
database: ${database}
serve: { port: 8700 }
pairs:
  - name: anna
    dingtalk: { address: anna@shenghe.example, imap: { host: 127.0.0.1, password: one } }
    outlook: { address: anna@contoso.example, tenant: contoso.example, clientId: app, clientSecret: two }
`)

const run = (...args: string[]) => runHere([...args, '-c', config])
const PASSWORD = 'a sentence about tea'
const inDashboard = <Result>(work: (accounts: Accounts) => Promise<Result>, of = database): Promise<Result> => withAccounts(of, { clock: systemClock, newId: randomId, keyPlace: { environment: {}, file: join(cwd, 'tongbu.key') }, config: () => undefined }, work)
/** What a browser does with a link. */
const use = (url: string, name?: string, of = database) =>
  inDashboard((accounts) => accounts.useLink(url.split('#')[1] ?? '', { password: PASSWORD, ...(name === undefined ? {} : { name }) }, { from: '::1', agent: 'test' }), of)

test('the first administrator, then others, come in by links that are shown once', async () => {
  assert.match((await run('accounts', 'list')).stdout, /Nobody may sign in yet\.\nNext: tongbu accounts link /)
  const first = await run('accounts', 'link')
  assert.equal(first.code, 0)
  const [url = ''] = first.stdout.split('\n')
  assert.match(url, /^http:\/\/127\.0\.0\.1:8700\/link#[\w-]{43}$/)
  await use(url, '陳大文')
  const added = await run('accounts', 'add', 'ben', '--role', 'operator', '--language', 'zh-Hans-CN', '--json', '--by', 'root')
  const { link } = JSON.parse(added.stdout) as { readonly link: { readonly kind: string; readonly url: string } }
  assert.equal(link.kind, 'invite')
  await use(link.url)
  const { stdout } = await run('accounts', 'list')
  assert.match(stdout, /^NAME +ROLE +STATUS +SIGNS IN WITH +LAST\nben +operator +active +password +20\d\d-.*\n陳大文 +administrator +active/)
  assert.match((await run('accounts', 'link', '--json')).stdout, /"kind":"reset","name":"陳大文"/, 'the only administrator')
})

test('what the database holds lets nobody in', async () => {
  const { stdout } = await run('accounts', 'link', 'ben')
  const secret = /#([\w-]{43})/.exec(stdout)?.[1] ?? assert.fail()
  const bytes = ['tongbu.db', 'tongbu.db-wal'].map((name) => join(cwd, name)).filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1')).join('')
  assert.ok(bytes.includes('"kind":"reset"'))
  assert.ok(!bytes.includes(secret) && !bytes.includes(PASSWORD))
})

test('roles change, an account is disabled and removed, and the last administrator stays', async () => {
  assert.match((await run('accounts', 'role', 'ben', 'administrator')).stdout, /^ben is administrator from the next request on\./)
  assert.equal((await run('accounts', 'link')).code, 64, 'of two it is not clear who is meant')
  assert.match((await run('accounts', 'disable', 'ben')).stdout, /^ben is signed out/)
  const last = await run('accounts', 'remove', '陳大文')
  assert.deepEqual([last.code, /LAST_ADMINISTRATOR|last administrator|Nobody would be left/.test(last.stderr)], [3, true])
  assert.match((await run('accounts', 'enable', 'ben')).stdout, /^ben can sign in again/)
  assert.match((await run('accounts', 'reset-totp', 'ben')).stdout, /password alone/)
  assert.match((await run('accounts', 'remove', 'ben')).stdout, /^ben is removed/)
  assert.deepEqual([(await run('accounts', 'remove', 'ben')).code, (await run('accounts', 'role', 'x', 'king')).code, (await run('accounts', 'dance')).code, (await run('accounts', 'add')).code], [3, 64, 64, 64])
})

test('all of it is in a chain of its own, which the commands of the audit go through like those of pairs', async () => {
  const verified = await run('audit', 'verify')
  assert.match(verified.stdout, /^anna: nothing was done yet\.\n@tongbu: \d+ records, each as it was written\./)
  const found = await run('audit', 'search', '--pair', '@tongbu', '--kind', 'account', '--json')
  const { pairs } = JSON.parse(found.stdout) as { readonly pairs: readonly { readonly records: readonly { readonly by: string; readonly reason: string }[] }[] }
  assert.deepEqual(pairs[0]?.records.slice(0, 2).map(({ by, reason }) => `${by} ${reason}`), ['operator removed', 'operator totp-off'])
  assert.match((await run('audit', 'export')).stdout, /"pair":"@tongbu".*"kind":"account","by":"root","reason":"invited"|"kind":"account".*"reason":"invited".*"by":"root"/)
  assert.match((await run('audit', 'head')).stdout, /@tongbu +\d+ +[0-9a-f]{64}/)
  assert.equal((await run('audit', 'search', '--pair', '@other')).code, 64)
})

test('before anything is configured people can be let in all the same', async () => {
  const empty = join(cwd, 'empty')
  mkdirSync(empty)
  const { code, stdout } = await runTongbu(['accounts', 'link', '--url', 'https://tongbu.example.com/'], { cwd: empty })
  assert.deepEqual([code, /^https:\/\/tongbu\.example\.com\/link#[\w-]{43}\nThis address lets the first administrator in/.test(stdout), existsSync(join(empty, 'tongbu.db'))], [0, true, true])
})

test('where a second person is switched on a command asks them, waits for their word in the dashboard, and takes nobody for two', async () => {
  const folder = join(cwd, 'two')
  mkdirSync(folder)
  const own = `sqlite:${join(folder, 'tongbu.db')}`
  const file = join(folder, 'tongbu.yaml')
  writeFileSync(file, readFileSync(config, 'utf8').replace(database, own).concat(`safety: { secondPerson: on }\nbackup: { folder: ${join(folder, 'backup')}, keyFile: ${join(folder, 'key.txt')} }\narchive: { keepDays: 30 }\n`))
  const two = (...args: string[]) => runHere([...args, '-c', file])
  assert.equal((await two('backup', 'init')).code, 0)
  for (const name of ['anna', 'ben']) await use(JSON.parse((name === 'anna' ? await two('accounts', 'link', '--json') : await two('accounts', 'add', name, '--role', 'administrator', '--json')).stdout).link.url, name === 'anna' ? name : undefined, own)
  const agree = (name: string) =>
    inDashboard(async ({ accounts, secondPersons }) => {
      const who = (await accounts()).find((each) => each.name === name)
      const waiting = (await secondPersons.requests()).filter(({ state }) => state === 'open')
      assert.deepEqual([waiting.length, who?.name], [1, name], 'asked once')
      await secondPersons.decide({ ...(who ?? assert.fail()), scopes: [] }, waiting[0]?.id ?? '', true)
    }, own)

  for (const [more, says] of [
    [[], /nobody called \S+ has an account here[^]*Next: say who you are with --by/],
    [['--by', 'anna'], /add --because "why"/],
    [['--by', 'anna', '--because', 'claim 17'], /They are asked now, in the name of anna\.\nNext: another administrator agrees at http:\S+\/accounts\/requests within an hour; then run the same command again/],
    [['--by', 'anna', '--because', 'claim 17'], /They were asked and have not answered yet/],
  ] as const) {
    const asked = await two('archive', 'search', 'invoice', ...more)
    assert.deepEqual([asked.code, says.test(asked.stderr)], [3, true], asked.stderr)
  }
  await assert.rejects(agree('anna'), { code: 'NOT_ALLOWED' })
  await agree('ben')
  assert.match((await two('archive', 'search', 'invoice', '--pair', 'anna', '--by', 'anna')).stdout, /Nothing in the archive fits/)
  assert.equal((await two('archive', 'search', 'invoice', '--by', 'ben')).code, 3, 'who agreed may not do it in turn')

  const restore = () => two('rollback', 'anna', '--to', '20260101T000000Z-aaaaaa', '--by', 'ben', '--because', 'a lost folder')
  assert.match((await restore()).stderr, /They are asked now, in the name of ben/)
  await agree('anna')
  assert.match((await restore()).stderr, /no restore point of that name/)
  assert.match((await restore()).stderr, /They are asked now/, 'a word is good for one restore')
})
