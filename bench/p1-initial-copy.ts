import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startDovecot, type Dovecot } from '../test/support/dovecot.ts'
import { PEERS, versionOf } from '../test/support/imap-peers.ts'
import { interleave, median, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { fillAccount } from './maildir.ts'

const MESSAGES = 10_000
const SOURCE = 'source'
/** Messages on their way at once, per side. The peers have no such limit. */
const CONCURRENCY = 16

export const initialCopy: Figure = {
  id: 'P1',
  title: 'Initial copy of 10,000 mails of 4 kB from one IMAP account to another',
  limits: '',
  programs: ['dovecot', 'mbsync', 'interimap'],
  measure,
}

async function measure({ count = MESSAGES, rounds, say }: BenchOptions): Promise<Measured> {
  const dovecot = await startDovecot()
  try {
    await fillAccount(dovecot, SOURCE, count)
    const samples = await interleave(contestants(dovecot, count), rounds, say)
    const rate = (name: string): number => (count / median(samples[name] ?? [])) * 1000
    const fastest = Math.max(...PEERS.map(({ name }) => rate(name)))
    return {
      settings: { messages: count, 'at once per side': CONCURRENCY, ...Object.fromEntries(['dovecot', ...PEERS.map(({ name }) => name)].map((name) => [name, versionOf(name)])) },
      values: [
        { name: 'Tongbu ÷ the faster peer', value: rate('tongbu') / fastest, unit: '', target: { op: '>=', than: 1 } },
        ...['tongbu', ...PEERS.map(({ name }) => name)].map((name) => ({ name, value: rate(name), unit: 'messages/s' })),
      ],
      samples,
    }
  } finally {
    await dovecot.close()
  }
}

/** Each round copies the same account to a new one. */
function contestants(dovecot: Dovecot, count: number): Record<string, (round: number) => Promise<void>> {
  const { port, password, folder } = dovecot
  const target = (name: string, round: number): string => `${name}-${round}`
  const whole = (user: string): void => {
    const there = ['cur', 'new'].flatMap((name) => readdirSync(join(folder, 'mail', user, 'Maildir', name))).length
    if (there !== count) throw new Error(`${user} has ${there} messages instead of ${count}`)
  }
  const peers = PEERS.map(({ name, run }) => [
    name,
    async (round: number) => {
      await run({ port, password, left: SOURCE, right: target(name, round), state: join(folder, `state-${name}-${round}`) })
      whole(target(name, round))
    },
  ])
  const tongbu = async (round: number): Promise<void> => {
    const right = target('tongbu', round)
    await runTongbuPair({ port, password, left: SOURCE, right, concurrency: CONCURRENCY, database: `sqlite:${join(folder, `${right}.db`)}` })
    whole(right)
  }
  return { tongbu, ...Object.fromEntries(peers) }
}

async function runTongbuPair(options: object): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'imap-pair-process.ts'), JSON.stringify(options)])
}
