import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { runHere } from '../support/run-here.ts'
import { setupScene } from '../support/setup-scene.ts'

const BY = ['--by', 'Chan Tai Man'] as const

test('from nothing to two mailboxes in step, in a terminal: set up, answer the measures, test both ways, sync', async (t) => {
  const { ready, configFile, folder, sandbox } = await setupScene(t)
  const { accounts, alimailUrl, imap, graphUrl, loginUrl } = ready
  const answers = join(folder, 'answers.yaml')
  writeFileSync(join(folder, 'secret.txt'), `${accounts.outlook.clientSecret}\n`)
  const given = {
    dingtalk: { edition: 'paid', app: { id: accounts.dingtalk.appId, secret: accounts.dingtalk.appSecret }, openapiUrl: alimailUrl, imap },
    microsoft: { tenant: accounts.outlook.tenant, clientId: accounts.outlook.clientId, secretFile: 'secret.txt', graphUrl, loginUrl },
    people: [{ dingtalk: accounts.dingtalk.address, outlook: accounts.outlook.address, password: accounts.dingtalk.imapPassword }],
    policy: { backupFolder: join(folder, 'backup') },
  }
  writeFileSync(answers, stringify(given))
  const command = (...args: string[]) => runHere([...args, '--config', configFile])
  const dry = await command('init', '--answers', answers, '--dry-run')
  assert.deepEqual([dry.code, /1 person would be connected/.test(dry.stdout), existsSync(configFile)], [0, true, false], dry.stderr)
  const done = await command('init', '--answers', answers, '--json')
  assert.equal(done.code, 0, done.stderr)
  assert.deepEqual(JSON.parse(done.stdout), { file: configFile, pairs: ['anna-chan'], waiting: [], connected: ['anna-chan'] })
  const text = readFileSync(configFile, 'utf8')
  for (const secret of [accounts.outlook.clientSecret, accounts.dingtalk.imapPassword, accounts.dingtalk.appSecret]) assert.ok(!text.includes(secret))
  // As where the clouds are real.
  writeFileSync(configFile, `${text}safety: { gate: on }\nserve: { port: 0 }\n`)

  const key = /^AGE-SECRET-KEY-\S+/m.exec(readFileSync(join(folder, 'tongbu-backup-key.txt'), 'utf8'))?.[0] ?? assert.fail('no key')
  assert.deepEqual([done.stderr.includes(key), /KEEP A COPY OF IT ELSEWHERE/.test(done.stderr)], [false, true], 'what runs unattended says where the key is, not the key')
  const asking = (answers: readonly (readonly [RegExp, string])[]) =>
    runHere(['init', '--config', configFile, '--by', 'Chan Tai Man'], {
      ask: async (prompt) => answers.find(([pattern]) => pattern.test(prompt))?.[1] ?? Promise.reject(new DOMException('enough', 'AbortError')),
    })
  for (const answer of ['no', 'yes']) assert.ok((await asking([[/Press Enter/, ''], [/Is a copy kept/, answer]])).stderr.includes(key), 'shown until it is kept')
  assert.ok(!(await asking([[/Press Enter/, '']])).stderr.includes(key))
  const kept = await command('audit', 'search', '--pair', '@tongbu', '--kind', 'answer', '--json')
  assert.deepEqual([/copy of the backup key kept/.test(kept.stdout), /Chan Tai Man/.test(kept.stdout), kept.stdout.includes(key)], [true, true, false], kept.stdout + kept.stderr)

  const closed = await command('probe')
  assert.deepEqual([closed.code, /before its safety measures hold/.test(closed.stderr)], [3, true], closed.stdout)
  const nameless = await command('probe', '--before-gate')
  assert.deepEqual([nameless.code, /needs --by/.test(nameless.stderr)], [64, true])
  const early = await command('probe', '--before-gate', ...BY)
  assert.deepEqual([early.code, /✓ DingTalk → Outlook: arrived after [^]*✓ Outlook → DingTalk: arrived after [^]*Nothing of it is left on either side/.test(early.stdout)], [0, true], early.stdout + early.stderr)

  const form = join(folder, 'form.yaml')
  writeFileSync(form, (await command('preflight', '--form')).stdout.replaceAll(/^( +anna-chan):.*$/gm, '$1: yes'))
  await command('preflight', '--answers', form, ...BY)
  for (const measure of ['backup', 'rollback']) await command('preflight', 'anna-chan', '--waive', measure, ...BY, '--because', 'a test')
  assert.equal((await command('preflight')).code, 0)
  const tested = await command('probe', 'anna-chan', '--json')
  const [{ directions, isClean, place }] = JSON.parse(tested.stdout).pairs
  assert.deepEqual([tested.code, isClean, place, directions.map(({ outcome }: { outcome: string }) => outcome)], [0, true, 'simulation', ['arrived', 'arrived']])
  const doctor = await command('doctor')
  assert.match(doctor.stdout, /anna-chan, answered by the two-way test[^]*DingTalk keeps the received date of what is put in \(on the simulation, /)
  const synced = await command('sync', '--until-quiet')
  assert.equal(synced.code, 0, synced.stderr)
  assert.ok((await sandbox.compare()).equal)
  assert.deepEqual(sandbox.shared.ledger.outbound(), [])
})

test('wrong answers are told with where they are mended, nothing is written, and what was right is kept', async (t) => {
  const { ready, configFile, folder } = await setupScene(t)
  const { accounts, imap, graphUrl, loginUrl } = ready
  const answers = join(folder, 'answers.yaml')
  const command = (given: object, ...args: string[]) => {
    writeFileSync(answers, stringify(given))
    return runHere(['init', '--answers', answers, '--config', configFile, ...args])
  }
  const unknown = await command({ microsoft: { tenant: 't', clientId: 'c', password: 'hunter2' } })
  assert.deepEqual([unknown.code, /microsoft\.password: is not known/.test(unknown.stderr), unknown.stderr.includes('hunter2')], [64, true, false])
  const given = { dingtalk: { edition: 'free', imap }, microsoft: { tenant: accounts.outlook.tenant, clientId: accounts.outlook.clientId, secret: 'wrong', graphUrl, loginUrl }, people: [{ dingtalk: accounts.dingtalk.address, outlook: accounts.outlook.address, password: 'Winter2026!' }] }
  const wrong = await command(given)
  assert.deepEqual([wrong.code, existsSync(configFile)], [3, false], wrong.stderr)
  assert.match(wrong.stderr, /The client secret is wrong\.\n.*Certificates & secrets[^]*DingTalk refuses this address with this client-specific password/)
  const mended = await command({ microsoft: { ...given.microsoft, secret: accounts.outlook.clientSecret }, people: [{ ...given.people[0], password: accounts.dingtalk.imapPassword }] })
  assert.deepEqual([mended.code, existsSync(configFile)], [0, true], mended.stderr)
  const nobody = await runHere(['init', '--config', join(folder, 'other.yaml')])
  assert.deepEqual([nobody.code, /nobody to ask/.test(nobody.stderr)], [64, true], nobody.stderr)
})

test('the same steps as questions: what is given by hand is tried at once, and secrets are asked for without being shown', async (t) => {
  const { ready, configFile } = await setupScene(t)
  const { accounts } = ready
  const said = new Map<RegExp, string>([[/Where is mail/, ''], [/Which edition/, 'free'], [/IMAP server/, ready.imap.host], [/IMAP port/, '1'], [/Which Microsoft/, ''], [/tenant/, accounts.outlook.tenant]])
  const asked: string[] = []
  const result = await runHere(['init', '--config', configFile], {
    ask: async (prompt) => {
      asked.push(prompt)
      if (/client/.test(prompt)) throw new DOMException('enough', 'AbortError')
      return [...said].find(([pattern]) => pattern.test(prompt))?.[1] ?? ''
    },
  })
  assert.notEqual(result.code, 0)
  assert.match(result.stderr, /1\. The DingTalk side[^]*The free edition has no API open platform[^]*2\. The Microsoft side/)
  assert.deepEqual([asked.some((prompt) => /(App|Client) secret|assword/.test(prompt)), existsSync(configFile)], [false, false])
})

test('the app may come in by a certificate that is made here, or people sign in themselves, in a terminal too', async (t) => {
  const { ready, configFile, folder } = await setupScene(t)
  const init = (signIn: string) => {
    const said = new Map<RegExp, string>([[/Which edition/, 'free'], [/IMAP server/, ready.imap.host], [/IMAP port/, '1'], [/How does Tongbu get in/, signIn], [/tenant/, ready.accounts.outlook.tenant], [/client/, 'an-app']])
    return runHere(['init', '--config', configFile], {
      ask: async (prompt) => (signIn === 'certificate' && /tenant/.test(prompt) ? Promise.reject(new DOMException('enough', 'AbortError')) : ([...said].find(([pattern]) => pattern.test(prompt))?.[1] ?? '')),
      readSecret: async () => '',
    })
  }
  assert.match((await init('certificate')).stderr, /Application permissions → Mail\.ReadWrite[^]*Upload certificate: \S+tongbu-app-certificate\.pem, thumbprint [0-9A-F]{40}/)
  assert.match(readFileSync(join(folder, 'tongbu-app-certificate.pem'), 'utf8'), /^-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\s*$/)
  const personal = await init('device')
  assert.match(personal.stderr, /Delegated permissions → Mail\.ReadWrite, offline_access[^]*Allow public client flows[^]*Each person signs in once[^]*3\. People[^]*Nothing is written yet/)
})
