import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { SyncError } from '../domain/errors.ts'
import { loadConfig, serveWithout } from './load-config.ts'
import { seal } from './sealed.ts'

const usable = `
pairs:
  - name: anna
    dingtalk:
      address: anna@shenghe.example
      imap: { host: imap.example, password: one }
    outlook: { address: anna@contoso.example, tenant: contoso.example, clientId: app, clientSecret: two }
`
const noFile = (): string => {
  throw new Error('no such file')
}

function problemsOf(text: string | undefined, environment: Record<string, string> = {}): string[] {
  try {
    loadConfig(text, environment, noFile)
  } catch (error) {
    assert(error instanceof SyncError)
    assert.equal(error.code, 'BAD_CONFIG')
    return error.message.split('\n').slice(1).map((line) => line.trim())
  }
  return assert.fail('the configuration was taken')
}

test('what is left out has its default and nothing can be changed afterwards', () => {
  const config = loadConfig(usable, {}, noFile)
  const [pair] = config.pairs
  assert.equal(config.database, 'sqlite:./tongbu.db')
  assert.equal(pair?.dingtalk?.imap.port, 993)
  assert.equal(pair?.outlook.graphUrl, 'https://graph.microsoft.com/v1.0')
  assert.deepEqual(pair?.policy, { conflictsWonBy: 'outlook', departed: 'keep', drafts: true, oldMail: 'any' })
  assert.throws(() => Object.assign(pair?.outlook ?? {}, { tenant: 'other' }), TypeError)
})

test('every problem is told at once, each with the name of its option', () => {
  const problems = problemsOf(usable.replace('host: imap.example', 'host: "", port: 70000').replace('tenant:', 'tennant:').replace('name: anna', 'name: Anna Chan'), { TONGBU_DATABSE: 'x' })
  assert.deepEqual(problems, [
    'TONGBU_DATABSE: is no variable that Tongbu knows; did you mean TONGBU_DATABASE?',
    'pairs[0].name: must be 1 to 32 small letters, digits or hyphens',
    'pairs[0].dingtalk.imap.host: must not be empty',
    'pairs[0].dingtalk.imap.port: must be a whole number from 1 to 65535',
    'pairs[0].outlook.tenant: is missing',
    'pairs[0].outlook.tennant: is no option; did you mean tenant?',
  ])
})

test('a value of an option is never repeated in a problem', () => {
  const problems = problemsOf(usable.replace('password: one', 'password: [hunter2]').replace('clientSecret: two', 'clientSecrets: hunter3'))
  assert(problems.length >= 2)
  assert(!problems.join().includes('hunter'))
})

test('a missing file, an empty one and one without pairs each say what is missing', () => {
  for (const text of [undefined, '', '# nothing', 'pairs: []']) assert.match(problemsOf(text).join(), /^pairs: /)
})

test('text that is not YAML is told with its place', () => {
  assert.match(problemsOf('pairs: [').join(), /^file: is not YAML at line 1, column \d+$/)
})

test('a pair has a left side, and only one', () => {
  const both = usable.replace('    outlook:', '    imap: { address: a@b.example, host: h, password: p }\n    outlook:')
  assert.deepEqual(problemsOf(both), ['pairs[0].imap: give either `dingtalk` or `imap`, not both'])
  assert.deepEqual(problemsOf(usable.replace(/    dingtalk:[^]*?(?=    outlook)/, '')), ['pairs[0].dingtalk: is missing: give `dingtalk`, or `imap` for another server'])
})

test('an archive needs a backup to be kept in, and a pair may keep its messages for another time', () => {
  assert.deepEqual(problemsOf(`${usable}archive: {}\n`), ['archive: needs `backup`: the archive is kept in the folder of the backup'])
  const { archive, pairs } = loadConfig(`${usable.replace('name: anna', 'name: anna\n    archiveDays: 30')}backup: { folder: a, keyFile: b }\narchive: {}\n`, {}, noFile)
  assert.deepEqual([archive?.keepDays, pairs[0]?.archiveDays], [2555, 30])
})

test('two pairs cannot have one name', () => {
  assert.deepEqual(problemsOf(usable + usable.replace('\npairs:\n', '')), ['pairs[1].name: is used by an earlier pair too: "anna"'])
})

test('the environment wins over the file, also for one option of one pair', () => {
  const config = loadConfig(
    usable,
    { TONGBU_DATABASE: 'postgres://tongbu@db/tongbu', TONGBU_PAIR_ANNA_DINGTALK_IMAP_PORT: '143', TONGBU_PAIR_ANNA_DINGTALK_IMAP_TLS: 'false', TONGBU_PAIR_ANNA_OUTLOOK_CLIENT_SECRET: 'three' },
    noFile,
  )
  const [pair] = config.pairs
  assert.equal(config.database, 'postgres://tongbu@db/tongbu')
  assert.deepEqual([pair?.dingtalk?.imap.port, pair?.dingtalk?.imap.tls, pair?.outlook.clientSecret], [143, false, 'three'])
})

test('the environment alone is enough', () => {
  const config = loadConfig(
    undefined,
    {
      TONGBU_PAIRS: 'ben-li',
      TONGBU_PAIR_BEN_LI_IMAP_ADDRESS: 'ben@shenghe.example',
      TONGBU_PAIR_BEN_LI_IMAP_HOST: 'imap.example',
      TONGBU_PAIR_BEN_LI_IMAP_PASSWORD: 'one',
      TONGBU_PAIR_BEN_LI_OUTLOOK_ADDRESS: 'ben@contoso.example',
      TONGBU_PAIR_BEN_LI_OUTLOOK_TENANT: 'contoso.example',
      TONGBU_PAIR_BEN_LI_OUTLOOK_CLIENT_ID: 'app',
      TONGBU_PAIR_BEN_LI_OUTLOOK_CLIENT_SECRET: 'two',
    },
    noFile,
  )
  assert.deepEqual([config.pairs[0]?.name, config.pairs[0]?.imap?.host], ['ben-li', 'imap.example'])
})

test('a secret is read from a file that the file or the environment names, without its line end', () => {
  const config = loadConfig(usable.replace('password: one', 'passwordFile: /secrets/one'), { TONGBU_PAIR_ANNA_OUTLOOK_CLIENT_SECRET_FILE: '/secrets/two' }, (path) => `in ${path}\n`)
  assert.equal(config.pairs[0]?.dingtalk?.imap.password, 'in /secrets/one')
  assert.equal(config.pairs[0]?.outlook.clientSecret, 'in /secrets/two')
})

test('a secret file that cannot be read is one problem and not two', () => {
  assert.deepEqual(problemsOf(usable.replace('password: one', 'passwordFile: /secrets/one')), ['pairs[0].dingtalk.imap.passwordFile: cannot be read as a file'])
})

const key = createSecretKey(Buffer.alloc(32, 7))
const sealed = (name: string, text: string): string => seal(key, name, text)

test('every secret may be sealed, in the file or in the environment, and opens for its own option and pair only', () => {
  const database = sealed('database', 'postgres://tongbu:hunter@db/tongbu')
  const password = sealed('pairs.anna.dingtalk.imap.password', 'hunter-1')
  const config = loadConfig(`databaseSealed: ${database}\n${usable.replace('password: one', `passwordSealed: "${password}"`)}`, { TONGBU_PAIR_ANNA_OUTLOOK_CLIENT_SECRET_SEALED: sealed('pairs.anna.outlook.clientSecret', 'hunter-2') }, noFile, () => key)
  assert.deepEqual([config.database, config.pairs[0]?.dingtalk?.imap.password, config.pairs[0]?.outlook.clientSecret], ['postgres://tongbu:hunter@db/tongbu', 'hunter-1', 'hunter-2'])
  assert.throws(() => loadConfig(usable.replace('clientSecret: two', `clientSecretSealed: ${password}`), {}, noFile, () => key), /pairs\[0\]\.outlook\.clientSecretSealed: was altered .* for something else/)
})

test('a sealed secret that cannot be opened is one problem that says what to do, and the key is asked for only where something is sealed', () => {
  const text = usable.replace('password: one', `passwordSealed: ${sealed('pairs.anna.dingtalk.imap.password', 'hunter-1')}`)
  assert.deepEqual(problemsOf(text), ['pairs[0].dingtalk.imap.passwordSealed: cannot be opened, as no key was named'])
  assert.deepEqual(problemsOf(usable.replace('password: one', 'passwordSealed: [1]')), ['pairs[0].dingtalk.imap.passwordSealed: must be text, as `tongbu seal` printed it'])
  loadConfig(usable, {}, noFile, () => assert.fail('the key was asked for'))
})

test('a secret that is given in two ways is a problem, unless the environment gives one of them', () => {
  const twice = usable.replace('password: one', 'password: one, passwordSealed: x')
  assert.deepEqual(problemsOf(twice), ['pairs[0].dingtalk.imap.password: is given twice: keep one of `password` and `passwordSealed`'])
  assert.equal(loadConfig(twice, { TONGBU_PAIR_ANNA_DINGTALK_IMAP_PASSWORD: 'three' }, noFile).pairs[0]?.dingtalk?.imap.password, 'three')
})

test('an app proves itself in one way, unless a person signs in; and each cloud has its own addresses', () => {
  const outlook = (more: string) => usable.replace('clientSecret: two', more)
  assert.deepEqual(problemsOf(outlook('cloud: china')), ['pairs[0].outlook.clientSecret: is missing: give it, or `clientCertificate`, or `signIn: person`'])
  assert.deepEqual(problemsOf(outlook('clientSecret: two, clientCertificate: three')), ['pairs[0].outlook.clientCertificate: give either `clientSecret` or `clientCertificate`, not both'])
  const china = loadConfig(outlook('signIn: person, cloud: china, imap: { enabled: auto }'), {}, noFile).pairs[0]?.outlook
  assert.deepEqual([china?.graphUrl, china?.loginUrl, china?.imap?.host], ['https://microsoftgraph.chinacloudapi.cn/v1.0', 'https://login.partner.microsoftonline.cn', 'partner.outlook.cn'])
  const global = loadConfig(outlook('clientCertificateFile: app.pem, loginUrl: "http://127.0.0.1/login/"'), {}, () => 'PEM\n').pairs[0]?.outlook
  assert.deepEqual([global?.clientCertificate, global?.graphUrl, global?.loginUrl], ['PEM', 'https://graph.microsoft.com/v1.0', 'http://127.0.0.1/login'])
})

test('heads of the audit go out encrypted, or to this machine, and their address is not told', () => {
  const taken = ['https://audit.example.com/tongbu?key=k', 'https://audit.example.com', 'http://127.0.0.1:8080/x', 'http://localhost/x']
  for (const headUrl of taken) assert.equal(loadConfig(`${usable}audit: { headUrl: "${headUrl}" }`, {}, noFile).audit.headUrl, headUrl)
  for (const headUrl of ['http://audit.example.com/key', 'http://localhost.example.com/key', 'ftp://x/key', 'key']) {
    assert.deepEqual(problemsOf(`${usable}audit: { headUrl: "${headUrl}" }`), ['audit.headUrl: must be an address that begins with https://'])
  }
  assert.equal(loadConfig(`${usable}audit: { headUrlFile: k }`, {}, () => 'https://audit.example.com/key\n').audit.headUrl, 'https://audit.example.com/key')
})

test('people do not sign in with the account of anybody\'s tenant, and roles are lists', () => {
  const text = (issuer: string): string => `accounts: { oidc: { issuer: "${issuer}", clientId: a, clientSecret: b, roles: { operator: "x, y," } } }\npairs: [{ name: a, imap: { address: a@x.example, host: h, password: p }, outlook: { address: a@y.example, tenant: t, clientId: c, clientSecret: s } }]\n`
  assert.deepEqual(loadConfig(text('https://login.microsoftonline.com/1/v2.0'), {}, () => '').accounts.oidc?.roles, { operator: ['x', 'y'] })
  assert.throws(() => loadConfig(text('https://login.microsoftonline.com/common/v2.0'), {}, () => ''), /accounts\.oidc\.issuer: must name your tenant/)
})

test('where it listens is known before there is a configuration: this machine alone, or as the environment says', () => {
  const place = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`
  assert.equal(place(serveWithout({})), '127.0.0.1:8620')
  assert.equal(place(serveWithout({ TONGBU_SERVE_HOST: '0.0.0.0', TONGBU_SERVE_PORT: '80', TONGBU_CONFIG: 'my.yaml', TONGBU_SAFETY_GATE: 'on' })), '0.0.0.0:80')
  assert.throws(() => serveWithout({ TONGBU_SERVE_PORT: 'eighty', TONGBU_SERVE_HOTS: '::' }), /TONGBU_SERVE_HOTS: is no variable that Tongbu knows; did you mean TONGBU_SERVE_HOST\?\n {2}serve\.port: must be/)
})
