import { answered } from './connection.ts'
import { notFound } from './errors.ts'
import { fetchFlags } from './fetch-messages.ts'
import type { Place } from './message-id.ts'
import { selection, type ImapScene } from './scene.ts'

/**
 * Adds and removes flags of one message and answers those that it then has. A session that was not told yet of a message which
 * another one appended ignores a STORE to it without a word (RFC 3501 §6.4.8), so the outcome is looked at, and the STORE is
 * sent once more in the folder selected anew. What is missing after that, the folder does not permit or somebody else took back.
 *
 * @throws {SyncError} `NOT_FOUND`
 */
export async function storeFlags(scene: ImapScene, place: Place, added: readonly string[], removed: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  for (const anew of [false, true]) {
    const flags = await scene.connections.run({ kind: 'STORE', ...selection(scene, place), anew, signal }, async (session) => {
      const range = String(place.uid)
      if (added.length > 0) await answered(session, () => session.client.messageFlagsAdd(range, [...added], { uid: true }))
      if (removed.length > 0) await answered(session, () => session.client.messageFlagsRemove(range, [...removed], { uid: true }))
      const held = await fetchFlags(session.client, place.uid)
      if (held === undefined) throw notFound()
      return held
    })
    const isDone = added.every((flag) => flags.has(flag)) && !removed.some((flag) => flags.has(flag))
    if (isDone || anew) return flags
  }
  throw notFound()
}
