import assert from 'node:assert/strict'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { generator } from '../../src/sandbox/faults.ts'
import type { ServiceSettings } from '../../src/service/service.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { told } from '../crash/memory-kills.ts'
import { PassingClock } from '../support/passing-clock.ts'
import { FAIR, IdleLine, type Noise, type Tally } from './noisy-line.ts'
import { PushLine } from './push-line.ts'
import { TidyPeople } from './tidy-people.ts'
import { PAIR, RUN_MS, ToldService } from './told-service.ts'

const MINUTE_MS = 60_000
const PHASES = 4
const SETTINGS: ServiceSettings = {
  pace: { hotMs: 2 * MINUTE_MS, warmMs: 6 * MINUTE_MS, idleMs: 10 * MINUTE_MS, safetyMs: 20 * MINUTE_MS },
  pairsAtOnce: 2,
  idle: true,
  fullListingHour: 3,
  controlMs: 10 * MINUTE_MS,
  urlOf: (pair) => `https://tongbu.example/notifications/outlook/${pair}`,
}
/** Subscriptions that ended unheard are found out after an hour, and made anew after another half. */
const HEALED_MS = 95 * MINUTE_MS

/** How the programme went: what happened on the lines, and the slowest in milliseconds of virtual time. */
export interface Chaos extends Tally {
  restarted: number
  edits: number
  runs: number
  slowestMs: number
  slowestToldMs: number
}

const NOTHING: Chaos = { told: 0, lost: 0, twice: 0, late: 0, cut: 0, removed: 0, missed: 0, reauthorize: 0, refused: 0, subscribed: 0, restarted: 0, edits: 0, runs: 0, slowestMs: 0, slowestToldMs: 0 }

/** Plays one history for each seed. A failure says how it is played again. */
export async function confuse({ from, histories }: { readonly from: number; readonly histories: number }): Promise<Chaos> {
  const chaos = { ...NOTHING }
  for (let seed = from; seed < from + histories; seed++) {
    await told(`again: HISTORIES=1 SEED=${seed} node --test test/simulation/notifications.test.ts`, async () => {
      const world = new World(seed, chaos)
      await world.clock.passUntil(world.live())
    })
  }
  return chaos
}

/** Both mailboxes, the service and two people, while what the clouds tell of changes is lost, late, repeated or out of date. */
class World {
  readonly clock: PassingClock
  readonly #random: () => number
  readonly #chaos: Chaos
  readonly #clouds: Record<Side, MemoryCloud> = { left: new MemoryCloud('L'), right: new MemoryCloud('R') }
  readonly #people: TidyPeople
  readonly #idle: IdleLine
  readonly #push: PushLine
  readonly #service: ToldService

  constructor(seed: number, chaos: Chaos) {
    const [clock, clouds] = [new PassingClock(Date.parse('2026-03-01T00:00:00Z') + seed * 17 * MINUTE_MS), this.#clouds]
    const line = { clock, random: generator(seed + 3_000_000), tally: chaos }
    this.clock = clock
    this.#chaos = chaos
    this.#random = generator(seed)
    this.#people = new TidyPeople(clouds, clock, generator(seed + 1_000_000))
    this.#idle = new IdleLine({ ...line, cloud: clouds.left })
    this.#push = new PushLine({ ...line, cloud: clouds.right }, (telling) => this.#service.hear(telling))
    this.#service = new ToldService({ clock, clouds, random: generator(seed + 2_000_000), settings: SETTINGS, watch: this.#idle.watch, push: this.#push.push, onRun: () => this.#noteArrivals() })
  }

  async live(): Promise<void> {
    const store = await openStore('sqlite::memory:', { clock: this.clock })
    try {
      this.#service.start(store)
      const trouble = { isOver: false }
      const edits = this.#edit(trouble)
      for (let phase = 0; phase < PHASES; phase++) await this.#phase(store)
      trouble.isOver = true
      await edits
      this.#setNoise(FAIR, FAIR)
      await this.clock.wait(HEALED_MS)
      this.#assertAgreed()
      await this.#assertHears(store)
      await this.#assertQuiet()
    } finally {
      await this.#service.end()
      await store.close()
    }
    this.#chaos.runs += this.#service.runs
    this.#chaos.slowestToldMs = Math.max(this.#chaos.slowestToldMs, this.#service.slowestMs)
  }

  /** A while in which the lines are as they are, and things happen to them. */
  async #phase(store: Store): Promise<void> {
    this.#setNoise(this.#drawNoise(), this.#drawNoise())
    for (let events = 1 + Math.floor(this.#random() * 3); events > 0; events--) {
      await this.clock.wait(this.#random() * 25 * MINUTE_MS)
      const dice = this.#random()
      if (dice < 0.3) this.#push.tellAll('removed')
      else if (dice < 0.5) this.#push.tellAll('reauthorize')
      else if (dice < 0.65) this.#push.tellAll('missed')
      else if (dice < 0.85) this.#idle.cut()
      else await this.#restart(store)
      this.#assertInTime()
    }
    await this.#assertShown(store)
  }

  #drawNoise(): Noise {
    const [dice, ...drawn] = Array.from({ length: 4 }, () => this.#random()) as [number, number, number, number]
    if (dice < 0.2) return { ...FAIR, isDown: true }
    if (dice < 0.35) return { ...FAIR, loss: 1 }
    return dice < 0.5 ? FAIR : { loss: Math.floor(drawn[0] * 11) / 10, twice: drawn[1] * 0.7, withinMs: drawn[2] ** 2 * 5 * MINUTE_MS, isDown: false }
  }

  #setNoise(idle: Noise, push: Noise): void {
    this.#idle.noise = idle
    this.#push.noise = push
    if (idle.isDown) this.#idle.cut()
  }

  async #edit(trouble: { readonly isOver: boolean }): Promise<void> {
    while (!trouble.isOver) {
      const isBusy = this.#random() < 0.35
      await this.clock.wait(isBusy ? this.#random() * 3000 : this.#random() ** 4 * 120 * MINUTE_MS)
      const edits = isBusy ? 1 + Math.floor(this.#random() * 6) : 1
      for (let n = 0; n < edits; n++) this.#people.act()
      this.#chaos.edits += edits
    }
  }

  async #restart(store: Store): Promise<void> {
    this.#chaos.restarted++
    await this.#service.end()
    await this.clock.wait(this.#random() ** 2 * 15 * MINUTE_MS)
    this.#push.dueSince = undefined
    this.#people.forgive()
    this.#service.start(store)
  }

  /** However deaf the service is, it looks now and then; where it knows that it is, as often as where nothing tells. */
  #noteArrivals(): void {
    const { safetyMs, idleMs } = SETTINGS.pace
    const { failures } = this.#service
    const now = this.clock.now()
    const deafSince = Math.min(this.#idle.deafSince ?? now, this.#push.deafSince ?? now)
    const underWay = this.#people.noteArrivals()
    const slowestMs = Math.max(0, ...underWay.map((since) => now - since))
    const slowestDeafMs = Math.max(0, ...underWay.map((since) => now - Math.max(since, deafSince)))
    this.#chaos.slowestMs = Math.max(this.#chaos.slowestMs, slowestMs)
    if (slowestMs > safetyMs + 2 * RUN_MS) failures.push(`something took ${slowestMs} ms to arrive`)
    if (slowestDeafMs > idleMs + 2 * RUN_MS) failures.push(`something took ${slowestDeafMs} ms to arrive while it was known that nothing is told`)
    if (now - (this.#push.dueSince ?? now) > RUN_MS) failures.push('what was said of a subscription was not heeded')
  }

  #assertInTime(): void {
    this.#noteArrivals()
    assert.deepEqual(this.#service.failures, [])
  }

  /** What is known not to work is shown to whoever asks. */
  async #assertShown(store: Store): Promise<void> {
    await this.clock.wait(2 * RUN_MS)
    const before = this.clock.now() - RUN_MS
    const dead = [this.#idle, this.#push].filter(({ deafSince = Infinity }) => deafSince < before).length
    const [standing] = await store.service.standings(PAIR)
    const shown = standing?.deaf?.length ?? 0
    assert.ok(shown >= dead, `${dead} lines are known to be dead, ${shown} are shown`)
  }

  #assertAgreed(): void {
    this.#assertInTime()
    const { left, right } = this.#people.lines()
    assert.deepEqual(left, right)
    assert.equal(left.length, this.#people.delivered, 'each mail is there once')
  }

  /** All is told again, and so all arrives at once; nothing is shown to be wrong any more. */
  async #assertHears(store: Store): Promise<void> {
    for (const side of [...SIDES, ...SIDES]) {
      this.#people.deliver(side)
      await this.clock.wait(RUN_MS)
      this.#assertAgreed()
    }
    const [standing] = await store.service.standings(PAIR)
    assert.deepEqual([standing?.state, standing?.deaf], ['in-step', undefined])
  }

  /** Told everything a second time, in any order, and left alone for an hour, it looks and writes nothing. */
  async #assertQuiet(): Promise<void> {
    const revisions = (): number[] => SIDES.map((side) => this.#clouds[side].revision)
    const [before, runs] = [revisions(), this.#service.runs]
    for (const telling of this.#push.sent.toSorted(() => this.#random() - 0.5)) {
      this.#service.hear(telling)
      if (this.#random() < 0.2) await this.clock.wait(this.#random() * 5000)
    }
    await this.clock.wait(3 * SETTINGS.pace.safetyMs + MINUTE_MS)
    assert.deepEqual(revisions(), before, 'nothing is written')
    assert.ok(this.#service.runs - runs >= 3, `${this.#service.runs - runs} looks`)
    this.#assertAgreed()
  }
}
