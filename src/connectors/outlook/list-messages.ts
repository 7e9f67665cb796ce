import { SyncError } from '../../domain/errors.ts'
import { linkedPages } from './delta.ts'
import { graphCodeOf } from './errors.ts'
import { toLinkedPage } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { messageQuery } from './map-message.ts'
import { STALE_LISTING } from './retry.ts'
import { wireMessagePage, type WireMessage } from './wire.ts'

/** How often a listing begins anew because its folder changed under it. */
const RESTARTS = 5

/**
 * Every message of a folder by an ordinary listing, page by page, with all that a `RemoteMessage` is made of and `more` fields.
 * `paging`: order and size of pages. A folder that changes meanwhile may make Graph give up: the listing then begins anew, and what came before comes again.
 */
export async function* listMessages(client: GraphClient, folderId: string, more: readonly string[], signal: AbortSignal, paging = '$top=500&'): AsyncGenerator<readonly WireMessage[], void> {
  const start = `mailFolders/${encodeURIComponent(folderId)}/messages?${paging}${messageQuery(...more)}`
  const get = async (path: string) => toLinkedPage(await client.read(wireMessagePage, { kind: 'GET messages', method: 'GET', path }, signal))
  for (let restarts = 0; ; restarts++) {
    try {
      for await (const { items } of linkedPages(start, get)) yield items
      return
    } catch (error) {
      if (!(error instanceof SyncError) || graphCodeOf(error) !== STALE_LISTING || restarts === RESTARTS) throw error
    }
  }
}
