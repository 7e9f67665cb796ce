import { SyncError } from '../domain/errors.ts'
import type { Digests, Item, ItemRef } from '../domain/item.ts'
import type { Mailbox } from '../connectors/connector.ts'
import { CARRIED_NAME, exactDigest, normalDigest } from '../mime/normal-form.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import type { WatchMatch } from '../watch/rule.ts'
import { matchedBy } from './matched-by.ts'
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
    const matched: WatchMatch[] = []
    const readOne = (item: Item) => {
      const folder = folders.get(item.folder)
      return digest(context.mailboxes[item.side], item, folder?.id, context.signal, async (content) => void matched.push(...(folder === undefined ? [] : ((await matchedBy(content, item, folder, context)).matched ?? []))))
    }
    const digested = (await Promise.all(chunk.map(readOne))).filter((item) => item !== undefined)
    await context.store.commit({ items: digested, matched })
    for (const item of digested) read.set(item.ref, item)
    context.onProgress({ phase: 'matching', pass: 0, done: Math.min(at + AT_ONCE, items.length), total: items.length })
  }
  return read
}

/** The item with the digests of its content; ones that equal no other where it cannot be read or parsed. Nothing without a folder. `look` is shown the content before it is freed. */
export async function digest(mailbox: Mailbox, item: Item, folderId: string | undefined, signal: AbortSignal, look?: (content: ParsedMessage) => Promise<void>): Promise<Item | undefined> {
  if (folderId === undefined) return undefined
  try {
    const source = await mailbox.read({ id: item.id, folderId }, signal)
    try {
      const content = await parseMessage(source)
      try {
        await look?.(content)
      } finally {
        await content.dispose()
      }
      return { ...item, digests: digestsOf(content, item) }
    } finally {
      await source.dispose()
    }
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return { ...item, digests: { exact: `unreadable:${item.ref}`, normal: `unreadable:${item.ref}` } }
    throw error
  }
}

/** A copy's digests as its original has them: what the cloud or the route added is left out. */
function digestsOf(content: ParsedMessage, { origin }: Item): Digests {
  const carried = origin?.route === 'carried'
  if (!carried && origin?.withoutMessageId !== true) return content.digests
  const original = carried ? content.attachments.find(({ name }) => name === CARRIED_NAME) : undefined
  return {
    exact: original === undefined ? content.digests.exact : exactDigest(original.sha256),
    normal: normalDigest(content, { carried, withoutMessageId: origin?.withoutMessageId === true }),
  }
}
