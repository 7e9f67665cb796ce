import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Telling } from '../src/sandbox/ledger.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { meetPeople, type People } from '../src/sandbox/seed/people.ts'
import type { Cloud } from '../src/sandbox/seed/places.ts'
import { freePort } from '../test/support/free-port.ts'
import { configText } from '../test/support/sandbox-pair.ts'
import type { BenchOptions, Figure, Measured, Value } from './harness.ts'
import { plainMail } from './plain-mail.ts'
import { processorMs, startServe, type ServeProcess } from './serve-process.ts'

const SAMPLES = 20
const LONG_SAMPLES = 200
/** Mail that is there before, by turns on either side. */
const STOCK = 200
/** Nothing is looked for: every change has to be told. */
const NEVER = { hotSeconds: 86_400, warmSeconds: 86_400, idleSeconds: 86_400, safetySeconds: 86_400 }
/** The pair is at rest when it asked nothing, and hardly did anything, for so long. */
const REST = { ms: 700, processorMs: 40 }
const PATIENCE_MS = 120_000
/** Requests in ten minutes after which sampling waits: at 10,000 the service would, as Microsoft asks of everybody. */
const WINDOW = { ms: 600_000, most: 8_000 }
/** Time that only passes is skipped on the clouds' clock, up to so long before the next notification. */
const LEAD_MS = 50

const KINDS = ['new', 'mark', 'move'] as const
type Kind = (typeof KINDS)[number]

export const ownShare: Figure = {
  id: 'P5',
  title: `Tongbu's own share of the time that one change takes, IDLE and webhook`,
  limits:
    'The way of a change is that from the change on one side to the change on the other, as the simulated clouds record both. Subtracted are the delay of the notification that told of it, and every moment between that and the arrival at which at least one request of Tongbu was being kept waiting by the simulated clouds (the union of these delays, so that what is asked for side by side counts once). What is left is our own: work, waiting for a processor, the database, and the loopback. What the clouds took after the notification is told besides: requests one after the other show there.',
  measure,
}

/** One change that was carried over. Milliseconds. */
interface Sample {
  readonly kind: Kind
  /** From the moment at which it was told until it arrived, less what the clouds took of that. */
  readonly ownMs: number
  /** What the clouds took of that. */
  readonly cloudMs: number
}

async function measure({ count = SAMPLES, say }: BenchOptions): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-own-share-'))
  const sandbox = await startSandbox({ latency: 'realistic' })
  const people = await meetPeople(sandbox.ready)
  for (let n = 0; n < STOCK; n++) await put(people, n % 2 === 0 ? 'dingtalk' : 'outlook', n, new Date('2026-01-05T08:00:00Z'))
  const port = await freePort()
  const config = join(folder, 'tongbu.yaml')
  writeFileSync(config, JSON.stringify({ ...JSON.parse(configText(sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}` })), serve: { ...NEVER, port, publicUrl: `http://127.0.0.1:${port}` } }))
  const service = await startServe(config)
  try {
    await until('the first copies', () => sandbox.outlook.subscriptions.live().length > 0 && sandbox.outlook.snapshot(sandbox.ready.accounts.outlook.address).messages.length === STOCK)
    const scene = { sandbox, people, service, requests: [] }
    await rest(scene)
    const before = processorMs(service.pid)
    const samples = { dingtalk: await sampleSide(scene, 'dingtalk', count, say), outlook: await sampleSide(scene, 'outlook', count, say) }
    const processor = (processorMs(service.pid) - before) / (2 * count)
    return {
      settings: { 'changes each way': count, 'long run': LONG_SAMPLES, kinds: KINDS.join(' '), 'mail there before': STOCK },
      values: [...valuesOf('DingTalk to Outlook', samples.dingtalk), ...valuesOf('Outlook to DingTalk', samples.outlook), { name: 'processor time of a change and of its echo', value: processor, unit: 'ms' }],
      samples: { 'DingTalk to Outlook, own ms': samples.dingtalk.map(({ ownMs }) => ownMs), 'Outlook to DingTalk, own ms': samples.outlook.map(({ ownMs }) => ownMs) },
    }
  } finally {
    await service.end('SIGTERM')
    await people.close()
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function valuesOf(way: string, samples: readonly Sample[]): Value[] {
  const own = samples.map(({ ownMs }) => ownMs)
  const cloud = samples.map(({ cloudMs }) => cloudMs)
  return [
    { name: `${way}: own share, p50`, value: percentile(own, 0.5), unit: 'ms', target: { op: '<=', than: 50 } },
    { name: `${way}: own share, p95`, value: percentile(own, 0.95), unit: 'ms', target: { op: '<=', than: 250 } },
    { name: `${way}: the clouds' after it was told, p50`, value: percentile(cloud, 0.5), unit: 'ms' },
    ...KINDS.map((kind) => ({ name: `${way}: own share, p50, ${kind}`, value: percentile(samples.filter((sample) => sample.kind === kind).map(({ ownMs }) => ownMs), 0.5), unit: 'ms' })),
  ]
}

/** The smallest value that so large a part of all do not exceed. */
const percentile = (values: readonly number[], part: number): number => [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.NaN

interface Scene {
  readonly sandbox: Sandbox
  readonly people: People
  readonly service: ServeProcess
  /** Of Graph, since the ledger was cleared before. */
  readonly requests: { readonly at: number; readonly made: number }[]
}

const put = ({ dingtalk, outlook }: People, on: Cloud, n: number, at: Date): Promise<boolean> =>
  (on === 'dingtalk' ? dingtalk : outlook).put('inbox', Buffer.from(plainMail(n)), { read: false, flagged: false, answered: false }, at)

async function sampleSide(scene: Scene, on: Cloud, count: number, say: BenchOptions['say']): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let n = 0; n < count; n++) {
    await leaveRoom(scene)
    const sample = await sampleOne(scene, on, n)
    say(`  from ${on}, ${sample.kind}: own ${sample.ownMs} ms, clouds ${sample.cloudMs} ms`)
    samples.push(sample)
  }
  return samples
}

/** Until the service has room in its window. Samples follow each other faster than changes would, as the clouds' delays are skipped. */
async function leaveRoom({ sandbox, requests }: Scene): Promise<void> {
  const made = sandbox.shared.ledger.requests().reduce((sum, { cloud, count }) => sum + (cloud === 'outlook' ? count : 0), 0)
  requests.push({ at: Date.now(), made })
  for (;;) {
    const recent = requests.filter(({ at }) => at > Date.now() - WINDOW.ms)
    if (recent.reduce((sum, each) => sum + each.made, 0) < WINDOW.most) return
    await sleep(5_000)
  }
}

/** A mail comes, is marked, and is moved, each of which is a change of its own. */
async function sampleOne(scene: Scene, on: Cloud, n: number): Promise<Sample> {
  const { sandbox, people } = scene
  const kind = KINDS[n % KINDS.length] ?? 'new'
  const mail = 10_000 * (on === 'dingtalk' ? 1 : 2) + Math.floor(n / KINDS.length)
  const id = `order-${mail}@factory.example`
  const seen = kind === 'new' ? undefined : (await people[on].messages()).find(({ messageId }) => messageId === id)
  await rest(scene)
  sandbox.shared.ledger.clear()
  if (seen === undefined) await put(people, on, mail, new Date(sandbox.shared.clock.now()))
  else if (kind === 'mark') await people[on].mark(seen, { flagged: true })
  else await people[on].move(seen, 'junk')
  const told = await until('word of the change', () => earliest(tellingsOf(sandbox, on, id)))
  skip(sandbox, told)
  const other = on === 'dingtalk' ? 'outlook' : 'dingtalk'
  const missed = (): string => `the change on the other side (${kind} on ${on}): ${JSON.stringify(tellingsOf(sandbox, on, id))}\n${scene.service.lastWords()}`
  await until(missed, () => tellingsOf(sandbox, other, id).length > 0)
  // A copy that is made in several steps has arrived after the last of them.
  await sleep(REST.ms)
  const arrivedAt = Math.max(...tellingsOf(sandbox, other, id).map(({ changedAt }) => changedAt))
  const cloudMs = covered(sandbox, told, arrivedAt)
  return { kind, ownMs: arrivedAt - told - cloudMs, cloudMs }
}

/** What was told, or is to be, of one message by one cloud: the clouds record every change of it, ours too. */
const tellingsOf = ({ shared }: Sandbox, on: Cloud, id: string): Telling[] =>
  shared.ledger.tellings().filter(({ channel, internetMessageId }) => (channel === 'idle') === (on === 'dingtalk') && internetMessageId.replace(/[<>\s]/g, '') === id)

const dueOf = ({ changedAt, delayMs }: Telling): number => changedAt + delayMs

const earliest = (tellings: readonly Telling[]): number | undefined => (tellings.length === 0 ? undefined : Math.min(...tellings.map(dueOf)))

/** Milliseconds between two moments at which at least one request was being delayed. */
function covered({ shared }: Sandbox, from: number, to: number): number {
  let [sum, end] = [0, from]
  for (const { at, delayMs } of [...shared.ledger.delays()].sort((a, b) => a.at - b.at)) {
    const [begin, until] = [Math.max(at, end), Math.min(at + delayMs, to)]
    if (until <= begin) continue
    sum += until - begin
    end = until
  }
  return sum
}

/** Moves the clouds' clock on to shortly before a moment. Only when nothing is under way, whose delay it would shorten. */
function skip({ shared }: Sandbox, moment: number): void {
  const ms = moment - LEAD_MS - shared.clock.now()
  if (ms > 0) shared.clock.advance(ms)
}

/** Until everything was told and has been looked after. */
async function rest({ sandbox, service }: Scene): Promise<void> {
  const { clock, ledger } = sandbox.shared
  const isAsking = (): boolean => ledger.delays().some(({ at, delayMs }) => at + delayMs > clock.now())
  await until('the pair to be at rest', async () => {
    const [requests, work] = [ledger.delays().length, processorMs(service.pid)]
    await sleep(REST.ms)
    if (isAsking() || ledger.delays().length > requests || processorMs(service.pid) - work > REST.processorMs) return false
    const waiting = earliest(ledger.tellings().filter(({ outcome }) => outcome === 'waiting'))
    if (waiting !== undefined) skip(sandbox, waiting)
    return waiting === undefined
  })
}

/** Waits until `check` answers something. */
async function until<T>(what: string | (() => string), check: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`Waited in vain for ${typeof what === 'string' ? what : what()}`)
    await sleep(5)
  }
}
