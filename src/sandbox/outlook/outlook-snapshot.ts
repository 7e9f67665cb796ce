import type { SnapshotFolder, SnapshotMailbox, SnapshotMessage, SnapshotRole } from '../snapshot.ts'
import type { World } from './call.ts'
import { messageId } from './ids.ts'
import { lastVerb, readOriginMark } from './property-values.ts'
import { instant } from './render.ts'
import type { Folder, Mailbox, Message } from './state.ts'
import { mimeOf } from './value.ts'

const ROLES: Readonly<Record<string, SnapshotRole>> = {
  inbox: 'inbox',
  sentitems: 'sent',
  drafts: 'drafts',
  deleteditems: 'trash',
  junkemail: 'junk',
}

/** Folders that belong to the service and not to the person. */
const SERVICE = new Set(['outbox', 'syncissues', 'conversationhistory', 'scheduled', 'clutter', 'recoverableitemsdeletions', 'searchfolders'])

/** The mailbox from the inside. Folders of the service (Outbox, Sync Issues, Recoverable Items and the like) are left out. */
export function snapshotOutlook(world: World, mailbox: Mailbox): SnapshotMailbox {
  const folders = [...mailbox.folders.values()].filter((folder) => folder.alias !== 'msgfolderroot' && isPersonal(folder))
  return {
    address: mailbox.address,
    cloud: 'outlook',
    folders: folders.map(tellFolder),
    messages: folders.flatMap((folder) => [...folder.items.values()].map((message) => tellMessage(world, mailbox, message))),
  }
}

function isPersonal(folder: Folder): boolean {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) if (SERVICE.has(at.alias ?? '') || at.hidden) return false
  return true
}

function tellFolder(folder: Folder): SnapshotFolder {
  const role = ROLES[folder.alias ?? '']
  return { path: pathOf(folder), ...(role === undefined ? {} : { role }) }
}

function tellMessage(world: World, mailbox: Mailbox, message: Message): SnapshotMessage {
  const role = roleOf(message.folder)
  const folderRole = ROLES[message.folder.alias ?? '']
  const mark = readOriginMark(world, message)
  const verb = lastVerb(message)
  return {
    id: messageId(mailbox, message, true),
    path: pathOf(message.folder),
    ...(role === undefined ? {} : { role }),
    ...(folderRole === undefined ? {} : { folderRole }),
    internetMessageId: message.internetMessageId,
    messageIdAssigned: message.messageIdAssigned,
    isDraft: message.isDraft,
    read: message.isRead,
    flag: message.flag.flagStatus === 'notFlagged' ? 'none' : message.flag.flagStatus,
    answered: verb === 'answered',
    forwarded: verb === 'forwarded',
    tags: message.categories,
    receivedAt: instant(message.receivedAt),
    ...(message.sentAt === undefined ? {} : { sentAt: instant(message.sentAt) }),
    ...(mark === undefined ? {} : { originMark: mark }),
    mime: () => mimeOf(world, mailbox, message),
  }
}

function pathOf(folder: Folder): string[] {
  const { parent } = folder
  return parent === undefined || parent.alias === 'msgfolderroot' ? [folder.name] : [...pathOf(parent), folder.name]
}

function roleOf(folder: Folder): SnapshotRole | undefined {
  return ROLES[folder.alias ?? ''] ?? (folder.parent === undefined ? undefined : roleOf(folder.parent))
}
