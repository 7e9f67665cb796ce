import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDovecot, type Dovecot } from '../test/support/dovecot.ts'
import { openImapPair, type ImapPair } from '../test/support/imap-pair.ts'
import { interimap, mbsync, versionOf, type PeerPair } from '../test/support/imap-peers.ts'
import { fillAccount } from './fill-account.ts'
import { interleave, median, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { runTongbuPair } from './initial-copy.ts'

const LARGEST = 50_000

export const nothingToDo: Figure = {
  id: 'P2',
  title: 'A run with nothing to do, inside a running process, with CONDSTORE',
  limits:
    'One LIST and one STATUS per folder and side, twice, because a listing must show that it was quiet; the mirror is asked only for what is dirty. On servers without CONDSTORE every run lists the flags of all messages instead.',
  programs: ['dovecot', 'mbsync', 'interimap'],
  measure,
}

/** Two equal accounts of one size, which all three know. */
interface Scene {
  readonly size: number
  readonly ours: ImapPair
  readonly start: () => Promise<void>
  readonly peers: Readonly<Record<string, () => Promise<void>>>
}

async function measure({ count = LARGEST, rounds, say }: BenchOptions): Promise<Measured> {
  const dovecot = await startDovecot()
  const sizes = [1 / 50, 1 / 25, 1 / 5, 1].map((share) => Math.round(count * share))
  const scenes: Scene[] = []
  try {
    for (const size of sizes) {
      scenes.push(await prepare(dovecot, size))
      say(`  two accounts of ${size} messages are equal`)
    }
    const contestants = Object.fromEntries(
      scenes.flatMap(({ size, ours, start, peers }) => [
        [`tongbu ${size}`, () => quietRun(ours)],
        [`tongbu ${size}, process included`, start],
        ...Object.entries(peers).map(([name, run]) => [`${name} ${size}`, run] as const),
      ]),
    )
    const samples = await interleave(contestants, rounds, say)
    const ms = (name: string): number => median(samples[name] ?? [])
    const [, small = 0, , large = 0] = sizes
    return {
      settings: { messages: sizes.join(', '), dovecot: versionOf('dovecot'), mbsync: versionOf('mbsync'), interimap: versionOf('interimap') },
      values: [
        { name: `time at ${large} ÷ at ${small}`, value: ms(`tongbu ${large}`) / ms(`tongbu ${small}`), unit: '', target: { op: '<=', than: 2 } },
        { name: `time at ${large} ÷ interimap's`, value: ms(`tongbu ${large}`) / ms(`interimap ${large}`), unit: '', target: { op: '<=', than: 1.2 } },
        { name: `Tongbu at ${large}`, value: ms(`tongbu ${large}`), unit: 'ms' },
        { name: `Tongbu at ${large}, start of a process included`, value: ms(`tongbu ${large}, process included`), unit: 'ms' },
        ...['mbsync', 'interimap'].map((name) => ({ name: `${name} at ${large}`, value: ms(`${name} ${large}`), unit: 'ms' })),
      ],
      samples,
      plots: [
        {
          title: 'A run with nothing to do',
          x: 'messages in each mailbox',
          y: 'milliseconds',
          series: ['tongbu', 'mbsync', 'interimap'].map((name) => ({ name, points: sizes.map((size) => [size, ms(`${name} ${size}`)] as const) })),
        },
      ],
    }
  } finally {
    for (const { ours } of scenes) await ours.close()
    await dovecot.close()
  }
}

async function quietRun(pair: ImapPair): Promise<void> {
  const { quiet, done } = await pair.sync()
  if (!quiet || JSON.stringify(done) !== '{"left":{},"right":{}}') throw new Error('There was something to do.')
}

/** The peers make the second account each for itself; Tongbu finds equal accounts and binds what is in them. */
async function prepare(dovecot: Dovecot, size: number): Promise<Scene> {
  const { port, password, folder } = dovecot
  const left = `left-${size}`
  await fillAccount(dovecot, left, size)
  const pairOf = (name: string): PeerPair => ({ port, password, left, right: `${name}-${size}`, state: join(folder, `state-${name}-${size}`) })
  const peers = Object.fromEntries([mbsync, interimap].map(({ name, run }) => [name, async () => await run(pairOf(name))]))
  for (const run of Object.values(peers)) await run()
  const databaseAt = (name: string): string => join(folder, `${name}-${size}.db`)
  const options = { port, password, left, right: `interimap-${size}`, database: `sqlite:${databaseAt('tongbu')}` }
  await runTongbuPair(options, { untilQuiet: true })
  await runTongbuPair(options)
  copyFileSync(databaseAt('tongbu'), databaseAt('apart'))
  const apart = { ...options, database: `sqlite:${databaseAt('apart')}` }
  const ours = await openImapPair(options)
  await quietRun(ours)
  return { size, ours, start: () => runTongbuPair(apart), peers }
}
