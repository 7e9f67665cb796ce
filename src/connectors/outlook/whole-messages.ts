import { SyncError } from '../../domain/errors.ts'
import type { GraphClient } from './graph-client.ts'
import { listMessages } from './list-messages.ts'
import { SIZE, isPartial, messageQuery } from './map-message.ts'
import { valueOf } from './origin-property.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** Up to this many are read one by one; for more, their folder is listed. */
const ONE_BY_ONE = 20

/**
 * Makes delta items whole. A delta may leave out fields of an item, and it is nowhere promised that it answers extended
 * properties: whether it does shows by the size, which every message has.
 */
export interface WholeMessages {
  /** The items with all fields and properties; those that are gone meanwhile are left out. */
  complete(folderId: string, items: readonly WireMessage[], signal: AbortSignal): Promise<WireMessage[]>
  /** One message by id. @throws {SyncError} `NOT_FOUND` */
  one(id: string, signal: AbortSignal): Promise<WireMessage>
}

/** `deltaExpands`: whether delta queries answer extended properties; found out by itself when absent. */
export function createWholeMessages(client: GraphClient, deltaExpands?: boolean): WholeMessages {
  let expands = deltaExpands

  const one = (id: string, signal: AbortSignal): Promise<WireMessage> =>
    client.read(wireMessage, { kind: 'GET message', method: 'GET', path: `messages/${encodeURIComponent(id)}?${messageQuery()}` }, signal)

  const ifThere = async (id: string, signal: AbortSignal): Promise<WireMessage | undefined> => {
    try {
      return await one(id, signal)
    } catch (error) {
      if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  /** Learns from the first items that come whole: if these have no size but one read by itself has, deltas leave properties out. */
  const learn = async (items: readonly WireMessage[], signal: AbortSignal): Promise<void> => {
    const sample = items.find((item) => !isPartial(item))
    if (expands !== undefined || sample === undefined) return
    if (items.some(hasSize)) expands = true
    else {
      const message = await ifThere(sample.id, signal)
      if (message !== undefined) expands = !hasSize(message)
    }
  }

  /** Listed and not yet asked for. Each is good only for the version that was listed. */
  const spare = new Map<string, WireMessage>()

  const take = (item: WireMessage): WireMessage | undefined => {
    const listed = spare.get(item.id)
    spare.delete(item.id)
    return listed !== undefined && versionOf(listed) === versionOf(item) ? listed : undefined
  }

  return {
    one,
    complete: async (folderId, items, signal) => {
      await learn(items, signal)
      const wanting = new Map(items.filter((item) => isPartial(item) || (expands === false && !hasSize(item))).map((item) => [item.id, item]))
      if ([...wanting.keys()].filter((id) => !spare.has(id)).length > ONE_BY_ONE) {
        for await (const page of listMessages(client, folderId, [], signal)) for (const message of page) spare.set(message.id, message)
      }
      const found: WireMessage[] = []
      for (const item of items) {
        const message = wanting.has(item.id) ? (take(item) ?? (await ifThere(item.id, signal))) : item
        if (message !== undefined) found.push(message)
      }
      return found
    },
  }
}

const versionOf = (message: WireMessage): string | undefined => message['@odata.etag'] ?? message.changeKey ?? undefined

const hasSize = (message: WireMessage): boolean => valueOf(message.singleValueExtendedProperties ?? [], SIZE) !== undefined
