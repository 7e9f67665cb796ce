import type { Blobs } from '../blobs.ts'
import type { SnapshotMailbox, SnapshotMessage, SnapshotRole } from '../snapshot.ts'
import { readContent } from '../mime/content.ts'
import { ANSWERED, FLAGGED, SEEN } from '../imap/flags.ts'
import type { Folder, Message } from './store/folder.ts'
import { headerFields, headerValue } from '../mime/header.ts'
import { isDraft } from './store/mailbox.ts'
import type { Mailbox } from './store/mailbox.ts'

/** The mailbox as it is, told from the inside. Tag 1 and 2 are the flag, tag 11 and own tags go by name. */
export function takeSnapshot(mailbox: Mailbox, blobs: Blobs): SnapshotMailbox {
  const folders = [...mailbox.folders.values()]
  return {
    address: mailbox.address,
    cloud: 'alimail',
    folders: folders.map((folder) => ({ path: folder.path, ...(folder.role && { role: folder.role }) })),
    messages: folders.flatMap((folder) => folder.messages.map((message) => snapshotMessage(mailbox, message, blobs))),
  }
}

function snapshotMessage(mailbox: Mailbox, message: Message, blobs: Blobs): SnapshotMessage {
  const { folder, content, flags } = message
  const fields = headerFields(readContent(blobs, content, 0, content.headerSize).toString('latin1'))
  const tags = mailbox.tagsOf(message)
  const role = roleOf(folder)
  const internetMessageId = owned(headerValue(fields, 'message-id'))
  const originMark = owned(headerValue(fields, 'x-tongbu-origin'))
  const sentAt = Date.parse(headerValue(fields, 'date') ?? '')
  return {
    id: message.id,
    path: folder.path,
    ...(role && { role }),
    ...(folder.role && { folderRole: folder.role }),
    ...(internetMessageId && { internetMessageId }),
    messageIdAssigned: message.messageIdAssigned,
    isDraft: isDraft(message),
    read: (flags & SEEN) !== 0,
    flag: tags.includes('2') ? 'complete' : tags.includes('1') || flags & FLAGGED ? 'flagged' : 'none',
    answered: (flags & ANSWERED) !== 0,
    forwarded: message.forwarded,
    tags: tagNames(mailbox, tags),
    receivedAt: wholeSeconds(message.receivedAt),
    ...(!Number.isNaN(sentAt) && { sentAt: wholeSeconds(sentAt) }),
    ...(originMark && { originMark }),
    mime: () => readContent(blobs, content),
  }
}

/** A text of its own: a part of the header would keep the whole of it in memory. */
const owned = (text: string | undefined): string | undefined => text && Buffer.from(text).toString()

const roleOf = (folder: Folder): SnapshotRole | undefined => folder.role ?? (folder.parent && roleOf(folder.parent))

function tagNames(mailbox: Mailbox, ids: readonly string[]): string[] {
  const known = new Map([['11', '重要'], ...mailbox.tags.map((tag) => [tag.id, tag.name] as const)])
  return ids.filter((id) => id !== '1' && id !== '2').map((id) => known.get(id) ?? id).sort()
}

const wholeSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
