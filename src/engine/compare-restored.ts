import type { Item } from '../domain/item.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { SyncError } from '../domain/errors.ts'
import type { RollbackListed } from '../reconcile/plan-rollback.ts'
import { parseMessage } from '../mime/parse-message.ts'
import type { Spool } from '../platform/spool.ts'
import { digest } from './digests.ts'
import type { PairContext } from './pair-context.ts'
import type { RollbackOptions } from './rollback.ts'
import { writtenSince } from './written-since.ts'

/** How many messages have the bytes of the backup, the same content in other bytes, or another content; or could not be read back. */
export type Compared = Readonly<Record<Comparison, number>>
export type Comparison = 'exact' | 'same' | 'differs' | 'unread'

const AT_ONCE = 4

/** Reads back what was made anew since the point, in whichever run, and compares it with what the backup has. */
export async function compareRestored(context: PairContext, { auditSeq, past, sides }: Pick<RollbackOptions, 'auditSeq' | 'past' | 'sides'>): Promise<{ compared: Compared; differing: RollbackListed[] }> {
  const records = await context.store.recordsAfter(auditSeq)
  const folderIds = new Map((await context.store.folders()).map(({ ref, id }) => [ref, id]))
  const compared = { exact: 0, same: 0, differs: 0, unread: 0 }
  const differing: RollbackListed[] = []
  for (const side of SIDES.filter((each) => sides.includes(each))) {
    const { remade } = writtenSince(side, records, past[side].messages)
    const items = new Map((await context.store.itemsByRef([...remade.values()])).map((item) => [item.ref, item]))
    const pairs = past[side].messages.flatMap(({ id, blob }) => {
      const item = items.get(remade.get(id) ?? '')
      return item?.presence === 'present' && blob !== undefined ? [{ item, blob }] : []
    })
    for (let at = 0; at < pairs.length; at += AT_ONCE) {
      context.onProgress({ phase: 'matching', pass: 0, done: at, total: pairs.length })
      const chunk = pairs.slice(at, at + AT_ONCE)
      const results = await Promise.all(chunk.map(({ item, blob }) => compareOne(item, blob, folderIds.get(item.folder), context)))
      for (const [n, result] of results.entries()) {
        compared[result]++
        const item = chunk[n]?.item.ref
        if (item !== undefined && (result === 'differs' || result === 'unread')) differing.push({ on: side, why: 'differs', item })
      }
    }
  }
  return { compared, differing }
}

async function compareOne(item: Item, blob: string, folderId: string | undefined, context: PairContext): Promise<Comparison> {
  const content = await context.backup?.open(blob)
  if (content === undefined) return 'unread'
  try {
    return await compareContent(context, { side: item.side, content, item, folderId })
  } finally {
    await content.dispose()
  }
}

/** How a message of a mailbox compares with some MIME. */
export async function compareContent({ mailboxes, signal }: Pick<PairContext, 'mailboxes' | 'signal'>, { side, content, item, folderId }: { readonly side: Side; readonly content: Spool; readonly item: Item; readonly folderId: string | undefined }): Promise<Comparison> {
  const { digests: kept, dispose } = await parseMessage(content)
  await dispose()
  try {
    const { digests } = (await digest(mailboxes[side], item, folderId, signal)) ?? {}
    if (digests === undefined || digests.exact.startsWith('unreadable:')) return 'unread'
    if (digests.exact === kept.exact) return 'exact'
    return digests.normal === kept.normal ? 'same' : 'differs'
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return 'unread'
    throw error
  }
}
