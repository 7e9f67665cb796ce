import pLimit from 'p-limit'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { isFull } from './capacity.ts'
import { journal } from './journal.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import { perform } from './perform.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { priorityOf } from './priority.ts'
import { partnerItem, partnerOf, setAside, withFolderBase } from './rows.ts'

/** How far one `apply` has come. */
export interface Progress {
  readonly done: Operation[]
  failed: number
  unanswered: number
  gaveWay: boolean
  /** Sides that take nothing more, and what they said. */
  readonly full: Map<Side, SyncError>
}

export interface ApplyOptions {
  /** Asked before each operation that may take its time: once it says so, none is begun any more. */
  readonly isNews?: () => boolean
  /** Sides to which nothing is copied that may take its time, and why. */
  readonly short?: ReadonlyMap<Side, SyncError>
}

/** Journal entries that are committed together before any of their writes is sent. */
const WINDOW = 64
/** The next window is journaled once no more than so many operations wait for their turn, so that there is always one to begin. */
const AHEAD = 16

/** Operations that are open at once, for each request that the clouds take at once: a cloud is idle while what it answered is on its way to the other. */
const OPEN_SHARE = 1.6

/** Operations that must be done one after the other. */
type Chain = readonly JournalEntry[]

/**
 * Carries remote operations out in windows, each journaled before the first of its writes is sent, and while the one before it is
 * still at work: the clouds are not to wait for the database, nor for the slowest write of a window.
 */
export class RemoteWork {
  readonly #mirror: Mirror
  readonly #context: PairContext
  readonly #result: Progress
  readonly #options: ApplyOptions & { readonly tell: () => void }
  readonly #limit: ReturnType<typeof pLimit>
  readonly #unbegun = new Set<JournalEntry>()
  /** The end of the last chain of each name: whether all of it came about. */
  readonly #ends = new Map<string, Promise<boolean>>()
  /** What keeps anything more from being begun: a failure of a cloud or an order, or one of the database. */
  #stop: { readonly error: unknown } | undefined
  #broken: { readonly error: unknown } | undefined
  #waiting = 0
  #wake = (): void => {}

  constructor(mirror: Mirror, context: PairContext, result: Progress, options: ApplyOptions & { readonly tell: () => void }) {
    const { left, right } = context.mailboxes
    this.#mirror = mirror
    this.#context = context
    this.#result = result
    this.#options = options
    this.#limit = pLimit(Math.ceil((left.capabilities.concurrency + right.capabilities.concurrency) * OPEN_SHARE))
  }

  /** @returns what stopped it, if anything did. Once. */
  async carryOut(operations: readonly Operation[]): Promise<SyncError | undefined> {
    const { signal, ending } = this.#context
    const isAborted = (): boolean => signal.aborted || ending?.aborted === true
    let at = 0
    for (; at < operations.length; at += WINDOW) {
      await this.#hasRoom()
      if (this.#isOver || this.#result.gaveWay || isAborted()) break
      await this.#open(operations.slice(at, at + WINDOW))
    }
    await Promise.all(this.#ends.values())
    if (this.#broken !== undefined) throw this.#broken.error
    const error = this.#stop?.error
    const isOrderly = this.#stop === undefined || error instanceof SyncError || ending?.aborted === true
    if (isOrderly) await this.#drop([...this.#unbegun])
    if (error instanceof SyncError) return error
    if (this.#stop !== undefined) throw error
    if (at < operations.length && !this.#result.gaveWay) for (const each of [signal, ending]) each?.throwIfAborted()
    return undefined
  }

  get #isOver(): boolean {
    return this.#stop !== undefined || this.#broken !== undefined
  }

  /** Resolves once few operations wait for their turn. */
  async #hasRoom(): Promise<void> {
    while (this.#waiting > AHEAD) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  /** Journals a window and queues what is in it. */
  async #open(operations: readonly Operation[]): Promise<void> {
    try {
      const entries = await journal(operations, this.#mirror, this.#context)
      for (const entry of entries) this.#unbegun.add(entry)
      for (const [name, chain] of Map.groupBy(entries, ({ operation }) => chainOf(operation))) this.#queue(name, chain)
    } catch (error) {
      this.#stop ??= { error }
    }
  }

  #queue(name: string, chain: Chain): void {
    this.#waiting++
    const before = this.#ends.get(name) ?? Promise.resolve(true)
    const end = before.then((isWhole) => this.#limit(() => this.#takeTurn(chain, isWhole)))
    this.#ends.set(name, end.catch((error: unknown) => ((this.#broken ??= { error }), false)))
  }

  /** What follows a failed operation on the same message is planned anew. */
  async #takeTurn(chain: Chain, isWhole: boolean): Promise<boolean> {
    this.#waiting--
    this.#wake()
    if (isWhole) return await this.#run(chain)
    return this.#isOver ? false : await this.#drop(chain)
  }

  /** @returns whether all of it came about */
  async #run(chain: Chain): Promise<boolean> {
    const { ending, onSettled } = this.#context
    for (const [at, entry] of chain.entries()) {
      if (ending?.aborted === true) this.#stop ??= { error: ending.reason }
      if (this.#isOver) return false
      if (!this.#mayBegin(entry.operation)) return await this.#drop(chain.slice(at))
      this.#unbegun.delete(entry)
      try {
        await this.#mirror.commit(await perform(entry, this.#mirror, this.#context))
        this.#result.done.push(entry.operation)
        onSettled?.(entry.operation, 'item' in entry.operation ? this.#mirror.item(entry.operation.item) : undefined)
      } catch (error) {
        await this.#follow(error, entry)
        return await this.#drop(chain.slice(at + 1))
      }
      this.#options.tell()
    }
    return true
  }

  #mayBegin(operation: Operation): boolean {
    const { isNews, short } = this.#options
    if (operation.kind !== 'copy' && operation.kind !== 'restore-message') return true
    if (this.#result.full.has(operation.on)) return false
    if (operation.kind === 'restore-message') return true
    if (priorityOf(operation, this.#mirror, this.#context) === 'interactive') return true
    return short?.has(operation.on) !== true && !(this.#result.gaveWay ||= isNews?.() === true)
  }

  async #drop(entries: Chain): Promise<false> {
    for (const entry of entries) this.#unbegun.delete(entry)
    if (entries.length > 0) await this.#mirror.commit({ settled: entries.map(({ token }) => token) })
    return false
  }

  async #follow(error: unknown, entry: JournalEntry): Promise<void> {
    const outcome = await afterFailure(error, entry, this.#mirror, this.#context)
    if (outcome === 'stop') this.#stop ??= { error }
    else if (outcome instanceof SyncError) noteFull(outcome, entry.operation, this.#result)
    else this.#result[outcome]++
  }
}

/** Operations that must keep their order share a chain. Folder operations all do: a parent comes before its child. */
function chainOf(operation: Operation): string {
  if ('binding' in operation && operation.binding !== undefined) return `binding ${operation.binding}`
  if ('item' in operation) return `item ${operation.item}`
  return `folders ${'on' in operation ? operation.on : ''}`
}

/** A disk that is full is full for copies to either side. */
function noteFull(error: SyncError, operation: Operation, { full }: Progress): void {
  const sides = error.code === 'MAILBOX_FULL' && 'on' in operation ? [operation.on] : SIDES
  for (const side of sides) full.set(side, error)
}

/** Decides by `scope` and `remedy` alone, but for what is full: that answers the error. */
async function afterFailure(error: unknown, entry: JournalEntry, mirror: Mirror, context: PairContext): Promise<'stop' | 'unanswered' | 'failed' | SyncError> {
  if (!(error instanceof SyncError)) return 'stop'
  if (error.ambiguous) return 'unanswered'
  if (error.scope !== 'item') {
    await mirror.commit({ settled: [entry.token] })
    return isFull(error) ? error : 'stop'
  }
  await mirror.commit({ settled: [entry.token], ...(error.remedy === 'skip' ? refused(error, entry, mirror, context) : {}) })
  return 'failed'
}

function refused(error: SyncError, entry: JournalEntry, mirror: Mirror, context: PairContext): ChangeSet {
  const { operation } = entry
  if (operation.kind === 'change-folder') return { folders: afterRefusedName(operation, mirror) }
  // What nobody may delete is put back on the other side: unbound, it is a folder without a namesake there.
  if (operation.kind === 'delete-folder') return { deletedBindings: [mirror.bindingOf(operation.folder)?.id ?? []].flat() }
  const item = 'item' in operation ? mirror.item(operation.item) : undefined
  if (item === undefined) return {}
  return setAside(error, item, partnerItem(item, mirror), context)
}

/**
 * A cloud has folders that nobody may rename. What somebody called the other one is taken back there, as if the two had agreed on the
 * new name and this side had gone back to its own; where that is refused too, both stay as they are.
 */
function afterRefusedName({ folder: ref, name, parent }: Extract<Operation, { kind: 'change-folder' }>, mirror: Mirror): Folder[] {
  const folder = mirror.folder(ref)
  const partner = folder === undefined ? undefined : partnerOf(folder, mirror)
  if (folder === undefined || partner === undefined) return []
  const base = { name, ...(parent === undefined ? {} : { parent }), isRefused: true as const }
  return [partner.base?.isRefused === true ? withFolderBase(folder) : { ...folder, base }, withFolderBase(partner)]
}
