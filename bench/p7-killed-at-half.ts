import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDovecot, type Dovecot } from '../test/support/dovecot.ts'
import { versionOf } from '../test/support/imap-peers.ts'
import { fillAccount } from './fill-account.ts'
import { median, timed, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { messagesOf, runTongbuPair, startTongbuPair } from './initial-copy.ts'

const MESSAGES = 10_000
const SOURCE = 'source'
const LOOK_MS = 10

export const killedAtHalf: Figure = {
  id: 'P7',
  title: 'Killed at half of an initial copy, and started again',
  limits:
    'What the killed run had begun and not settled is looked for first, by one listing of the folder from its noted end on: up to two windows of 64, since the next window is written down while the one before it is at work. Then the copies that were made are listed: numbers and flags of all, envelopes only of what is not remembered. Both, and planning anew, grow with the messages.',
  programs: ['dovecot'],
  measure,
}

async function measure({ count = MESSAGES, rounds, say }: BenchOptions): Promise<Measured> {
  const dovecot = await startDovecot()
  const samples: Record<string, number[]> = { 'start of a process': [], 'first copy after the start': [], duplicates: [], missing: [] }
  try {
    await fillAccount(dovecot, SOURCE, count)
    for (let round = 1; round <= rounds; round++) {
      const found = await killAndResume(dovecot, count, round)
      for (const [name, value] of Object.entries(found)) samples[name]?.push(value)
      say(`  round ${round}: ${JSON.stringify(found)}`)
    }
    const back = median(samples['first copy after the start'] ?? [])
    const start = median(samples['start of a process'] ?? [])
    return {
      settings: { messages: count, dovecot: versionOf('dovecot') },
      values: [
        { name: 'back at work, start of the process left out', value: (back - start) / 1000, unit: 's', target: { op: '<=', than: 1 } },
        { name: 'start of the process', value: start / 1000, unit: 's' },
        { name: 'duplicates, all rounds', value: sum(samples['duplicates']), unit: 'messages', target: { op: '<=', than: 0 } },
        { name: 'missing, all rounds', value: sum(samples['missing']), unit: 'messages', target: { op: '<=', than: 0 } },
      ],
      samples,
    }
  } finally {
    await dovecot.close()
  }
}

const sum = (values: readonly number[] = []): number => values.reduce((total, value) => total + value, 0)

async function killAndResume(dovecot: Dovecot, count: number, round: number): Promise<Record<string, number>> {
  const { port, password, folder } = dovecot
  const right = `copy-${round}`
  const options = { port, password, left: SOURCE, right, database: `sqlite:${join(folder, `${right}.db`)}` }
  const there = (): number => messagesOf(dovecot, right).length

  const first = startTongbuPair(options)
  while (there() < count / 2) await sleep(LOOK_MS)
  first.kill('SIGKILL')
  await once(first, 'exit')

  const left = there()
  const startedAt = performance.now()
  const second = startTongbuPair(options)
  while (there() === left) await sleep(LOOK_MS)
  const backAfter = performance.now() - startedAt
  await once(second, 'exit')
  if (second.exitCode !== 0) throw new Error(`the run after the kill ended with ${second.exitCode}`)

  const ids = messagesOf(dovecot, right).map((path) => /^Message-ID: (.*)$/m.exec(readFileSync(path, 'latin1'))?.[1] ?? path)
  const distinct = new Set(ids).size
  // Nothing to list and nothing to do: what is left is the start of the process and of its connections.
  const start = await timed(() => runTongbuPair({ ...options, left: `empty-${round}`, right: `empty-too-${round}`, database: 'sqlite::memory:' }))
  return { 'start of a process': start, 'first copy after the start': backAfter, duplicates: ids.length - distinct, missing: count - distinct }
}
