import type { Deaf } from '../domain/deaf.ts'
import { ERROR_CODES } from '../domain/error-codes.ts'
import { SyncError } from '../domain/errors.ts'
import type { RunCause } from '../engine/tell-run.ts'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { Interruption, type Job, type Jobs } from './jobs.ts'
import { didSomething, judgeFailure, judgeReport, type Verdict } from './judge-run.ts'
import { lastHour, pollAfter, type Pace } from './pace.ts'
import type { PairRunner } from './pair-runner.ts'
import type { Decision, ServiceStore, Standing, Why } from './ports.ts'

export interface PairKeeperOptions {
  readonly pair: string
  readonly runner: Pick<PairRunner, 'run' | 'reopen'>
  readonly store: Pick<ServiceStore, 'setStanding' | 'decided'>
  readonly jobs: Jobs
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly pace: Pace
  /** Hour (UTC) after which both mailboxes are listed whole, once a day. */
  readonly fullListingHour: number
  /** Ends runs at once. */
  readonly signal: AbortSignal
  /** Ways of learning of changes that do not work now, and whether both clouds tell of changes. */
  readonly hearing: () => { readonly deaf: readonly Deaf[]; readonly isTold: boolean }
  /** Told of the database: what is wrong with it, or that it answered. */
  readonly onStore: (problem: string | undefined) => void
}

const CHANNELS: Readonly<Record<Why, RunCause['channel']>> = { start: 'poll', push: 'push', idle: 'idle', poll: 'poll', retry: 'poll', turn: 'poll', asked: 'manual' }

const UNTOLD_LOOKS = 2
const UNTOLD: Deaf = { code: 'untold', text: 'Changes were found of which no cloud had told, though it should: look whether the public URL can be reached and connections are let through.' }

/** Looks after one pair: runs it, remembers how it stands, and wants the next run. */
export class PairKeeper {
  readonly #options: PairKeeperOptions
  #standing: Standing
  #failures: number
  #changedAt: number
  #isRunning = false
  /** Looks in a row that found changes of which no cloud had told, though both should. */
  #untold: number
  /** Whether both clouds told of changes when that was last asked. */
  #wasTold = false
  #decision: Decision | undefined

  /** `before`: how it stood when the last process ended. */
  constructor(options: PairKeeperOptions, before: Standing | undefined) {
    const now = options.clock.now()
    this.#options = options
    this.#changedAt = before?.changedAt ?? before?.since ?? now
    this.#failures = before?.failures ?? 0
    this.#untold = before?.untold ?? 0
    this.#standing = before ?? { pair: options.pair, state: 'behind', since: now }
  }

  get standing(): Standing {
    return this.#standing
  }

  /** How it stands after a run that another process did. */
  follow(standing: Standing): void {
    this.#standing = standing
    this.#changedAt = standing.changedAt ?? this.#changedAt
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  /** Not tried again until a person acts. */
  get isBlocked(): boolean {
    return (this.#standing.state === 'sign-in' || this.#standing.state === 'stuck') && this.#standing.retryAt === undefined
  }

  /** Whether the mailboxes could be reached when they were last tried. */
  get isHealthy(): boolean {
    return this.#standing.state === 'in-step' || this.#standing.state === 'behind' || this.#standing.state === 'decide'
  }

  /** What a person decided counts for the next run, once. */
  decide(decision: Decision): void {
    this.#decision = decision
  }

  /** One run, and what follows from it. Never rejects. */
  async work(job: Job): Promise<void> {
    const { runner, pair, clock, signal } = this.#options
    const startedAt = clock.now()
    const relist = this.#isListingDue(startedAt)
    this.#isRunning = true
    try {
      if (job.why === 'asked') await runner.reopen(pair)
      const report = await runner.run(pair, { cause: { channel: CHANNELS[job.why], at: job.since }, takeHint: this.#hintsOf(job, startedAt), relist, ending: job.ending, signal, ...(await this.#takeDecision()) })
      const isDone = report.stoppedBy === undefined && report.quiet
      if (didSomething(report)) this.#noteChange(job)
      this.#failures = isDone ? 0 : this.#failures + 1
      const verdict = judgeReport(report, { failures: this.#failures, sinceChangeMs: clock.now() - this.#changedAt, isTold: this.#options.hearing().isTold && !this.#isUntold }, this.#options.pace)
      // That a listing is due is written down by the run, so it is wanted once, however often it is interrupted.
      await this.#follow(verdict, relist || (isDone && this.#standing.listedAt === undefined) ? startedAt : undefined)
    } catch (error) {
      await this.#followFailure(error, job)
    } finally {
      this.#isRunning = false
    }
  }

  /** Where its ways of learning of changes stand now, for whoever looks. */
  async noteHearing(): Promise<void> {
    await this.#stand({ ...this.#standing })
    await this.hurryWhereLost()
  }

  /** Where its ways of learning of changes were lost, the next look was planned too late. */
  async hurryWhereLost(): Promise<void> {
    const { hearing, jobs, pair, clock, pace } = this.#options
    const { isTold } = hearing()
    const isLost = this.#wasTold && !isTold
    this.#wasTold = isTold
    if (isLost && this.isHealthy) await jobs.want(pair, 'poll', clock.now() + pollAfter(clock.now() - this.#changedAt, false, pace))
  }

  #noteChange({ why }: Job): void {
    this.#changedAt = this.#options.clock.now()
    if (why === 'push' || why === 'idle') this.#untold = 0
    else if (why === 'poll' && this.#options.hearing().isTold) this.#untold++
  }

  /** One change may be found just before it is told, or have waited for a draft to rest. */
  get #isUntold(): boolean {
    return this.#untold >= UNTOLD_LOOKS
  }

  /** What a run that goes on for long is told meanwhile: wishes, and where none comes that it is time to look. */
  #hintsOf(job: Job, startedAt: number): () => RunCause | undefined {
    const { clock, pace } = this.#options
    let lookedAt = startedAt
    return () => {
      const now = clock.now()
      const wish = job.takeWish?.()
      if (wish === undefined && now - lookedAt < pace.hotMs) return undefined
      lookedAt = now
      return wish === undefined ? { channel: 'poll', at: now } : { channel: CHANNELS[wish.why], at: wish.since }
    }
  }

  #isListingDue(now: number): boolean {
    const { listedAt } = this.#standing
    return listedAt !== undefined && listedAt < lastHour(this.#options.fullListingHour, now)
  }

  /** Forgotten before it is obeyed: a decision that is lost is taken again, one that is obeyed twice could trash what it was not about. */
  async #takeDecision(): Promise<{ readonly applyHold?: string; readonly discardHold?: string }> {
    const decision = this.#decision
    if (decision === undefined) return {}
    await this.#options.store.decided(decision.pair, decision.hold)
    this.#decision = undefined
    return decision.decision === 'apply' ? { applyHold: decision.hold } : { discardHold: decision.hold }
  }

  async #followFailure(error: unknown, job: Job): Promise<void> {
    if (job.ending.aborted || this.#options.signal.aborted || error instanceof Interruption) {
      await this.#options.jobs.want(job.pair, job.why === 'asked' ? 'asked' : 'turn')
      return
    }
    this.#failures++
    const isOurs = error instanceof SyncError
    if (!isOurs) this.#options.telemetry.log('error', 'run failed', { pair: job.pair, code: 'BROKEN_INVARIANT', where: placeOf(error) })
    const message = isOurs ? error.message : ERROR_CODES.BROKEN_INVARIANT.cause
    await this.#follow(judgeFailure(isOurs ? error.code : 'BROKEN_INVARIANT', message, this.#failures, isOurs ? error.retryAfterMs : undefined))
  }

  async #follow(verdict: Verdict, listedAt = this.#standing.listedAt): Promise<void> {
    const { jobs, pair, clock, onStore } = this.#options
    onStore(verdict.code === 'STORE_FAILURE' ? verdict.message : undefined)
    const now = clock.now()
    const { state, code, message, nextMs } = verdict
    const isByItself = nextMs !== undefined && code !== undefined
    await this.#stand({
      pair,
      state,
      since: state === this.#standing.state && code === this.#standing.code ? this.#standing.since : now,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(isByItself ? { retryAt: now + nextMs } : {}),
      ...(listedAt === undefined ? {} : { listedAt }),
      ...(this.#failures === 0 ? {} : { failures: this.#failures }),
      ...(this.#untold === 0 ? {} : { untold: this.#untold }),
      changedAt: this.#changedAt,
    })
    if (nextMs !== undefined) await jobs.want(pair, code === undefined && state !== 'behind' ? 'poll' : 'retry', now + nextMs)
  }

  async #stand(standing: Standing): Promise<void> {
    const deaf = [...this.#options.hearing().deaf, ...(this.#isUntold ? [UNTOLD] : [])]
    const { deaf: _before, ...rest } = standing
    const next: Standing = deaf.length === 0 ? rest : { ...rest, deaf }
    if (JSON.stringify(next) === JSON.stringify(this.#standing)) return
    if (next.state !== this.#standing.state) this.#options.telemetry.log(next.code === undefined ? 'info' : 'warn', 'pair stands', { pair: next.pair, state: next.state, code: next.code })
    this.#standing = next
    await this.#options.store.setStanding(next).catch((error: unknown) => this.#options.onStore(error instanceof Error ? error.message : 'unknown'))
  }
}

/** Where in our code an unforeseen error came from: its first line could hold content. */
const placeOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4).map((line) => line.trim()).join(' < ') : 'unknown')
