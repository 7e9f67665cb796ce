import type { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { Interruption, type Jobs } from './jobs.ts'
import { pauseAfter, type Pace } from './pace.ts'
import { PairKeeper } from './pair-keeper.ts'
import type { PairRunner } from './pair-runner.ts'
import type { Pause, PairQueue, ServiceStore, Why, Wish } from './ports.ts'
import { readinessOf, type Readiness } from './readiness.ts'

export interface PairWorkerOptions {
  readonly pairs: readonly string[]
  readonly runner: Omit<PairRunner, 'mailboxes'>
  readonly store: ServiceStore
  readonly queue: PairQueue
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly settings: {
    readonly pace: Pace
    readonly pairsAtOnce: number
    readonly fullListingHour: number
    /** How often what commands wrote into the database is looked at, in milliseconds. */
    readonly controlMs: number
  }
}

/** After this long a run lets another pair have its turn, in milliseconds. It goes on where it stopped. */
const TURN_MS = 60_000
/** A pair that is left alone is looked at again after this long, in milliseconds: whoever tells of the end of a pause may be down. */
const PAUSED_LOOK_MS = 300_000
/** How long what is in hand may take when the process ends, in milliseconds. */
const LAST_MS = 10_000

interface Running {
  readonly startedAt: number
  readonly ending: AbortController
  readonly done: Promise<void>
  /** What was heard of meanwhile, and not looked for yet. */
  news: News | undefined
  /** When what was looked for last was heard of. */
  lookedFor: number
}

type News = Pick<Wish, 'why' | 'since'>

/** Does the runs that wait in a queue which it shares with other processes. What it knows of a pair it reads before each run. */
export class PairWorker {
  readonly #options: PairWorkerOptions
  readonly #running = new Map<string, Running>()
  readonly #atOnce = new AbortController()
  #pauses: readonly Pause[] = []
  #storeProblem: string | undefined = 'The database was not reached yet.'
  #isEnding = false
  #ending: AbortSignal = this.#atOnce.signal

  constructor(options: PairWorkerOptions) {
    this.#options = options
  }

  /** Whether it takes what is due, and why not. How pairs stand is for `tongbu serve` to tell. */
  readiness(): Readiness {
    return readinessOf({ standings: [], storeProblem: this.#storeProblem, isStopped: this.#isPaused(undefined), isEnding: this.#isEnding, isLeftAlone: false, isStandby: false })
  }

  /** Until `ending` aborts; what is then in hand is finished, within 10 seconds. A database that is away is waited for. @throws {SyncError} where it is not ours to use */
  async run(ending: AbortSignal): Promise<void> {
    const { queue, clock, settings } = this.#options
    await this.#reachStore(ending)
    this.#ending = ending
    const ended = new AbortController()
    const last = this.#endInTime(ending, ended.signal)
    const onFailure = ({ code }: SyncError): void => this.#options.telemetry.log('error', 'queue failed', { code })
    await Promise.all([queue.work({ most: settings.pairsAtOnce, perform: (wish) => this.#perform(wish), ending, onFailure }), this.#control(ending, clock, settings.controlMs)])
    ended.abort()
    await last
  }

  async #reachStore(ending: AbortSignal): Promise<void> {
    const { clock, telemetry } = this.#options
    for (let failures = 1; !ending.aborted; failures++) {
      try {
        await this.#readPauses()
        if (failures > 1) telemetry.log('info', 'database reached')
        return
      } catch (error) {
        if (!isStoreFailure(error)) throw error
        if (failures === 1) telemetry.log('error', 'database failed')
        await clock.wait(pauseAfter(failures, 1000, 30_000), ending).catch(() => {})
      }
    }
  }

  /** Asks the database what a person paused, and so whether it answers. @throws {SyncError} */
  async #readPauses(): Promise<void> {
    try {
      this.#pauses = await this.#options.store.pauses()
      this.#storeProblem = undefined
    } catch (error) {
      this.#storeProblem = error instanceof Error ? error.message : 'The database failed.'
      throw error
    }
  }

  async #endInTime(ending: AbortSignal, ended: AbortSignal): Promise<void> {
    const { clock } = this.#options
    await aborted(AbortSignal.any([ending, ended]))
    this.#isEnding = true
    for (const running of this.#running.values()) running.ending.abort(new Interruption('ending'))
    await clock.wait(LAST_MS, ended).then(() => this.#atOnce.abort(ending.reason), () => {})
  }

  /** @throws {Error} where it is for another process, or later */
  async #perform(wish: Wish): Promise<void> {
    // A run that lost its pair may still be on its way out of here.
    for (let before = this.#running.get(wish.pair); before !== undefined; before = this.#running.get(wish.pair)) await before.done
    if (!this.#options.pairs.includes(wish.pair)) throw new Error('This process knows no such pair.')
    const ending = new AbortController()
    const done = this.#work(wish, ending.signal)
    this.#running.set(wish.pair, { startedAt: this.#options.clock.now(), ending, done: done.catch(() => {}), news: undefined, lookedFor: 0 })
    try {
      await done
    } catch (error) {
      // The queue can take a run back only once the database answers again.
      await this.#reachStore(this.#ending)
      throw error
    } finally {
      this.#running.delete(wish.pair)
    }
  }

  async #work({ pair, why, since }: Wish, ending: AbortSignal): Promise<void> {
    const { clock } = this.#options
    await this.#readPauses()
    const jobs = this.#jobs()
    if (this.#isEnding) await jobs.want(pair, why)
    else if (this.#isPaused(pair)) await jobs.want(pair, 'poll', clock.now() + PAUSED_LOOK_MS)
    else await this.#runPair({ pair, why, since }, jobs, ending)
    jobs.throwFailure()
  }

  async #runPair({ pair, why, since }: Omit<Wish, 'dueAt'>, jobs: Jobs, ending: AbortSignal): Promise<void> {
    const keeper = await this.#keeperOf(pair, jobs)
    if (keeper.isBlocked && why !== 'asked' && why !== 'start') return
    const decision = (await this.#options.store.decisions()).find((each) => each.pair === pair)
    if (decision !== undefined) keeper.decide(decision)
    await keeper.work({ pair, why, since, ending, takeWish: () => this.#takeNews(pair) })
  }

  /** The job of it stays: one more run, with nothing to do, is cheaper than news that are lost. */
  #takeNews(pair: string): News | undefined {
    const running = this.#running.get(pair)
    const news = running?.news
    if (running === undefined || news === undefined) return undefined
    running.lookedFor = news.since
    running.news = undefined
    return news
  }

  async #keeperOf(pair: string, jobs: Jobs): Promise<PairKeeper> {
    const { runner, store, clock, telemetry, settings } = this.#options
    const [before] = await store.standings(pair)
    const hearing = { isTold: before?.isTold === true, deaf: [] }
    const options = { pair, store, jobs, clock, telemetry, pace: settings.pace, fullListingHour: settings.fullListingHour, signal: this.#atOnce.signal }
    return new PairKeeper({ ...options, runner, hearing: () => hearing, onStore: () => {} }, before)
  }

  /** What could not be written down is remembered, and makes the queue give the run back. */
  #jobs(): Jobs & { throwFailure(): void } {
    const { queue, clock } = this.#options
    let failure: { readonly error: unknown } | undefined
    return {
      want: async (pair: string, why: Why, dueAt = clock.now()) => queue.add({ pair, why, since: clock.now(), dueAt }).catch((error: unknown) => void (failure = { error })),
      interrupt: () => {},
      wake: () => {},
      run: async () => {},
      throwFailure: () => {
        if (failure !== undefined) throw failure.error
      },
    }
  }

  /** Without a pair: whether all of them are. */
  #isPaused(pair: string | undefined): boolean {
    const now = this.#options.clock.now()
    return this.#pauses.some((pause) => (pause.pair === undefined || pause.pair === pair) && (pause.until ?? Infinity) > now)
  }

  /** Ends what a person paused, and long runs while others wait; tells runs what is heard of meanwhile. */
  async #control(ending: AbortSignal, clock: Clock, everyMs: number): Promise<void> {
    const { queue } = this.#options
    while (!ending.aborted) {
      await clock.wait(everyMs, ending).catch(() => {})
      const long = [...this.#running.values()].filter(({ startedAt }) => clock.now() - startedAt >= TURN_MS)
      try {
        await this.#readPauses()
        if (this.#running.size === 0) continue
        for (const { pair, why, since } of await queue.heard()) {
          const running = this.#running.get(pair)
          if (running !== undefined && since > running.lookedFor) running.news = { why, since }
        }
        if (long.length > 0 && (await queue.waiting()) > 0) for (const running of long) running.ending.abort(new Interruption('turn'))
      } catch {
        // The runs themselves meet the database soon enough, and say what is wrong.
      }
      for (const [pair, running] of this.#running) if (this.#isPaused(pair)) running.ending.abort(new Interruption('paused'))
    }
  }
}

const isStoreFailure = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'STORE_FAILURE'

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
