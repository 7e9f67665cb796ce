import { SyncError } from '../../domain/errors.ts'
import type { FolderRole } from '../../domain/folder.ts'
import { toInstant, type Instant } from '../../domain/instant.ts'
import { ORIGIN_HEADER, parseOriginMark } from '../../domain/origin-mark.ts'
import { messageIdOf } from '../../mime/message-id.ts'
import type { Clock } from '../../platform/clock.ts'
import type { RemoteFolder, RemoteMessage } from '../connector.ts'
import { openAlimail, type AlimailClient, type AlimailOptions } from './alimail-client.ts'
import { flagOf, namesOf, tagNames, type TagNames } from './tags.ts'
import { readFolders, readMessage, readMessages, type WireFolder, type WireMessage } from './wire.ts'

/** What every task over the OpenAPI works with. */
export interface OpenapiScene {
  readonly client: AlimailClient
  readonly names: TagNames
  readonly clock: Clock
  /** Messages that one call may list. */
  readonly pageSize: number
}

/** The most that one call lists (help.aliyun.com, document 2856396). */
const PAGE = 100

export const openScene = (options: AlimailOptions): OpenapiScene => ({
  client: openAlimail(options),
  names: tagNames(options.tagNames),
  clock: options.clock,
  pageSize: options.pageSize ?? PAGE,
})

/** Folder numbers that are the same in every mailbox (DingTalk Workspace CLI, mail reference). */
const ROLES: Readonly<Record<string, FolderRole>> = { 1: 'sent', 2: 'inbox', 3: 'junk', 5: 'drafts', 6: 'trash' }
export const TRASH_ID = '6'
export const INBOX_ID = '2'
const DRAFTS_ID = '5'
const ROOT_ID = '0'

/** What a listing asks for. Without it the cloud leaves fields out. */
export const LISTED_FIELDS = [
  'id', 'internetMessageId', 'subject', 'from', 'sender', 'folderId', 'isRead', 'isReplied', 'isForwarded', 'sentDateTime', 'receivedDateTime',
  'tags', 'size', 'internetMessageHeaders',
].join(',')

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

/** Instants of receipt: from the first to before the second. */
export interface Received {
  readonly startTime: Instant
  readonly endTime: Instant
}

/** The messages of a folder, newest first, page by page. A message may come twice when others arrive meanwhile. */
export async function* listMessages({ client, pageSize }: OpenapiScene, folderId: string, signal: AbortSignal, received?: Received): AsyncGenerator<readonly WireMessage[]> {
  const asked = { size: String(pageSize), orderby: 'DES', isAscending: 'false', ...received, $select: LISTED_FIELDS }
  const path = `/mailFolders/${encodeURIComponent(folderId)}/messages`
  for await (const page of pages((cursor) => client.call('GET', `${path}?${new URLSearchParams({ cursor, ...asked })}`, undefined, signal))) {
    yield page.map((message) => ({ ...message, folderId }))
  }
}

/** Messages of any folder that the search index has under one of these tags. What changed just now may be missing from it. */
export async function* searchTags({ client, pageSize }: OpenapiScene, tags: readonly string[], signal: AbortSignal): AsyncGenerator<readonly WireMessage[]> {
  const query = tags.map((id) => `tag:${/^\w+$/.test(id) ? id : JSON.stringify(id)}`).join(' OR ')
  yield* pages((cursor) => client.call('POST', `/messages/query?$select=${LISTED_FIELDS}`, { query, cursor, size: pageSize }, signal))
}

async function* pages(ask: (cursor: string) => Promise<unknown>): AsyncGenerator<readonly WireMessage[]> {
  let cursor: string | undefined = ''
  const seen = new Set<string>()
  while (cursor !== undefined && !seen.has(cursor)) {
    seen.add(cursor)
    const page = readMessages(await ask(cursor))
    yield page.messages
    cursor = page.cursor
  }
}

/** One message, wherever it is, as a listing tells it. @throws {SyncError} `NOT_FOUND` */
export async function getMessage({ client }: OpenapiScene, id: string, signal: AbortSignal): Promise<WireMessage> {
  return readMessage(await client.call('GET', `/messages/${encodeURIComponent(id)}?$select=${LISTED_FIELDS}`, undefined, signal))
}

/** One message; nothing when it is gone. */
export async function lookUpMessage(scene: OpenapiScene, id: string, signal: AbortSignal): Promise<WireMessage | undefined> {
  try {
    return await getMessage(scene, id, signal)
  } catch (error) {
    if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
    throw error
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
