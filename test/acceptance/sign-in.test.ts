import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp, type Http, type HttpRequest } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { configText, NAME, openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertInStep, AT, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const HOUR_MS = 3_600_000
const SECOND_SECRET = 'the secret that replaces the first'

/** A pair, and what is done before each of its requests to an API, sign-ins aside: `n` counts from 1 since `restart`. */
async function withWatchedPair(options: SandboxPairOptions, work: (pair: SandboxPair, watch: { restart(before: (n: number) => void): void; count(): number; urls: string[] }) => Promise<void>): Promise<void> {
  const urls: string[] = []
  let before: (n: number) => void = () => {}
  const http: Http = async (request, signal) => {
    if (!isSignIn(request)) before(urls.push(request.url))
    return systemHttp(request, signal)
  }
  const watch = {
    urls,
    count: () => urls.length,
    restart: (next: (n: number) => void): void => {
      urls.length = 0
      before = next
    },
  }
  const pair = await openSandboxPair({ ...options, http })
  try {
    await work(pair, watch)
  } finally {
    await pair.close()
  }
}

const isSignIn = ({ url }: HttpRequest): boolean => /\/oauth2\//.test(url)

/** One of each kind of change on each side. `n` names what is new; the marks and moves go back and forth. */
async function change({ people }: SandboxPair, n: number): Promise<void> {
  for (const cloud of ['dingtalk', 'outlook'] as const) {
    await people[cloud].put('inbox', toldMail(`${cloud}-${n}`), UNREAD, AT)
    const seen = await people[cloud].messages()
    const find = (name: string) => seen.find(({ messageId }) => `<${messageId}>` === messageIdOf(name))!
    await people[cloud].mark(find(`marked ${cloud}`), { read: n % 2 === 0 })
    await people[cloud].move(find(`moved ${cloud}`), n % 2 === 0 ? 'junk' : 'inbox')
  }
}

async function prepare(pair: SandboxPair): Promise<void> {
  for (const cloud of ['dingtalk', 'outlook'] as const) {
    for (const what of ['marked', 'moved']) await pair.people[cloud].put('inbox', toldMail(`${what} ${cloud}`), UNREAD, AT)
  }
  await pair.sync()
  await change(pair, 0)
  assert.equal((await pair.sync()).stoppedBy, undefined)
}

/** Requests for a token by our app that Entra answered so, since the ledger was cleared. */
const tokensAsked = ({ sandbox }: SandboxPair, isGranted: boolean): number =>
  sandbox.shared.ledger
    .requests()
    .filter(({ cloud, client, status }) => cloud === 'entra' && client === sandbox.ready.accounts.outlook.clientId && (status === 200) === isGranted)
    .reduce((sum, { count }) => sum + count, 0)

test('AC-15: every token expires before any one request of a run: it is renewed in passing, and nothing is written twice', async (t) => {
  await withWatchedPair({ openapi: true }, async (pair, watch) => {
    const { sandbox } = pair
    await prepare(pair)
    let granted = 0
    await change(pair, 1)
    pair.writes()
    watch.restart(() => {})
    await pair.sync()
    const usual = { writes: pair.writes(), requests: watch.count() }
    let at = 1
    for (; at <= usual.requests; at++) {
      await change(pair, at + 1)
      pair.writes()
      watch.restart((n) => {
        if (n !== at) return
        sandbox.outlook.expire({ tokens: true })
        sandbox.dingtalk.expireTokens()
      })
      assert.equal((await pair.sync()).stoppedBy, undefined, `at request ${at}`)
      granted += tokensAsked(pair, true)
      assert.ok(granted <= at, `one new token for all, at request ${at}`)
      assert.equal(pair.writes(), usual.writes, `at request ${at}`)
    }
    t.diagnostic(`${usual.requests} requests in a run, ${usual.writes} writes`)
    await assertInStep(pair)
  })
})

/** Takes the app's sign-in away: its secret is another one now, and no token is good any more. */
function revoke({ sandbox }: SandboxPair): void {
  const { clientId } = sandbox.ready.accounts.outlook
  sandbox.outlook.addApp({ clientId, clientSecret: SECOND_SECRET, permissions: new Set(['Mail.ReadWrite']), unlimited: false })
  sandbox.outlook.expire({ tokens: true })
}

/** Requests of our own by cloud and kind. */
function requestsOf({ sandbox }: SandboxPair): Record<string, number> {
  const people: readonly string[] = [sandbox.ready.accounts.outlookSeed.clientId, sandbox.ready.accounts.dingtalkSeed.appId, 'seed']
  const counts: Record<string, number> = {}
  for (const { client, cloud, kind, count } of sandbox.shared.ledger.requests()) {
    if (!people.includes(client)) counts[`${cloud} ${kind}`] = (counts[`${cloud} ${kind}`] ?? 0) + count
  }
  sandbox.shared.ledger.clear()
  return counts
}

/** What is only asked where messages that are known are read once more. */
const readsOf = (requests: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(requests).filter(([kind]) => /FETCH|delta/.test(kind)))

test('AC-15: the sign-in to Outlook is taken away in mid-run: it is asked for once, the run says so, and with the new secret what is left crosses once, without a full read', async () => {
  using scratch = openScratch()
  const database = `sqlite:${scratch.path('tongbu.db')}`
  await withWatchedPair({ database }, async (pair, watch) => {
    const { sandbox, people } = pair
    for (let n = 0; n < 60; n++) await people.dingtalk.put('inbox', toldMail(`old-${n}`), UNREAD, AT)
    await pair.sync()
    await pair.closeApp()
    pair.writes()
    await pair.sync()
    const usual = readsOf(requestsOf(pair))

    for (let n = 0; n < 12; n++) await people.dingtalk.put('inbox', toldMail(`new-${n}`), UNREAD, AT)
    sandbox.shared.ledger.clear()
    let created = 0
    watch.restart(() => {
      if (watch.urls.at(-1)?.endsWith('/messages') === true && ++created === 6) revoke(pair)
    })
    const stopped = await pair.sync()
    assert.equal(stopped.stoppedBy?.code, 'UNAUTHORIZED')
    assert.equal(tokensAsked(pair, false), 1)
    const arrived = sandbox.outlook.snapshot(sandbox.ready.accounts.outlook.address).messages.length - 60
    assert.ok(arrived > 0 && arrived < 12, `${arrived} of 12 arrived`)
    for (let again = 0; again < 3; again++) assert.equal((await pair.sync()).stoppedBy?.code, 'UNAUTHORIZED')
    assert.equal(tokensAsked(pair, false), 1, 'refused once, never hammered')

    await pair.closeApp()
    const rotated = configText(sandbox, { database }).replace(sandbox.ready.accounts.outlook.clientSecret, SECOND_SECRET)
    watch.restart(() => {})
    sandbox.shared.ledger.clear()
    const app = await openApp(loadConfig(rotated, {}, () => ''), { clock: systemClock, newId: randomId, http: async (request, signal) => (watch.urls.push(request.url), systemHttp(request, signal)) })
    try {
      const report = await app.sync(NAME, { signal: new AbortController().signal })
      assert.equal(report.stoppedBy, undefined)
      assert.equal(report.done.right.copy, 12 - arrived)
      assert.deepEqual(watch.urls.filter((url) => /messages\/delta/.test(url) && !/(delta|skip)token=/.test(url)), [], 'every folder goes on where it stood')
      const reads = readsOf(requestsOf(pair))
      for (const [kind, count] of Object.entries(reads)) assert.ok(count <= (usual[kind] ?? 0) * 2 + 12, `${kind}: ${count}, in a quiet run ${usual[kind]}`)
      const quiet = await app.sync(NAME, { signal: new AbortController().signal })
      assert.equal(quiet.quiet, true)
    } finally {
      await app.close()
    }
    assert.deepEqual((await sandbox.compare()).differences, [])
    assert.equal((await sandbox.compare()).messages, 72)
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  })
})

test('AC-15: the password of DingTalk is withdrawn in mid-run: one sign-in is tried, and once there is one again what is left crosses once', async () => {
  using scratch = openScratch()
  await withWatchedPair({ database: `sqlite:${scratch.path('tongbu.db')}` }, async (pair) => {
    const { sandbox, people } = pair
    await people.outlook.put('inbox', toldMail('first'), UNREAD, AT)
    await pair.sync()
    for (let n = 0; n < 12; n++) await people.outlook.put('inbox', toldMail(`new-${n}`), UNREAD, AT)
    sandbox.dingtalk.switches.imapEnabled = false
    sandbox.shared.faults.set([{ match: '^imap APPEND$', effect: 'cut-after', skip: 4, times: Infinity }, { match: '^imap (UID|SELECT|NOOP)', effect: 'cut-before', skip: 30, times: Infinity }])
    const stopped = await pair.sync()
    assert.equal(stopped.stoppedBy?.code, 'UNAUTHORIZED')
    for (let again = 0; again < 3; again++) assert.equal((await pair.sync()).stoppedBy?.code, 'UNAUTHORIZED')
    assert.equal(sandbox.dingtalk.refusedLogins(sandbox.ready.accounts.dingtalk.address).count, 1, 'tried once: the account is not locked')

    sandbox.shared.faults.set([])
    sandbox.dingtalk.switches.imapEnabled = true
    await pair.closeApp()
    assert.equal((await pair.sync()).stoppedBy, undefined)
    await assertInStep(pair, 13)
  })
})

for (const [words, skewMs] of [['ten minutes slow', -HOUR_MS / 6], ['ten minutes fast', HOUR_MS / 6], ['a day slow', -24 * HOUR_MS], ['a day fast', 24 * HOUR_MS]] as const) {
  test(`AC-15: with our clock ${words} a token that has ended without our knowing is renewed, and nothing is written twice`, async () => {
    const clock = { ...systemClock, now: () => systemClock.now() + skewMs }
    await withWatchedPair({ openapi: true, clock, dingtalk: { idleTimeoutMs: 0 } }, async (pair) => {
      await prepare(pair)
      for (let n = 1; n <= 3; n++) {
        await change(pair, n)
        pair.sandbox.shared.clock.advance(2 * HOUR_MS)
        assert.equal((await pair.sync()).stoppedBy, undefined)
      }
      await assertInStep(pair, 12)
    })
  })
}
