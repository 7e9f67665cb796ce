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
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** Long after anything that is awaited here should have come. */
const PATIENCE_MS = 120_000

let server: PostgresServer
const url = (): Promise<string> => server.freshUrl()

interface SceneOptions {
  readonly pairs?: readonly string[]
  readonly serve?: Readonly<Record<string, unknown>>
  readonly sandbox?: SandboxOptions
}

/** A cloud of its own for each pair, an empty database, and a configuration; all gone after the test. */
async function scene(t: TestContext, { pairs: names = ['anna'], serve = {}, sandbox = {} }: SceneOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-worker-'))
  const config = join(folder, 'tongbu.yaml')
  const pairs = await Promise.all(names.map(() => openSandboxPair(sandbox)))
  t.after(async () => {
    await Promise.all(pairs.map((pair) => pair.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  const database = await url()
  const parts = pairs.map((pair, at) => ({ ...JSON.parse(configText(pair.sandbox, {})).pairs[0], name: names[at] }))
  writeFileSync(config, JSON.stringify({ database, serve: { port: 0, idle: false, frontOnly: true, ...serve }, pairs: parts }))
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
async function until<Value>(what: string, check: () => Promise<Value | undefined | false>): Promise<Value> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    assert.ok(Date.now() < end, `waited in vain: ${what}`)
    await sleep(50)
  }
}

const areEqual = (pairs: readonly SandboxPair[]) => async (): Promise<boolean> => (await Promise.all(pairs.map(({ sandbox }) => sandbox.compare()))).every(({ equalOutsideTrash }) => equalOutsideTrash)
const writesOf = ({ sandbox }: SandboxPair): number =>
  sandbox.shared.ledger.requests().reduce((sum, { write, client, count }) => sum + (write && client === sandbox.ready.accounts.outlook.clientId ? count : 0), 0)

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

  test('a worker that is killed in mid-run is replaced by another within 30 seconds: equal, nothing twice, nothing sent', async (t) => {
    const { pair, pairs, start, command } = await scene(t, { sandbox: { latency: 'realistic' } })
    await fillMailboxes(pair.sandbox.ready, { source: spamAssassin(80), generated: false })
    await start('serve')
    const first = await start('worker')
    await until('writes of the first', async () => writesOf(pair) > 5)
    const second = await start('worker')
    await until('word of the second', async () => (await command('status')).code === 0)
    assert.equal(await areEqual(pairs)(), false)

    first.kill('SIGKILL')
    await first.ended
    const killedAt = Date.now()
    const before = writesOf(pair)
    await until('a write of the second', async () => writesOf(pair) > before + 8)
    const tookOverAfterMs = Date.now() - killedAt
    assert.ok(tookOverAfterMs <= 30_000, `taken over after ${tookOverAfterMs} ms`)
    pair.sandbox.shared.latency.profile = 'none'
    await until('both sides to be equal', areEqual(pairs))
    await until('the run to end', async () => second.runs() > 0)
    second.kill('SIGTERM')
    assert.deepEqual(await second.ended, [0, null])
    const verified = await command('verify')
    assert.equal(verified.code, 0, verified.stdout + verified.stderr)
    await assertInStep(pairs)
  })
})
