import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { generator } from '../../src/sandbox/faults.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { editMailboxes } from '../../src/sandbox/seed/edits.ts'
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { freePort } from '../support/free-port.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** Long after anything that is awaited here should have come. */
const PATIENCE_MS = 90_000

/** A sandbox and a configuration for it, both gone after the test. */
async function scene(t: TestContext, serve: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-serve-'))
  const pair = await openSandboxPair()
  const config = join(folder, 'tongbu.yaml')
  const database = join(folder, 'tongbu.db')
  const text = configText(pair.sandbox, { database: `sqlite:${database}` })
  writeFileSync(config, JSON.stringify({ ...JSON.parse(text), serve: { port: 0, ...serve } }))
  t.after(async () => {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { pair, config, database, command: (...args: string[]) => runTongbu([...args, '--config', config]) }
}

/** The real service in a process of its own, killed at the latest when the test ends. */
async function startService(t: TestContext, config: string) {
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  t.after(() => void child.kill('SIGKILL'))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended.then(() => [log])])) as [string]
  const url = /http:\/\/\S+(?=\/readyz)/.exec(line)?.[0]
  assert.ok(url !== undefined, line)
  const runs = (): number => log.split('"run ended"').length - 1
  return { url, ended, log: () => log, runs, hasRun: async () => runs() > 0, kill: (signal: NodeJS.Signals) => void child.kill(signal) }
}

/** Waits until `check` answers something. */
async function until<Value>(what: string, check: () => Promise<Value | undefined | false>): Promise<Value> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    assert.ok(Date.now() < end, `waited in vain: ${what}`)
    await sleep(50)
  }
}

const isReady = (url: string) => async (): Promise<boolean> => (await fetch(`${url}/readyz`)).status === 200

async function assertNothingSent(pair: SandboxPair): Promise<void> {
  const ours = pair.sandbox.ready.accounts.outlook.clientId
  assert.deepEqual(pair.sandbox.shared.ledger.outbound().filter(({ client }) => client === ours), [])
}

/** A person puts a mail into the DingTalk inbox. */
const receive = (pair: SandboxPair, subject: string) => pair.people.dingtalk.put('inbox', Buffer.from(MAIL(subject)), { read: false, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))

/** Whether the Outlook mailbox holds so many messages. */
const holds = (pair: SandboxPair, count: number) => async (): Promise<boolean> => pair.sandbox.outlook.snapshot(pair.sandbox.ready.accounts.outlook.address).messages.length === count

const MAIL = (subject: string): string =>
  [`Message-ID: <${subject}@e2e.test>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${subject}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', 'Hello.', ''].join('\r\n')

const NEVER = { hotSeconds: 3600, warmSeconds: 3600, idleSeconds: 3600, safetySeconds: 3600 }

test('a mail that another client puts into DingTalk is in Outlook at once, because the mailbox is watched; commands work beside the service', async (t) => {
  const { pair, config, command } = await scene(t, NEVER)
  const service = await startService(t, config)
  await until('ready', isReady(service.url))
  await until('the first run', service.hasRun)
  await receive(pair, 'watched')
  await until('the mail on the other side', holds(pair, 1))

  const status = await command('status')
  assert.deepEqual([status.code, /in step/.test(status.stdout)], [0, true], status.stdout + status.stderr)
  const plan = await command('plan')
  assert.deepEqual([plan.code, /uses this database[^]*Next: Beside the service \(`tongbu start` or `tongbu serve`\) use the dashboard, or `tongbu status`, `verify`,/.test(plan.stderr)], [70, true], plan.stderr)
  const verified = await command('verify')
  assert.equal(verified.code, 0, verified.stdout + verified.stderr)
  assert.equal((await command('stop', '--all')).code, 0)
  await until('the red button', async () => !(await isReady(service.url)()))
  await receive(pair, 'stopped')
  const paused = await command('status')
  assert.match(paused.stdout, /paused since .* Next: tongbu resume --all/)
  assert.equal(await holds(pair, 1)(), true)
  assert.equal((await command('resume', '--all')).code, 0)
  await until('what came meanwhile', holds(pair, 2))

  service.kill('SIGTERM')
  assert.deepEqual(await service.ended, [0, null])
  await assertNothingSent(pair)
})

test('without a watch it arrives with the next look', async (t) => {
  const { pair, config } = await scene(t, { idle: false, hotSeconds: 1 })
  const service = await startService(t, config)
  await until('the first run', service.hasRun)
  await receive(pair, 'looked-for')
  await until('the mail on the other side', holds(pair, 1))
  await assertNothingSent(pair)
})

test('Graph tells of a change in Outlook, which is in DingTalk at once; what is forged, malformed or unknown has no effect', async (t) => {
  const port = await freePort()
  const { pair, config } = await scene(t, { ...NEVER, idle: false, port, publicUrl: `http://127.0.0.1:${port}` })
  const service = await startService(t, config)
  const [subscription] = await until('a subscription', async () => {
    const live = pair.sandbox.outlook.subscriptions.live()
    return live.length > 0 && live
  })
  await until('the run that looks for what came before it', async () => service.runs() >= 2)
  const address = `${service.url}/notifications/outlook/anna`
  const post = async (body: string, type = 'application/json') => (await fetch(address, { method: 'POST', body, headers: { 'content-type': type } })).status
  const change = (clientState: string, subscriptionId = subscription?.id) => JSON.stringify({ value: [{ subscriptionId, clientState, changeType: 'created', resource: 'x' }] })
  const runs = service.runs()
  assert.deepEqual([await post('{'), await post('{"value":[{}]}'), await post('[]'), await post('x'.repeat(300_000))], [400, 400, 400, 413])
  assert.deepEqual([await post(change('forged')), await post(change('forged', 'unknown'))], [202, 202])
  const handshake = await fetch(`${address}?validationToken=${encodeURIComponent('<b>Hello & 你好')}`, { method: 'POST' })
  assert.deepEqual([handshake.status, handshake.headers.get('content-type'), await handshake.text()], [200, 'text/plain; charset=utf-8', '<b>Hello & 你好'])
  await until('word of the forged one', async () => service.log().includes('"notification refused"'))
  assert.equal(service.runs(), runs)

  await pair.people.outlook.put('inbox', Buffer.from(MAIL('told')), { read: true, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
  await until('the mail on the other side', async () => (await pair.people.dingtalk.messages()).length === 1)

  for (const live of pair.sandbox.outlook.subscriptions.live()) pair.sandbox.outlook.subscriptions.tellLifecycle(live, 'subscriptionRemoved')
  await until('a new subscription', async () => pair.sandbox.outlook.subscriptions.live().some(({ id }) => id !== subscription?.id))
  await assertNothingSent(pair)
})

test('a refused sign-in is shown with the next step, and is not tried again', async (t) => {
  const { pair, config, command } = await scene(t, { hotSeconds: 1 })
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace('sandbox-imap-tongbu', 'wrong'))
  const service = await startService(t, config)
  await until('the pair that fails', async () => !(await isReady(service.url)()) && service.log().includes('"sign-in"'))
  const status = await command('status')
  assert.equal(status.code, 77)
  assert.match(status.stdout, /needs you to sign in since .*not tried again by itself.*Then: tongbu resume anna/)
  assert.doesNotMatch(status.stdout + service.log(), /wrong|shenghe/)
  await assertNothingSent(pair)
})

test('while another program locks the database, the service stays up and says so; it goes on by itself afterwards', async (t) => {
  const { pair, config, database } = await scene(t, { idle: false, hotSeconds: 1 })
  const service = await startService(t, config)
  await until('the first run', service.hasRun)
  const other = new DatabaseSync(database, { timeout: 10_000 })
  t.after(() => other.isOpen && other.close())
  other.exec('begin immediate')
  await receive(pair, 'locked-out')
  const reasons = await until('that it is not ready', async () => {
    const answer = await fetch(`${service.url}/readyz`)
    return answer.status === 503 && ((await answer.json()) as { readonly reasons: readonly string[] }).reasons
  })
  assert.match(reasons.join(), /The database is busy/)
  assert.equal((await fetch(`${service.url}/healthz`)).status, 200)
  other.exec('rollback')
  await until('ready again', isReady(service.url))
  await until('the mail on the other side', holds(pair, 1))
  assert.equal((await pair.sandbox.compare()).equal, true)
  await assertNothingSent(pair)
})

test('a port that is taken, and a database that another process uses, are told with the next step', async (t) => {
  const { config, command } = await scene(t, { idle: false })
  const service = await startService(t, config)
  await until('the first run', service.hasRun)
  const second = await command('serve')
  assert.deepEqual([second.code, /uses this database/.test(second.stderr)], [70, true], second.stderr)
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, JSON.stringify({ ...JSON.parse(text), serve: { port: Number(new URL(service.url).port) } }))
  const third = await command('serve')
  assert.deepEqual([third.code, /Another program listens[^]*Next: set `serve\.host`/.test(third.stderr)], [78, true], third.stderr)
})

test('killed with SIGKILL and ended with SIGTERM in mid-work, started again: equal, nothing twice', async (t) => {
  const { pair, config, command } = await scene(t, { hotSeconds: 1 })
  const random = generator(20260302)
  await fillMailboxes(pair.sandbox.ready, { source: spamAssassin(60), generated: false })
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
    const service = await startService(t, config)
    const before = pair.writes()
    await until('writes', async () => before >= 0 && pair.sandbox.shared.ledger.requests().some(({ write }) => write))
    await sleep(200 * random())
    service.kill(signal)
    assert.deepEqual(await service.ended, signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null])
    await editMailboxes(pair.sandbox.ready, { seed: Math.floor(random() * 1000), count: 10 })
  }
  const service = await startService(t, config)
  await until('both sides to be equal', async () => (await pair.sandbox.compare()).equalOutsideTrash)
  service.kill('SIGTERM')
  await service.ended
  const verified = await command('verify')
  assert.equal(verified.code, 0, verified.stdout + verified.stderr)
  const comparison = await pair.sandbox.compare()
  assert.equal(comparison.counts.duplicate ?? 0, 0)
  await assertNothingSent(pair)
})
