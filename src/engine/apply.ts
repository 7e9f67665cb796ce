import pLimit from 'p-limit'
import { SyncError } from '../domain/errors.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import { toInstant } from '../domain/instant.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { isRemote, type Operation } from '../domain/operation.ts'
import { isFull } from './capacity.ts'
import { perform } from './perform.ts'
import { priorityOf } from './priority.ts'
import { remember } from './remember.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { asideRow, withFolderBase } from './rows.ts'

export interface Applied {
  readonly done: readonly Operation[]
  /** Operations that did not come about: set aside, or to be planned again. */
  readonly failed: number
  /** Writes whose answer was lost: recovery must look before anything more is planned. */
  readonly unanswered: number
  /** What may take its time was left undone, because there is something new to look at. */
  readonly gaveWay: boolean
  /** What stopped the rest, if anything did. */
  readonly stoppedBy?: SyncError
}

/** What all windows of one `apply` share. */
interface Progressing {
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

/**
 * Carries operations out: memory-only ones in one commit, then windows of remote ones, journaled before the first of them
 * is sent. Operations on one binding keep their order; everything else runs side by side, what somebody may be waiting for
 * first. Where a side is full copying to it stops, and all else goes on.
 */
export async function apply(operations: readonly Operation[], mirror: Mirror, context: PairContext, options: ApplyOptions = {}): Promise<Applied> {
  const memory = operations.filter((operation) => !isRemote(operation))
  if (memory.length > 0) await mirror.commit(remember(memory, mirror, context))
  const remote = urgentFirst(operations.filter(isRemote), mirror, context)
  const result: Progressing = { done: [...memory], failed: 0, unanswered: 0, gaveWay: false, full: new Map() }
  const tell = (): void => context.onProgress({ phase: 'applying', pass: 0, done: result.done.length, total: operations.length })
  tell()
  for (let at = 0; at < remote.length; at += WINDOW) {
    context.signal.throwIfAborted()
    context.ending?.throwIfAborted()
    const stoppedBy = await applyWindow(remote.slice(at, at + WINDOW), mirror, context, result, { ...options, tell })
    if (stoppedBy !== undefined) return { ...result, stoppedBy }
    if (result.gaveWay) break
  }
  const [full] = [...result.full.values(), ...(options.short?.values() ?? [])]
  return full === undefined ? result : { ...result, stoppedBy: full }
}

function urgentFirst(operations: readonly Operation[], mirror: Mirror, context: PairContext): Operation[] {
  const isUrgent = (operation: Operation): boolean => priorityOf(operation, mirror, context) === 'interactive'
  return [...operations.filter(isUrgent), ...operations.filter((operation) => !isUrgent(operation))]
}

async function applyWindow(
  operations: readonly Operation[],
  mirror: Mirror,
  context: PairContext,
  result: Progressing,
  { tell, isNews, short }: ApplyOptions & { readonly tell: () => void },
): Promise<SyncError | undefined> {
  const entries = await journal(operations, mirror, context)
  const limit = pLimit(context.mailboxes.left.capabilities.concurrency + context.mailboxes.right.capabilities.concurrency)
  let stop: { readonly error: unknown } | undefined
  const started = new Set<JournalEntry>()
  const chains = new Map<string, JournalEntry[]>()
  for (const entry of entries) chains.set(chainOf(entry.operation), [...(chains.get(chainOf(entry.operation)) ?? []), entry])

  const mayBegin = (operation: Operation): boolean => {
    if (operation.kind !== 'copy') return true
    if (result.full.has(operation.on)) return false
    if (priorityOf(operation, mirror, context) === 'interactive') return true
    return short?.has(operation.on) !== true && !(result.gaveWay ||= isNews?.() === true)
  }

  const runChain = async (chain: readonly JournalEntry[]): Promise<void> => {
    for (const entry of chain) {
      if (context.ending?.aborted === true) stop ??= { error: context.ending.reason }
      if (stop !== undefined) return
      if (!mayBegin(entry.operation)) return
      started.add(entry)
      try {
        await mirror.commit(await perform(entry, mirror, context))
        result.done.push(entry.operation)
        context.onSettled?.(entry.operation, 'item' in entry.operation ? mirror.item(entry.operation.item) : undefined)
      } catch (error) {
        const outcome = await afterFailure(error, entry, mirror, context)
        if (outcome === 'stop') stop ??= { error }
        else if (outcome instanceof SyncError) noteFull(outcome, entry.operation, result)
        else if (outcome === 'unanswered') result.unanswered++
        else result.failed++
        return dropRest(chain, entry, mirror)
      }
      tell()
    }
  }
  await Promise.all([...chains.values()].map((chain) => limit(() => runChain(chain))))
  const isOrderly = stop === undefined ? started.size < entries.length : stop.error instanceof SyncError || context.ending?.aborted === true
  if (isOrderly) await mirror.commit({ settled: entries.filter((entry) => !started.has(entry)).map((entry) => entry.token) })
  if (stop === undefined) return undefined
  if (!(stop.error instanceof SyncError)) throw stop.error
  return stop.error
}

/** What follows a failed operation on the same message is planned anew. */
async function dropRest(chain: readonly JournalEntry[], failed: JournalEntry, mirror: Mirror): Promise<void> {
  const rest = chain.slice(chain.indexOf(failed) + 1).map((entry) => entry.token)
  if (rest.length > 0) await mirror.commit({ settled: rest })
}

/** Operations that must keep their order share a chain. Folder operations all do: a parent comes before its child. */
function chainOf(operation: Operation): string {
  if ('binding' in operation && operation.binding !== undefined) return `binding ${operation.binding}`
  if ('item' in operation) return `item ${operation.item}`
  return `folders ${'on' in operation ? operation.on : ''}`
}

async function journal(operations: readonly Operation[], mirror: Mirror, context: PairContext): Promise<JournalEntry[]> {
  const at = toInstant(context.clock.now()) ?? ''
  const bookmarks = await bookmarkFolders(operations, mirror, context)
  const entries = operations.map((operation) => {
    const bookmark = bookmarks.get(newPlaceOf(operation) ?? '')
    return { token: context.newId(), operation, at, ...(bookmark === undefined ? {} : { bookmark }) }
  })
  await mirror.commit({ begun: entries })
  return entries
}

/** One note per target folder and window of where the folder ends, so that recovery need not read all of it. */
async function bookmarkFolders(operations: readonly Operation[], mirror: Mirror, context: PairContext): Promise<Map<string, string>> {
  const bookmarks = new Map<string, string>()
  for (const operation of operations) {
    const ref = newPlaceOf(operation)
    const folder = ref === undefined || bookmarks.has(ref) ? undefined : mirror.folder(ref)
    if (folder === undefined) continue
    try {
      const bookmark = await context.mailboxes[folder.side].bookmark?.(folder.id, context.signal)
      if (bookmark !== undefined) bookmarks.set(folder.ref, bookmark)
    } catch (error) {
      if (!(error instanceof SyncError && error.scope === 'item')) throw error
    }
  }
  return bookmarks
}

/** The folder in which an operation makes a message appear. */
function newPlaceOf(operation: Operation): FolderRef | undefined {
  const makesOne = operation.kind === 'copy' || operation.kind === 'move' || operation.kind === 'trash' || operation.kind === 'retire'
  return makesOne ? operation.folder : undefined
}

/** A disk that is full is full for copies to either side. */
function noteFull(error: SyncError, operation: Operation, { full }: Progressing): void {
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
  await mirror.commit({ settled: [entry.token], ...(error.remedy === 'skip' ? setAside(error, entry, mirror, context) : {}) })
  return 'failed'
}

function setAside(error: SyncError, entry: JournalEntry, mirror: Mirror, context: PairContext): ChangeSet {
  if (entry.operation.kind === 'change-folder') return { folders: asTheyAre(entry.operation.folder, mirror) }
  const item = 'item' in entry.operation ? mirror.item(entry.operation.item) : undefined
  if (item === undefined) return {}
  return { setAside: [asideRow(error, item, context)] }
}

/** A name that a cloud refuses (it has folders that nobody may rename) stays different on both sides; the next rename is tried again. */
function asTheyAre(ref: FolderRef, mirror: Mirror): Folder[] {
  const binding = mirror.bindingOf(ref)
  return [binding?.left, binding?.right].flatMap((side) => (side === undefined ? [] : (mirror.folder(side) ?? []))).map(withFolderBase)
}
