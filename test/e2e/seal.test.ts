import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { runTongbu } from '../support/run-tongbu.ts'

const cwd = mkdtempSync(join(tmpdir(), 'tongbu-seal-'))
after(() => rmSync(cwd, { recursive: true, force: true }))
const config = join(cwd, 'tongbu.yaml')
const keyFile = join(cwd, 'tongbu.key')

const seal = (name: string, secret: string, ...more: string[]) => runHere(['seal', ...(name === '' ? [] : [name]), '-c', config, ...more], { readSecret: async () => secret })

const configuration = (password: string): string => `
pairs:
  - name: anna
    dingtalk: { address: anna@shenghe.example, imap: { host: 127.0.0.1, ${password} } }
    outlook: { address: anna@contoso.example, tenant: contoso.example, clientId: app, clientSecret: two }
`

test('the dry run says where the key would be, and neither reads nor writes', async () => {
  const { code, stdout } = await runHere(['seal', 'database', '-c', config, '--dry-run'])
  assert.equal(code, 0)
  assert.match(stdout, /^databaseSealed: sealed:v1:…\n.*would be made.*tongbu\.key/)
  assert(!existsSync(keyFile))
})

test('a sealed line stands in the configuration in place of the secret, and a real process opens it', async () => {
  const { code, stdout, stderr } = await seal('pairs.anna.dingtalk.imap.password', 'hunter-2')
  assert.equal(code, 0)
  assert.match(stdout, /^passwordSealed: sealed:v1:[\w-]+\n$/)
  assert.match(stderr, /A new key was made: .*Keep a copy/)
  writeFileSync(config, configuration(stdout.trim()))
  const listed = await runTongbu(['pairs'], { cwd })
  assert.deepEqual([listed.code, listed.stderr], [0, ''])
  const again = await seal('pairs.anna.outlook.clientSecret', 'hunter-3', '--json')
  assert.deepEqual([JSON.parse(again.stdout).option, JSON.parse(again.stdout).madeKey, again.stderr], ['clientSecretSealed', false, ''])
})

test('a key that others may read, or that is another, is refused by every command and says what to do', async () => {
  const kept = readFileSync(keyFile, 'utf8')
  chmodSync(keyFile, 0o644)
  const open = await runHere(['pairs', '-c', config])
  assert.equal(open.code, 78)
  assert.match(open.stderr, /pairs\[0\]\.dingtalk\.imap\.passwordSealed: needs a key that nobody else may read: run `chmod 600/)
  rmSync(keyFile)
  assert.match((await runHere(['pairs', '-c', config])).stderr, /there is no key: put the file .*tongbu\.key back/)
  assert.equal((await runHere(['pairs', '-c', config], { environment: { TONGBU_SECRETS_KEY: kept.split('\n')[1] } })).code, 0)
  await seal('database', 'x')
  assert.match((await runHere(['pairs', '-c', config])).stderr, /was sealed with another key/)
  for (const { stdout, stderr } of [open]) assert(!`${stdout}${stderr}`.includes('hunter'))
})

test('an option that holds no secret, a name that is mistyped, and nothing to seal are told', async () => {
  for (const [name, said] of [['', /Say which option/], ['pairs.anna.outlook.tenant', /no option that holds a secret/], ['pairs.anna.outlook.clientSecrt', /did you mean pairs\.<pair>\.outlook\.clientSecret/]] as const) {
    const { code, stderr } = await seal(name, 'hunter-2')
    assert.equal(code, 64)
    assert.match(stderr, said)
  }
  assert.match((await seal('database', '')).stderr, /Nothing was given/)
})
