import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite } from '../domain/side.ts'
import { newItem } from './absorb.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { toInstant } from '../domain/instant.ts'
import { asideRow, detailOf } from './rows.ts'

/** Items that must not be copied or moved yet: whether an earlier copy of them was made is not known so far, or they are in two places. */
export type Unsettled = ReadonlySet<ItemRef>

/**
 * Looks after what a crash or a lost answer left in the journal, before anything is planned. A write of a state is never
 * repeated: what was observed decides anew. A create is looked for by its token in the target folder; a half-made copy is
 * removed; a whole one is taken into the mirror, where its origin mark binds it.
 */
export async function recover(context: PairContext): Promise<Unsettled> {
  const unsettled = new Set<ItemRef>()
  const entries = await context.store.journal()
  for (const [at, entry] of entries.entries()) {
    context.onProgress({ phase: 'recovering', pass: 0, done: at, total: entries.length })
    if (entry.operation.kind === 'copy') await recoverCopy(context, entry, entry.operation, unsettled)
    else if (entry.operation.kind === 'move' || entry.operation.kind === 'trash' || entry.operation.kind === 'retire') await recoverMove(context, entry, entry.operation, unsettled)
    else await settle(context, entry, {})
  }
  await removePartials(context)
  return unsettled
}

async function recoverCopy(context: PairContext, entry: JournalEntry, operation: Extract<Operation, { kind: 'copy' }>, unsettled: Set<ItemRef>): Promise<void> {
  const mailbox = context.mailboxes[operation.on]
  const folder = (await context.store.folders()).find(({ ref }) => ref === operation.folder)
  if (folder === undefined || folder.presence === 'gone') return settle(context, entry, {})

  const found = await findCreated(context, operation.on, folder.id, entry)
  if (found === undefined) {
    const sinceMs = context.clock.now() - Date.parse(entry.at)
    if (sinceMs >= mailbox.capabilities.settleMs) return settle(context, entry, {})
    // A clock that was set back: how long it has been is not known, and the wait begins anew.
    if (sinceMs < 0) await context.store.commit({ begun: [{ ...entry, at: toInstant(context.clock.now()) ?? entry.at }] })
    unsettled.add(operation.item)
    return
  }
  if (found.envelope?.origin?.partial === true) {
    await mailbox.remove(found, context.signal)
    return settle(context, entry, {})
  }
  const whole = await finish(context, operation, found)
  if (whole === undefined) return settle(context, entry, {})
  const [known] = await context.store.itemsById(operation.on, [found.id])
  const item = known ?? newItem(operation.on, whole, folder.ref, folder.role === 'sent' ? 'sent' : 'received', context.newId)
  return settle(context, entry, { items: known === undefined && item !== undefined ? [item] : [] })
}

/** A copy that was made may still lack what was to follow, such as its date. Nothing: it was removed, to be made anew. */
async function finish(
  { mailboxes, store, signal }: PairContext,
  { on, item }: Extract<Operation, { kind: 'copy' }>,
  found: RemoteMessage,
): Promise<RemoteMessage | undefined> {
  const [original] = await store.itemsByRef([item])
  const { finishCreated } = mailboxes[on]
  if (original === undefined || finishCreated === undefined) return found
  return finishCreated(found, { receivedAt: original.receivedAt, roleClass: original.roleClass }, signal)
}

async function findCreated({ mailboxes, signal }: PairContext, on: 'left' | 'right', folderId: string, entry: JournalEntry) {
  try {
    return await mailboxes[on].findCreated(folderId, entry.token, entry.bookmark, signal)
  } catch (error) {
    if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

/** Where a move takes several steps, a half-done one would leave the message in both folders: it stays in the journal until it is finished. */
async function recoverMove(context: PairContext, entry: JournalEntry, operation: MoveOperation, unsettled: Set<ItemRef>): Promise<void> {
  const [item] = await context.store.itemsByRef([operation.item])
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  const from = item === undefined ? undefined : folders.get(item.folder)
  const to = operation.folder === undefined ? undefined : folders.get(operation.folder)
  if (item === undefined || from === undefined || to === undefined) return settle(context, entry, {})
  try {
    const id = await resumeMove(context, entry, item, from, to)
    return await settle(context, entry, { released: [item.ref], ...(id === undefined ? {} : await afterMove(context, item, id, to)) })
  } catch (error) {
    if (!(error instanceof SyncError && error.scope === 'item')) throw error
    if (error.code === 'NOT_FOUND') return settle(context, entry, {})
    unsettled.add(item.ref)
    if (error.remedy === 'skip') await context.store.commit({ setAside: [asideRow(error, item, await partnerRow(context, item), context)] })
  }
}

async function partnerRow({ store }: PairContext, item: Item): Promise<Item | undefined> {
  const [binding] = await store.bindingsOf([item.ref])
  const ref = binding?.[opposite(item.side)]
  return ref === undefined ? undefined : (await store.itemsByRef([ref]))[0]
}

/** What is there was perhaps seen before its other half was gone: it is the same message. */
async function afterMove({ store }: PairContext, item: Item, id: string, to: Folder): Promise<ChangeSet> {
  const seen = (await store.itemsById(item.side, [id])).filter(({ ref }) => ref !== item.ref)
  return { items: [{ ...item, id, folder: to.ref, presence: 'present' }], deletedItems: seen.map(({ ref }) => ref) }
}

type MoveOperation = Extract<Operation, { kind: 'move' | 'trash' | 'retire' }>

/** @returns its new id, if it was moved. Messages that are alike are told apart by what the mirror knows of the others. */
async function resumeMove({ mailboxes, store, signal }: PairContext, { bookmark }: JournalEntry, item: Item, from: Folder, to: Folder): Promise<string | undefined> {
  const { id, size, receivedAt, internetMessageId, origin } = item
  const others = (await store.itemsInFolder(item.side, to.ref)).filter(({ ref, base }) => ref !== item.ref && base !== undefined)
  return mailboxes[item.side].resumeMove?.(
    { id, folderId: from.id, size, receivedAt, ...(internetMessageId === undefined ? {} : { internetMessageId }), ...(origin === undefined ? {} : { origin }) },
    { folderId: to.id, bookmark, taken: new Set(others.map((other) => other.id)) },
    signal,
  )
}

/** Half-made copies whose journal entry is lost (a deleted database) are known by their mark alone. */
async function removePartials(context: PairContext): Promise<void> {
  const { items } = await context.store.dirty()
  const open = new Set((await context.store.journal()).map((entry) => entry.token))
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  for (const item of items) {
    const folder = folders.get(item.folder)
    if (!isAbandoned(item, open, context.pair) || folder === undefined) continue
    await context.mailboxes[item.side].remove({ id: item.id, folderId: folder.id }, context.signal)
    await context.store.commit({
      deletedItems: [item.ref],
      audit: [{ at: now(context), run: context.run, kind: 'removed-partial', on: item.side, item: item.ref, reason: 'half-made copy of an interrupted run' }],
    })
  }
}

const isAbandoned = (item: Item, open: ReadonlySet<string>, pair: string): boolean =>
  item.presence === 'present' && item.origin?.partial === true && item.origin.pair === pair && !open.has(item.origin.token)

async function settle(context: PairContext, entry: JournalEntry, changes: ChangeSet): Promise<void> {
  const { operation } = entry
  const [before] = 'item' in operation ? await context.store.itemsByRef([operation.item]) : []
  return context.store.commit({
    ...changes,
    settled: [entry.token],
    audit: [
      {
        at: now(context),
        run: context.run,
        kind: 'recovered',
        ...('on' in operation ? { on: operation.on } : {}),
        ...('item' in operation ? { item: operation.item } : {}),
        reason: `${operation.kind} was interrupted`,
        token: entry.token,
        ...detailOf(operation, before),
      },
    ],
  })
}

const now = ({ clock }: PairContext): string => toInstant(clock.now()) ?? ''
