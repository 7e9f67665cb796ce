import type { ObservationPage, RemoteMessage } from '../connectors/connector.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item } from '../domain/item.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { rematch } from '../reconcile/rematch.ts'
import { SyncError } from '../domain/errors.ts'
import { crossing } from './across-trash.ts'
import { absorb, namedIds, roleClassIn, seenAgain } from './absorb.ts'
import { readDigests } from './digests.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet } from './ports.ts'
import { mergeChanges } from './mirror.ts'

/** What observing found out besides the mirror itself. */
export interface Observed {
  /** Sides that have at least 20 bound messages and list none. */
  readonly emptied: readonly Side[]
  /** Folders that could not be read, by side. */
  readonly unavailable: Readonly<Record<Side, readonly string[]>>
  /** Whether nothing has moved since the listing of a side began; asked when it is first wanted. */
  readonly isQuiet: Readonly<Record<Side, () => Promise<boolean>>>
}

/** A side with fewer messages than this may well have been emptied by hand. */
const LEAST_TO_DOUBT = 20

/** Brings the mirror of both sides up to date. Nothing is written to a cloud. */
export async function observe(context: PairContext): Promise<Observed> {
  let read = 0
  const onRead = (messages: number): void => {
    read += messages
    context.onProgress({ phase: 'observing', pass: 0, done: read })
  }
  const [left, right] = await bothSides((side) => observeSide(context, side, onRead))
  const after = await context.store.counts()
  return {
    emptied: SIDES.filter((side) => after.items[side] === 0 && after.bindings.live + after.bindings.differs >= LEAST_TO_DOUBT),
    unavailable: { left: left.unavailable, right: right.unavailable },
    isQuiet: { left: left.isQuiet, right: right.isQuiet },
  }
}

/**
 * Where one side fails, the other is still read to its end before the failure is told: what is seen in its trash meanwhile must
 * not be forgotten, and nothing may go on being written to the mirror after the run.
 */
async function bothSides<Result>(look: (side: Side) => Promise<Result>): Promise<readonly [left: Result, right: Result]> {
  const [left, right] = await Promise.allSettled([look('left'), look('right')])
  if (left.status === 'rejected') throw left.reason
  if (right.status === 'rejected') throw right.reason
  return [left.value, right.value]
}

/** @returns ids of folders that could not be read, and whether it was quiet. */
async function observeSide(context: PairContext, side: Side, onRead: (messages: number) => void): Promise<{ readonly unavailable: string[]; readonly isQuiet: () => Promise<boolean> }> {
  const { store, mailboxes, signal } = context
  const unavailable: string[] = []
  const checkpoints = await store.checkpoints(side)
  const pages = mailboxes[side].observe(new Map(checkpoints), signal)
  let folders = (await store.folders()).filter((folder) => folder.side === side)
  for (;;) {
    const next = await pages.next()
    if (next.done === true) {
      const end = next.value
      let asked: Promise<boolean> | undefined
      const isQuiet = (): Promise<boolean> => (asked ??= end.isQuiet())
      await confirmMissing(context, side, isQuiet)
      return { unavailable, isQuiet }
    }
    const page = next.value
    if (page.unavailable !== undefined) unavailable.push(page.unavailable.folderId)
    const changes = onlyNews(absorb(side, page, await knownBy(context, side, page, folders), context.newId), checkpoints)
    if (changes !== undefined) await store.commit(changes)
    if ((changes?.folders ?? []).length > 0) folders = (await store.folders()).filter((folder) => folder.side === side)
    onRead(page.messages?.length ?? 0)
    context.ending?.throwIfAborted()
  }
}

/** What of a page is not stored yet; nothing when all of it is. Most pages of most runs tell nothing new, and a commit is a disk flush. */
function onlyNews(changes: ChangeSet, stored: Map<string, string>): ChangeSet | undefined {
  const checkpoints = (changes.checkpoints ?? []).filter(({ scope, value }) => (stored.get(scope) ?? null) !== value)
  for (const { scope, value } of checkpoints) {
    if (value === null) stored.delete(scope)
    else stored.set(scope, value)
  }
  const isNews = checkpoints.length > 0 || (changes.folders ?? []).length > 0 || (changes.items ?? []).length > 0
  return isNews ? { ...changes, checkpoints } : undefined
}

async function knownBy({ store }: PairContext, side: Side, page: ObservationPage, folders: readonly Folder[]) {
  const items = new Map((await store.itemsById(side, namedIds(page))).map((item) => [item.id, item]))
  const listedOrGone = folders.filter((folder) => folder.id === page.listed?.folderId || isGoneIn(page, folder))
  const inFolders = new Map<string, readonly Item[]>()
  for (const folder of new Set([...listedOrGone, ...crossing(page.folders, folders)])) inFolders.set(folder.ref, await store.itemsInFolder(side, folder.ref))
  const unknown = (page.messages ?? []).map(({ id }) => id).filter((id) => !items.has(id))
  return { folders, items, inFolders, departed: await departedAmong(store, side, unknown) }
}

/**
 * Items that are taken for gone although nobody deleted them: a listing that left them out (a window, a fault of the cloud) or a
 * folder that we do not keep. Seen again they are the same items, and no new ones to be copied over.
 */
async function departedAmong(store: PairContext['store'], side: Side, ids: readonly string[]): Promise<Map<string, Item>> {
  const gone = await store.goneItemsById(side, ids)
  const bindings = await store.bindingsOf(gone.map(({ ref }) => ref))
  const departed = new Set(bindings.filter(({ status }) => status !== 'tombstone' && status !== 'retired').map((binding) => binding[side]))
  return new Map(gone.filter(({ ref }) => departed.has(ref)).map((item) => [item.id, item]))
}

const isGoneIn = (page: ObservationPage, folder: Folder): boolean =>
  folder.presence === 'present' &&
  page.folders !== undefined &&
  (page.folders.whole ? !page.folders.changed.some(({ id }) => id === folder.id) : page.folders.removed.includes(folder.id))

/** What is missing was moved, is only late, or is gone: where the cloud can be asked it is asked, else a quiet listing tells. */
async function confirmMissing(context: PairContext, side: Side, isQuiet: () => Promise<boolean>): Promise<void> {
  const missing = await context.store.missing(side)
  if (missing.length === 0) return
  const mailbox = context.mailboxes[side]
  if (mailbox.lookUp !== undefined) return lookUpMissing(context, side, missing)
  const stillMissing = await rematchMissing(context, side, missing)
  if (stillMissing.length > 0 && (await isQuiet())) await context.store.commit({ items: stillMissing.map((item) => ({ ...item, presence: 'gone' })) })
}

async function lookUpMissing(context: PairContext, side: Side, missing: readonly Item[]): Promise<void> {
  const present = (await context.store.folders()).filter((folder) => folder.side === side && folder.presence === 'present')
  const folders = new Map(present.map((folder) => [folder.id, folder]))
  for (let at = 0; at < missing.length; at += LOOK_UPS_AT_ONCE) {
    const chunk = missing.slice(at, at + LOOK_UPS_AT_ONCE)
    const found = await Promise.all(chunk.map((item) => lookUp(context, side, item.id)))
    const items = chunk.map((item, n) => afterLookUp(item, found[n], folders))
    await context.store.commit({ items })
  }
}

const LOOK_UPS_AT_ONCE = 4

async function lookUp({ mailboxes, signal }: PairContext, side: Side, id: string): Promise<RemoteMessage | undefined> {
  try {
    return await mailboxes[side].lookUp?.(id, signal)
  } catch (error) {
    if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

/** A message in a folder that is never synced has left the part of the mailbox that we keep. */
function afterLookUp(item: Item, found: RemoteMessage | undefined, folders: ReadonlyMap<string, Folder>): Item {
  const folder = found === undefined ? undefined : folders.get(found.folderId)
  return found === undefined || folder === undefined ? { ...item, presence: 'gone' } : seenAgain(item, found, folder.ref, roleClassIn(folder.role))
}

/** @returns what is still missing. */
async function rematchMissing(context: PairContext, side: Side, missing: readonly Item[]): Promise<Item[]> {
  const { store } = context
  const { items, bindings } = await store.dirty()
  const bound = new Set(bindings.flatMap((binding) => [binding.left, binding.right]))
  let newcomers = items.filter((item) => item.side === side && item.presence === 'present' && item.base === undefined && !bound.has(item.ref))
  let result = rematch(missing, newcomers)
  if (result.wanted.length > 0) {
    const read = await readDigests(context, newcomers.filter((item) => result.wanted.includes(item.ref)))
    newcomers = newcomers.map((item) => read.get(item.ref) ?? item)
    result = rematch(missing, newcomers)
  }
  await store.commit(
    mergeChanges(
      result.same.map(({ was, is }) => ({
        items: [{ ...was, id: is.id, folder: is.folder, marks: is.marks, presence: 'present' as const, ...(is.etag === undefined ? {} : { etag: is.etag }) }],
        deletedItems: [is.ref],
      })),
    ),
  )
  const matched = new Set(result.same.map(({ was }) => was.ref))
  return missing.filter((item) => !matched.has(item.ref))
}

