import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { systemHttp, type Http } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { NO_TELEMETRY } from '../../src/platform/telemetry.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import type { PairRunner } from '../../src/service/pair-runner.ts'
import { Service } from '../../src/service/service.ts'
import { openStore } from '../../src/store/open-store.ts'
import { mail } from '../support/memory-pair.ts'
import { PassingClock } from '../support/passing-clock.ts'
import { assertNothingSent, mailboxesOf } from './told-mail.ts'

const TO_COPY = 60
const MINUTE_MS = 60_000

/** The service over a mailbox in memory and the simulated Outlook, each request of which takes a third of a second of virtual time. */
async function openScene() {
  const sandbox = await startSandbox()
  const clock = new PassingClock(Date.now())
  const { graphUrl, loginUrl, accounts } = sandbox.ready
  const before: { request?: () => void } = {}
  const http: Http = async (request, aborted) => {
    if (request.url.startsWith(graphUrl)) before.request?.()
    await clock.wait(300)
    return clock.standStill(() => systemHttp(request, aborted))
  }
  const cloud = new MemoryCloud('L')
  const store = await openStore('sqlite::memory:', { clock })
  const openPair = () => ({
    left: openMemoryMailbox(cloud, { style: 'listing' }),
    right: openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http, clock, newId: randomId, importMime: false, settleMs: 0 }),
  })
  let mailboxes = openPair()
  const runner: PairRunner = {
    run: (pair, { signal, ending, takeHint }) =>
      syncPair({ pair, run: randomId(), mailboxes, store: store.pair(pair), policy: DEFAULT_POLICY, clock, newId: randomId, signal, ending, takeHint: () => takeHint() !== undefined, onProgress: () => {} }, { untilQuiet: true }),
    mailboxes: async () => mailboxes,
    reopen: async () => void (mailboxes = openPair()),
  }
  const pace = { hotMs: 15_000, warmMs: MINUTE_MS, idleMs: 5 * MINUTE_MS, safetyMs: 15 * MINUTE_MS }
  const settings = { pace, pairsAtOnce: 1, idle: true, fullListingHour: new Date(clock.now() - 3_600_000).getUTCHours(), controlMs: 1000 }
  const service = new Service({ pairs: ['anna'], runner, store: store.service, clock, newId: randomId, http, telemetry: NO_TELEMETRY, settings })
  const ending = new AbortController()
  const over = service.run(ending.signal)
  over.catch(() => {})
  const standing = async () => (await store.service.standings()).find(({ pair }) => pair === 'anna')
  /** Lets time pass until the pair stands so. */
  const until = (state: string, mostMs: number) =>
    clock.passUntil(
      (async () => {
        for (const last = clock.now() + mostMs; clock.now() < last; await clock.wait(500)) if ((await standing())?.state === state) return
        assert.fail(`the pair stands ${(await standing())?.state} and not ${state}`)
      })(),
    )
  const close = async (): Promise<void> => {
    ending.abort()
    await clock.passUntil(over)
    await store.close()
    await sandbox.close()
  }
  return { sandbox, clock, cloud, store, standing, until, before, close }
}

const grant = ({ sandbox }: { sandbox: Awaited<ReturnType<typeof startSandbox>> }, clientSecret: string): void => {
  const { clientId } = sandbox.ready.accounts.outlook
  sandbox.outlook.addApp({ clientId, clientSecret, permissions: new Set(['Mail.ReadWrite']), unlimited: false })
}

test('AC-15: a sign-in that is taken away in the middle of a copy shows as needed within a minute, and once somebody has seen to it everything left crosses once', async (t) => {
  const scene = await openScene()
  const { sandbox, clock, cloud, store } = scene
  try {
    await scene.until('in-step', 5 * MINUTE_MS)
    for (let n = 0; n < TO_COPY; n++) cloud.add(mail(`m${n}`), cloud.folder('inbox').id)
    let requests = 0
    let takenAwayAt = 0
    scene.before.request = () => {
      if (++requests !== TO_COPY / 2) return
      grant(scene, 'another secret')
      sandbox.outlook.expire({ tokens: true })
      takenAwayAt = clock.now()
    }
    await scene.until('sign-in', 10 * MINUTE_MS)
    const standing = await scene.standing()
    const tookMs = (standing?.since ?? Infinity) - takenAwayAt
    t.diagnostic(`${tookMs} ms of virtual time`)
    assert.ok(takenAwayAt > 0 && tookMs <= MINUTE_MS, `${tookMs}`)
    assert.deepEqual([standing?.code, standing?.retryAt], ['UNAUTHORIZED', undefined])
    assert.match(standing?.message ?? '', /Microsoft sign-in: the client secret is wrong/)
    const arrived = mailboxesOf(sandbox).outlook.length
    assert.ok(arrived > 0 && arrived < TO_COPY, `${arrived}`)
    assert.equal(sandbox.shared.ledger.requests().filter(({ cloud: of, status }) => of === 'entra' && status !== 200).reduce((sum, { count }) => sum + count, 0), 1, 'refused once')

    grant(scene, sandbox.ready.accounts.outlook.clientSecret)
    await store.service.wish({ pair: 'anna', why: 'asked', since: clock.now(), dueAt: clock.now() })
    await scene.until('in-step', 5 * MINUTE_MS)
    assert.equal(mailboxesOf(sandbox).outlook.length, TO_COPY)
    assert.equal(new Set(mailboxesOf(sandbox).outlook.map(({ internetMessageId }) => internetMessageId)).size, TO_COPY)
    assertNothingSent(sandbox)
  } finally {
    await scene.close()
  }
})
