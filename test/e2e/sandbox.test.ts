import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/config/load-config.ts'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { runTongbu } from '../support/run-tongbu.ts'

const TONGBU = fileURLToPath(new URL('../../bin/tongbu.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tongbu-sandbox-test-'))
const UNREAD = { read: false, flagged: false, answered: false }
const running = new Set<ChildProcess>()
after(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The sandbox in a process of its own, once its first line says that it is ready. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [TONGBU, 'sandbox', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  running.add(child)
  const ended = once(child, 'exit').then(([code]: number[]) => code)
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  return { child, ready: JSON.parse(line), ended }
}

test('the sandbox says in one line where everything is, and runs until it is stopped', async () => {
  const { child, ready, ended } = await start()
  const answer = await fetch(`${ready.controlUrl}/ready`)
  assert.deepEqual(await answer.json(), ready)
  for (const name of ['graphUrl', 'loginUrl', 'alimailUrl']) assert.match(ready[name], /^http:\/\/127\.0\.0\.1:\d+\//)
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('the configuration that the sandbox writes is one that every other command takes', async () => {
  const file = join(folder, 'my.yaml')
  const { child, ready, ended } = await start('--config-out', file)
  const config = loadConfig(readFileSync(file, 'utf8'), {}, () => assert.fail('it holds every secret itself'))
  assert.equal(config.pairs[0]?.outlook.graphUrl, ready.graphUrl)
  assert.equal(config.pairs[0]?.dingtalk?.imap.port, ready.imap.port)
  assert.equal(config.pairs[0]?.outlook.imap?.enabled, 'off')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const doctor = await runTongbu(['doctor', '--config', file, '--json'])
  assert.deepEqual([doctor.code, JSON.parse(doctor.stdout).healthy], [0, true], doctor.stdout)
  child.kill('SIGINT')
  assert.equal(await ended, 0)
})

test('started again with the same file, a sandbox has new mailboxes and a database that knows nothing of the earlier ones', async () => {
  const file = join(folder, 'again.yaml')
  const databases = new Set<string>()
  for (let time = 0; time < 2; time++) {
    const { child, ready, ended } = await start('--config-out', file)
    databases.add(loadConfig(readFileSync(file, 'utf8'), {}, () => '').database)
    const people = await meetPeople(ready)
    await people.dingtalk.put('inbox', Buffer.from(`Message-ID: <${time}@e2e.test>\r\nSubject: one\r\n\r\nHello.\r\n`), UNREAD, new Date('2026-01-05T08:00:00Z'))
    await people.close()
    const synced = await runTongbu(['sync', '--until-quiet', '--config', file, '--json'])
    const { done } = JSON.parse(synced.stdout).pairs[0]
    assert.deepEqual([synced.code, done], [0, { left: { 'create-folder': 1 }, right: { copy: 1 } }], synced.stdout)
    const verified = await runTongbu(['verify', '--config', file])
    assert.equal(verified.code, 0, verified.stdout)
    child.kill('SIGTERM')
    assert.equal(await ended, 0)
  }
  assert.equal(databases.size, 2)
})

test('a file that is no configuration for a sandbox is left as it is, and that is said before anything starts', async () => {
  const file = join(folder, 'real.yaml')
  writeFileSync(file, 'pairs: []\n')
  const { code, stdout, stderr } = await runTongbu(['sandbox', '--config-out', file])
  assert.deepEqual([code, stdout, readFileSync(file, 'utf8')], [64, '', 'pairs: []\n'])
  assert.match(stderr, /is no configuration for a sandbox\.\nNext: name another file/)
})

test('where the sandbox grants IMAP of Outlook, its configuration uses it, and doctor finds it open', async () => {
  const file = join(folder, 'imap.yaml')
  const { child, ready, ended } = await start('--outlook-imap', '--config-out', file)
  const config = loadConfig(readFileSync(file, 'utf8'), {}, () => assert.fail('it holds every secret itself'))
  assert.deepEqual(config.pairs[0]?.outlook.imap, { ...ready.outlookImap, enabled: 'auto' })
  const { stdout } = await runTongbu(['doctor', '--config', file])
  assert.match(stdout, /✓ IMAP: Exchange lets the app into the mailbox\./)
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('a port that another program has is told, with what to do', async () => {
  const { child, ready, ended } = await start()
  const { code, stdout, stderr } = await runTongbu(['sandbox', '--port', new URL(ready.graphUrl).port])
  assert.deepEqual([code, stdout], [75, ''])
  assert.match(stderr, /Another program listens on this port\.\nNext: /)
  child.kill('SIGTERM')
  await ended
})
