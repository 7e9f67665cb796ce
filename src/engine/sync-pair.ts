import { SyncError } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import { isNight } from '../domain/night.ts'
import type { Operation } from '../domain/operation.ts'
import { apply } from './apply.ts'
import { roomFor, shortOf } from './capacity.ts'
import { discardHeld } from './discard-held.ts'
import { findingsOf, tallyOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe, type Observed } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { prepare, type Prepared } from './prepare.ts'
import { recover, type Unsettled } from './recover.ts'
import type { Report } from './report.ts'
import { holdsIn, OPEN_HOLDS, runEvents, type RunHolds } from './run-events.ts'
import { stopOf } from './stop-of.ts'

export interface SyncOptions {
  /** Observe and plan again until there is nothing more to do (at most `MOST_PASSES` times). */
  readonly untilQuiet?: boolean
  /** A hold that a person decided to apply. */
  readonly applyHold?: string
  /** A hold that a person decided to discard: what it would have sent to trash is kept. */
  readonly discardHold?: string
}

/** Edits that go on for ever must not keep a run from ending. */
const MOST_PASSES = 12
/** What a cloud refuses now it may take at once when asked again, but not for ever. */
const MOST_IDLE_PASSES = 2
/**
 * How long a long copy goes on before it is interrupted for a look, in milliseconds: so long that looking and planning take a small
 * part of the time, also while a cloud slows everything down, and not so long that somebody has to wait for it.
 */
const BETWEEN_LOOKS_MS = { least: 5_000, most: 40_000 }
const WORK_PER_LOOK = 10
/** Within a pass: folders, then first meetings, then messages, then what a late twin leaves behind. */
const MOST_ROUNDS = 8

/** Recovers, observes, plans and applies. Running it again with nothing new performs no write. */
export async function syncPair(context: PairContext, options: SyncOptions = {}): Promise<Report> {
  const run = new Run(context, options)
  const startedAt = toInstant(context.clock.now()) ?? ''
  await run.work()
  const report: Report = {
    run: context.run,
    pair: context.pair,
    startedAt,
    endedAt: toInstant(context.clock.now()) ?? '',
    passes: run.passes,
    quiet: run.isQuiet,
    ...(run.isQuiet ? { inStepAt: startedAt } : await inStepBefore(context, run.stoppedBy)),
    done: tallyOf(run.done),
    failed: run.failed,
    holds: (run.prepared?.held ?? []).map((hold) => ({ id: hold.id, on: hold.on, operations: hold.operations.length, reason: hold.reason })),
    findings: run.stoppedBy?.scope === 'service' ? [] : await findingsOf(context, run.prepared, run.observed),
    ...(run.stoppedBy === undefined ? {} : { stoppedBy: stopOf(run.stoppedBy) }),
  }
  if (run.stoppedBy?.scope !== 'service') await remember(context, report, run, options)
  return report
}

/** Keeps the report, and tells what is new in it, at once. */
async function remember({ store }: PairContext, report: Report, { prepared }: Run, { applyHold, discardHold }: SyncOptions): Promise<void> {
  const last = await store.fact('report')
  const hold = applyHold ?? discardHold
  const holds: RunHolds = {
    before: holdsIn(await store.fact(OPEN_HOLDS)),
    ...(prepared === undefined ? {} : { now: report.holds }),
    ...(hold === undefined ? {} : { decided: { hold, decision: applyHold === undefined ? 'discard' : 'apply' } }),
  }
  const { events, facts } = runEvents(report, last === undefined ? undefined : (JSON.parse(last) as Report), holds)
  await store.commit({ facts: { report: JSON.stringify(report), ...facts }, ...(events === undefined || events.length === 0 ? {} : { events }) })
}

/** A report takes over from the one before since when all was well. */
async function inStepBefore({ store }: PairContext, stoppedBy: SyncError | undefined): Promise<Pick<Report, 'inStepAt'>> {
  const before = stoppedBy?.scope === 'service' ? undefined : await store.fact('report')
  const { inStepAt }: Pick<Report, 'inStepAt'> = before === undefined ? {} : JSON.parse(before)
  return inStepAt === undefined ? {} : { inStepAt }
}

/** One run over a pair: what it has done so far, and what a person allowed it. */
class Run {
  readonly done: Operation[] = []
  failed = 0
  passes = 0
  isQuiet = false
  prepared: Prepared | undefined
  observed: Observed | undefined
  stoppedBy: SyncError | undefined
  #gaveWay = false
  readonly #context: PairContext
  readonly #options: SyncOptions
  #decided: 'apply' | 'discard' | undefined

  constructor(context: PairContext, options: SyncOptions) {
    this.#context = context
    this.#options = options
  }

  async work(): Promise<void> {
    try {
      let idle = 0
      let looks = 0
      do {
        this.passes++
        if (this.#gaveWay) looks++
        const before = this.done.length
        this.isQuiet = await this.#pass()
        idle = this.done.length === before ? idle + 1 : 0
      } while (this.#gaveWay || (this.#options.untilQuiet === true && !this.isQuiet && this.stoppedBy === undefined && idle < MOST_IDLE_PASSES && this.passes - looks < MOST_PASSES))
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      this.stoppedBy = error
      this.isQuiet = false
    }
  }

  /** @returns whether there was nothing to do. */
  async #pass(): Promise<boolean> {
    const context = { ...this.#context, onProgress: (progress: Parameters<PairContext['onProgress']>[0]) => this.#context.onProgress({ ...progress, pass: this.passes }) }
    this.#gaveWay = false
    context.takeHint?.()
    const startedAt = context.clock.now()
    const unsettled = await recover(context)
    const observed = await observe(context)
    this.observed = observed
    const before = this.done.length
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const mirror = new Mirror(context.store)
      const prepared = await this.#prepare(mirror, context, observed, unsettled)
      const due = dueNow(prepared.operations)
      if (due.length === 0) break
      const applied = await apply(due, mirror, context, { isNews: newsAfter(context, startedAt), short: shortOf(await roomFor(due, mirror, context)) })
      this.done.push(...applied.done)
      this.failed += applied.failed
      this.stoppedBy = applied.stoppedBy
      this.#gaveWay = applied.gaveWay && applied.stoppedBy === undefined
      if (this.#gaveWay || applied.unanswered > 0 || applied.failed > 0 || applied.stoppedBy !== undefined) return false
    }
    return this.done.length === before && unsettled.size === 0 && (this.prepared?.doubtful ?? 0) === 0
  }

  async #prepare(mirror: Mirror, context: PairContext, observed: Observed, unsettled: Unsettled): Promise<Prepared> {
    const alreadyTrashed = this.done.filter((operation) => operation.kind === 'trash').length
    const prepared = await prepare(mirror, context, { observed, unsettled, alreadyTrashed, isDecided: this.#decided === 'apply' })
    this.prepared = prepared
    const named = this.#options.applyHold ?? this.#options.discardHold
    if (named === undefined || this.#decided !== undefined) return prepared

    const hold = prepared.held.find(({ id }) => id === named)
    if (hold === undefined) throw new SyncError('HOLD_CHANGED', `There is no open hold ${named}.`)
    this.#decided = named === this.#options.applyHold ? 'apply' : 'discard'
    if (this.#decided === 'discard') await discardHeld(hold, mirror, context)
    return this.#prepare(new Mirror(context.store), context, observed, unsettled)
  }
}

/** Whether there is news, from when looking for it is worth while: `startedAt` is when this look began. */
function newsAfter({ clock, takeHint, policy }: PairContext, startedAt: number): () => boolean {
  const plannedAt = clock.now()
  const worthMs = (plannedAt - startedAt) * WORK_PER_LOOK
  const nextLookAt = plannedAt + Math.min(BETWEEN_LOOKS_MS.most, Math.max(BETWEEN_LOOKS_MS.least, worthMs))
  // What was begun at night ends with it: the next pass leaves what is old for the next night.
  const isDay = (): boolean => policy.oldMailAtNight === true && !isNight(clock.now())
  return () => isDay() || (clock.now() >= nextLookAt && takeHint?.() === true)
}

/**
 * Folders first, then first meetings, then the rest, each planned anew on what the one before made: where two messages that
 * meet lie is told by their folders, so these must be one before.
 */
export function dueNow(operations: readonly Operation[]): readonly Operation[] {
  for (const kinds of [FOLDERS, MEETINGS]) {
    const due = operations.filter((operation) => kinds.has(operation.kind))
    if (due.length > 0) return due
  }
  return operations
}

const FOLDERS: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>(['create-folder', 'change-folder', 'bind-folder', 'adopt-folder', 'forget-folder'])
const MEETINGS: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>(['bind', 'replace', 'revive'])
