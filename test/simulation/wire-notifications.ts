import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { SandboxClock } from '../../src/sandbox/clock.ts'
import { generator, type NotificationFaults } from '../../src/sandbox/faults.ts'
import type { People } from '../../src/sandbox/seed/people.ts'
import { told } from '../crash/memory-kills.ts'
import { freePort } from '../support/free-port.ts'
import { mail } from '../support/memory-pair.ts'
import { configText, NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
/** Nobody looks sooner unless something is told. */
const RARELY = { hotSeconds: 900, warmSeconds: 900, idleSeconds: 900, safetySeconds: 900 }
/** What a busy machine may add, as time passes here by itself as well. */
const IN_TIME_MS = 20 * MINUTE_MS
const PHASES = 3
/** Real time, long after anything that is awaited here should have come. */
const PATIENCE_MS = 90_000
const LIFECYCLE = ['subscriptionRemoved', 'reauthorizationRequired', 'missed'] as const

/** The same over the wire: real IDLE, real subscriptions, and notifications that come by HTTP. @returns how many edits arrived */
export async function confuseWire({ from, histories }: { readonly from: number; readonly histories: number }): Promise<number> {
  let edits = 0
  for (let seed = from; seed < from + histories; seed++) {
    await told(`again: WIRE_HISTORIES=1 SEED=${seed} node --test test/simulation/notifications.test.ts`, async () => {
      edits += await play(seed)
    })
  }
  return edits
}

async function play(seed: number): Promise<number> {
  const random = generator(seed)
  const outlook = { maxRequestsPerWindow: 1e9, subscriptionTwinsConflict: random() < 0.5, reauthorizationEveryMinutes: random() < 0.5 ? 50 : 0 }
  const pair = await openSandboxPair({ seed, outlook, dingtalk: { idleIsSilent: seed % 2 === 0, idleTimeoutMs: 0 } })
  const service = await startService(pair)
  const world = new WireWorld(pair, service, random)
  try {
    await world.live()
    return world.edits
  } finally {
    await service.end()
    await pair.close()
  }
}

interface RunningService {
  readonly url: string
  readonly app: App
  end(): Promise<void>
}

async function startService({ sandbox }: SandboxPair): Promise<RunningService> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = loadConfig(JSON.stringify({ ...JSON.parse(configText(sandbox, {})), serve: { ...RARELY, port, publicUrl: url } }), {}, () => '')
  const app = await openApp(config, { clock: clockOf(sandbox.shared.clock), newId: randomId, http: systemHttp })
  const ending = new AbortController()
  const over = app.serve(ending.signal, () => {})
  return { url, app, end: async () => (ending.abort(new Error('the history is over')), await over, await app.close()) }
}

/** One time for the clouds and for us. */
const clockOf = (clock: SandboxClock): Clock => ({
  now: () => clock.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const abort = (): void => {
        callOff()
        reject(signal?.reason)
      }
      const callOff = clock.after(ms, () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      })
      signal?.addEventListener('abort', abort, { once: true })
    }),
})

class WireWorld {
  edits = 0
  readonly #pair: SandboxPair
  readonly #service: RunningService
  readonly #random: () => number
  #delivered = 0

  constructor(pair: SandboxPair, service: RunningService, random: () => number) {
    this.#pair = pair
    this.#service = service
    this.#random = random
  }

  async live(): Promise<void> {
    const { shared } = this.#pair.sandbox
    await this.#until('a subscription', async () => this.#live().length > 0)
    for (let phase = 0; phase < PHASES; phase++) {
      shared.faults.notifications = { ...this.#drawFaults(), since: shared.clock.now() }
      shared.faults.set([{ match: '^imap IDLE$', effect: 'cut-before', probability: this.#random() * 0.7, seed: phase }])
      await this.#edit()
      if (this.#random() < 0.6) this.#tell(LIFECYCLE[Math.floor(this.#random() * 3)] ?? 'missed')
      await this.#edit()
      await this.#untilEqual(IN_TIME_MS, 15 * SECOND_MS)
    }
    shared.faults.notifications = { since: 0 }
    shared.faults.set([])
    // Subscriptions that ended unheard are found out after an hour.
    await this.#pass(65 * MINUTE_MS, 5 * MINUTE_MS)
    // Where IDLE says nothing the inbox is asked every four minutes.
    await this.#deliver('dingtalk')
    await this.#untilEqual(5 * MINUTE_MS, 15 * SECOND_MS)
    this.#tell('subscriptionRemoved')
    await this.#pass(5 * SECOND_MS, SECOND_MS)
    await this.#deliver('outlook')
    await this.#untilEqual(MINUTE_MS, SECOND_MS)
    await this.#assertQuiet()
  }

  #drawFaults(): NotificationFaults {
    const [dice, drop, twice, reorder, delay, seed] = Array.from({ length: 6 }, () => this.#random()) as [number, number, number, number, number, number]
    if (dice < 0.25) return { outageMs: 5 * MINUTE_MS, afterOutage: dice < 0.12 ? 'lost' : 'late' }
    return { drop: Math.floor(drop * 11) / 10, duplicate: twice, reorderWithinMs: reorder * MINUTE_MS, delayMs: delay ** 2 * MINUTE_MS, seed: Math.floor(seed * 1e6) }
  }

  #live() {
    return this.#pair.sandbox.outlook.subscriptions.live()
  }

  #tell(event: (typeof LIFECYCLE)[number]): void {
    for (const each of this.#live()) this.#pair.sandbox.outlook.subscriptions.tellLifecycle(each, event)
  }

  /** A mail on either side, and a mark or a way to trash for one that is there. */
  async #edit(): Promise<void> {
    const cloud = this.#random() < 0.5 ? 'dingtalk' : 'outlook'
    await this.#deliver(cloud)
    const person: People[typeof cloud] = this.#pair.people[cloud]
    const messages = (await person.messages()).filter(({ folder }) => folder === 'inbox')
    const message = messages[Math.floor(this.#random() * messages.length)]
    if (message === undefined) return
    this.edits++
    if (this.#random() < 0.7) await person.mark(message, { flagged: true, read: true })
    else await person.move(message, 'trash')
  }

  async #deliver(cloud: 'dingtalk' | 'outlook'): Promise<void> {
    this.edits++
    const marks = { read: false, flagged: false, answered: false }
    await this.#pair.people[cloud].put('inbox', Buffer.from(mail(`wire ${++this.#delivered}`, { id: `<wire-${this.#delivered}@test.example>` })), marks, new Date('2026-01-05T08:00:00Z'))
  }

  async #untilEqual(withinMs: number, stepMs: number): Promise<void> {
    const { clock } = this.#pair.sandbox.shared
    const since = clock.now()
    for (;;) {
      await this.#settle()
      const { differences, messages } = await this.#pair.sandbox.compare()
      if (differences.length === 0 && messages === this.#delivered) return
      assert.ok(clock.now() - since <= withinMs, `after ${clock.now() - since} ms: ${messages} of ${this.#delivered}, ${differences.map(({ kind, detail }) => `${kind}: ${detail}`).join('; ')}`)
      clock.advance(stepMs)
    }
  }

  async #pass(ms: number, stepMs: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.#pair.sandbox.shared.clock.advance(stepMs)
      await this.#settle()
    }
  }

  /** Until no run is due or under way: the wish for one stays written down until it has ended. */
  async #settle(): Promise<void> {
    const { clock } = this.#pair.sandbox.shared
    await this.#until('the end of a run', async () => (await (await this.#service.app.beside()).wishes()).every(({ dueAt }) => dueAt > clock.now()))
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + PATIENCE_MS
    do {
      if (performance.now() > end) throw new Error(`${what} was waited for in vain: ${JSON.stringify((await this.#service.app.status(NAME)).standing)}`)
      await sleep(5)
    } while (!(await isSo()))
  }

  /** Told everything once more, with lies among it, it looks and writes nothing; and nothing was ever sent. */
  async #assertQuiet(): Promise<void> {
    const { sandbox } = this.#pair
    const { ledger } = sandbox.shared
    const ours = [sandbox.ready.accounts.outlook.clientId, 'tongbu']
    assert.deepEqual(ledger.outbound().filter(({ client }) => ours.includes(client)), [], 'nothing was sent')
    const [live] = this.#live()
    const named = { subscriptionId: live?.id, clientState: live?.clientState }
    const value = [...['created', 'updated', 'deleted', 'created'].map((changeType) => ({ ...named, changeType })), ...LIFECYCLE.map((lifecycleEvent) => ({ ...named, lifecycleEvent })), { ...named, clientState: 'a guess', changeType: 'created' }]
    ledger.clear()
    for (const order of [value, value.toReversed()]) {
      const answer = await fetch(`${this.#service.url}/notifications/outlook/${NAME}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value: order }) })
      assert.equal(answer.status, 202)
      await this.#settle()
    }
    await this.#pass(46 * MINUTE_MS, 5 * MINUTE_MS)
    const asked = ledger.requests().filter(({ client }) => ours.includes(client))
    assert.ok(asked.length > 0, 'it looked')
    assert.deepEqual(asked.filter(({ write, kind }) => write && !kind.includes('subscription')), [], 'nothing was written')
    assert.ok((await sandbox.compare()).equal)
    // A question to the IMAP server that was under way while minutes passed at once counts as lost, and is soon asked again.
    await this.#pass(5 * SECOND_MS, SECOND_MS)
    await this.#until('that what was repaired is not shown any more', async () => (await this.#service.app.status(NAME)).standing?.deaf === undefined)
  }
}
