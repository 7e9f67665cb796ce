import type { Mailbox, RemoteMessage, Traced } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite } from '../domain/side.ts'
import { indexFolders } from '../reconcile/folder-index.ts'
import { newItem, roleClassIn } from './absorb.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { matchedByFound } from './matched-by.ts'
import { carriedByFound } from './people-of.ts'
import { restoredRows, type RestoreOperation } from './restore-message.ts'
import { now, traceOf } from './rows.ts'
import { settle } from './settle.ts'

type CopyEntry = JournalEntry & { readonly operation: Extract<Operation, { kind: 'copy' | 'restore-message' }> }

/** Whether it is a create. */
export const isCopy = (entry: JournalEntry): entry is CopyEntry => entry.operation.kind === 'copy' || entry.operation.kind === 'restore-message'

/**
 * Looks for what these creates, all of one folder, left there. Those that only have to be remembered are settled in one commit. The
 * others need requests of their own and are settled each by itself, so that none is made again because a later one failed.
 * @returns originals whose copy may still arrive
 */
export async function recoverCopies(context: PairContext, entries: readonly CopyEntry[]): Promise<readonly ItemRef[]> {
  const folder = (await context.store.folders()).find(({ ref }) => ref === entries[0]?.operation.folder)
  if (folder === undefined || folder.presence === 'gone') {
    await settle(context, entries)
    return []
  }
  // Not the time when the listing ends: what arrives while it goes on is perhaps not in it.
  const askedAt = context.clock.now()
  const found = await findCreated(context, folder, entries)

  const mailbox = context.mailboxes[folder.side]
  const { settleMs } = mailbox.capabilities
  const isPending = (entry: CopyEntry): boolean => !found.has(entry.token) && settleMs > 0 && !(soughtMs(entry, askedAt) >= settleMs)
  const isUnfinished = ({ token }: CopyEntry): boolean => isPartial(found.get(token)) || (found.has(token) && mailbox.finishCreated !== undefined)
  const pending = entries.filter(isPending)
  const unfinished = entries.filter(isUnfinished)
  const known = entries.filter((entry) => !isPending(entry) && !isUnfinished(entry))

  await beginToWait(context, pending.filter((entry) => !(soughtMs(entry, askedAt) >= 0)))
  const copies = known.filter(({ operation }) => operation.kind === 'copy')
  const made = copies.flatMap(({ token, operation: { item } }) => [found.get(token) ?? []].flat().map((copy) => ({ original: item, copy })))
  await settle(context, copies, { items: await newItems(context, folder, made.map(({ copy }) => copy)), ...(await learned(context, folder, made)) })
  for (const entry of known) if (entry.operation.kind !== 'copy') await settle(context, [entry], await rowsOf(context, entry.operation, folder, found.get(entry.token)))
  for (const entry of unfinished) {
    const { whole, ...trace } = await finish(context, mailbox, entry, found.get(entry.token))
    const isCopied = entry.operation.kind === 'copy' && whole !== undefined
    await settle(context, [entry], { ...(await rowsOf(context, entry.operation, folder, whole)), ...(isCopied ? await learned(context, folder, [{ original: entry.operation.item, copy: whole }]) : {}) }, trace)
  }
  return pending.map(({ operation }) => operation.item)
}

/** What would have been noted with these copies. */
const learned = async (context: PairContext, { side }: Folder, made: readonly { readonly original: ItemRef; readonly copy: RemoteMessage }[]): Promise<ChangeSet> => ({
  ...(await carriedByFound(made.map(({ copy }) => copy), side, context)),
  ...(await matchedByFound(made, context)),
})

async function findCreated({ mailboxes, signal }: PairContext, folder: Folder, entries: readonly CopyEntry[]): Promise<ReadonlyMap<string, RemoteMessage>> {
  try {
    return await mailboxes[folder.side].findCreated(folder.id, entries, signal)
  } catch (error) {
    if (error instanceof SyncError && error.code === 'NOT_FOUND') return new Map()
    throw error
  }
}

/** How long it has been looked for; no number before it was. */
const soughtMs = ({ soughtAt }: JournalEntry, askedAt: number): number => (soughtAt === undefined ? NaN : askedAt - Date.parse(soughtAt))

const isPartial = (message: RemoteMessage | undefined): boolean => message?.envelope?.origin?.partial === true

/** Whoever sent it is gone, or has had its answer: nothing of it is sent any more. After a clock that was set back the wait begins anew. */
async function beginToWait(context: PairContext, entries: readonly CopyEntry[]): Promise<void> {
  if (entries.length > 0) await context.store.commit({ begun: entries.map((entry) => ({ ...entry, soughtAt: now(context) })) })
}

type Finished = Traced & { readonly whole?: RemoteMessage }

/** A copy that was made may still lack what was to follow, such as its date. Nothing: it was removed, to be made anew. */
async function finish({ store, signal }: PairContext, mailbox: Mailbox, { operation }: CopyEntry, found: RemoteMessage | undefined): Promise<Finished> {
  if (found === undefined) return {}
  if (isPartial(found)) return traceOf(await mailbox.remove(found, signal))
  const [original] = operation.kind === 'copy' ? await store.itemsByRef([operation.item]) : [operation]
  if (original === undefined || mailbox.finishCreated === undefined) return { whole: found }
  const whole = await mailbox.finishCreated(found, { receivedAt: original.receivedAt, roleClass: original.roleClass }, signal)
  return whole === undefined ? {} : { whole, ...traceOf(whole) }
}

async function rowsOf(context: PairContext, operation: CopyEntry['operation'], folder: Folder, found: RemoteMessage | undefined): Promise<ChangeSet> {
  if (found === undefined) return {}
  if (operation.kind === 'copy') return { items: await newItems(context, folder, [found]) }
  return recoveredRows(context, operation, folder, found)
}

/** A message that was made anew and seen since is bound already like any other, or becomes what it was meant to be. */
async function recoveredRows(context: PairContext, operation: RestoreOperation, folder: Folder, found: RemoteMessage): Promise<ChangeSet> {
  const { store } = context
  const [seen] = await store.itemsById(folder.side, [found.id])
  const [[before], [binding], seenBindings] = [await store.itemsByRef([operation.item]), await store.bindingsOf([operation.item]), seen === undefined ? [] : await store.bindingsOf([seen.ref])]
  if (seenBindings.length > 0 || before?.presence === 'present') return {}
  const [partner] = await store.itemsByRef([binding?.[opposite(folder.side)] ?? ''])
  const folders = indexFolders(await store.folders(), await store.folderBindings())
  const rows = restoredRows(operation, found, folder, { before, binding, partner, counterpart: folders.counterpart }, context)
  return { ...rows, ...(seen === undefined || seen.ref === operation.item ? {} : { deletedItems: [seen.ref] }) }
}

/** Rows of those that the mirror does not know. */
async function newItems({ store, newId }: PairContext, folder: Folder, messages: readonly RemoteMessage[]): Promise<Item[]> {
  const known = new Set((await store.itemsById(folder.side, messages.map(({ id }) => id))).map(({ id }) => id))
  const unknown = messages.filter(({ id }) => !known.has(id))
  return unknown.flatMap((message) => newItem(folder.side, message, folder.ref, roleClassIn(folder.role), newId) ?? [])
}
