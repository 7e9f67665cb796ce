import type { ObservationPage } from '../connectors/connector.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item } from '../domain/item.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { crossing } from './across-trash.ts'
import { absorb, namedIds } from './absorb.ts'
import { confirmMissing } from './confirm-missing.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet } from './ports.ts'

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
  const areKnown = async (ids: readonly string[]): Promise<Set<string>> => new Set((await store.itemsById(side, ids)).map(({ id }) => id))
  const pages = mailboxes[side].observe(new Map(checkpoints), signal, areKnown)
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
