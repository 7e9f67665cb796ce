import { SyncError } from '../../domain/errors.ts'
import type { GraphClient } from './graph-client.ts'
import { listMessages } from './list-messages.ts'
import { readOrigin } from './origin-property.ts'
import type { WireMessage } from './wire.ts'

/**
 * What was just put in is among the newest, so most often the first page has it. Should that order not be taken, or a page slip
 * because others change the folder, the folder is listed whole, as it comes.
 */
const LISTINGS = [
  { paging: '$orderby=createdDateTime%20desc&$top=25&', pages: 4 },
  { paging: '$top=500&', pages: Number.POSITIVE_INFINITY },
] as const

/** The copy with this token, as the folder is listed. `newest`: only where it is among the newest, for what is hardly there. */
export async function findByToken(client: GraphClient, folderId: string, token: string, signal: AbortSignal, newest = false): Promise<WireMessage | undefined> {
  for (const { paging, pages } of newest ? LISTINGS.slice(0, 1) : LISTINGS) {
    let left: number = pages
    try {
      for await (const page of listMessages(client, folderId, ['internetMessageHeaders'], signal, paging)) {
        const made = page.find((each) => readOrigin(each.singleValueExtendedProperties ?? [], each.internetMessageHeaders ?? [])?.token === token)
        if (made !== undefined) return made
        if (--left === 0) break
      }
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'REJECTED' || paging === LISTINGS.at(-1)?.paging) throw error
    }
  }
  return undefined
}
