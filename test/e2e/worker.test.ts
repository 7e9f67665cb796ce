import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** Long after anything that is awaited here should have come. */
const PATIENCE_MS = 120_000

/** All copies into Outlook but the first few take so long that a run over these is still at it when processes are killed, however busy the machine. */
const MAILS = 60
const SLOW = { match: '^outlook POST', effect: 'delay', delayMs: 6000, skip: 6, times: 1000 } as const
/** How often both mailboxes are compared, which costs more than what is being waited for. */
const COMPARED_MS = 500

let server: PostgresServer

interface SceneOptions {
  readonly pairs?: readonly string[]
  readonly serve?: Readonly<Record<string, unknown>>
  readonly sandbox?: SandboxOptions
  /** Default: on the server of these tests. */
  readonly database?: string
}

/** A cloud of its own for each pair, an empty database, and a configuration; all gone after the test. */
async function scene(t: TestContext, { pairs: names = ['anna'], serve = {}, sandbox = {}, database: named }: SceneOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-worker-'))
  const config = join(folder, 'tongbu.yaml')
  const pairs = await Promise.all(names.map(() => openSandboxPair(sandbox)))
  t.after(async () => {
    await Promise.all(pairs.map((pair) => pair.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  const database = named ?? (await server.freshUrl())
  const parts = pairs.map((pair, at) => ({ ...JSON.parse(configText(pair.sandbox, {})).pairs[0], name: names[at] }))
  writeFileSync(config, JSON.stringify({ database, serve: { port: 0, idle: false, frontOnly: true, ...serve }, worker: { port: 0 }, pairs: parts }))
  return { pairs, pair: pairs[0]!, database, start: (what: 'serve' | 'worker') => startProcess(t, what, config), command: (...args: string[]) => runTongbu([...args, '--config', config]) }
}

/** The real program in a process of its own, killed at the latest when the test ends. */
async function startProcess(t: TestContext, what: 'serve' | 'worker', config: string) {
  const child = spawn(process.execPath, [MAIN, what, '--config', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  t.after(() => void child.kill('SIGKILL'))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended.then(() => [log])])) as [string]
  assert.equal(child.exitCode, null, line)
  return { url: /http:\/\/\S+(?=\/readyz)/.exec(line)?.[0] ?? '', ended, log: () => log, runs: () => log.split('"run ended"').length - 1, kill: (signal: NodeJS.Signals) => void child.kill(signal) }
}

/** Waits until `check` answers something. */
async function until<Value>(what: string, check: () => Promise<Value | undefined | false>, everyMs = 50): Promise<Value> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    assert.ok(Date.now() < end, `waited in vain: ${what}`)
    await sleep(everyMs)
  }
}

const areEqual = (pairs: readonly SandboxPair[]) => async (): Promise<boolean> => (await Promise.all(pairs.map(({ sandbox }) => sandbox.compare()))).every(({ equalOutsideTrash }) => equalOutsideTrash)
const writesOf = ({ sandbox }: SandboxPair): number =>
  sandbox.shared.ledger.requests().reduce((sum, { write, client, count }) => sum + (write && client === sandbox.ready.accounts.outlook.clientId ? count : 0), 0)

const requestsOf = ({ sandbox }: SandboxPair): number => sandbox.shared.ledger.requests().reduce((sum, { count }) => sum + count, 0)
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
/** How many copies into Outlook a process tells that it made. */
async function copiesTold({ url }: { readonly url: string }): Promise<number> {
  const told = /^tongbu_operations_total\{on="right",kind="copy"\} (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())
  return Number(told?.[1] ?? 0)
}
const reasonsOf = async ({ url }: { readonly url: string }): Promise<readonly string[]> => ((await (await fetch(`${url}/readyz`)).json()) as { readonly reasons: readonly string[] }).reasons
const isReady = (front: { readonly url: string }) => async (): Promise<boolean> => (await fetch(`${front.url}/readyz`)).status === 200

const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')

/** A person puts a mail into the DingTalk inbox. */
const receive = ({ people }: SandboxPair, subject: string) => people.dingtalk.put('inbox', Buffer.from(MAIL(subject)), UNREAD, AT)

const MAIL = (subject: string): string =>
  [`Message-ID: <${subject}@e2e.test>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${subject}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', 'Hello.', ''].join('\r\n')

/** Whether each Outlook mailbox holds so many messages. */
const hold = (pairs: readonly SandboxPair[], count: number) => async (): Promise<boolean> =>
  pairs.every(({ sandbox }) => sandbox.outlook.snapshot(sandbox.ready.accounts.outlook.address).messages.length === count)

/** Looking costs nothing where clouds tell of changes; here only what is told counts. */
const NEVER = { hotSeconds: 3600, warmSeconds: 3600, idleSeconds: 3600, safetySeconds: 3600 }

async function assertInStep(pairs: readonly SandboxPair[]): Promise<void> {
  for (const { sandbox } of pairs) {
    assert.equal((await sandbox.compare()).counts.duplicate ?? 0, 0)
    assert.deepEqual(sandbox.shared.ledger.outbound().filter(({ client }) => client === sandbox.ready.accounts.outlook.clientId), [])
  }
}

describe('workers over one PostgreSQL database', { skip: postgresMissing() ?? false }, () => {
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  test('what a killed and a frozen worker had in hand others take over within 30 seconds: equal, nothing twice, nothing sent', async (t) => {
    const { pairs, start, command } = await scene(t, { pairs: ['anna', 'ben'], serve: { pairsAtOnce: 1 } })
    // Nothing goes into DingTalk: what a frozen process had begun to send there it would go on sending.
    for (const pair of pairs) for await (const { mime } of spamAssassin(MAILS)) await pair.people.dingtalk.put('inbox', mime, UNREAD, AT)
    for (const { sandbox } of pairs) sandbox.shared.faults.set([SLOW])
    const [killed, frozen] = [await start('worker'), await start('worker')]
    await start('serve')
    await until('copies into Outlook', async () => pairs.every((pair) => writesOf(pair) > 5))
    // So that all places are taken by what is sent and the rest waits: what is just being sent nobody could call back.
    await sleep(2000)
    const leftAt = Date.now()
    killed.kill('SIGKILL')
    frozen.kill('SIGSTOP')
    await killed.ended
    assert.deepEqual((await Promise.all(pairs.map(({ sandbox }) => sandbox.compare()))).map(({ equalOutsideTrash }) => equalOutsideTrash), [false, false])
    const [third, fourth] = [await start('worker'), await start('worker')]
    // What they had sent may still be on its way into the record.
    await sleep(SLOW.delayMs + 2000)
    const before = pairs.map(requestsOf)
    await until('word of others', async () => pairs.every((pair, at) => requestsOf(pair) > (before[at] ?? 0)))
    const tookOverAfterMs = Date.now() - leftAt
    t.diagnostic(`taken over after ${tookOverAfterMs} ms`)
    assert.ok(tookOverAfterMs <= 30_000, `taken over after ${tookOverAfterMs} ms`)

    frozen.kill('SIGCONT')
    // What is in hand of a process that is told to end is over within its ten seconds.
    for (const { sandbox } of pairs) sandbox.shared.faults.set([])
    third.kill('SIGTERM')
    assert.deepEqual(await third.ended, [0, null])
    await until('both sides to be equal', areEqual(pairs), COMPARED_MS)
    for (const worker of [frozen, fourth]) worker.kill('SIGTERM')
    for (const worker of [frozen, fourth]) assert.deepEqual(await worker.ended, [0, null])
    // Its pair is another's, or the database ended the transaction that it was frozen in.
    assert.match(frozen.log(), /"code":"STORE_(LOCKED|FAILURE)"/)
    const verified = await command('verify')
    assert.equal(verified.code, 0, verified.stdout + verified.stderr)
    await assertInStep(pairs)
  })

  test('pairs are divided among the workers; what the front hears of is done at once, also by a second that takes its place; the red button reaches all', async (t) => {
    const names = ['anna', 'ben', 'chen', 'dora']
    const { pairs, start, command, database } = await scene(t, { pairs: names, serve: { ...NEVER, idle: true, pairsAtOnce: 1 } })
    // One worker alone would take longer than the other needs to look for what is due.
    for (const { sandbox } of pairs) sandbox.shared.faults.set([{ ...SLOW, skip: 0, times: 1 }])
    const workers = [await start('worker'), await start('worker')]
    await Promise.all(pairs.map((pair, at) => receive(pair, `first-${at}`)))
    const front = await start('serve')
    await until('all first mails', hold(pairs, 1))
    await until('ready', isReady(front))
    assert.ok(workers.every((worker) => worker.runs() > 0), `runs: ${workers.map((worker) => worker.runs())}`)
    for (const worker of workers) assert.equal(await isReady(worker)(), true)
    await until('word of every copy', async () => sumOf(await Promise.all(workers.map(copiesTold))) === names.length)

    await Promise.all(pairs.map((pair, at) => receive(pair, `second-${at}`)))
    await until('all second mails', hold(pairs, 2))

    const standby = await start('serve')
    await until('the second service to wait', async () => (await reasonsOf(standby)).join().startsWith('Another service listens; this one takes its place'))
    assert.equal(await isReady(front)(), true)

    assert.equal((await command('stop', '--all')).code, 0)
    await until('the red button', async () => (await Promise.all([front, ...workers].map((each) => isReady(each)()))).every((ready) => !ready))
    await Promise.all(pairs.map((pair, at) => receive(pair, `third-${at}`)))
    assert.equal((await command('status')).code, 0)
    assert.equal(await hold(pairs, 2)(), true)
    assert.equal((await command('resume', '--all')).code, 0)
    await until('what came meanwhile', hold(pairs, 3))

    front.kill('SIGKILL')
    await server.run(database, 'update lease set expires_ms = 0')
    await until('the second service to listen', isReady(standby))
    await Promise.all(pairs.map((pair, at) => receive(pair, `fourth-${at}`)))
    await until('what the second service heard of', hold(pairs, 4))

    for (const worker of workers) worker.kill('SIGTERM')
    for (const worker of workers) assert.deepEqual(await worker.ended, [0, null])
    await until('that nobody works', async () => !(await isReady(standby)()))
    await assertInStep(pairs)
  })

  test('a worker without a database waits for it, when it starts and while it works, and goes on by itself', async (t) => {
    const { pair, pairs, start, database } = await scene(t, { serve: { frontOnly: false, hotSeconds: 1 } })
    const permit = async (isPermitted: boolean): Promise<void> => {
      const other = database.replace('/postgres?', '/template1?')
      await server.run(other, `alter database postgres with allow_connections ${isPermitted}`)
      if (!isPermitted) await server.run(other, `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'`)
    }
    t.after(() => permit(true))
    await permit(false)
    const both = await start('serve')
    const worker = await start('worker')
    await until('word of it', async () => worker.log().includes('"database failed"') && both.log().includes('"database failed"'))
    for (const one of [both, worker]) assert.equal(await isReady(one)(), false)
    await permit(true)
    await receive(pair, 'first')
    await until('the first mail', hold(pairs, 1))
    await permit(false)
    await receive(pair, 'second')
    await until('that it is not ready', async () => !(await isReady(both)()))
    await permit(true)
    await until('the second mail', hold(pairs, 2))
    for (const one of [both, worker]) await until('ready again', isReady(one))
    for (const one of [both, worker]) one.kill('SIGTERM')
    for (const one of [both, worker]) assert.deepEqual(await one.ended, [0, null])
    await assertInStep(pairs)
  })

  test('a pair that is given up beside a service and its worker, which were at work on it, stays given up; the other pair goes on', async (t) => {
    const { pairs, start, command } = await scene(t, { pairs: ['anna', 'ben'], serve: { ...NEVER, hotSeconds: 1, frontOnly: false, idle: true } })
    const [anna, ben] = pairs as [SandboxPair, SandboxPair]
    for (const pair of pairs) await receive(pair, 'first')
    const front = await start('serve')
    await until('the first mail', hold(pairs, 1))
    // A run over the pair goes on just now, and is slow.
    anna.sandbox.shared.faults.set([{ match: '^outlook POST', effect: 'delay', delayMs: 3000 }])
    await receive(anna, 'second')
    await until('the second mail on its way', async () => writesOf(anna) > 1)
    const left = await command('uninstall', 'anna', '--yes', '--json')
    assert.equal(left.code, 0, left.stderr)
    const [{ proof }] = JSON.parse(left.stdout).pairs
    assert.deepEqual([proof.holds, proof.remembered], [true, {}])
    const writes = writesOf(anna)
    for (const pair of pairs) await receive(pair, 'third')
    await until('the third mail of the other', hold([ben], 2))
    await sleep(2000)
    assert.deepEqual([writesOf(anna), await hold([anna], 2)()], [writes, true], 'nothing more is done for it')
    assert.match((await command('status', 'anna')).stdout, /paused since .* \(uninstall\)/)
    front.kill('SIGTERM')
    assert.deepEqual(await front.ended, [0, null])
    await assertInStep(pairs)
  })

  test('on SQLite there is nothing to share, and that is said', async (t) => {
    const { command } = await scene(t, { database: 'sqlite::memory:' })
    for (const what of ['worker', 'serve']) {
      const { code, stderr } = await command(what)
      assert.deepEqual([code, /PostgreSQL/.test(stderr)], [78, true], stderr)
    }
  })
})
