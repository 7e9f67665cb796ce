import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { meetPeople } from '../src/sandbox/seed/people.ts'
import { runTongbu } from '../test/support/run-tongbu.ts'
import { configText } from '../test/support/sandbox-pair.ts'
import type { BenchOptions, Figure, Measured } from './harness.ts'
import { plainMail } from './plain-mail.ts'

const MAILS = 1_000
/** Graph's own limits for one app and mailbox; of the requests a tenth is left for what somebody may be waiting for. */
const IN_FLIGHT = 4
const REQUESTS_PER_SECOND = (10_000 / 600) * 0.9
const BYTES_PER_SECOND = ((150 * 1024 * 1024) / 300) * 0.9
/** Requests that carry a message over. */
const COPYING = new Set(['POST message', 'GET message/$value'])

export const graphShare: Figure = {
  id: 'P3',
  title: 'Share of what Graph allows that a first copy uses, with answers after 150 to 400 ms',
  limits:
    'From the first request that copies a message to the end of the last one. What Graph allows is the least of three: 10,000 requests in ten minutes (less the tenth that is left to what somebody waits for), 150 MB sent in five minutes (less a tenth), and four requests at once, each of which takes as long as the simulated cloud delayed it.',
  measure,
}

async function measure({ count: mails = MAILS, rounds, say }: BenchOptions): Promise<Measured> {
  const shares: number[] = []
  const refused: number[] = []
  const flight: number[] = []
  for (let round = 1; round <= Math.min(rounds, 3); round++) {
    const { rate, ceilings, refusedShare, inFlight } = await copyAll(mails, round)
    const ceiling = Math.min(...Object.values(ceilings))
    say(`  round ${round}: ${rate.toFixed(2)} requests/s of ${Object.entries(ceilings).map(([name, most]) => `${most.toFixed(1)} (${name})`).join(', ')}; ${inFlight.toFixed(2)} at once`)
    shares.push(rate / ceiling)
    refused.push(refusedShare)
    flight.push(inFlight)
  }
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
  return {
    settings: { mails, 'from DingTalk and from Outlook': 'half each' },
    values: [
      { name: 'achieved ÷ allowed', value: middle(shares), unit: '', target: { op: '>=', than: 0.97 } },
      { name: 'requests under way, on average', value: middle(flight), unit: 'of 4' },
      { name: 'answers 429', value: 100 * middle(refused), unit: '%', target: { op: '<=', than: 0.1 } },
    ],
    samples: { 'achieved ÷ allowed': shares, 'answers 429': refused },
  }
}

async function copyAll(mails: number, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-graph-share-'))
  const sandbox = await startSandbox({ latency: 'realistic', seed })
  try {
    const people = await meetPeople(sandbox.ready)
    for (let n = 0; n < mails; n++) await people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', Buffer.from(plainMail(n)), { read: true, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
    await people.close()
    sandbox.shared.ledger.clear()
    const config = join(folder, 'tongbu.yaml')
    writeFileSync(config, configText(sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}` }))
    const ended = await runTongbu(['sync', '--config', config])
    if (ended.code !== 0) throw new Error(ended.stdout + ended.stderr)
    return shareOf(sandbox, mails)
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function shareOf({ shared, ready }: Sandbox, mails: number) {
  const ours = ready.accounts.outlook.clientId
  const all = shared.ledger.delays().filter(({ cloud, client }) => cloud === 'outlook' && client === ours)
  const copying = all.filter(({ kind }) => COPYING.has(kind))
  if (copying.length < mails) throw new Error(`Only ${copying.length} requests copied ${mails} mails.`)
  const [from, to] = [Math.min(...copying.map(({ at }) => at)), Math.max(...copying.map(({ at, delayMs }) => at + delayMs))]
  const during = all.filter(({ at, delayMs }) => at >= from && at + delayMs <= to)
  const seconds = (to - from) / 1000
  const delays = during.reduce((sum, { delayMs }) => sum + delayMs, 0) / 1000
  const asked = shared.ledger.requests().filter(({ cloud, client }) => cloud === 'outlook' && client === ours)
  const total = asked.reduce((sum, { count }) => sum + count, 0)
  // Base64 in JSON is a third larger than the mail.
  const bytesEach = (plainMail(0).length * 4) / 3
  return {
    rate: during.length / seconds,
    ceilings: { requests: REQUESTS_PER_SECOND, latency: IN_FLIGHT / (delays / during.length), bytes: BYTES_PER_SECOND / (bytesEach / 2) },
    refusedShare: asked.filter(({ status }) => status === 429).reduce((sum, { count }) => sum + count, 0) / total,
    inFlight: delays / seconds,
  }
}
