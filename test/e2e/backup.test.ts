import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, existsSync, globSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { parseMailbox } from '../support/parse-mbox.ts'
import { runHere } from '../support/run-here.ts'
import { configText, NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const mail = (name: string, body = 'text'): Buffer => Buffer.from([`Message-ID: <${name}@backup.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${name}`, '', body, ''].join('\r\n'))

test('a person makes a backup, proves it and the copy of the key, and takes the mail out again', async () => {
  const pair = await openSandboxPair()
  using scratch = openScratch()
  try {
    const [config, folder, keyFile] = [scratch.path('my.yaml'), scratch.path('backup'), scratch.path('key.txt')]
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('my.db')}`, backup: { folder, keyFile } }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    const { dingtalk } = pair.people
    await dingtalk.put('inbox', mail('read', 'From here on\r\n>From there'), { ...UNREAD, read: true, flagged: true }, new Date('2026-01-05T08:00:00Z'))
    await dingtalk.put('inbox', mail('unread'), UNREAD, new Date('2026-01-06T08:00:00Z'))

    const early = await tongbu('backup', 'run')
    assert.deepEqual([early.code, /There is no key file/.test(early.stderr), pair.sandbox.shared.ledger.requests().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId)], [78, true, []], 'said before a cloud is asked')
    const made = await tongbu('backup', 'init')
    assert.deepEqual([made.code, /KEEP A COPY OF THE KEY ELSEWHERE/.test(made.stdout), statSync(keyFile).mode & 0o777], [0, true, 0o600])
    const run = JSON.parse((await tongbu('backup', 'run', '--by', 'Anna', '--json')).stdout).pairs[0]
    const id: string = run.point.id
    assert.deepEqual([run.read, run.unreadable, run.point.sides.left.messages], [2, [], 2])
    assert.match((await tongbu('audit', 'search', '--kind', 'back-up')).stdout, new RegExp(`back-up .*asked +.*${id}`))
    for (const verb of ['pin', 'unpin']) {
      assert.equal((await tongbu('backup', verb, '--point', id, '--by', 'Mei')).code, 0)
      const [record] = JSON.parse((await tongbu('audit', 'search', '--kind', verb, '--json')).stdout).pairs[0].records
      assert.deepEqual([record.kind, record.by, record.run], [verb, 'Mei', id])
    }
    const verified = await tongbu('backup', 'verify')
    assert.deepEqual([verified.code, verified.stdout.startsWith('Whole: 1 restore point with 2 messages')], [0, true], verified.stdout)

    const to = scratch.path('mail')
    const exported = await tongbu('backup', 'export', '--point', id, '--to', to, '--format', 'mbox')
    assert.match(exported.stdout, /^2 messages/, exported.stderr)
    const mbox = readFileSync(join(to, 'dingtalk', globSync('*.mbox', { cwd: join(to, 'dingtalk') }).find((name) => statSync(join(to, 'dingtalk', name)).size > 0) ?? ''), 'latin1')
    assert.deepEqual(parseMailbox(mbox), [mail('read', 'From here on\r\n>From there'), mail('unread')].map((bytes) => bytes.toString('latin1').replaceAll('\r\n', '\n')))
    const list = await tongbu('backup', 'list')
    assert.match(list.stdout, new RegExp(`^POINT.*\\n${id} +anna +20\\S+Z +asked +2 +0`))
  } finally {
    await pair.close()
  }
})

test('a restore point is taken before the first sync and before a held plan, and without one they do not begin', async () => {
  using scratch = openScratch()
  const [folder, keyFile] = [scratch.path('backup'), scratch.path('key.txt')]
  const options = { database: `sqlite:${scratch.path('my.db')}`, backup: { folder, keyFile } }
  const pair = await openSandboxPair(options)
  try {
    const { dingtalk } = pair.people
    for (let n = 0; n < 30; n++) await dingtalk.put('inbox', mail(`m${n}`), UNREAD, new Date(Date.UTC(2026, 0, 5, 8, n)))
    pair.writes()
    await assert.rejects(pair.sync(), { code: 'BACKUP_KEY' })
    assert.equal(pair.writes(), 0, 'nothing is written without it')
    const app = await pair.app()
    await app.backups().init()
    assert.equal((await pair.sync()).quiet, true)
    const points = async () => (await (await app.backups().repository()).points(NAME)).map(({ why, pinned, sides }) => [why, pinned, sides.left.messages, sides.right.messages])
    assert.deepEqual(await points(), [['first-sync', true, 30, 0]])

    const messages = await dingtalk.messages()
    for (const message of messages.slice(0, 25)) await dingtalk.move(message, 'trash')
    const held = await pair.sync()
    const [hold] = held.holds
    assert.ok(hold !== undefined, 'so many deletions are held')
    assert.equal((await points()).length, 1, 'a day has not passed')
    writeFileSync(scratch.path('my.yaml'), configText(pair.sandbox, options))
    const beside = await runHere(['backup', 'run', '--config', scratch.path('my.yaml'), '--json'])
    assert.deepEqual([beside.code, JSON.parse(beside.stdout).pairs[0].known], [0, 5], 'beside the process that owns the database; what was moved has new ids over IMAP')
    await pair.sync({ applyHold: hold.id })
    assert.deepEqual((await points()).at(-1), ['before-hold', false, 30, 30])
    const standing = await app.backups().standing(NAME)
    assert.deepEqual([standing.isLate, standing.last?.why, standing.verified, standing.keyCopyShown], [false, 'before-hold', undefined, undefined])
    await app.backups().verify({ signal: AbortSignal.timeout(30_000) })
    assert.equal((await app.backups().standing(NAME)).verified?.isWhole, true)
    const { left, right } = (await (await app.backups().repository()).points(NAME)).at(-1)!.sides
    assert.ok(left.bytes > 0 && right.bytes > 0)
  } finally {
    await pair.close()
  }
})

test('what is wrong with the key, its copy, or the folder of an export is said before anything is done', async () => {
  using scratch = openScratch()
  const [folder, keyFile, copy] = [scratch.path('backup'), scratch.path('key.txt'), scratch.path('copy.txt')]
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('my.db')}`, backup: { folder, keyFile } })
  try {
    const backups = (await pair.app()).backups()
    const signal = AbortSignal.timeout(30_000)
    await backups.init()
    const key = readFileSync(keyFile, 'utf8')
    await assert.rejects(backups.init(), { code: 'BACKUP_KEY' })
    assert.equal(readFileSync(keyFile, 'utf8'), key)

    copyFileSync(keyFile, copy)
    const end = key.trimEnd().slice(-12)
    const shown = []
    for (const proof of [{ words: 'QQQQQQQQQQQQ' }, { words: end.slice(-4) }, { words: '' }, { file: keyFile }]) shown.push(await backups.showKeyCopy(proof))
    assert.deepEqual(shown, [false, false, false, false])
    assert.equal((await backups.standing(NAME)).keyCopyShown, undefined)
    for (const proof of [{ words: end.toLowerCase() }, { words: key }, { file: copy }]) assert.equal(await backups.showKeyCopy(proof, 'Anna'), true)
    assert.equal((await backups.standing(NAME)).keyCopyShown?.by, 'Anna')

    const { point } = await backups.take(NAME, { why: 'asked', signal })
    writeFileSync(scratch.path('photo.jpg'), '')
    await assert.rejects(backups.export({ point: point.id, to: scratch.folder, format: 'eml', signal }), { code: 'BACKUP_FOLDER' })
    await assert.rejects(backups.export({ point: '../../etc/passwd', to: scratch.path('other'), format: 'eml', signal }), { code: 'UNKNOWN_POINT' })
    assert.equal(existsSync(scratch.path('other')), false)

    await pair.closeApp()
    const open = async () => (await pair.app()).backups().repository()
    chmodSync(keyFile, 0o640)
    await assert.rejects(open(), { code: 'BACKUP_KEY', message: /Others than its owner/ })
    chmodSync(keyFile, 0o600)
    writeFileSync(keyFile, key.slice(0, -3))
    await assert.rejects(open(), { code: 'BACKUP_KEY', message: /something else than a whole key/ })
    renameSync(keyFile, join(folder, 'key.txt'))
    await assert.rejects(open(), { code: 'BACKUP_KEY', message: /There is no key file/ })
    renameSync(copy, keyFile)
    await open()
  } finally {
    await pair.close()
  }
})

test('a day later a restore point is taken: before a run that a person waits for, beside one of the service, and a failure stops neither', async () => {
  using scratch = openScratch()
  const [folder, keyFile] = [scratch.path('backup'), scratch.path('key.txt')]
  let later = 0
  const clock: Clock = { now: () => systemClock.now() + later, wait: systemClock.wait }
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('my.db')}`, backup: { folder, keyFile, everyHours: 24 }, clock })
  try {
    const app = await pair.app()
    const backups = app.backups()
    await backups.init()
    await pair.sync()
    const points = async (): Promise<string[]> => (await (await backups.repository()).points(NAME)).map(({ why }) => why)
    const aDayLater = (): void => void (later += 25 * 3_600_000)
    aDayLater()
    await pair.sync()
    assert.deepEqual(await points(), ['first-sync', 'daily'])

    aDayLater()
    const asTheService = { signal: new AbortController().signal, cause: { channel: 'poll', at: clock.now() } as const }
    assert.equal((await app.sync(NAME, asTheService)).quiet, true)
    for (let tries = 0; tries < 200 && (await points()).length < 3; tries++) await sleep(20)
    assert.deepEqual(await points(), ['first-sync', 'daily', 'daily'])

    aDayLater()
    aDayLater()
    renameSync(join(folder, 'tmp'), join(folder, 'elsewhere'))
    writeFileSync(join(folder, 'tmp'), '')
    assert.equal((await pair.sync()).quiet, true, 'a daily one that fails is no reason to stop')
    assert.equal((await backups.standing(NAME)).isLate, true)
    const log = (await (await app.audit()).search(NAME, { most: 10, kind: 'back-up' })).map(({ reason }) => reason)
    assert.deepEqual(log, ['first-sync', 'daily', 'daily'])
  } finally {
    await pair.close()
  }
})
