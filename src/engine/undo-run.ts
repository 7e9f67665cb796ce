import { parseEffect } from '../domain/effect.ts'
import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { planUndo, type UndoListed, type UndoPlan, type Written } from '../reconcile/plan-undo.ts'
import { apply } from './apply.ts'
import { tallyOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import type { AuditRecord, RunSummary } from './ports.ts'
import { recover, type Unsettled } from './recover.ts'
import type { Report } from './report.ts'
import { stopOf } from './stop-of.ts'

/** What taking back a run did, or would do. */
export interface UndoReport extends Pick<Report, 'run' | 'pair' | 'startedAt' | 'endedAt' | 'done' | 'failed' | 'stoppedBy'> {
  /** The run that was taken back. */
  readonly of: string
  /** What is still to be done: all of it after a dry run, nothing when it ended well. */
  readonly planned: readonly Operation[]
  /** Messages that are not as they were before, or on one side only, each with the reason. */
  readonly listed: readonly UndoListed[]
  /** What else the run did and what stays as it is, by side and kind: copies, folders. */
  readonly stays: RunSummary['done']
}

export interface UndoOptions {
  /** The run to take back. */
  readonly of: string
  /** Only what it wrote on this message. */
  readonly item?: ItemRef
  /** Look and plan, and write to no cloud. */
  readonly dryRun?: boolean
}

/** Folders inside each other are made one after another. */
const MOST_ROUNDS = 20

/**
 * Puts back what one run moved, moved to trash and marked, where it wrote it. The next `syncPair` carries that to the other side,
 * like any edit. Asking again after an interruption does the rest.
 * @throws {SyncError} `UNKNOWN_RUN`. Everything else that stops it is in the report.
 */
export async function undoRun(context: PairContext, { of, item, dryRun = false }: UndoOptions): Promise<UndoReport> {
  const summary = await context.store.run(of)
  if (summary === undefined) throw new SyncError('UNKNOWN_RUN', `No run ${of} changed anything in this pair.`)
  const undo = new Undo(context, of, item)
  await undo.work(dryRun)
  return {
    run: context.run,
    of,
    pair: context.pair,
    startedAt: undo.startedAt,
    endedAt: toInstant(context.clock.now()) ?? '',
    done: tallyOf(undo.done),
    failed: undo.failed,
    planned: undo.plan.operations,
    listed: undo.plan.listed,
    stays: staysOf(summary),
    ...(undo.stoppedBy === undefined ? {} : { stoppedBy: undo.stoppedBy }),
  }
}

class Undo {
  readonly startedAt: Instant
  readonly done: Operation[] = []
  /** In the last pass. */
  failed = 0
  plan: UndoPlan = { operations: [], listed: [] }
  stoppedBy: Report['stoppedBy']
  readonly #context: PairContext
  readonly #of: string
  readonly #item: ItemRef | undefined

  constructor(context: PairContext, of: string, item: ItemRef | undefined) {
    this.#context = context
    this.#of = of
    this.#item = item
    this.startedAt = toInstant(context.clock.now()) ?? ''
  }

  /** A write whose answer was lost, or that a message evaded, is looked after and planned anew, for as long as that leads on. */
  async work(dryRun: boolean): Promise<void> {
    try {
      let isLeadingOn: boolean
      do {
        const before = this.done.length
        await this.#pass(dryRun)
        isLeadingOn = this.failed > 0 && this.done.length > before
      } while (isLeadingOn)
    } catch (error) {
      this.stoppedBy = stopOf(error)
    }
  }

  async #pass(dryRun: boolean): Promise<void> {
    this.failed = 0
    const unsettled = dryRun ? new Set<string>() : await recover(this.#context)
    await observe(this.#context)
    for (let round = 1; round <= MOST_ROUNDS; round++) if (await this.#round(dryRun, unsettled)) return
  }

  /** @returns whether it is the last one. */
  async #round(dryRun: boolean, unsettled: Unsettled): Promise<boolean> {
    const mirror = new Mirror(this.#context.store)
    const before = this.plan.listed
    this.plan = await planNow(mirror, this.#context, { of: this.#of, item: this.#item })
    // What came back on one side only, and folder by folder, is no longer in the plan once it is done.
    const known = new Set(this.plan.listed.map(({ item }) => item))
    this.plan = { ...this.plan, listed: [...this.plan.listed, ...before.filter(({ item }) => !known.has(item))] }
    const due = this.plan.operations.filter((operation) => !('item' in operation && unsettled.has(operation.item)))
    if (dryRun || due.length === 0) return true
    const folders = due.filter((operation) => operation.kind === 'forget-folder' || (operation.kind === 'restore-folder' && operation.isWithinOther !== true))
    const applied = await apply(folders.length > 0 ? folders : due, mirror, this.#context)
    this.done.push(...applied.done)
    this.failed += applied.failed + applied.unanswered
    if (applied.stoppedBy !== undefined) throw applied.stoppedBy
    return applied.failed + applied.unanswered > 0
  }
}

async function planNow(mirror: Mirror, { store, policy }: PairContext, { of, item }: { readonly of: string; readonly item: ItemRef | undefined }): Promise<UndoPlan> {
  await mirror.loadFolders()
  const records = await store.writesSince(of)
  const writes = writesOf(records.filter((record) => record.run === of && (item === undefined || record.item === item)))
  const refs = [...new Set(writes.map(({ item }) => item))]
  const bindings = (await store.bindingsOf(refs)).filter(({ kind, status }) => kind === 'message' && status !== 'retired')
  const partners = bindings.flatMap((binding) => SIDES.flatMap((side) => binding[side] ?? []))
  const items = await store.itemsByRef([...new Set([...refs, ...partners])])
  mirror.hold(items, bindings)
  // What was recovered may never have been done: where the message is now tells.
  const later = writesOf(records.filter(({ run, kind }) => run !== of && kind !== 'recovered'))
  return planUndo({ writes, later, items, bindings, folders: mirror.folders, policy })
}

const writesOf = (records: readonly AuditRecord[]): Written[] =>
  records.flatMap(({ item, on, detail }) => {
    const effect = parseEffect(detail)
    return item === undefined || on === undefined || effect === undefined ? [] : [{ item, on, effect }]
  })

const TAKEN_BACK: ReadonlySet<AuditRecord['kind']> = new Set<AuditRecord['kind']>(['move', 'trash', 'mark', 'recovered', 'removed-partial'])

function staysOf({ done }: RunSummary): UndoReport['stays'] {
  const kept = (side: Side) => Object.fromEntries(Object.entries(done[side]).filter(([kind]) => !TAKEN_BACK.has(kind as AuditRecord['kind'])))
  return { left: kept('left'), right: kept('right') }
}
