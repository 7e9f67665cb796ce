import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryCloud } from '../../../src/connectors/memory/memory-cloud.ts'
import { SIDES, type Side } from '../../../src/domain/side.ts'
import { generator } from '../../../src/sandbox/faults.ts'
import type { News } from '../../../src/service/service.ts'
import { PassingClock } from '../../../test/support/passing-clock.ts'
import { sampleDatabase, sampleMemory, type Sample } from './growth.ts'
import { judgeYear, type MonthOfRows } from './judge-year.ts'
import { endSubscription, tellChanges, type Weather, type YearCloud } from './year-cloud.ts'
import { differenceOf, YearPeople } from './year-people.ts'
import { startYearService, type Told, type YearService } from './year-service.ts'

export interface YearOptions {
  readonly pairs: number
  readonly days: number
  /** What people of one pair do in one day. */
  readonly edits: number
  readonly seed: number
  readonly say: (line: string) => void
  /** `isRare`: also for whoever keeps every line. */
  readonly progress: (line: string, isRare: boolean) => void
}

interface Person {
  readonly clouds: Readonly<Record<Side, YearCloud>>
  readonly people: YearPeople
}

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]
const CHECK_EVERY_DAYS = 30
const SAMPLE_EVERY_DAYS = 5
/** In this time all pairs are equal, once all is in peace. */
const PATIENCE_HOURS = 72
const KINDS = ['push', 'watch', 'nothing', 'watch'] as const
/** On one day in so many a cloud is away for hours: each pair then looks again every five minutes. */
const OUTAGES = 1 / 15
const PEACE: Weather = { fails: 0, throttles: 0, isAway: false }

/** @returns whether all was well */
export async function runYear(options: YearOptions): Promise<boolean> {
  const year = new Year(options)
  return year.clock.passUntil(year.live())
}

class Year {
  readonly clock = new PassingClock(Date.parse('2026-03-01T00:00:00Z'))
  readonly #options: YearOptions
  readonly #random: () => number
  readonly #folder: string
  readonly #pairs = new Map<string, Person>()
  readonly #weather: Readonly<Record<Side, Weather>> = { left: { ...PEACE }, right: { ...PEACE } }
  readonly #told: Told = { runs: 0, writes: 0, requests: 0, bugs: [] }
  readonly #memory: Sample[] = []
  readonly #rows: MonthOfRows[] = []
  readonly #counts = { kills: 0, stops: 0, checks: 0, outages: 0, signOuts: 0, decisions: 0 }
  readonly #beganAt = Date.now()
  #service: YearService | undefined
  #ids = 0

  constructor(options: YearOptions) {
    this.#options = options
    this.#random = generator(options.seed)
    this.#folder = mkdtempSync(join(quickFolder(), 'tongbu-year-'))
    for (let n = 1; n <= options.pairs; n++) this.#pairs.set(`pair${n}`, this.#meet(n))
  }

  #meet(n: number): Person {
    const tells = KINDS[n % KINDS.length] ?? 'nothing'
    const cloud = (side: Side): YearCloud => ({ side, messages: new MemoryCloud(side === 'left' ? 'L' : `R${n}`), weather: this.#weather[side], tells: side === 'left' && tells === 'push' ? 'watch' : tells, isSignedOut: false, isDeltaGone: false, renewals: 0 })
    const clouds = { left: cloud('left'), right: cloud('right') }
    for (const side of SIDES) tellChanges(clouds[side], { clock: this.clock, random: this.#random }, this.#hear)
    const people = new YearPeople({ left: clouds.left.messages, right: clouds.right.messages }, generator(this.#options.seed * 1000 + n))
    people.fill(this.clock.now())
    return { clouds, people }
  }

  readonly #hear = (id: string, news: News, clientState: string): void => this.#service?.hear(id, news, clientState)

  get #database(): string {
    return join(this.#folder, 'tongbu.db')
  }

  /** Days since the beginning. */
  get #day(): number {
    return (this.clock.now() - this.#firstAt) / DAY_MS
  }

  readonly #firstAt = this.clock.now()

  async live(): Promise<boolean> {
    const { days, seed, say } = this.#options
    say(`${days} days of ${this.#options.pairs} pairs with seed ${seed}; the database is in ${this.#folder} until it ends well.`)
    try {
      await this.#start()
      for (let day = 1; day <= days; day++) {
        await this.#liveADay()
        if (day % SAMPLE_EVERY_DAYS === 0) this.#memory.push(sampleMemory(this.#day))
        this.#show(day)
        if (day % CHECK_EVERY_DAYS === 0 || day === days) await this.#check()
      }
      await this.#service?.stop()
      const isWell = judgeYear({ ...this.#options, ...this.#counts, ...this.#sums(), told: this.#told, memory: this.#memory, rows: this.#rows, seconds: (Date.now() - this.#beganAt) / 1000 }, say)
      if (isWell) rmSync(this.#folder, { recursive: true, force: true })
      return isWell
    } catch (error) {
      say(`\nFAILED on day ${this.#day.toFixed(1)} with --seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  #sums(): { readonly edits: number; readonly renewals: number } {
    const all = [...this.#pairs.values()]
    return { edits: all.reduce((sum, { people }) => sum + people.edits, 0), renewals: all.reduce((sum, { clouds }) => sum + clouds.left.renewals + clouds.right.renewals, 0) }
  }

  async #start(): Promise<void> {
    const clouds = new Map([...this.#pairs].map(([pair, person]) => [pair, person.clouds]))
    const newId = (): string => `i${String(++this.#ids).padStart(8, '0')}`
    this.#service = await startYearService({ database: `sqlite:${this.#database}`, clouds, clock: this.clock, random: this.#random, newId, told: this.#told })
  }

  /** People at work, something that goes wrong for some hours, and now and then the end of the service. */
  async #liveADay(): Promise<void> {
    const until = this.clock.now() + DAY_MS
    const trouble = this.#trouble(this.clock.now() + this.#random() * 12 * HOUR_MS)
    const end = this.#random() < 0.2 ? this.clock.now() + this.#random() * DAY_MS : Infinity
    let isEnded = false
    while (this.clock.now() < until) {
      await this.clock.wait(this.#random() * 2 * (DAY_MS / (this.#options.edits * this.#pairs.size)))
      this.#choose([...this.#pairs.values()])?.people.act(this.clock.now())
      trouble(this.clock.now())
      if (isEnded || this.clock.now() < end) continue
      isEnded = true
      await this.#restart()
    }
    Object.assign(this.#weather.left, PEACE)
    Object.assign(this.#weather.right, PEACE)
    await this.#operate()
    await this.#service?.telemetry.metrics()
  }

  async #restart(): Promise<void> {
    const isKilled = this.#random() < 0.5
    this.#counts[isKilled ? 'kills' : 'stops']++
    await (isKilled ? this.#service?.kill() : this.#service?.stop())
    await this.clock.wait(this.#random() * HOUR_MS)
    await this.#start()
  }

  /** What goes wrong today, from then on for some hours; asked again and again. */
  #trouble(from: number): (now: number) => void {
    const side = this.#random() < 0.5 ? 'left' : 'right'
    const isAway = this.#random() < OUTAGES
    const weather: Weather = { ...(this.#choose([{ fails: 0, throttles: 0.1 }, { fails: 0.05, throttles: 0 }, { fails: 0.02, throttles: 0.05 }, PEACE]) ?? PEACE), isAway }
    const hours = isAway ? this.#random() * 3 : 1 + this.#random() * 6
    let state: 'before' | 'during' | 'after' = 'before'
    return (now) => {
      if (state === 'before' && now >= from) {
        state = 'during'
        Object.assign(this.#weather[side], weather)
        if (weather.isAway) this.#counts.outages++
        this.#withdraw()
      } else if (state === 'during' && now >= from + hours * HOUR_MS) {
        state = 'after'
        Object.assign(this.#weather[side], PEACE)
      }
    }
  }

  /** A sign-in ends, delta links and subscriptions of some end. */
  #withdraw(): void {
    const some = (share: number): Person[] => [...this.#pairs.values()].filter(() => this.#random() < share)
    for (const { clouds } of some(0.01)) {
      clouds[this.#random() < 0.5 ? 'left' : 'right'].isSignedOut = true
      this.#counts.signOuts++
    }
    for (const { clouds } of some(0.05)) clouds.right.isDeltaGone = true
    for (const { clouds } of some(0.02)) endSubscription(clouds.right, this.#random, this.#hear)
  }

  /** Whoever operates it looks once a day: signs in where that was refused, and lets go what is held. */
  async #operate(): Promise<void> {
    const store = this.#service?.store
    if (store === undefined) return
    for (const { pair, state } of await store.service.standings()) {
      const person = this.#pairs.get(pair)
      if (person === undefined || state === 'in-step') continue
      for (const side of SIDES) person.clouds[side].isSignedOut = false
      if (state === 'sign-in' || state === 'stuck') await store.service.wish({ pair, why: 'asked', since: this.clock.now(), dueAt: this.clock.now() })
      if (state !== 'decide') continue
      const report = JSON.parse((await store.pair(pair).fact('report')) ?? '{}') as { readonly holds?: readonly { readonly id: string }[] }
      for (const { id } of report.holds ?? []) {
        this.#counts.decisions++
        await store.service.decide({ pair, hold: id, decision: 'apply' })
      }
    }
  }

  /** Peace: everybody rests until all pairs are equal, then nothing moves for a day; then what is in the trash goes. @throws {Error} where it does not come to that */
  async #check(): Promise<void> {
    for (const { clouds } of this.#pairs.values()) for (const side of SIDES) clouds[side].isSignedOut = false
    let wrong = await this.#whatIsWrong()
    for (let hour = 1; hour <= PATIENCE_HOURS && wrong !== undefined; hour++) {
      await this.clock.wait(HOUR_MS)
      if (hour % 6 === 0) await this.#operate()
      wrong = await this.#whatIsWrong()
    }
    if (wrong !== undefined) throw new Error(`in peace, but ${wrong}`)
    const before = this.#revisions()
    await this.clock.wait(DAY_MS)
    wrong = await this.#whatIsWrong()
    if (wrong !== undefined || this.#revisions() !== before) throw new Error(`after a day of rest ${wrong ?? 'something was written'}`)
    const { rows, mb } = sampleDatabase(this.#database)
    this.#rows.push({ day: this.#day, rows, mb, writes: this.#told.writes, runs: this.#told.runs, seconds: (Date.now() - this.#beganAt) / 1000 })
    for (const { clouds, people } of this.#pairs.values()) {
      for (const side of SIDES) clouds[side].messages.departures.splice(0)
      people.emptyTrash()
    }
    this.#counts.checks++
  }

  #revisions(): number {
    return [...this.#pairs.values()].reduce((sum, { clouds }) => sum + clouds.left.messages.revision + clouds.right.messages.revision, 0)
  }

  async #whatIsWrong(): Promise<string | undefined> {
    for (const [pair, { clouds }] of this.#pairs) {
      const difference = differenceOf({ left: clouds.left.messages, right: clouds.right.messages })
      if (difference !== undefined) return `${pair}: ${difference}`
    }
    for (const { pair, state, code } of (await this.#service?.store.service.standings()) ?? []) if (state !== 'in-step') return `${pair} stands ${state} ${code ?? ''}`
    const { journal } = sampleDatabase(this.#database).rows
    return journal === 0 ? undefined : `${journal} operations are in the journal`
  }

  #show(day: number): void {
    const { days, progress } = this.#options
    const seconds = (Date.now() - this.#beganAt) / 1000
    const { kills, stops, checks } = this.#counts
    const last = this.#memory.at(-1)
    progress(
      `day ${day} of ${days}, ${Math.round(seconds)} s, about ${Math.round((seconds / day) * (days - day))} s left · ${this.#sums().edits} edits, ${this.#told.runs} runs, ${this.#told.writes} writes, ${kills} kills, ${stops} stops, ${checks} checks passed · heap ${last?.heapMB.toFixed(1) ?? '?'} MB, resident ${last?.residentMB.toFixed(0) ?? '?'} MB`,
      day % SAMPLE_EVERY_DAYS === 0,
    )
  }

  #choose<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.#random() * values.length)]
  }
}

/** Where a commit need not wait for a disk: a power cut is no part of this, and a year of waiting takes half an hour. */
function quickFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}
