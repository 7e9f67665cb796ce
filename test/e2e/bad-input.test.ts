import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')

const mail = (name: string, body = 'text', head: readonly string[] = []): Buffer =>
  Buffer.from([`Message-ID: <${name}@bad.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${name}`, ...head, '', body, ''].join('\r\n'))

describe('bad input and bad days', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-bad-'))
  let pair: SandboxPair
  let files = 0

  /** A configuration file of its own database, with some values replaced. */
  const config = (change: (text: string) => string = (text) => text): { config: string; database: string } => {
    const database = join(folder, `${++files}.db`)
    const path = join(folder, `${files}.yaml`)
    writeFileSync(path, change(configText(pair.sandbox, { database: `sqlite:${database}` })))
    return { config: path, database }
  }
  const sync = (path: string, ...more: string[]) => runHere(['sync', '--until-quiet', '--config', path, ...more])

  beforeEach(async () => {
    await pair?.close()
    pair = await openSandboxPair()
  })
  after(async () => {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a message that is too large is set aside and listed, and the rest goes on', async () => {
    await pair.people.dingtalk.put('inbox', mail('small'), UNREAD, AT)
    await pair.people.dingtalk.put('inbox', mail('gigantic', 'x'.repeat(70).concat('\r\n').repeat(5000)), UNREAD, AT)
    const given = config((text) => text.replace('"importMime"', '"maxMessageBytes":100000,"importMime"'))
    const ended = await sync(given.config)
    assert.equal(ended.code, 0, ended.stderr)
    assert.match(ended.stdout, /1 × .*MB/)
    const status = await runTongbu(['status', '--config', given.config])
    assert.match(status.stdout, /Set aside/)
    assert.equal(pair.sandbox.outlook.snapshot(pair.sandbox.ready.accounts.outlook.address).messages.length, 1)
    pair.writes()
    assert.equal((await sync(given.config)).code, 0)
    assert.equal(pair.writes(), 0, 'what is set aside is not tried again until it changes')
  })

  test('malformed mail crosses as far as it can be read: no header, unknown charset, unusable date, no end', async () => {
    const odd = [
      Buffer.from('no header at all, only text\r\n'),
      mail('charset', 'caf\xe9', ['Content-Type: text/plain; charset=klingon']),
      mail('date', 'text', ['Date: yesterday at noon']),
      mail('cut', '--b\r\nContent-Type: text/plain\r\n\r\nhalf a mess', ['Content-Type: multipart/mixed; boundary=b']),
      Buffer.from('\r\nbegins with an empty line\r\n'),
      Buffer.concat([mail('nul'), Buffer.from([0, 1, 2, 255, 13, 10])]),
    ]
    for (const mime of odd) await pair.people.dingtalk.put('inbox', mime, UNREAD, AT)
    const given = config()
    const ended = await sync(given.config)
    assert.equal(ended.code, 0, ended.stdout + ended.stderr)
    assert.equal(pair.sandbox.outlook.snapshot(pair.sandbox.ready.accounts.outlook.address).messages.length, odd.length)
    const verified = await runTongbu(['verify', '--content', '--config', given.config])
    assert.equal(verified.code, 0, verified.stdout)
  })

  test('a refused login is tried once, never hammered, and says where to look', async () => {
    const given = config((text) => text.replace(/"password":"[^"]*"/, '"password":"wrong"'))
    const ended = await sync(given.config)
    assert.equal(ended.code, 77, ended.stdout + ended.stderr)
    assert.match(ended.stdout + ended.stderr, /Next: .*doctor/)
    assert.equal(pair.sandbox.dingtalk.refusedLogins(pair.sandbox.ready.accounts.dingtalk.address).count, 1)
  })

  test('a wrong client secret is asked about once and says where to look', async () => {
    const given = config((text) => text.replace(/"clientSecret":"[^"]*"/, '"clientSecret":"wrong"'))
    const ended = await sync(given.config)
    assert.equal(ended.code, 77, ended.stdout + ended.stderr)
    const refused = pair.sandbox.shared.ledger.requests().filter(({ cloud, status }) => cloud === 'entra' && status !== 200)
    assert.equal(refused.reduce((sum, { count }) => sum + count, 0), 1)
  })

  test('a second process on the same database is refused, and the first is not disturbed', async () => {
    const given = config()
    await pair.people.dingtalk.put('inbox', mail('one'), UNREAD, AT)
    pair.sandbox.shared.faults.set([{ match: '^outlook GET mailFolders/delta', effect: 'delay', delayMs: 2500 }])
    const [first, second] = await Promise.all([sync(given.config), later(1200).then(() => sync(given.config))])
    assert.equal(first.code, 0, first.stdout + first.stderr)
    assert.notEqual(second.code, 0)
    assert.match(second.stdout + second.stderr, /another Tongbu process|Another Tongbu process/)
  })

  test('a database from a newer version is refused untouched', async () => {
    const given = config()
    assert.equal((await sync(given.config)).code, 0)
    const database = new DatabaseSync(given.database)
    const { changes } = database.prepare("update meta set value = '9999' where pair = '' and name = 'schema'").run()
    assert.equal(changes, 1)
    database.close()
    const ended = await sync(given.config)
    assert.equal(ended.code, 78, ended.stdout + ended.stderr)
    assert.match(ended.stdout + ended.stderr, /newer/)
  })

  test('a cloud that is down ends the run with the next step, and the next run goes on', async () => {
    const given = config()
    await pair.people.dingtalk.put('inbox', mail('waits'), UNREAD, AT)
    pair.sandbox.shared.faults.set([{ match: '^outlook ', effect: 'cut-before', probability: 1 }])
    const down = await sync(given.config)
    assert.equal(down.code, 75, down.stdout + down.stderr)
    assert.match(down.stdout + down.stderr, /Next: /)
    pair.sandbox.shared.faults.set([])
    assert.equal((await sync(given.config)).code, 0)
    assert.deepEqual((await pair.sandbox.compare()).differences, [])
  })
})

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
