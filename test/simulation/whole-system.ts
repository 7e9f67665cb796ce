import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud, type CloudMessage } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { opposite, SIDES, type Side } from '../../src/domain/side.ts'
import type { Report } from '../../src/engine/report.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { PairStore } from '../../src/engine/ports.ts'
import { told } from '../crash/memory-kills.ts'
import { Crash, Life } from '../support/crash.ts'
import { PassingClock } from '../support/passing-clock.ts'
import { BusyPeople, serialOf } from './busy-people.ts'
import { unruly, type Weather } from './unruly.ts'

const MINUTE_MS = 60_000
const STEPS_MS = [-10 * MINUTE_MS, 10 * MINUTE_MS, -24 * 60 * MINUTE_MS, 24 * 60 * MINUTE_MS]
/** At rest after so many runs (I3), and then nothing is written in so many more (I4). */
const RUNS_TO_REST = 3
const QUIET_RUNS = 3

/** Plays each seed twice: people, line, crashes and clocks are the same, so the trace must be. @returns how many events there were */
export async function simulate({ from, seeds, operations }: { readonly from: number; readonly seeds: number; readonly operations: number }): Promise<number> {
  let events = 0
  for (let seed = from; seed < from + seeds; seed++) {
    await told({ seed, operations }, async () => {
      const first = await play(seed, operations)
      const second = await play(seed, operations)
      assert.deepEqual(digest(second), digest(first), firstDifference(first, second))
      events += first.length
    })
  }
  return events
}

const digest = (trace: readonly string[]): string => createHash('sha256').update(trace.join('\n')).digest('hex')

const firstDifference = (first: readonly string[], second: readonly string[]): string => {
  const at = first.findIndex((line, n) => line !== second[n])
  return `the same seed goes two ways at event ${at}: ${first[at]} / ${second[at]}`
}

/** One history on virtual time. @returns its trace */
export async function play(seed: number, operations: number): Promise<string[]> {
  const world = new World(seed)
  await world.clock.passUntil(world.live(operations))
  return world.trace
}

class World {
  readonly clock = new PassingClock(Date.parse('2026-03-01T00:00:00Z'))
  readonly trace: string[] = []
  readonly #seed: number
  readonly #random: () => number
  readonly #clouds: Record<Side, MemoryCloud> = { left: new MemoryCloud('L'), right: new MemoryCloud('R') }
  readonly #people: BusyPeople
  readonly #weather: Weather
  readonly #underWay = new Set<Promise<unknown>>()
  #offset = 0
  #ids = 0
  #runs = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#random = generator(seed)
    this.#people = new BusyPeople(this.#clouds, generator(seed + 1_000_000))
    // When a clock is set while something is on its way, nobody can know how long it has been.
    this.#weather = { fails: 0.02 + (seed % 5) * 0.01, comesLate: seed % 2 === 0 }
  }

  async live(operations: number): Promise<void> {
    const store = await openStore('sqlite::memory:', { clock: this.clock })
    try {
      const pair = store.pair('test')
      const people = { isDone: false }
      const work = this.#work(operations).finally(() => (people.isDone = true))
      while (!people.isDone) {
        await this.#oneLife(pair)
        await this.clock.wait(this.#random() * MINUTE_MS)
      }
      await work
      await this.#rest(pair)
    } finally {
      await store.close()
    }
  }

  async #work(operations: number): Promise<void> {
    for (let n = 0; n < operations; n++) {
      await this.clock.wait(this.#random() * 30_000)
      this.#note(this.#people.act(this.clock.now()))
      if (!this.#weather.comesLate && this.#random() < 0.02) this.#offset += STEPS_MS[Math.floor(this.#random() * STEPS_MS.length)] ?? 0
    }
  }

  /** A run that may end in the middle, with the process; what it had sent by then arrives before the next one begins. */
  async #oneLife(store: PairStore): Promise<void> {
    const dies = this.#random() < 0.1
    const life = dies ? new Life({ atEffect: 1 + Math.floor(this.#random() * 12), after: this.#random() < 0.5, inFlight: this.#random() < 0.5 ? 'done' : 'lost', order: this.#seed }) : undefined
    try {
      const report = await this.#run(life?.store(store) ?? store, (mailbox) => life?.mailbox(mailbox) ?? mailbox)
      this.#note(`run ${this.#runs}: ${report.passes} passes, ${report.stoppedBy?.code ?? (report.quiet ? 'quiet' : 'not quiet')}`)
    } catch (error) {
      if (!(error instanceof Crash || String(error).includes('Crash'))) throw error
      this.#note(`run ${this.#runs} dies`)
    }
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
  }

  async #rest(store: PairStore): Promise<void> {
    Object.assign(this.#weather, { fails: 0 })
    await this.clock.wait(2 * MINUTE_MS)
    let report = await this.#run(store)
    for (let run = 1; run < RUNS_TO_REST && !report.quiet; run++) report = await this.#run(store, undefined, report.holds[0]?.id)
    assert.deepEqual([report.quiet, report.failed, report.holds, report.stoppedBy], [true, 0, [], undefined], 'it comes to rest')
    const revisions = SIDES.map((side) => this.#clouds[side].revision)
    for (let run = 0; run < QUIET_RUNS; run++) assert.deepEqual((await this.#run(store)).done, { left: {}, right: {} }, 'and stays there')
    assert.deepEqual(SIDES.map((side) => this.#clouds[side].revision), revisions)
    this.#assertAgreed()
  }

  #run(store: PairStore, wrap: (mailbox: Mailbox) => Mailbox = (mailbox) => mailbox, applyHold?: string): Promise<Report> {
    const line = { clock: this.clock, random: this.#random, weather: this.#weather, trace: (event: string) => this.#note(event), underWay: this.#underWay }
    const left = openMemoryMailbox(this.#clouds.left, { style: 'listing', marks: { flag: 'binary', forwarded: 'none', tags: 'none' } })
    const right = openMemoryMailbox(this.#clouds.right, { style: 'delta', pageSize: 7 })
    const clock = { now: () => this.clock.now() + this.#offset, wait: (ms: number, signal?: AbortSignal) => this.clock.wait(ms, signal) }
    return syncPair(
      {
        pair: 'test',
        run: `run${++this.#runs}`,
        mailboxes: { left: wrap(unruly(left, 'left', line)), right: wrap(unruly(right, 'right', line)) },
        store,
        policy: DEFAULT_POLICY,
        clock,
        newId: () => `i${String(++this.#ids).padStart(7, '0')}`,
        signal: new AbortController().signal,
        onProgress: () => {},
      },
      { untilQuiet: true, ...(applyHold === undefined ? {} : { applyHold }) },
    )
  }

  #note(event: string): void {
    this.trace.push(`${this.clock.now()} ${event}`)
  }

  /** Whoever was delivered is on both sides, once, in the same place and with the same marks; whoever was cleared away has not come back. */
  #assertAgreed(): void {
    const lines = { left: this.#lines('left'), right: this.#lines('right') }
    for (let n = 1; n <= this.#people.delivered; n++) {
      const serial = `m${n}`
      const found = { left: lines.left.get(serial) ?? [], right: lines.right.get(serial) ?? [] }
      const live = { left: found.left.filter((line) => !line.startsWith('trash')), right: found.right.filter((line) => !line.startsWith('trash')) }
      const what = `${serial}: ${JSON.stringify(found)}`
      for (const side of SIDES) {
        assert.ok(live[side].length <= 1, `no duplicate: ${what}`)
        if (this.#people.cleared.has(`${side} ${serial}`)) assert.equal(found[side].length, 0, `nothing is put back: ${what}`)
        else if (!this.#people.cleared.has(`${opposite(side)} ${serial}`)) assert.ok(found[side].length > 0, `nothing is lost: ${what}`)
      }
      if (SIDES.every((side) => !this.#people.cleared.has(`${side} ${serial}`))) assert.deepEqual(live.left, live.right, `the same on both sides: ${what}`)
    }
  }

  #lines(side: Side): Map<string, string[]> {
    const cloud = this.#clouds[side]
    const lines = new Map<string, string[]>()
    const tell = ({ folderId, marks }: CloudMessage): string => {
      const folder = cloud.folders.get(folderId)
      return `${folder?.role ?? folder?.name} ${[marks.read ? 'read' : '', marks.flag, marks.answered ? 'answered' : ''].join(' ')}`
    }
    for (const message of cloud.messages.values()) lines.set(serialOf(message), [...(lines.get(serialOf(message)) ?? []), tell(message)])
    return lines
  }
}
