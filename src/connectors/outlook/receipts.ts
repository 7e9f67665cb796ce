import { SyncError } from '../../domain/errors.ts'
import type { GraphClient } from './graph-client.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/**
 * Which unread messages ask for a read receipt. Exchange sends one when such a message is marked read or thrown away
 * unread, whoever does it; so the request is taken back first. What listings told is kept as a note beside the
 * checkpoints, since asking before each write would double the requests.
 */
export interface Receipts {
  /** Takes up the note of an earlier run. Without one, messages are unknown until a listing from the start has told of them. */
  recall(note: string | undefined): void
  /** Learns from messages that were read whole. */
  notice(messages: readonly WireMessage[]): void
  /** The note as it should now be stored; nothing when it is already. */
  changedNote(): string | undefined
  /**
   * Makes sure, through `client`, that nothing is sent when this message is read or thrown away. No request where nothing was asked.
   * @throws {SyncError} `REJECTED` when the request for a receipt cannot be taken back
   */
  silence(client: GraphClient, id: string, signal: AbortSignal): Promise<void>
}

/** Receipts of one mailbox. */
export function createReceipts(): Receipts {
  const asking = new Set<string>()
  let recalled = false
  let changed = false

  const asks = async (client: GraphClient, id: string, signal: AbortSignal): Promise<boolean> => {
    const path = `messages/${encodeURIComponent(id)}?$select=isRead,isReadReceiptRequested`
    const message = await client.read(wireMessage, { kind: 'GET message', method: 'GET', path }, signal)
    return message.isReadReceiptRequested === true
  }

  const forget = (id: string): void => {
    if (asking.delete(id)) changed = true
  }

  return {
    recall: (note) => {
      if (recalled) return
      for (const id of note === undefined ? [] : (JSON.parse(note) as string[])) asking.add(id)
      recalled = true
      changed = note === undefined
    },
    notice: (messages) => {
      for (const message of messages) {
        const due = message.isReadReceiptRequested === true && message.isRead === false && message.isDraft !== true
        if (!due) forget(message.id)
        else if (!asking.has(message.id)) {
          asking.add(message.id)
          changed = true
        }
      }
    },
    changedNote: () => {
      if (!changed) return undefined
      changed = false
      return JSON.stringify([...asking].sort())
    },
    silence: async (client, id, signal) => {
      if (recalled && !asking.has(id)) return
      if (!recalled && !(await asks(client, id, signal))) return
      const path = `messages/${encodeURIComponent(id)}`
      await client.tell({ kind: 'PATCH message', method: 'PATCH', path, json: { isReadReceiptRequested: false } }, signal)
      if (await asks(client, id, signal)) throw new SyncError('REJECTED', 'Outlook: receipt would be sent')
      forget(id)
    },
  }
}
