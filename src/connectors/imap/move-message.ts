import { SyncError } from '../../domain/errors.ts'
import type { RemoteMessage } from '../connector.ts'
import { expunge, selection } from './change-message.ts'
import type { ImapSession } from './connection.ts'
import { answered, effect } from './connection.ts'
import { endOf, fetchAdded, fetchOne } from './create-message.ts'
import { notFound } from './errors.ts'
import type { FetchedMessage } from './fetch-messages.ts'
import { asRemote, fetchEnvelopes } from './fetch-messages.ts'
import { formatId, parseId } from './message-id.ts'
import type { ImapScene } from './scene.ts'
import { fetchedFolder } from './scene.ts'

interface Moved {
  readonly source: FetchedMessage
  /** Where the target folder ended before. */
  readonly end: string
  /** Told by COPYUID (RFC 4315). */
  readonly uid: number | undefined
}

/**
 * Moves with MOVE (RFC 6851) where there is one. Else COPY, and then a look at the source: some servers take it away by themselves.
 * Only if it is still there, and the copy is too, that one message is expunged.
 */
export async function move(scene: ImapScene, id: string, toFolderId: string, signal: AbortSignal): Promise<RemoteMessage> {
  const place = parseId(id)
  const toPath = scene.registry.pathOf(toFolderId)
  const task = { kind: 'MOVE', ...selection(scene, place), signal }
  if (place.folderId === toFolderId) {
    const there = await fetchOne(scene, toFolderId, place.uid, signal)
    if (there === undefined || there.id !== formatId(place)) throw notFound()
    return asRemote(there)
  }
  const moved = await scene.connections.run(task, async (session): Promise<Moved> => {
    const { client } = session
    const range = String(place.uid)
    const source = (await fetchEnvelopes(client, range, fetchedFolder(scene, place.folderId, client))).find(({ uid }) => uid === place.uid)
    if (source === undefined) throw notFound()
    const end = await endOf(client, toPath)
    const answer = await effect(session, () =>
      client.capabilities.has('MOVE') ? client.messageMove(range, toPath, { uid: true }) : client.messageCopy(range, toPath, { uid: true }),
    )
    return { source, end, uid: answer.uidMap?.get(place.uid) }
  })
  const target = await findMoved(scene, toFolderId, moved, signal)
  if (target === undefined) throw lost()
  await scene.connections.run({ ...task, anew: true }, async (session) => await expunge(session, place.uid))
  return asRemote(await keepFlags(scene, toFolderId, moved.source, target, signal))
}

const lost = (): SyncError =>
  new SyncError('REMOTE_FAILURE', 'The IMAP server moved a message that is not in the target folder.', { ambiguous: true })

async function findMoved(
  scene: ImapScene,
  toFolderId: string,
  { source, end, uid }: Moved,
  signal: AbortSignal,
): Promise<FetchedMessage | undefined> {
  if (uid !== undefined) return await fetchOne(scene, toFolderId, uid, signal)
  const added = await fetchAdded(scene, toFolderId, end, signal)
  return added.findLast(({ envelope }) => isSame(envelope, source.envelope))
}

const isSame = (one: FetchedMessage['envelope'], other: FetchedMessage['envelope']): boolean =>
  one.internetMessageId === other.internetMessageId && one.size === other.size && one.subject === other.subject

/** RFC 3501 says that COPY should keep flags. */
async function keepFlags(
  scene: ImapScene,
  folderId: string,
  source: FetchedMessage,
  target: FetchedMessage,
  signal: AbortSignal,
): Promise<FetchedMessage> {
  const wanted = { '\\Seen': source.marks.read, '\\Flagged': source.marks.flag === 'flagged', '\\Answered': source.marks.answered }
  const held = { '\\Seen': target.marks.read, '\\Flagged': target.marks.flag === 'flagged', '\\Answered': target.marks.answered }
  const added = Object.entries(wanted).flatMap(([flag, isSet]) => (isSet && !held[flag as keyof typeof held] ? [flag] : []))
  if (added.length === 0) return target
  const task = { kind: 'STORE', path: scene.registry.pathOf(folderId), signal }
  await scene.connections.run(task, async (session: ImapSession) => {
    await answered(session, () => session.client.messageFlagsAdd(String(target.uid), added, { uid: true }))
  })
  return (await fetchOne(scene, folderId, target.uid, signal)) ?? target
}
