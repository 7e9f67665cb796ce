import type { Mailbox } from '../connectors/connector.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import type { NewId } from '../platform/ids.ts'
import { absorb, namedIds } from './absorb.ts'

/** A mailbox as it is now, read from nothing and kept nowhere. */
export interface MailboxListing {
  readonly folders: readonly Folder[]
  readonly items: readonly Item[]
}

/** Lists a whole mailbox without what is remembered of it, and remembers nothing. `onRead` is told how many messages a page had. */
export async function readMailbox(mailbox: Mailbox, side: Side, newId: NewId, signal: AbortSignal, onRead: (messages: number) => void): Promise<MailboxListing> {
  const folders = new Map<string, Folder>()
  const items = new Map<string, Item>()
  const byFolder = (ref: string): Item[] => [...items.values()].filter((item) => item.folder === ref)
  for await (const page of mailbox.observe(new Map(), signal)) {
    const named = new Map(namedIds(page).flatMap((id) => (items.has(id) ? [[id, items.get(id) as Item]] : [])))
    const listed = [...folders.values()].find((folder) => folder.id === page.listed?.folderId)
    const inFolders = new Map(listed === undefined ? [] : [[listed.ref, byFolder(listed.ref)]])
    const changes = absorb(side, page, { folders: [...folders.values()], items: named, inFolders }, newId)
    for (const folder of changes.folders ?? []) folders.set(folder.ref, folder)
    for (const item of changes.items ?? []) items.set(item.id, item)
    onRead(page.messages?.length ?? 0)
  }
  return { folders: [...folders.values()], items: [...items.values()].filter((item) => item.presence === 'present') }
}
