import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { NewId } from '../platform/ids.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { Ears } from './ears.ts'
import { tellHeadsDaily, type DailyHeadsOptions } from './head-teller.ts'
import { beat } from './heartbeat.ts'
import type { Jobs } from './jobs.ts'
import { createLocalJobs } from './local-jobs.ts'
import { pauseAfter, type Pace } from './pace.ts'
import { PairKeeper } from './pair-keeper.ts'
import type { PairRunner } from './pair-runner.ts'
import type { Decision, Pause, PairQueue, ServiceStore, StandingState, Why } from './ports.ts'
import { readinessOf, type Readiness } from './readiness.ts'
import { createSharedJobs } from './shared-jobs.ts'
import { Subscriber, type Lifecycle } from './subscriber.ts'

export interface ServiceSettings {
  readonly pace: Pace
  readonly pairsAtOnce: number
  /** Whether connections that watch a mailbox are to be used. */
  readonly idle: boolean
  readonly fullListingHour: number
  /** How often what commands wrote into the database is looked at, in milliseconds. */
  readonly controlMs: number
  /** Where a cloud reaches us with news of a pair; absent where none can. */
  readonly urlOf?: (pair: string) => string
  readonly heartbeat?: { readonly url: string; readonly everyMs: number }
}

/** What is told outside of the audit. */
export type ToldHeads = Pick<DailyHeadsOptions, 'places' | 'heads' | 'hour'>

export interface ServiceOptions {
  readonly pairs: readonly string[]
  readonly runner: PairRunner
  readonly store: ServiceStore
  readonly clock: Clock
  readonly newId: NewId
  readonly http: Http
  readonly telemetry: Telemetry
  readonly settings: ServiceSettings
  /** What else is done for as long as the service runs; never rejects. `mayWork`: whether it is for this process to do it now. */
  readonly beside?: readonly Beside[]
  /** Default: nothing is told of the audit. */
  readonly audit?: ToldHeads
  /** Where runs wait for whichever process does them. Default: this one does. */
  readonly queue?: PairQueue
}

export type Beside = (mayWork: () => boolean, ending: AbortSignal, heartbeatsLost: () => number) => Promise<void>

/** What came over a subscription. */
export type News = 'change' | Lifecycle

/** How long what is in hand may take when the service ends, in milliseconds. */
const LAST_MS = 10_000

/** Keeps all pairs in step for as long as it runs. */
export class Service {
  readonly #options: ServiceOptions
  readonly #subscriber: Subscriber | undefined
  readonly #jobs: Jobs
  readonly #keepers = new Map<string, PairKeeper>()
  readonly #ears = new Map<string, Ears>()
  readonly #atOnce = new AbortController()
  #pauses: readonly Pause[] = []
  #storeProblem: string | undefined = 'The database was not reached yet.'
  #isEnding = false
  /** In a row. */
  #heartbeatsLost = 0
  /** Whether others are to do the work, and nobody does. */
  #isLeftAlone = false
  /** Another service listens. */
  #isStandby = false
  /** That this one listens: aborted when another may. */
  #lead: AbortSignal | undefined

  constructor(options: ServiceOptions) {
    const { store, clock, newId, settings } = options
    this.#options = options
    this.#subscriber = settings.urlOf === undefined ? undefined : new Subscriber({ store, clock, newId, urlOf: settings.urlOf })
    const onFailure = (error: unknown): void => this.#onStore(messageOf(error))
    const { queue } = options
    this.#jobs = queue === undefined ? createLocalJobs({ store, clock, most: settings.pairsAtOnce, may: (pair, why) => this.#may(pair, why), onFailure }) : createSharedJobs({ queue, clock, onFailure })
  }

  /** Whether it does what it is there for, and why not. */
  readiness(): Readiness {
    const standings = [...this.#keepers.values()].map((keeper) => ({ pair: keeper.standing.pair, state: this.#stateOf(keeper), isHealthy: keeper.isHealthy }))
    return readinessOf({ standings, storeProblem: this.#storeProblem, isStopped: this.#isPaused(undefined), isEnding: this.#isEnding, isLeftAlone: this.#isLeftAlone, isStandby: this.#isStandby })
  }

  /** Whether `isMeant` knows a subscription and accepts what its notification carries; the pair is then run soon. Of others nothing is done or told. */
  hear(subscriptionId: string, news: News, isMeant: (clientState: string) => boolean): void {
    const kept = this.#subscriber?.find(subscriptionId)
    if (kept === undefined) return
    if (!isMeant(kept.clientState)) return this.#options.telemetry.log('warn', 'notification refused', { pair: kept.pair })
    if (news === 'change') void this.#jobs.want(kept.pair, 'push')
    else this.#subscriber?.tell(subscriptionId, news)
  }

  /** Until `ending` aborts; what is then in hand is finished, within 10 seconds. @throws {SyncError} where the database is not ours to use */
  async run(ending: AbortSignal): Promise<void> {
    const { clock, telemetry, http, settings } = this.#options
    const endGauges = telemetry.beforeMetrics(() => this.#tellStates())
    await this.#begin(ending)
    const ended = new AbortController()
    const last = this.#endInTime(ending, ended.signal)
    const beating = settings.heartbeat === undefined ? Promise.resolve() : beat({ ...settings.heartbeat, http, clock, isReady: () => this.readiness().ready, telemetry, onOutcome: (arrived) => (this.#heartbeatsLost = arrived ? 0 : this.#heartbeatsLost + 1) }, ending)
    await Promise.all([this.#jobs.run((job) => this.#work(job), ending), this.#control(ending), beating, this.#tellHeads(ending), ...(this.#options.beside ?? []).map((each) => each(() => this.#leads, ending, () => this.#heartbeatsLost))])
    await this.#closeEars()
    if (this.#options.queue !== undefined && this.#leads) await Promise.all([...this.#ears.keys()].map((pair) => this.#noteHearing(pair)))
    ended.abort()
    await last
    endGauges()
  }

  async #tellHeads(ending: AbortSignal): Promise<void> {
    const { audit, store, clock, telemetry } = this.#options
    if (audit !== undefined) await tellHeadsDaily({ ...audit, store, clock, telemetry, mayTell: () => this.#leads }, ending)
  }

  async #endInTime(ending: AbortSignal, ended: AbortSignal): Promise<void> {
    await aborted(AbortSignal.any([ending, ended]))
    this.#isEnding = true
    await this.#options.clock.wait(LAST_MS, ended).then(() => this.#atOnce.abort(ending.reason), () => {})
  }

  /** Waits for the database if it must, learns how the pairs stood, and begins to look after them. */
  async #begin(ending: AbortSignal): Promise<void> {
    const { store, pairs, clock } = this.#options
    for (let failures = 1; !ending.aborted; failures++) {
      try {
        const before = new Map((await store.standings()).map((standing) => [standing.pair, standing]))
        this.#pauses = await store.pauses()
        await store.probe(clock.now())
        for (const pair of pairs) this.#take(pair, before.get(pair))
        await this.#takeLead()
        this.#onStore(undefined)
        break
      } catch (error) {
        if (!(error instanceof SyncError && error.code === 'STORE_FAILURE')) throw error
        this.#onStore(messageOf(error))
        await clock.wait(pauseAfter(failures, 1000, 30_000), ending).catch(() => {})
      }
    }
    if (this.#options.queue === undefined) await this.#wantAll()
  }

  /** Whether nobody else listens and does what commands wrote. */
  get #leads(): boolean {
    return this.#options.queue === undefined || this.#lead?.aborted === false
  }

  /** Of several services over one database one listens; the others wait to take its place. */
  async #takeLead(): Promise<boolean> {
    const { queue, telemetry } = this.#options
    if (queue === undefined || this.#leads) return true
    this.#lead = await queue.lead()
    this.#isStandby = this.#lead === undefined
    if (this.#lead === undefined) return false
    this.#lead.addEventListener('abort', () => void this.#closeEars(), { once: true })
    telemetry.log('info', 'this service listens')
    await this.#wantAll()
    return true
  }

  async #wantAll(): Promise<void> {
    for (const pair of this.#keepers.keys()) {
      await this.#noteHearing(pair)
      await this.#jobs.want(pair, 'start')
    }
  }

  async #closeEars(): Promise<void> {
    await Promise.all([...this.#ears.values()].map((ears) => ears.close()))
  }

  #take(pair: string, before: ConstructorParameters<typeof PairKeeper>[1]): void {
    const { runner, store, clock, telemetry, settings } = this.#options
    const ears = new Ears({
      pair,
      runner,
      clock,
      watches: settings.idle,
      subscriber: this.#subscriber,
      onHint: (channel) => void this.#jobs.want(pair, channel),
      onChange: () => void this.#noteHearing(pair),
    })
    const options = { pair, runner, store, jobs: this.#jobs, clock, telemetry, pace: settings.pace, fullListingHour: settings.fullListingHour, signal: this.#atOnce.signal }
    this.#ears.set(pair, ears)
    this.#keepers.set(pair, new PairKeeper({ ...options, hearing: () => ears, onStore: (problem) => this.#onStore(problem) }, before))
  }

  async #noteHearing(pair: string): Promise<void> {
    const { queue, store } = this.#options
    const ears = this.#ears.get(pair)
    const keeper = this.#keepers.get(pair)
    if (queue === undefined) return keeper?.noteHearing()
    if (ears === undefined || !this.#leads) return
    await store.setHearing(pair, { isTold: ears.isTold, deaf: ears.deaf }).catch((error: unknown) => this.#onStore(messageOf(error)))
    await keeper?.hurryWhereLost()
  }

  /** Learns how the pairs stand after what others did, and listens to those that can be reached. */
  async #follow(queue: PairQueue): Promise<void> {
    this.#isLeftAlone = (await queue.workers()) === 0
    for (const standing of await this.#options.store.standings()) {
      const keeper = this.#keepers.get(standing.pair)
      keeper?.follow(standing)
      if (keeper !== undefined) await this.#listen(keeper)
    }
  }

  async #listen(keeper: PairKeeper): Promise<void> {
    const ears = this.#ears.get(keeper.standing.pair)
    if (this.#isEnding || !this.#leads || this.#isPaused(keeper.standing.pair) || keeper.isBlocked) await ears?.close()
    else if (keeper.isHealthy) ears?.open()
  }

  async #work(job: Parameters<PairKeeper['work']>[0]): Promise<void> {
    const [keeper, ears] = [this.#keepers.get(job.pair), this.#ears.get(job.pair)]
    // Listening uses the connections that a person who acted wants to be made anew.
    if (job.why === 'asked') await ears?.close()
    await keeper?.work(job)
    if (keeper !== undefined) await this.#listen(keeper)
  }

  #may(pair: string, why: Why): boolean {
    if (this.#isPaused(pair) || this.#storeProblem !== undefined) return false
    return why === 'asked' || why === 'start' || this.#keepers.get(pair)?.isBlocked === false
  }

  /** Without a pair: whether all of them are. */
  #isPaused(pair: string | undefined): boolean {
    const now = this.#options.clock.now()
    return this.#pauses.some((pause) => (pause.pair === undefined || pause.pair === pair) && (pause.until ?? Infinity) > now)
  }

  /** Does what commands wrote into the database, and finds out whether it answers. */
  async #control(ending: AbortSignal): Promise<void> {
    const { store, clock, settings } = this.#options
    let problems = 0
    let probeAt = 0
    while (!ending.aborted) {
      await clock.wait(settings.controlMs, ending).catch(() => {})
      if (ending.aborted) return
      try {
        if (await this.#takeLead()) await this.#doWhatIsAsked()
        if (this.#storeProblem === undefined) problems = 0
        else if (clock.now() >= probeAt) {
          probeAt = clock.now() + pauseAfter(++problems, 1000, 30_000)
          await store.probe(clock.now())
          this.#onStore(undefined)
        }
      } catch (error) {
        this.#onStore(messageOf(error))
      }
    }
  }

  async #doWhatIsAsked(): Promise<void> {
    const { store, queue } = this.#options
    await this.#obey(await store.pauses())
    for (const wish of await store.wishes()) if (wish.why === 'asked') await this.#ask(wish.pair, wish.since)
    for (const decision of await store.decisions()) await this.#decide(decision)
    if (queue !== undefined) await this.#follow(queue)
  }

  readonly #asked = new Map<string, number>()

  async #ask(pair: string, since: number): Promise<void> {
    if (!this.#keepers.has(pair) || (this.#asked.get(pair) ?? 0) >= since) return
    this.#asked.set(pair, since)
    const { queue, store, runner } = this.#options
    if (queue !== undefined) {
      await this.#ears.get(pair)?.close()
      await runner.reopen(pair)
    }
    await this.#jobs.want(pair, 'asked')
    if (queue !== undefined) await store.fulfil(pair, since)
  }

  async #decide(decision: Decision): Promise<void> {
    this.#keepers.get(decision.pair)?.decide(decision)
    await this.#jobs.want(decision.pair, 'asked')
  }

  /** Which pairs were paused when this was last looked at. */
  readonly #paused = new Set<string>()

  async #obey(pauses: readonly Pause[]): Promise<void> {
    this.#pauses = pauses
    const resumed: string[] = []
    for (const pair of this.#keepers.keys()) {
      const isPaused = this.#isPaused(pair)
      if (isPaused === this.#paused.has(pair)) continue
      if (isPaused) {
        this.#paused.add(pair)
        this.#jobs.interrupt(pair)
        void this.#ears.get(pair)?.close()
      } else {
        this.#paused.delete(pair)
        resumed.push(pair)
      }
    }
    await Promise.all(resumed.map((pair) => this.#jobs.want(pair, 'asked')))
    // What was wanted already during the pause may run now.
    if (resumed.length > 0) this.#jobs.wake()
  }

  #onStore(problem: string | undefined): void {
    if (this.#storeProblem === problem) return
    if ((this.#storeProblem === undefined) !== (problem === undefined)) this.#options.telemetry.log(problem === undefined ? 'info' : 'error', problem === undefined ? 'database reached' : 'database failed')
    this.#storeProblem = problem
    this.#jobs.wake()
  }

  #stateOf(keeper: PairKeeper): StandingState | 'paused' {
    return this.#isPaused(keeper.standing.pair) ? 'paused' : keeper.standing.state
  }

  #tellStates(): void {
    const counts: Record<StandingState | 'paused', number> = { 'in-step': 0, behind: 0, waiting: 0, decide: 0, gate: 0, 'sign-in': 0, stuck: 0, paused: 0 }
    for (const keeper of this.#keepers.values()) counts[this.#stateOf(keeper)]++
    for (const [state, count] of Object.entries(counts)) this.#options.telemetry.gauge('tongbu_pairs', { state }, count)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'The database failed.')

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
