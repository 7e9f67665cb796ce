import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import type { BenchOptions, Figure, Measured, Plot } from './harness.ts'
import { mailWithAttachment } from './large-mail.ts'
import { memoryOf } from './memory-of.ts'
import { plainMail } from './plain-mail.ts'
import { processorMs } from './serve-process.ts'

const PAIRS = 200
const MAILS_EACH = 3
const LARGE_BYTES = 150 * 1024 * 1024
const MOST_BYTES = 250 * 1024 * 1024
const PASSWORD = 'right'
const LOOK_MS = 50
/** Until what was freed is given back, and the pairs have come to rest. */
const REST_MS = 20_000

export const memory: Figure = {
  id: 'P6',
  title: 'Memory of the process: idle pairs, and while a mail of 150 MB crosses',
  limits:
    'Node itself takes about 60 MB of it, the code another 40.',
  measure,
}

async function measure({ count: pairs = PAIRS, say }: BenchOptions): Promise<Measured> {
  const half = Math.max(1, Math.round(pairs / 2))
  const grown: (Idle & { readonly pairs: number })[] = []
  for (const size of [...new Set([1, Math.min(10, half), half, pairs])]) {
    const idle = await idlePairs(size)
    grown.push({ pairs: size, ...idle })
    say(`  ${size} idle pairs: ${Math.round(idle.memoryMB)} MB, after ${idle.processorSeconds.toFixed(1)} s of processor for their first copies`)
  }
  const memoryAt = (size: number): number => grown.find((each) => each.pairs === size)?.memoryMB ?? 0
  const small = await peakOfCrossing(4096)
  const large = await peakOfCrossing(LARGE_BYTES)
  say(`  peak of a run over one mail: ${Math.round(small)} MB with 4 kB, ${Math.round(large)} MB with 150 MB`)
  const curve = (title: string, y: string, of: (idle: Idle) => number): Plot => ({
    title,
    x: 'pairs',
    y,
    series: [{ name: 'tongbu serve', points: grown.map((each) => [each.pairs, of(each)] as const) }],
  })
  return {
    settings: { pairs, 'mails each': MAILS_EACH },
    values: [
      { name: `${pairs} idle pairs`, value: memoryAt(pairs), unit: 'MB', target: { op: '<=', than: 300 } },
      { name: 'each further pair', value: (memoryAt(pairs) - memoryAt(half)) / Math.max(1, pairs - half), unit: 'MB', target: { op: '<=', than: 1 } },
      { name: 'more while 150 MB cross', value: large - small, unit: 'MB', target: { op: '<=', than: 64 } },
    ],
    samples: { 'idle MB': grown.map(({ memoryMB }) => memoryMB), 'peak MB': [small, large] },
    plots: [curve('Memory of idle pairs', 'megabytes', ({ memoryMB }) => memoryMB), curve('Processor time until all pairs are in step', 'seconds', ({ processorSeconds }) => processorSeconds)],
  }
}

const addressesOf = (n: number) => ({ dingtalk: `person${n}@shenghe.example`, outlook: `person${n}@contoso-trading.example` })

/** The part of a configuration that says where a pair is. */
function pairOf({ ready }: Sandbox, n: number): object {
  const { accounts, graphUrl, loginUrl, imap } = ready
  const { dingtalk, outlook } = addressesOf(n)
  return {
    name: `pair${n}`,
    dingtalk: { address: dingtalk, maxMessageBytes: MOST_BYTES, imap: { ...imap, password: PASSWORD, settleSeconds: 0 } },
    outlook: { ...accounts.outlook, address: outlook, maxMessageBytes: MOST_BYTES, graphUrl, loginUrl, settleSeconds: 0 },
  }
}

/** People with a mailbox in both clouds. */
function addPeople({ dingtalk, outlook }: Sandbox, count: number): void {
  for (let n = 0; n < count; n++) {
    const addresses = addressesOf(n)
    dingtalk.addMailbox(addresses.dingtalk, { tongbu: PASSWORD })
    outlook.addMailbox(addresses.outlook)
  }
}

async function withSandbox<T>(pairs: number, work: (sandbox: Sandbox, config: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-memory-'))
  const sandbox = await startSandbox({ dingtalk: { maxMessageBytes: MOST_BYTES }, outlook: { maxMessageBytes: MOST_BYTES } })
  try {
    addPeople(sandbox, pairs)
    const config = join(folder, 'tongbu.yaml')
    const all = Array.from({ length: pairs }, (_, n) => pairOf(sandbox, n))
    writeFileSync(config, JSON.stringify({ database: `sqlite:${join(folder, 'tongbu.db')}`, serve: { port: 0 }, pairs: all }))
    return await work(sandbox, config)
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The program as it is started by a person. */
function start(command: readonly string[], config: string): ChildProcess {
  const program = join(import.meta.dirname, '../bin/tongbu.js')
  return spawn(process.execPath, [program, ...command, '--config', config], { stdio: ['ignore', 'ignore', 'ignore'], env: { PATH: process.env['PATH'] } })
}

/** `tongbu serve` when every pair is in step and nothing happens. */
interface Idle {
  readonly memoryMB: number
  /** What it took until then, the start of the process included. */
  readonly processorSeconds: number
}

const idlePairs = (pairs: number): Promise<Idle> =>
  withSandbox(pairs, async (sandbox, config) => {
    for (let n = 0; n < pairs; n++) for (let m = 0; m < MAILS_EACH; m++) sandbox.dingtalk.deliver(addressesOf(n).dingtalk, Buffer.from(plainMail(n * MAILS_EACH + m)))
    const server = start(['serve'], config)
    try {
      for (let n = 0; n < pairs; n++) {
        while (sandbox.outlook.snapshot(addressesOf(n).outlook).messages.length < MAILS_EACH) {
          if (server.exitCode !== null) throw new Error(`tongbu serve ended with ${server.exitCode}`)
          await sleep(LOOK_MS)
        }
      }
      const processorSeconds = processorMs(server.pid ?? 0) / 1000
      await sleep(REST_MS)
      return { memoryMB: memoryOf(server.pid, 'VmRSS'), processorSeconds }
    } finally {
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
    }
  })

/** The most megabytes that `tongbu sync` has while one mail of this size crosses. */
const peakOfCrossing = (bytes: number): Promise<number> =>
  withSandbox(1, async (sandbox, config) => {
    sandbox.dingtalk.deliver(addressesOf(0).dingtalk, mailWithAttachment(bytes))
    const run = start(['sync', '--until-quiet'], config)
    let peak = 0
    while (run.exitCode === null) {
      peak = Math.max(peak, memoryOf(run.pid, 'VmHWM'))
      await sleep(LOOK_MS)
    }
    if (sandbox.outlook.snapshot(addressesOf(0).outlook).messages.length !== 1) throw new Error(`The mail of ${bytes} bytes did not arrive.`)
    return peak
  })
