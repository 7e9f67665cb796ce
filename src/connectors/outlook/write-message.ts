import { SyncError } from '../../domain/errors.ts'
import type { Marks } from '../../domain/marks.ts'
import type { MarkChange } from '../../domain/operation.ts'
import type { RemoteMessage } from '../connector.ts'
import type { Folders } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { markFields, verbProperties, type Verbs } from './map-marks.ts'
import { toRemoteMessage } from './map-message.ts'
import type { Receipts } from './receipts.ts'
import type { WholeMessages } from './whole-messages.ts'
import { wireMessage, type WireMessage } from './wire.ts'

export interface MessageWriterOptions {
  readonly client: GraphClient
  readonly whole: WholeMessages
  readonly folders: Folders
  readonly receipts: Receipts
}

/** A message that exists; `marks` as last seen. */
export interface Written {
  readonly id: string
  readonly folderId: string
  readonly marks?: Marks
}

/** Marks, moves and removals. @see https://learn.microsoft.com/graph/api/message-update, message-move, message-permanentdelete */
export interface MessageWriter {
  mark(message: Written, change: MarkChange, signal: AbortSignal): Promise<RemoteMessage>
  move(message: Written, toFolderId: string, signal: AbortSignal): Promise<RemoteMessage>
  remove(id: string, signal: AbortSignal): Promise<void>
}

/** Message writes through `client`; none of them lets a receipt out. */
export function createMessageWriter({ client, whole, folders, receipts }: MessageWriterOptions): MessageWriter {
  const pathOf = (id: string): string => `messages/${encodeURIComponent(id)}`

  /** Graph's answer to a write has no properties: answered and forwarded are as they were seen, or the message is read. */
  const answer = async (made: WireMessage, verbs: Verbs | undefined, signal: AbortSignal): Promise<RemoteMessage> => {
    if (verbs === undefined) return toRemoteMessage(await whole.one(made.id, signal))
    const { envelope: _unread, ...state } = toRemoteMessage(made, { verbs })
    return state
  }

  /** One property holds both verbs: to write one of them alone, the other must be known as it is now, and not as last seen. */
  const verbsBefore = async ({ id, marks }: Written, change: MarkChange, signal: AbortSignal): Promise<Verbs | undefined> => {
    const { answered, forwarded } = change
    if (answered !== undefined && forwarded !== undefined) return { answered, forwarded }
    return namesVerb(change) ? toRemoteMessage(await whole.one(id, signal)).marks : marks
  }

  return {
    mark: async (message, change, signal) => {
      if (change.read === true) await receipts.silence(client, message.id, signal)
      const before = await verbsBefore(message, change, signal)
      const verbs = before && { answered: change.answered ?? before.answered, forwarded: change.forwarded ?? before.forwarded }
      const json = { ...markFields(change), ...(verbs && namesVerb(change) ? { singleValueExtendedProperties: verbProperties(verbs) } : {}) }
      const made = await client.read(wireMessage, { kind: 'PATCH message', method: 'PATCH', path: pathOf(message.id), json }, signal)
      return await answer(made, verbs, signal)
    },
    move: async (message, toFolderId, signal) => {
      if (folders.inTrash(toFolderId) !== false) await receipts.silence(client, message.id, signal)
      const path = `${pathOf(message.id)}/move`
      const move = { kind: 'POST message move', method: 'POST', path, json: { destinationId: toFolderId }, repeatable: true } as const
      const made = await client.read(wireMessage, move, signal)
      return await answer(made, message.marks, signal)
    },
    remove: async (id, signal) => {
      try {
        await client.tell({ kind: 'POST message permanentDelete', method: 'POST', path: `${pathOf(id)}/permanentDelete`, repeatable: true }, signal)
      } catch (error) {
        if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error
      }
    },
  }
}

const namesVerb = ({ answered, forwarded }: MarkChange): boolean => answered !== undefined || forwarded !== undefined
