import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import { opposite } from '../domain/side.ts'
import { canonicalAddress } from '../mime/canonical-address.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import type { WatchMatch } from '../watch/rule.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet } from './ports.ts'

/** Which rules of a person fit a message, as long as its content is in hand; nothing to be written where there are none. */
export async function matchedBy(content: Pick<ParsedMessage, 'subject' | 'from' | 'inReplyTo'>, item: Item, folder: Folder, context: Pick<PairContext, 'watches' | 'store'>): Promise<Pick<ChangeSet, 'matched'>> {
  const { watches } = context
  if (watches === undefined) return {}
  const { role, name } = folder
  const from = content.from.map(({ address }) => canonicalAddress(address))
  const matched = watches({ item, subject: content.subject, from, folder: { name, ...(role === undefined ? {} : { role }) }, leftFromOtherSide: await leftFromOtherSide(content, item, context) })
  return matched.length === 0 ? {} : { matched }
}

/** The same of copies that were made by a process that ended before it could note that: they are read once more. What cannot be read is passed over. */
export async function matchedByFound(found: readonly { readonly original: ItemRef; readonly copy: RemoteMessage }[], context: PairContext): Promise<Pick<ChangeSet, 'matched'>> {
  if (context.watches === undefined || found.length === 0) return {}
  const matched: WatchMatch[] = []
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  const originals = new Map((await context.store.itemsByRef(found.map(({ original }) => original))).map((item) => [item.ref, item]))
  for (const { original: ref, copy } of found) {
    const original = originals.get(ref)
    const folder = original === undefined ? undefined : folders.get(original.folder)
    if (original === undefined || folder === undefined) continue
    try {
      const source = await context.mailboxes[opposite(original.side)].read({ id: copy.id, folderId: copy.folderId }, context.signal)
      try {
        const content = await parseMessage(source)
        matched.push(...((await matchedBy(content, original, folder, context)).matched ?? []))
        await content.dispose()
      } finally {
        await source.dispose()
      }
    } catch (error) {
      if (!(error instanceof SyncError) || error.scope !== 'item') throw error
    }
  }
  return { matched }
}

/** What a reply answers came in on the other side: what is on this one is our copy. */
async function leftFromOtherSide({ inReplyTo }: Pick<ParsedMessage, 'inReplyTo'>, { roleClass, side }: Item, { store }: Pick<PairContext, 'store'>): Promise<boolean> {
  if (roleClass !== 'sent' || inReplyTo === undefined) return false
  const answered = (await store.itemsByMessageId([inReplyTo])).filter((item) => item.roleClass === 'received')
  const here = answered.filter((item) => item.side === side)
  return answered.some((item) => item.side !== side && item.origin === undefined) && here.every((item) => item.origin !== undefined)
}
