import { SyncError } from '../../domain/errors.ts'
import type { Checkpoints, ObservationPage } from '../connector.ts'
import { linkedPages, type LinkedPage } from './delta.ts'
import { isExpired, toLinkedPage } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { isPartial, messageQuery, toRemoteMessage } from './map-message.ts'
import { wireMessagePage, type WireMessage } from './wire.ts'
import type { WholeMessages } from './whole-messages.ts'

/** What one folder tells: a page to report, and the messages in it as Graph wrote them. */
export interface FolderPage {
  readonly page: ObservationPage
  readonly messages: readonly WireMessage[]
}

/** Where reading a folder stopped. `next`: in the middle of its first listing. `relist`: it has to be listed again, whole. */
type Position = { readonly next: string } | { readonly delta: string } | { readonly relist: true }

/** Folders that were read to their end are to be listed again, whole; whose first listing is not finished, goes on with it. */
export function relistFolders(checkpoints: Checkpoints): Record<string, string> {
  const again: Position = { relist: true }
  const ended = [...checkpoints].filter(([, value]) => value.startsWith('{"delta":'))
  return Object.fromEntries(ended.map(([scope]) => [scope, JSON.stringify(again)]))
}

export interface FolderReader {
  readonly client: GraphClient
  readonly whole: WholeMessages
  readonly pageSize: number
}

/**
 * What changed in a folder since `checkpoint`, or all of it. A listing from the start that was read in one go ends with
 * everything that the folder holds, so that what went while the delta link was lost is noticed. A folder that cannot be
 * read is reported as such.
 */
export async function* observeFolder(
  reader: FolderReader, folderId: string, checkpoint: string | undefined, signal: AbortSignal,
): AsyncGenerator<FolderPage, void> {
  const position = checkpoint === undefined ? undefined : (JSON.parse(checkpoint) as Position)
  try {
    if (position === undefined || 'relist' in position) yield* listFolder(reader, folderId, position !== undefined, signal)
    else {
      try {
        yield* followFolder(reader, folderId, position, signal)
      } catch (error) {
        if (!isExpired(error)) throw error
        yield* listFolder(reader, folderId, true, signal)
      }
    }
  } catch (error) {
    if (!(error instanceof SyncError) || (error.code !== 'NOT_FOUND' && error.code !== 'FORBIDDEN')) throw error
    yield { page: { unavailable: { folderId, reason: error.code }, checkpoints: {} }, messages: [] }
  }
}

/** From the start. `again`: parts of it are known already, so it counts only once it is complete. */
async function* listFolder(reader: FolderReader, folderId: string, again: boolean, signal: AbortSignal): AsyncGenerator<FolderPage, void> {
  const start = `mailFolders/${encodeURIComponent(folderId)}/messages/delta?${messageQuery()}`
  const held = new Set<string>()
  for await (const linked of linkedPages(start, (path) => getPage(reader, path, signal))) {
    const { page, messages } = await read(reader, folderId, linked.items, signal)
    for (const message of page.messages ?? []) held.add(message.id)
    for (const id of page.removed?.ids ?? []) held.delete(id)
    const position: Position = again && linked.nextLink !== undefined ? { relist: true } : positionAfter(linked)
    const end = linked.nextLink === undefined ? { listed: { folderId, ids: [...held] } } : {}
    yield { page: { ...page, ...end, checkpoints: { [folderId]: JSON.stringify(position) } }, messages }
  }
}

/** From a stored link. A page that tells nothing and leads nowhere new is not reported. */
async function* followFolder(
  reader: FolderReader, folderId: string, position: { readonly next: string } | { readonly delta: string }, signal: AbortSignal,
): AsyncGenerator<FolderPage, void> {
  const start = 'next' in position ? position.next : position.delta
  for await (const linked of linkedPages(start, (path) => getPage(reader, path, signal))) {
    const after = positionAfter(linked)
    if (linked.items.length === 0 && 'delta' in after && after.delta === start) continue
    const { page, messages } = await read(reader, folderId, linked.items, signal)
    yield { page: { ...page, checkpoints: { [folderId]: JSON.stringify(after) } }, messages }
  }
}

async function getPage(reader: FolderReader, path: string, signal: AbortSignal): Promise<LinkedPage<WireMessage>> {
  const prefer = [`odata.maxpagesize=${reader.pageSize}`]
  return toLinkedPage(await reader.client.read(wireMessagePage, { kind: 'GET messages/delta', method: 'GET', path, prefer }, signal))
}

function positionAfter({ nextLink, deltaLink }: LinkedPage<unknown>): Position {
  if (nextLink !== undefined) return { next: nextLink }
  if (deltaLink !== undefined) return { delta: deltaLink }
  throw new SyncError('UNREADABLE_ANSWER', 'Outlook: a delta query without delta link')
}

interface ReadItems {
  readonly page: Omit<ObservationPage, 'checkpoints'>
  readonly messages: readonly WireMessage[]
}

/** A page's items as they now are. Of an id that comes twice the last word counts; of one that is in another folder, that it is not here. */
async function read(reader: FolderReader, folderId: string, items: readonly WireMessage[], signal: AbortSignal): Promise<ReadItems> {
  const last = new Map(items.map((item) => [item.id, item]))
  const present = [...last.values()].filter((item) => item['@removed'] === undefined)
  const whole = await reader.whole.complete(folderId, present, signal)
  const here = whole.filter((message) => !isPartial(message) && message.parentFolderId === folderId)
  const hereIds = new Set(here.map(({ id }) => id))
  const removed = [...last.keys()].filter((id) => !hereIds.has(id))
  return {
    page: {
      ...(here.length === 0 ? {} : { messages: here.map((message) => toRemoteMessage(message)) }),
      ...(removed.length === 0 ? {} : { removed: { folderId, ids: removed } }),
    },
    messages: here,
  }
}
