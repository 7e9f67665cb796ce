import { join } from 'node:path'
import { startDovecot, type Dovecot } from '../test/support/dovecot.ts'
import { PEERS, versionOf } from '../test/support/imap-peers.ts'
import { fillAccount } from './fill-account.ts'
import { interleave, median, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { CONCURRENCY, messagesOf, runTongbuPair } from './initial-copy.ts'

const MESSAGES = 10_000
const NAMES = ['tongbu', ...PEERS.map(({ name }) => name)]

export const initialCopy: Figure = {
  id: 'P1',
  title: 'Initial copy of plain mails of 4 kB from one IMAP account to another',
  limits:
    'The processor, of which a copy takes about a millisecond. Of that three tenths go into taking the message apart and its two digests, by which the same mail is known again on the other side; two tenths into the database (both messages, their binding, the journal before and after the write, the audit); two tenths into IMAP in imapflow; one into writing to sockets, as imapflow sends a literal over 4 kB only when the server asks for it; the rest into freed memory and the event loop. The peers pass bytes on unread, keep one line per message and journal nothing, so one thread that keeps these guarantees does not come near them; what a cloud allows (Outlook: 4 requests at once, 10,000 in 10 minutes) is far below either.',
  programs: ['dovecot', 'mbsync', 'interimap'],
  measure,
}

async function measure({ count = MESSAGES, rounds, say }: BenchOptions): Promise<Measured> {
  const dovecot = await startDovecot()
  try {
    const copy = async (size: number, times: number): Promise<Record<string, number[]>> => {
      await fillAccount(dovecot, sourceOf(size), size)
      return await interleave(contestants(dovecot, size), times, say)
    }
    const samples = await copy(count, rounds)
    const seconds = (of: Record<string, number[]>, name: string): number => median(of[name] ?? []) / 1000
    const rate = (name: string): number => count / seconds(samples, name)
    const fastest = Math.max(...PEERS.map(({ name }) => rate(name)))
    const others = [[count / 10, await copy(count / 10, 1)], [count, samples], [count * 5, await copy(count * 5, 1)]] as const
    return {
      settings: { messages: count, 'at once per side': CONCURRENCY, ...Object.fromEntries(['dovecot', ...PEERS.map(({ name }) => name)].map((name) => [name, versionOf(name)])) },
      values: [
        { name: 'Tongbu ÷ the faster peer', value: rate('tongbu') / fastest, unit: '', target: { op: '>=', than: 1 } },
        ...NAMES.map((name) => ({ name, value: rate(name), unit: 'messages/s' })),
      ],
      samples,
      plots: [
        {
          title: 'Initial copy',
          x: 'messages',
          y: 'seconds',
          series: NAMES.map((name) => ({ name, points: others.map(([size, of]) => [size, seconds(of, name)] as const) })),
        },
      ],
    }
  } finally {
    await dovecot.close()
  }
}

const sourceOf = (size: number): string => `source-${size}`

/** Each round copies the same account to a new one. */
function contestants(dovecot: Dovecot, count: number): Record<string, (round: number) => Promise<void>> {
  const { port, password, folder } = dovecot
  const copyWith = (name: string, run: (pair: { port: number; password: string; left: string; right: string; state: string }) => Promise<void>) => async (round: number) => {
    const right = `${name}-${count}-${round}`
    await run({ port, password, left: sourceOf(count), right, state: join(folder, `state-${right}`) })
    const there = messagesOf(dovecot, right).length
    if (there !== count) throw new Error(`${right} has ${there} messages instead of ${count}`)
  }
  return {
    tongbu: copyWith('tongbu', async ({ state, ...pair }) => await runTongbuPair({ ...pair, database: `sqlite:${state}.db` })),
    ...Object.fromEntries(PEERS.map(({ name, run }) => [name, copyWith(name, run)])),
  }
}
