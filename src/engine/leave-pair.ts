import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { Trace } from '../domain/origin-mark.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { isOfPair, planLeaving, type LeavingListed, type LeavingPlan } from '../reconcile/plan-leaving.ts'
import { absentMailbox } from './absent-mailbox.ts'
import { apply } from './apply.ts'
import { endSubscriptions, listSubscriptions, type OwnSubscriptions } from './end-subscriptions.ts'
import { tallyOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { proveLeft, type LeavingProof } from './prove-left.ts'
import { recover } from './recover.ts'
import type { Report } from './report.ts'
import { now } from './rows.ts'
import { listTraces } from './traces.ts'
import { stopOf } from './stop-of.ts'

export interface LeavingOptions {
  /** What becomes of our copies: they stay, or go to trash where their original is still there. */
  readonly copies: 'keep' | 'remove'
  /** Look and plan, and write nowhere. */
  readonly dryRun?: boolean
  /** A side whose mailbox is gone, or out of reach for good: nothing is looked at or done there, and no copy of what is there is removed. */
  readonly without?: Side
  /** Who wants it, for the audit. */
  readonly by?: string
  /** Sides whose mailbox another pair uses as well: our notes about marks are needed there. */
  readonly shared: readonly Side[]
  readonly subscriptions: OwnSubscriptions
}

/** What giving up a pair did, or would do. */
export interface LeavingReport extends Pick<Report, 'run' | 'pair' | 'startedAt' | 'endedAt' | 'done' | 'failed' | 'stoppedBy'> {
  readonly copies: 'keep' | 'remove'
  /** What is still to be done: all of it after a dry run, nothing when it ended well. */
  readonly planned: readonly Operation[]
  /** What of ours stays on messages, each with the reason. */
  readonly listed: readonly LeavingListed[]
  /** Subscriptions that were, or would be, ended, by side. */
  readonly subscriptions: Readonly<Record<Side, number>>
  /** Rows that were, or would be, forgotten, by what they are of. */
  readonly forgotten: Readonly<Record<string, number>>
  /** What was found afterwards; absent after a dry run, and where something stopped it before. */
  readonly proof?: LeavingProof
}

/** A message that moves while it is cleaned is looked for again, so often. */
const MOST_PASSES = 8

/**
 * Gives a pair up: our copies go or stay, our marks come off, subscriptions end, everything remembered is forgotten but the audit, and
 * both mailboxes are then listed from nothing to see that it is so. Asking again after an interruption does the rest. Nothing is ever
 * deleted for good. What stops it is in the report.
 */
export async function leavePair(context: PairContext, options: LeavingOptions): Promise<LeavingReport> {
  const { without } = options
  const { mailboxes } = context
  const leaving = new Leaving(without === undefined ? context : { ...context, mailboxes: { ...mailboxes, [without]: absentMailbox(mailboxes[without]) } }, options)
  await leaving.work()
  return {
    run: context.run,
    pair: context.pair,
    startedAt: leaving.startedAt,
    endedAt: now(context),
    copies: options.copies,
    done: tallyOf(leaving.done),
    failed: leaving.failed,
    planned: leaving.plan.operations,
    listed: [...leaving.listed.values()],
    subscriptions: leaving.subscriptions,
    forgotten: leaving.forgotten,
    ...(leaving.proof === undefined ? {} : { proof: leaving.proof }),
    ...(leaving.stoppedBy === undefined ? {} : { stoppedBy: leaving.stoppedBy }),
  }
}

class Leaving {
  readonly startedAt: Instant
  readonly done: Operation[] = []
  failed = 0
  plan: LeavingPlan = { operations: [], listed: [] }
  readonly listed = new Map<string, LeavingListed>()
  subscriptions: Record<Side, number> = { left: 0, right: 0 }
  forgotten: Readonly<Record<string, number>> = {}
  proof: LeavingProof | undefined
  stoppedBy: Report['stoppedBy']
  readonly #context: PairContext
  readonly #options: LeavingOptions
  #mayTrash: boolean

  constructor(context: PairContext, options: LeavingOptions) {
    this.#context = context
    this.#options = options
    this.#mayTrash = options.copies === 'remove'
    this.startedAt = toInstant(context.clock.now()) ?? ''
  }

  async work(): Promise<void> {
    try {
      if (this.#options.dryRun === true) await this.#look()
      else await this.#leave()
    } catch (error) {
      this.stoppedBy = stopOf(error)
    }
  }

  async #look(): Promise<void> {
    await observe(this.#context)
    this.plan = await this.#planNow(new Mirror(this.#context.store), await this.#traces())
    for (const side of SIDES) this.subscriptions[side] = (await listSubscriptions(this.#context, side, this.#options.subscriptions)).length
    this.forgotten = await this.#context.store.remembered()
  }

  async #leave(): Promise<void> {
    const { store, signal, run } = this.#context
    await this.#settle()
    await this.#clean()
    signal.throwIfAborted()
    const by = this.#options.by === undefined ? {} : { by: this.#options.by }
    this.subscriptions = await endSubscriptions(this.#context, this.#options.subscriptions, by)
    this.forgotten = await store.remembered()
    await store.forget([{ at: now(this.#context), run, kind: 'disconnect', reason: `uninstalled${this.#options.without === undefined ? '' : ` without the ${this.#options.without} side`}, copies ${this.#options.copies === 'keep' ? 'kept' : 'removed'}; everything but the audit is forgotten`, ...by }])
    this.proof = await proveLeft(this.#context, this.#options)
  }

  /** What an interrupted run left is looked after first: once the journal is forgotten nobody would look for such a copy. */
  async #settle(): Promise<void> {
    const unsettled = await recover(this.#context)
    if (unsettled.size > 0) throw new SyncError('REMOTE_FAILURE', 'A write whose answer was lost may still take effect; in two minutes it will be known.')
    await observe(this.#context)
  }

  async #clean(): Promise<void> {
    const traces = await this.#traces()
    for (let pass = 1; ; pass++) {
      const mirror = new Mirror(this.#context.store)
      this.plan = await this.#planNow(mirror, traces)
      const trashes = this.plan.operations.filter(({ kind }) => kind === 'trash')
      // From the first mark on that comes off, who is a copy of whom can no longer be told.
      this.#mayTrash = trashes.length > 0
      const due = trashes.length > 0 ? trashes : this.plan.operations
      if (due.length === 0) return
      const before = this.done.length
      const applied = await apply(due, mirror, this.#context)
      for (const operation of applied.done) if (operation.kind === 'strip') traces.delete(operation.item)
      this.done.push(...applied.done)
      this.failed = applied.failed + applied.unanswered
      if (applied.stoppedBy !== undefined) throw applied.stoppedBy
      if (this.failed === 0) continue
      if (this.done.length === before && pass >= MOST_PASSES) throw new SyncError('REMOTE_FAILURE', 'Some messages could not be cleaned now.')
      await this.#settle()
    }
  }

  /** From a listing of its own: what is remembered may be lost, or know less than the mailbox. */
  async #traces(): Promise<Map<ItemRef, readonly Trace[]>> {
    const found = new Map<ItemRef, readonly Trace[]>()
    for (const side of SIDES) for (const [ref, traces] of await listTraces(this.#context, side, this.#options.shared.includes(side))) found.set(ref, traces)
    return found
  }

  async #planNow(mirror: Mirror, traces: ReadonlyMap<ItemRef, readonly Trace[]>): Promise<LeavingPlan> {
    const { store, pair, policy } = this.#context
    await mirror.loadFolders()
    const items = await itemsOf(mirror, this.#context, traces)
    const bindings = (await store.bindingsOf([...items.keys()])).filter(({ kind, status }) => kind === 'message' && status !== 'retired')
    const partners = bindings.flatMap(({ left, right }) => [left, right]).flatMap((ref) => (ref === undefined || items.has(ref) ? [] : [ref]))
    for (const item of await store.itemsByRef(partners)) items.set(item.ref, item)
    mirror.hold([...items.values()], bindings)
    const refused = new Set((await store.setAside()).filter(({ since }) => since >= this.startedAt).map(({ item }) => item))
    const plan = planLeaving({ pair, copies: this.#mayTrash ? 'remove' : 'keep', items: [...items.values()].filter(({ side }) => side !== this.#options.without), bindings, traces, refused, folders: mirror.folders, policy })
    // What came off in an earlier pass no longer shows what stays beside it.
    for (const listed of plan.listed) this.listed.set(`${listed.item} ${listed.why}`, listed)
    return plan
  }
}

/** Present messages that carry anything of ours. Read folder by folder: of what is not ours nothing is kept in memory. */
async function itemsOf({ allFolders }: Mirror, { store, pair }: PairContext, traces: ReadonlyMap<ItemRef, unknown>): Promise<Map<ItemRef, Item>> {
  const items = new Map<ItemRef, Item>()
  for (const { side, ref } of allFolders) {
    for (const item of await store.itemsInFolder(side, ref)) if (item.presence === 'present' && (isOfPair(item, pair) || traces.has(item.ref))) items.set(item.ref, item)
  }
  return items
}
