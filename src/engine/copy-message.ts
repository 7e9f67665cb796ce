import type { Traced } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { OriginMark } from '../domain/origin-mark.ts'
import { isTnef } from '../mime/list-tnef.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import type { Spool } from '../platform/spool.ts'
import { newItem } from './absorb.ts'
import { addressOf, bind, counterpartOf, folderOf, itemOf, taken, traceOf, withBase } from './rows.ts'
import type { Mirror } from './mirror.ts'
import { matchedBy } from './matched-by.ts'
import { carriedBy } from './people-of.ts'
import { priorityOf } from './priority.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'

/** Reads a message on one side and creates its copy on the other, bound to it from the start. */
export async function copyMessage(entry: JournalEntry, operation: Extract<Operation, { kind: 'copy' }>, mirror: Mirror, context: PairContext): Promise<ChangeSet & Traced> {
  const original = itemOf(operation.item, mirror)
  const folder = folderOf(operation.folder ?? counterpartOf(original.folder, mirror), mirror)
  const priority = priorityOf(operation, mirror, context)
  const source = await context.mailboxes[original.side].read({ ...addressOf(original, mirror), priority }, context.signal)
  try {
    refuseTooLarge(source, context.mailboxes[operation.on].capabilities.maxMessageBytes)
    const content = await parseMessage(source)
    try {
      const made = await context.mailboxes[operation.on].create(
        {
          folderId: folder.id,
          source,
          content,
          marks: operation.marks,
          receivedAt: original.receivedAt,
          roleClass: original.roleClass,
          priority,
          origin: originMark(entry.token, original, content, context),
          ...(entry.bookmark === undefined ? {} : { bookmark: entry.bookmark }),
        },
        context.signal,
      )
      const copy = newItem(operation.on, made, folder.ref, original.roleClass, context.newId)
      if (copy === undefined) throw new SyncError('BROKEN_INVARIANT', 'A connector did not describe the copy that it made.')
      const bound: Item = { ...copy, roleClass: original.roleClass, digests: content.digests }
      return {
        ...traceOf(made),
        items: [withBase(bound, { marks: taken(operation.marks, bound.marks) }), withBase({ ...original, digests: content.digests }, { folder: original.folder, marks: original.marks })],
        bindings: [bind('message', original, bound, context)],
        ...carriedBy(content, operation.on, context),
        ...(await matchedBy(content, original, folderOf(original.folder, mirror), context)),
      }
    } finally {
      await content.dispose()
    }
  } finally {
    await source.dispose()
  }
}

/** @throws {SyncError} `TOO_LARGE` */
export function refuseTooLarge(source: Spool, maxBytes: number): void {
  if (source.size <= maxBytes) return
  const megabytes = (bytes: number): string => (bytes / 1048576).toFixed(1)
  throw new SyncError('TOO_LARGE', `The message has ${megabytes(source.size)} MB; the other side takes ${megabytes(maxBytes)} MB.`)
}

const originMark = (token: string, original: Item, content: ParsedMessage, context: PairContext): OriginMark => ({
  pair: context.pair,
  side: original.side,
  id: original.id,
  token,
  exact: content.digests.exact,
  normal: content.digests.normal,
  roleClass: original.roleClass,
  route: 'exact',
  ...(content.internetMessageId === undefined ? { withoutMessageId: true as const } : {}),
  ...(content.attachments.some(isTnef) ? { wrapped: true as const } : {}),
})
