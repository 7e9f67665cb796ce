import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import { isRemote, type Operation } from '../domain/operation.ts'
import type { PastMailbox, PastMessage } from '../domain/past.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { planRollback, type RollbackListed, type RollbackPlan, type RollbackScope } from '../reconcile/plan-rollback.ts'
import { apply } from './apply.ts'
import { compareRestored, type Compared } from './compare-restored.ts'
import { tallyOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { recover, type Unsettled } from './recover.ts'
import { relist } from './relist.ts'
import type { Report } from './report.ts'
import { now } from './rows.ts'
import { writtenSince } from './written-since.ts'
import { stopOf } from './stop-of.ts'

export interface RollbackOptions {
  /** The name of the restore point. */
  readonly point: string
  readonly past: Readonly<Record<Side, PastMailbox>>
  /** Where the audit stood then: what came later was done since. */
  readonly auditSeq: number
  readonly sides: readonly Side[]
  readonly scope: RollbackScope
  readonly includeDeparted?: boolean
  readonly only?: (message: PastMessage) => boolean
  /** See `RollbackInput`. */
  readonly onlyBack?: boolean
  /** Look and plan, and write to no cloud. */
  readonly dryRun?: boolean
  /** The person who wants it. */
  readonly by?: string
  /** Called once, when there is something to write and before anything is. */
  readonly onBegin?: () => Promise<void>
}

/** What a rollback did, or would do. */
export interface RollbackReport extends Pick<Report, 'run' | 'pair' | 'startedAt' | 'endedAt' | 'done' | 'failed' | 'stoppedBy'> {
  readonly point: string
  readonly sides: readonly Side[]
  readonly scope: RollbackScope
  /** What is still to be done: all of it after a dry run, nothing when it ended well. */
  readonly planned: readonly Operation[]
  /** What is not as in the point, each with the reason. */
  readonly listed: readonly RollbackListed[]
  /** How what was made anew compares with the backup, read back. */
  readonly compared: Compared
}

/** Folders inside each other are made one after another. */
const MOST_ROUNDS = 20
/** Listings of a mailbox in which something goes on. */
const MOST_LOOKS = 5

/**
 * Brings one mailbox or both back to a restore point. Nothing is deleted for good and nothing is sent. The pair is to be left alone
 * until a person has looked; what the next `syncPair` then carries over is what it would of a person's edits. Asking again after an
 * interruption does the rest. What stops it is in the report.
 */
export async function rollbackPair(context: PairContext, options: RollbackOptions): Promise<RollbackReport> {
  const rollback = new Rollback(context, options)
  await rollback.work()
  return {
    run: context.run,
    pair: context.pair,
    point: options.point,
    sides: options.sides,
    scope: options.scope,
    startedAt: rollback.startedAt,
    endedAt: toInstant(context.clock.now()) ?? '',
    done: tallyOf(rollback.done),
    failed: rollback.failed,
    planned: rollback.plan.operations,
    listed: rollback.plan.listed,
    compared: rollback.compared,
    ...(rollback.stoppedBy === undefined ? {} : { stoppedBy: rollback.stoppedBy }),
  }
}

class Rollback {
  readonly startedAt: Instant
  readonly done: Operation[] = []
  /** In the last pass. */
  failed = 0
  plan: RollbackPlan = { operations: [], listed: [] }
  compared: Compared = { exact: 0, same: 0, differs: 0, unread: 0 }
  stoppedBy: Report['stoppedBy']
  readonly #context: PairContext
  readonly #options: RollbackOptions
  readonly #damaged = new Set<string>()
  readonly #whole = new Set<string>()
  readonly #written = new Set<string>()
  #hasBegun = false

  constructor(context: PairContext, options: RollbackOptions) {
    this.#context = context
    this.#options = options
    this.startedAt = toInstant(context.clock.now()) ?? ''
  }

  /** A write whose answer was lost, or that a message evaded, is looked after and planned anew, for as long as that leads on. */
  async work(): Promise<void> {
    try {
      // What was made and then purged before anybody looked, no delta ever tells of.
      await relist(this.#context)
      let isLeadingOn: boolean
      do {
        const before = this.done.length
        await this.#pass()
        isLeadingOn = this.failed > 0 && this.done.length > before
      } while (isLeadingOn)
      if (this.#options.dryRun !== true) await this.#compare()
    } catch (error) {
      this.stoppedBy = stopOf(error)
    }
  }

  async #pass(): Promise<void> {
    this.failed = 0
    const unsettled = this.#options.dryRun === true ? new Set<string>() : await recover(this.#context)
    await this.#look()
    for (let round = 1; round <= MOST_ROUNDS; round++) if (await this.#round(unsettled)) return
  }

  /** What a listing lacks is perhaps only late, or on the way: nothing is planned about it until it is there or known to be gone. */
  async #look(): Promise<void> {
    const { store } = this.#context
    for (let look = 1; look <= MOST_LOOKS; look++) {
      await observe(this.#context)
      const missing = await Promise.all(this.#options.sides.map((side) => store.missing(side)))
      if (missing.flat().length === 0) return
    }
  }

  /** @returns whether it is the last one. */
  async #round(unsettled: Unsettled): Promise<boolean> {
    const mirror = new Mirror(this.#context.store)
    await this.#planOn(mirror)
    const due = this.plan.operations.filter((operation) => !('item' in operation && unsettled.has(operation.item)) && !this.#written.has(JSON.stringify(operation)))
    if (this.#options.dryRun === true || due.length === 0) return true
    await this.#begin()
    const step = firstStep(due)
    const applied = await apply(step, mirror, this.#context)
    this.done.push(...applied.done)
    // A cloud that takes a mark without keeping it is not asked for ever.
    for (const operation of applied.done) this.#written.add(JSON.stringify(operation))
    this.failed += applied.failed + applied.unanswered
    if (applied.stoppedBy !== undefined) throw applied.stoppedBy
    return applied.failed + applied.unanswered > 0
  }

  async #planOn(mirror: Mirror): Promise<void> {
    const before = this.plan.listed
    this.plan = await planNow(mirror, this.#context, this.#options, this.#damaged)
    if (await this.#findsDamage()) this.plan = await planNow(mirror, this.#context, this.#options, this.#damaged)
    // What came back on one side only, and folder by folder, is no longer in the plan once it is done.
    const known = new Set(this.plan.listed.map(keyOf))
    this.plan = { ...this.plan, listed: [...this.plan.listed, ...before.filter((each) => !known.has(keyOf(each)) && each.why !== 'folder-in-use')] }
  }

  /** Reads what will be needed of the backup before anything is written. @returns whether something new was found damaged */
  async #findsDamage(): Promise<boolean> {
    const needed = this.plan.operations.flatMap((operation) => (operation.kind === 'restore-message' && !this.#whole.has(operation.blob) ? operation.blob : []))
    let found = false
    for (const [at, blob] of [...new Set(needed)].entries()) {
      this.#context.signal.throwIfAborted()
      this.#context.onProgress({ phase: 'planning', pass: 0, done: at, total: needed.length })
      if (await isWhole(blob, this.#context)) this.#whole.add(blob)
      else {
        this.#damaged.add(blob)
        found = true
      }
    }
    return found
  }

  async #begin(): Promise<void> {
    if (this.#hasBegun) return
    const { point, sides, scope, by, onBegin } = this.#options
    await onBegin?.()
    const { store, run } = this.#context
    await store.commit({ audit: [{ at: now(this.#context), run, kind: 'restore', reason: `to ${point}, ${sides.join(' and ')}, ${scope}`, ...(by === undefined ? {} : { by }) }] })
    this.#hasBegun = true
  }

  async #compare(): Promise<void> {
    const { compared, differing } = await compareRestored(this.#context, this.#options)
    this.compared = compared
    this.plan = { ...this.plan, listed: [...this.plan.listed, ...differing] }
  }
}

const keyOf = ({ on, why, item, past }: RollbackListed): string => `${on} ${why} ${item ?? past ?? ''}`

/** Folders first, then what is in them, then the folders that are empty by then. */
function firstStep(due: readonly Operation[]): readonly Operation[] {
  const folders = due.filter((each) => each.kind === 'forget-folder' || each.kind === 'change-folder' || (each.kind === 'restore-folder' && each.isWithinOther !== true))
  if (folders.length > 0) return folders
  const messages = due.filter(({ kind }) => kind !== 'delete-folder')
  return messages.some(isRemote) ? messages : due
}

async function isWhole(blob: string, { backup }: PairContext): Promise<boolean> {
  try {
    const content = await backup?.open(blob)
    await content?.dispose()
    return content !== undefined
  } catch (error) {
    if (error instanceof SyncError && error.code === 'BACKUP_DAMAGED') return false
    throw error
  }
}

async function planNow(mirror: Mirror, { store, policy, pair, mailboxes }: PairContext, options: RollbackOptions, damaged: ReadonlySet<string>): Promise<RollbackPlan> {
  await mirror.loadFolders()
  const [left, right] = [await store.itemsOf('left'), await store.itemsOf('right')]
  const all = { left, right }
  const bindings = (await store.bindingsOf(options.sides.flatMap((side) => all[side].map(({ ref }) => ref)))).filter(({ kind }) => kind === 'message')
  mirror.hold([...left, ...right], bindings)
  const records = await store.recordsAfter(options.auditSeq)
  const sides = SIDES.filter((side) => options.sides.includes(side)).map((side) => {
    const { capabilities } = mailboxes[side]
    const past = options.past[side]
    return { side, ...past, items: all[side], since: writtenSince(side, records, past.messages), damaged, access: capabilities.marks, canCreate: capabilities.create !== 'none' }
  })
  const only = options.only === undefined ? {} : { only: options.only }
  return planRollback({ scope: options.scope, includeDeparted: options.includeDeparted ?? false, onlyBack: options.onlyBack ?? false, ...only, pair, sides, partners: [...left, ...right], bindings, folders: mirror.folders, policy })
}
