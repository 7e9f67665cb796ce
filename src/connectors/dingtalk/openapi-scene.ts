import type { FolderRole } from '../../domain/folder.ts'
import { toInstant } from '../../domain/instant.ts'
import { ORIGIN_HEADER, parseOriginMark } from '../../domain/origin-mark.ts'
import { messageIdOf } from '../../mime/message-id.ts'
import type { RemoteFolder, RemoteMessage } from '../connector.ts'
import type { AlimailClient } from './alimail-client.ts'
import { flagOf, namesOf, type TagNames } from './tags.ts'
import { readFolders, readMessages, type WireFolder, type WireMessage } from './wire.ts'

/** What every task over the OpenAPI works with. */
export interface OpenapiScene {
  readonly client: AlimailClient
  readonly names: TagNames
}

/** Folder numbers that are the same in every mailbox (DingTalk Workspace CLI, mail reference). */
const ROLES: Readonly<Record<string, FolderRole>> = { 1: 'sent', 2: 'inbox', 3: 'junk', 5: 'drafts', 6: 'trash' }
export const TRASH_ID = '6'
const DRAFTS_ID = '5'
const ROOT_ID = '0'

/** What a listing asks for. Without it the cloud leaves fields out. */
export const LISTED_FIELDS = [
  'id', 'internetMessageId', 'subject', 'from', 'sender', 'folderId', 'isRead', 'isReplied', 'isForwarded', 'sentDateTime', 'receivedDateTime',
  'tags', 'size', 'internetMessageHeaders',
].join(',')

const PAGE = 100

/** Folders that are listed side by side. */
export const FOLDERS_AT_ONCE = 4

/** All folders, parents first: one call for each that has children, those of one depth side by side. */
export async function listFolders({ client }: OpenapiScene, signal: AbortSignal): Promise<WireFolder[]> {
  const below = async (parent: string | undefined): Promise<WireFolder[]> => {
    const query = parent === undefined ? '' : `?folderId=${encodeURIComponent(parent)}`
    const folders = readFolders(await client.call('GET', `/mailFolders${query}`, undefined, signal))
    return folders.map((folder) => ({ ...folder, parentFolderId: parent }))
  }
  const all: WireFolder[] = []
  for (let level = await below(undefined); level.length > 0; ) {
    all.push(...level)
    const parents = level.filter((folder) => folder.childFolderCount > 0 && folder.id !== folder.parentFolderId)
    level = (await Promise.all(parents.map(({ id }) => below(id)))).flat()
  }
  return all
}

export const toRemoteFolder = ({ id, displayName, parentFolderId }: WireFolder): RemoteFolder => {
  const role = ROLES[id]
  return {
    id,
    name: displayName ?? '',
    ...(parentFolderId === undefined || parentFolderId === ROOT_ID || parentFolderId === '' ? {} : { parentId: parentFolderId }),
    ...(role === undefined ? {} : { role }),
  }
}

/** The messages of a folder, newest first, page by page. A message may come twice when others arrive meanwhile. */
export async function* listMessages({ client }: OpenapiScene, folderId: string, signal: AbortSignal): AsyncGenerator<readonly WireMessage[]> {
  let cursor: string | undefined = ''
  const seen = new Set<string>()
  while (cursor !== undefined && !seen.has(cursor)) {
    seen.add(cursor)
    const query = new URLSearchParams({ cursor, size: String(PAGE), orderby: 'DES', isAscending: 'false', $select: LISTED_FIELDS })
    const page = readMessages(await client.call('GET', `/mailFolders/${encodeURIComponent(folderId)}/messages?${query}`, undefined, signal))
    yield page.messages.map((message) => ({ ...message, folderId }))
    cursor = page.cursor
  }
}

/** As the engine sees a message. */
export function toRemoteMessage(message: WireMessage, names: TagNames): RemoteMessage {
  const folderId = message.folderId ?? ''
  const header = (name: string) => message.internetMessageHeaders.get(name.toLowerCase())
  const origin = parseOriginMark(header(ORIGIN_HEADER))
  const instant = (text: string | undefined) => (text === undefined ? undefined : toInstant(Date.parse(text)))
  const sentAt = instant(message.sentDateTime)
  const internetMessageId = messageIdOf(message.internetMessageId ?? '')
  const from = message.from[0]?.email || message.sender[0]?.email || /<([^<>]*)>\s*$/.exec(header('from') ?? '')?.[1] || ''
  return {
    id: message.id,
    folderId,
    marks: {
      read: message.isRead,
      flag: flagOf(message.tags),
      answered: message.isReplied,
      forwarded: message.isForwarded,
      tags: namesOf(message.tags, names),
    },
    envelope: {
      ...(internetMessageId === undefined ? {} : { internetMessageId }),
      subject: message.subject ?? '',
      from,
      ...(sentAt === undefined ? {} : { sentAt }),
      receivedAt: instant(message.receivedDateTime) ?? sentAt ?? '1970-01-01T00:00:00Z',
      size: message.size,
      isDraft: folderId === DRAFTS_ID,
      ...(origin === undefined ? {} : { origin }),
    },
  }
}
