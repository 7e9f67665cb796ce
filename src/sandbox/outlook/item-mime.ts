import { unreadableBody } from './errors.ts'
import { rebuildMime } from './mime-write.ts'
import { parseCreate, toRecipient, toRecipients } from './schema.ts'

/** MIME of a message that was given as the item of an itemAttachment. @throws {GraphError} 400 */
export function createFromItem(item: Record<string, unknown> | undefined): Buffer {
  if (item === undefined) throw unreadableBody()
  const given = parseCreate(item)
  const from = given.from ? toRecipient(given.from) : undefined
  const sentAt = Date.parse(given.sentDateTime ?? '')
  return rebuildMime(
    {
      message: {
        internetMessageId: given.internetMessageId ?? '',
        subject: given.subject ?? '',
        from,
        sender: from,
        sentAt: Number.isNaN(sentAt) ? undefined : sentAt,
        receivedAt: 0,
        importance: given.importance ?? 'normal',
        isDraft: false,
      },
      details: {
        to: toRecipients(given.toRecipients),
        cc: toRecipients(given.ccRecipients),
        bcc: [],
        replyTo: toRecipients(given.replyTo),
        body: { contentType: given.body?.contentType.toLowerCase() === 'html' ? 'html' : 'text', content: given.body?.content ?? '' },
        headers: given.internetMessageHeaders ?? [],
      },
      inReplyTo: undefined,
      references: undefined,
      attachments: [],
    },
    { how: 'mild', random: () => 0, seed: 'item' },
  )
}
