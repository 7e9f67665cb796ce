import type { ImapFlow } from 'imapflow'
import { SyncError } from '../../domain/errors.ts'
import { appendTogether, mayGoTogether, takesSeveral, type Appended } from './append-together.ts'
import { effect } from './connection.ts'
import { fetchEnvelopes, type FetchedMessage } from './fetch-messages.ts'
import { gather } from './gather.ts'
import type { Place } from './message-id.ts'
import { fetchedFolder, selection, type ImapScene } from './scene.ts'

export type AppendOutcome = 'refused' | { readonly made?: FetchedMessage }

/** What is done with single messages of a folder, done together where several come at a time. */
export interface Together {
  /** All bytes of a small message; nothing when it has to be read alone, or is not there. */
  source(place: Place, signal: AbortSignal): Promise<Buffer | undefined>
  /**
   * Appends with others. Nothing when the message has to be appended alone, `refused` when the server refused it or one that went
   * with it; else `made`, as far as the server told. @throws {SyncError} ambiguous when the answer was lost
   */
  append(folderId: string, message: Appended, signal: AbortSignal): Promise<AppendOutcome | undefined>
  /** Takes note of what the server can do. */
  learn(client: ImapFlow): void
}

/** What is read of each message when several are read at once: nearly all messages are smaller. */
export const SMALL_BYTES = 128 * 1024
/** Bounds what lies in memory, with `SMALL_BYTES`. */
const MOST = 32

/** For one mailbox. */
export function askTogether(scene: Pick<ImapScene, 'connections' | 'registry'>): Together {
  const sources = gather<Place, Buffer | undefined>(async (places, signal) => (places.length === 1 ? [undefined] : await readSources(scene, places, signal)), { most: MOST, atOnce: 2 })
  let takes = false
  const appends = gather<Appended, AppendOutcome>((messages, signal, folderId) => appendAll(scene, folderId, messages, signal), { most: MOST, atOnce: 1 })
  return {
    source: (place, signal) => sources(`${place.folderId}/${place.uidValidity}`, place, signal),
    append: async (folderId, message, signal) => (takes && mayGoTogether(message) ? await appends(folderId, message, signal) : undefined),
    learn: (client) => (takes = takesSeveral(client)),
  }
}

type Scene = Pick<ImapScene, 'connections' | 'registry'>

/** All bytes of the small ones among these messages of one folder, in their order; nothing for the others, and for what is not there. */
export async function readSources(scene: Scene, places: readonly Place[], signal: AbortSignal): Promise<(Buffer | undefined)[]> {
  const [first] = places
  if (first === undefined) return []
  const uids = places.map(({ uid }) => uid)
  const task = { kind: 'FETCH bodies', ...selection(scene, first), signal }
  return await unlessRefused(uids, () => scene.connections.run(task, async ({ client }) => await fetchSmall(client, uids)))
}

/** A server that ignores how much was asked for sends more; what may be cut off is read alone. */
async function fetchSmall(client: ImapFlow, uids: readonly number[]): Promise<(Buffer | undefined)[]> {
  const found = new Map<number, Buffer>()
  const query = { uid: true, source: { start: 0, maxLength: SMALL_BYTES } }
  for await (const { uid, source } of client.fetch(uids.join(','), query, { uid: true }))
    if (source !== undefined && source.length < SMALL_BYTES) found.set(uid, source)
  return uids.map((uid) => found.get(uid))
}

async function appendAll(scene: Scene, folderId: string, messages: readonly Appended[], signal: AbortSignal): Promise<AppendOutcome[]> {
  const path = scene.registry.pathOf(folderId)
  try {
    return await scene.connections.run({ kind: 'APPEND', path, signal }, async (session) => {
      const { uids } = await effect(session, () => appendTogether(session.client, path, messages))
      const made = uids === undefined ? new Map() : await lookAt(scene, folderId, session.client, uids)
      return messages.map((_, at) => ({ ...asMade(made.get(uids?.[at] ?? 0)) }))
    })
  } catch (error) {
    if (error instanceof SyncError && !error.ambiguous && error.scope === 'item') return messages.map(() => 'refused')
    throw error
  }
}

const asMade = (made: FetchedMessage | undefined) => (made === undefined ? {} : { made })

/** What was just appended, seen by the session that did it. A failure to look is none of the append. */
export async function lookAt(scene: Scene, folderId: string, client: ImapFlow, uids: readonly number[]): Promise<Map<number, FetchedMessage>> {
  try {
    const rows = await fetchEnvelopes(client, uids.join(','), fetchedFolder(scene, folderId, client))
    return new Map(rows.map((row) => [row.uid, row]))
  } catch {
    return new Map()
  }
}

/** One message that the server cannot give must not keep the others from being read: each is then asked for alone. */
async function unlessRefused<Row>(uids: readonly number[], read: () => Promise<(Row | undefined)[]>): Promise<(Row | undefined)[]> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return uids.map(() => undefined)
    throw error
  }
}

