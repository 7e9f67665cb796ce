import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import type { Item } from '../../src/domain/item.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { systemHttp, type Http } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { openStore } from '../../src/store/open-store.ts'
import { mail } from '../support/memory-pair.ts'
import { PassingClock } from '../support/passing-clock.ts'

const IN_STEP = 40
const TO_COPY = 300
const EACH_MS = 2_000
const signal = new AbortController().signal

/** Each fault is drawn by itself: together they refuse 30 % of our requests, and none of what people do. */
const stormOn = (client: string) => [1, 1, 2].map((retryAfterSeconds, at) => ({
  match: '^outlook ', client, effect: 'refuse', status: 429, code: 'TooManyRequests', retryAfterSeconds, probability: 0.1121, seed: at + 1,
}) as const)

/** Periods in which Graph had asked for a pause, joined where they touch. */
class Pauses {
  readonly #all: { from: number; to: number }[] = []

  add(from: number, to: number): void {
    const last = this.#all.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else this.#all.push({ from, to })
  }

  /** Milliseconds of this period that lie outside of them. */
  outside(from: number, to: number): number {
    return this.#all.reduce((left, pause) => left - Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from)), to - from)
  }

  covers(at: number): boolean {
    return this.#all.some((pause) => at > pause.from && at < pause.to)
  }
}

/** Graph as far away as it is, on virtual time, with a note of every request. */
function watchGraph(clock: PassingClock, graphUrl: string) {
  const random = generator(7)
  const pauses = new Pauses()
  const requests: { readonly from: number; readonly to: number; readonly status: number }[] = []
  const early: number[] = []
  let inFlight = 0
  let most = 0
  const http: Http = async (request, aborted) => {
    if (!request.url.startsWith(graphUrl)) return clock.standStill(() => systemHttp(request, aborted))
    const from = clock.now()
    if (pauses.covers(from)) early.push(from)
    most = Math.max(most, ++inFlight)
    const latency = 150 + 250 * random()
    await clock.wait(latency / 2)
    const outcome = await clock.standStill(() => systemHttp(request, aborted))
    await clock.wait(latency / 2)
    inFlight--
    const to = clock.now()
    requests.push({ from, to, status: outcome.kind === 'lost' ? 0 : outcome.status })
    if (outcome.kind === 'answered' && outcome.status === 429) pauses.add(to, to + Number(outcome.header('retry-after')) * 1000)
    return outcome
  }
  return { http, pauses, requests, early, most: () => most }
}

const p95 = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0

test('AC-14: with 30 % of the requests answered 429 a first copy uses what the ceiling leaves, sends nothing before a pause ends, and what people change meanwhile crosses at once', async (t) => {
  const sandbox = await startSandbox()
  const people = await meetPeople(sandbox.ready)
  const clock = new PassingClock(Date.now())
  const { graphUrl, loginUrl, accounts } = sandbox.ready
  const graph = watchGraph(clock, graphUrl)
  const cloud = new MemoryCloud('L')
  const store = await openStore('sqlite::memory:', { clock })
  const left = openMemoryMailbox(cloud, { style: 'listing' })
  const right: Mailbox = openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http: graph.http, clock, newId: randomId, importMime: false, settleMs: 0 })
  let isHinted = false
  const changedAt = new Map<string, number>()
  const took: number[] = []
  const onSettled = (operation: Operation, item: Item | undefined): void => {
    const key = operation.kind === 'mark' ? (item?.internetMessageId ?? '') : ''
    const since = changedAt.get(key)
    if (since === undefined) return
    changedAt.delete(key)
    took.push(graph.pauses.outside(since, clock.now()))
  }
  const takeHint = (): boolean => {
    const was = isHinted
    isHinted = false
    return was
  }
  const context = { pair: 'anna', run: 'run', mailboxes: { left, right }, store: store.pair('anna'), policy: DEFAULT_POLICY, clock, newId: randomId, signal, onProgress: () => {}, onSettled, takeHint }
  try {
    for (let n = 0; n < IN_STEP; n++) cloud.add(mail(`known-${n}`), cloud.folder('inbox').id)
    assert.equal((await clock.passUntil(syncPair(context, { untilQuiet: true }))).stoppedBy, undefined)
    const seen = new Map((await people.outlook.messages()).map((message) => [`<${message.messageId}>`, message]))
    const known = [...cloud.messages.values()].map(({ id, mime }) => ({ id, messageId: /<.*>/.exec(mime)?.[0] ?? '' }))
    for (let n = 0; n < TO_COPY; n++) cloud.add(mail(`old-${n}`), cloud.folder('inbox').id)
    sandbox.shared.faults.set(stormOn(accounts.outlook.clientId))
    graph.requests.length = 0

    const startedAt = clock.now()
    const copy = { isUnderWay: true }
    /** Every few seconds somebody marks a message, on one side and then on the other. */
    const edit = async (): Promise<void> => {
      for (let n = 0; copy.isUnderWay; n++) {
        await clock.wait(EACH_MS)
        const { id, messageId } = known[n % IN_STEP]!
        if (!copy.isUnderWay || changedAt.has(messageId)) continue
        const isRound = Math.floor(n / IN_STEP) % 2 === 0
        if (n % 2 === 0) cloud.mark(id, { read: isRound })
        else await clock.standStill(() => people.outlook.mark(seen.get(messageId)!, { flagged: isRound }))
        changedAt.set(messageId, clock.now())
        isHinted = true
      }
    }
    const copying = syncPair(context, { untilQuiet: true }).finally(() => (copy.isUnderWay = false))
    const [report] = await clock.passUntil(Promise.all([copying, edit()]))
    assert.equal(report.stoppedBy, undefined)
    assert.equal(report.done.right.copy, TO_COPY)

    const lastCopyAt = Math.max(...graph.requests.filter(({ status }) => status === 201).map(({ to }) => to))
    const open = graph.pauses.outside(startedAt, lastCopyAt)
    const used = graph.requests.reduce((sum, { from, to }) => sum + Math.max(0, graph.pauses.outside(from, Math.min(to, lastCopyAt))), 0)
    const refused = graph.requests.filter(({ status }) => status === 429).length / graph.requests.length
    const share = used / (4 * open)
    t.diagnostic(
      `${graph.requests.length} requests in ${Math.round((lastCopyAt - startedAt) / 1000)} s, ${Math.round(open / 1000)} s of them open, ${Math.round(refused * 100)} % refused;` +
        ` ${Math.round(share * 100)} % of four at once used; ${report.passes} passes, ${took.length} changes, p95 ${Math.round(p95(took))} ms`,
    )
    assert.ok(refused > 0.2 && refused < 0.4, 'the storm is one')
    assert.deepEqual(graph.early, [], 'nothing is sent before a pause ends')
    assert.ok(graph.most() <= 4)
    assert.ok(share >= 0.8, `${share}`)
    assert.ok(took.length >= 20, `${took.length} changes were measured`)
    assert.ok(p95(took) < 15_000, `${p95(took)}`)
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  } finally {
    sandbox.shared.faults.set([])
    await store.close()
    await people.close()
    await sandbox.close()
  }
})
