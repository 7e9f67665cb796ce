import { SyncError } from '../domain/errors.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import { parseMessage } from '../mime/parse-message.ts'
import type { PairContext } from './pair-context.ts'

const AT_ONCE = 4

/**
 * Reads and digests messages, and remembers their digests. What cannot be read or parsed is left without: it then matches
 * nothing by content.
 */
export async function readDigests(context: PairContext, items: readonly Item[]): Promise<Map<ItemRef, Item>> {
  const read = new Map<ItemRef, Item>()
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const chunk = items.slice(at, at + AT_ONCE)
    const digested = (await Promise.all(chunk.map((item) => digest(context, item, folders.get(item.folder)?.id)))).filter((item) => item !== undefined)
    await context.store.commit({ items: digested })
    for (const item of digested) read.set(item.ref, item)
    context.onProgress({ phase: 'matching', pass: 0, done: Math.min(at + AT_ONCE, items.length), total: items.length })
  }
  return read
}

async function digest({ mailboxes, signal }: PairContext, item: Item, folderId: string | undefined): Promise<Item | undefined> {
  if (folderId === undefined) return undefined
  try {
    const source = await mailboxes[item.side].read({ id: item.id, folderId }, signal)
    try {
      const content = await parseMessage(source)
      await content.dispose()
      return { ...item, digests: content.digests }
    } finally {
      await source.dispose()
    }
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return { ...item, digests: { exact: `unreadable:${item.ref}`, normal: `unreadable:${item.ref}` } }
    throw error
  }
}
