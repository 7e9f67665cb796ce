import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite } from '../domain/side.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { setAside } from './rows.ts'
import { settle } from './settle.ts'

type MoveOperation = Extract<Operation, { kind: 'move' | 'trash' | 'retire' }>
type MoveEntry = JournalEntry & { readonly operation: MoveOperation }

/** Whether it is the move of a message, whatever for. */
export const isMove = (entry: JournalEntry): entry is MoveEntry => ['move', 'trash', 'retire'].includes(entry.operation.kind)

/**
 * Where a move takes several steps, a half-done one would leave the message in both folders: it stays in the journal until it is
 * finished. @returns the message while it does
 */
export async function recoverMove(context: PairContext, entry: MoveEntry): Promise<readonly ItemRef[]> {
  const { operation } = entry
  const [item] = await context.store.itemsByRef([operation.item])
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  const from = item === undefined ? undefined : folders.get(item.folder)
  const to = operation.folder === undefined ? undefined : folders.get(operation.folder)
  if (item === undefined || from === undefined || to === undefined) {
    await settle(context, [entry])
    return []
  }
  try {
    const id = await resumeMove(context, entry, item, from, to)
    await settle(context, [entry], { released: [item.ref], ...(id === undefined ? {} : await afterMove(context, item, id, to)) })
    return []
  } catch (error) {
    if (!(error instanceof SyncError && error.scope === 'item')) throw error
    if (error.code === 'NOT_FOUND') {
      await settle(context, [entry])
      return []
    }
    if (error.remedy === 'skip') await context.store.commit(setAside(error, item, await partnerRow(context, item), context))
    return [item.ref]
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
