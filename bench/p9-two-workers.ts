import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { startPostgres, type PostgresServer } from '../test/support/postgres.ts'
import { interleave, median, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { plainMail } from './plain-mail.ts'
import { processorMs } from './serve-process.ts'

const PAIRS = 200
const MAILS_EACH = 3
/** So few that the clouds' answers are waited for most of the time, and not for a processor. */
const PAIRS_AT_ONCE = 4
const PASSWORD = 'right'
const LOOK_MS = 20
const PROGRAM = join(import.meta.dirname, '../src/main.ts')
/** Each pair is run once: what is measured is the first copy of all. */
const NEVER = { hotSeconds: 86_400, warmSeconds: 86_400, idleSeconds: 86_400, safetySeconds: 86_400 }

export const twoWorkers: Figure = {
  id: 'P9',
  title: 'Two workers against one on PostgreSQL',
  limits:
    'The workers share nothing but the database and the machine. Each run waits for the clouds most of the time, so that what is left is the processor: the clouds, their record and PostgreSQL run on the same machine, and with two workers they have twice as much to do in each second. A machine of its own for each worker removes that.',
  measure,
}

async function measure({ count: pairs = PAIRS, rounds, say }: BenchOptions): Promise<Measured> {
  const server = await startPostgres()
  const processor: Record<string, number[]> = { one: [], two: [] }
  const measured: Record<string, number[]> = { one: [], two: [] }
  const contestant = (name: string, workers: number) => async (): Promise<void> => {
    const { ms, processorMs: used } = await firstCopies(server, pairs, workers)
    measured[name]?.push(ms)
    processor[name]?.push(used)
  }
  try {
    await interleave({ one: contestant('one', 1), two: contestant('two', 2) }, rounds, say)
  } finally {
    await server.stop()
  }
  const [one, two] = [median(measured['one'] ?? []), median(measured['two'] ?? [])]
  return {
    settings: { pairs, 'mails each': MAILS_EACH, 'pairs at once, each worker': PAIRS_AT_ONCE, 'answers of the clouds': '150–400 ms, IMAP 20–60 ms' },
    values: [
      { name: 'two workers ÷ one', value: one / two, unit: 'times the pairs a second', target: { op: '>=', than: 1.8 } },
      { name: 'one worker', value: (pairs * 1000) / one, unit: 'pairs/s' },
      { name: 'two workers', value: (pairs * 1000) / two, unit: 'pairs/s' },
      { name: 'processor time of one worker, each pair', value: median(processor['one'] ?? []) / pairs, unit: 'ms' },
    ],
    samples: { 'one, ms': measured['one'] ?? [], 'two, ms': measured['two'] ?? [] },
  }
}

const addressesOf = (n: number) => ({ dingtalk: `person${n}@shenghe.example`, outlook: `person${n}@contoso-trading.example` })

/** Milliseconds from the first request of a worker until the last mail arrived, and the processor time of all workers. */
async function firstCopies(server: PostgresServer, pairs: number, workers: number): Promise<{ readonly ms: number; readonly processorMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-workers-'))
  const sandbox = await startSandbox({ latency: 'realistic' })
  const database = await server.freshUrl()
  const config = join(folder, 'tongbu.yaml')
  writeFileSync(config, JSON.stringify({ database, serve: { ...NEVER, port: 0, idle: false, frontOnly: true, pairsAtOnce: PAIRS_AT_ONCE }, pairs: fill(sandbox, pairs) }))
  const started: ChildProcess[] = []
  try {
    const team = Array.from({ length: workers }, () => start('worker', config, started))
    await untilReady(database, workers)
    const before = team.map(({ pid = 0 }) => processorMs(pid))
    start('serve', config, started)
    await until(started, () => sandbox.shared.ledger.requests().length > 0)
    const startedAt = performance.now()
    for (let n = 0; n < pairs; n++) await until(started, () => sandbox.outlook.snapshot(addressesOf(n).outlook).messages.length === MAILS_EACH)
    const ms = performance.now() - startedAt
    return { ms, processorMs: team.reduce((sum, { pid = 0 }, at) => sum + processorMs(pid) - (before[at] ?? 0), 0) }
  } finally {
    for (const child of started) child.kill('SIGTERM')
    for (const child of started) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** People with a mailbox in both clouds and some mail in one, and what a configuration says of them. */
function fill({ dingtalk, outlook, ready }: Sandbox, pairs: number): object[] {
  const { accounts, graphUrl, loginUrl, imap } = ready
  return Array.from({ length: pairs }, (_, n) => {
    const addresses = addressesOf(n)
    dingtalk.addMailbox(addresses.dingtalk, { tongbu: PASSWORD })
    outlook.addMailbox(addresses.outlook)
    for (let m = 0; m < MAILS_EACH; m++) dingtalk.deliver(addresses.dingtalk, Buffer.from(plainMail(n * MAILS_EACH + m)))
    return {
      name: `pair${n}`,
      dingtalk: { address: addresses.dingtalk, imap: { ...imap, password: PASSWORD, settleSeconds: 0 } },
      outlook: { ...accounts.outlook, address: addresses.outlook, graphUrl, loginUrl, settleSeconds: 0 },
    }
  })
}

function start(what: 'serve' | 'worker', config: string, started: ChildProcess[]): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, what, '--config', config], { stdio: 'ignore', env: { PATH: process.env['PATH'] } })
  started.push(child)
  return child
}

/** Until so many workers have told the database that they are there. */
async function untilReady(database: string, workers: number): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    for (;;) {
      const { rows } = await client.query(`select count(*)::int as count from lease where pair like 'worker %'`).catch(() => ({ rows: [] }))
      if (rows[0]?.count === workers) return
      await sleep(LOOK_MS)
    }
  } finally {
    await client.end()
  }
}

async function until(started: readonly ChildProcess[], check: () => boolean): Promise<void> {
  while (!check()) {
    const ended = started.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)
    if (ended !== undefined) throw new Error(`a process of Tongbu ended with ${ended.exitCode ?? ended.signalCode}`)
    await sleep(LOOK_MS)
  }
}
