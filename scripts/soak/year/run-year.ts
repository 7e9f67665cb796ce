import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { memoryInUse } from '../../../bench/memory-in-use.ts'
import { generator } from '../../../src/sandbox/faults.ts'
import { memoryFolder } from '../../../test/support/memory-folder.ts'
import { PassingClock } from '../../../test/support/passing-clock.ts'
import { checkYear } from './check-year.ts'
import { judgeYear, type MonthOfRows, type Sample } from './judge-year.ts'
import { operateYear } from './operate-year.ts'
import { sampleDatabase } from './sample-database.ts'
import { ServiceLives } from './service-lives.ts'
import { makePairs, sumsOf, tidyUp, type YearPair, type YearPairs } from './year-pairs.ts'
import type { Told } from './year-service.ts'
import { PEACE, YearTrouble } from './year-trouble.ts'

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

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]
const CHECK_EVERY_DAYS = 30
const SAMPLE_EVERY_DAYS = 5
/** On one day in so many the service ends. */
const ENDS = 1 / 5

/** @returns whether all was well */
export async function runYear(options: YearOptions): Promise<boolean> {
  const year = new Year(options)
  return year.clock.passUntil(year.live())
}

class Year {
  readonly clock = new PassingClock(Date.parse('2026-03-01T00:00:00Z'))
  readonly #options: YearOptions
  readonly #random: () => number
  // A commit need not wait for a disk: a power cut is no part of this, and a year of waiting takes half an hour.
  readonly #folder = mkdtempSync(join(memoryFolder(), 'tongbu-year-'))
  readonly #database = join(this.#folder, 'tongbu.db')
  readonly #pairs: YearPairs
  readonly #trouble: YearTrouble
  readonly #service: ServiceLives
  readonly #told: Told = { runs: 0, writes: 0, requests: 0, bugs: [] }
  readonly #memory: Sample[] = []
  readonly #rows: MonthOfRows[] = []
  readonly #firstAt = this.clock.now()
  readonly #beganAt = Date.now()
  #decisions = 0

  constructor(options: YearOptions) {
    this.#options = options
    this.#random = generator(options.seed)
    const surroundings = { clock: this.clock, random: this.#random }
    const cloudy = { ...surroundings, weather: { left: { ...PEACE }, right: { ...PEACE } }, hear: (...news: Parameters<ServiceLives['hear']>) => this.#service.hear(...news) }
    this.#pairs = makePairs({ ...options, ...cloudy })
    this.#trouble = new YearTrouble(this.#pairs, cloudy)
    const clouds = new Map([...this.#pairs].map(([name, pair]) => [name, pair.clouds]))
    this.#service = new ServiceLives({ ...surroundings, database: `sqlite:${this.#database}`, clouds, told: this.#told })
  }

  async live(): Promise<boolean> {
    const { days, pairs, seed, say } = this.#options
    say(`${days} days of ${pairs} pairs with seed ${seed}; the database is in ${this.#folder} until it ends well.`)
    try {
      await this.#service.start()
      for (let day = 1; day <= days; day++) {
        await this.#liveADay()
        if (day % SAMPLE_EVERY_DAYS === 0) this.#memory.push({ day: this.#day, ...memoryInUse() })
        this.#show(day)
        if (day % CHECK_EVERY_DAYS === 0 || day === days) await this.#rest()
      }
      await this.#service.life.stop()
      return this.#judge()
    } catch (error) {
      say(`\nFAILED on day ${this.#day.toFixed(1)} with --seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  /** People at work, something that goes wrong for some hours, and now and then the end of the service. */
  async #liveADay(): Promise<void> {
    const until = this.clock.now() + DAY_MS
    const trouble = this.#trouble.plan(this.clock.now() + this.#random() * 12 * HOUR_MS)
    let end = this.#random() < ENDS ? this.clock.now() + this.#random() * DAY_MS : Infinity
    while (this.clock.now() < until) {
      await this.clock.wait(this.#random() * 2 * (DAY_MS / (this.#options.edits * this.#pairs.size)))
      this.#choosePair()?.people.act(this.clock.now())
      trouble(this.clock.now())
      if (this.clock.now() < end) continue
      end = Infinity
      await this.#service.restart()
    }
    this.#trouble.calm()
    await this.#operate()
    await this.#service.life.telemetry.metrics()
  }

  readonly #operate = async (): Promise<void> => {
    this.#decisions += await operateYear(this.#service.life.store, this.#pairs, this.clock.now())
  }

  /** Peace until all is equal; then what is in the trash goes. */
  async #rest(): Promise<void> {
    await checkYear({ pairs: this.#pairs, store: this.#service.life.store, database: this.#database, clock: this.clock, operate: this.#operate })
    const { runs, writes } = this.#told
    this.#rows.push({ day: this.#day, ...sampleDatabase(this.#database), writes, runs, seconds: this.#seconds })
    for (const pair of this.#pairs.values()) tidyUp(pair)
  }

  #judge(): boolean {
    const counts = { ...this.#service.counts, ...this.#trouble.counts, ...sumsOf(this.#pairs), decisions: this.#decisions, checks: this.#rows.length }
    const isWell = judgeYear({ ...counts, pairs: this.#pairs.size, told: this.#told, memory: this.#memory, rows: this.#rows, seconds: this.#seconds }, this.#options.say)
    if (isWell) rmSync(this.#folder, { recursive: true, force: true })
    return isWell
  }

  #show(day: number): void {
    const { days, progress } = this.#options
    const { kills, stops } = this.#service.counts
    const { runs, writes } = this.#told
    const last = this.#memory.at(-1)
    progress(
      `day ${day} of ${days}, ${Math.round(this.#seconds)} s, about ${Math.round((this.#seconds / day) * (days - day))} s left · ${sumsOf(this.#pairs).edits} edits, ${runs} runs, ${writes} writes, ${kills} kills, ${stops} stops, ${this.#rows.length} checks passed · heap ${last?.heapMB.toFixed(1) ?? '?'} MB, resident ${last?.residentMB.toFixed(0) ?? '?'} MB`,
      day % SAMPLE_EVERY_DAYS === 0,
    )
  }

  /** Days since the beginning. */
  get #day(): number {
    return (this.clock.now() - this.#firstAt) / DAY_MS
  }

  /** What it took so far, on the clock of the wall. */
  get #seconds(): number {
    return (Date.now() - this.#beganAt) / 1000
  }

  #choosePair(): YearPair | undefined {
    return [...this.#pairs.values()][Math.floor(this.#random() * this.#pairs.size)]
  }
}
