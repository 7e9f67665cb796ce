import { SyncError } from '../../domain/errors.ts'
import type { Mailbox, RemoteMessage } from '../connector.ts'
import { expunge } from './change-message.ts'
import { effect } from './connection.ts'
import { endOf, fetchAdded, fetchOne } from './create-message.ts'
import { notFound } from './errors.ts'
import type { FetchedMessage } from './fetch-messages.ts'
import { asRemote, fetchEnvelopes } from './fetch-messages.ts'
import { formatId, parseId } from './message-id.ts'
import { fetchedFolder, selection, type ImapScene } from './scene.ts'
import { storeFlags } from './store-flags.ts'

interface Moved {
  readonly source: FetchedMessage
  /** Where the target folder ended before. */
  readonly end: string
  /** Told by COPYUID (RFC 4315). */
  readonly uid: number | undefined
  /** The server refused, which some do of what they did. */
  readonly refusal?: SyncError
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
    const hasMove = client.capabilities.has('MOVE')
    try {
      const answer = await effect(session, () => (hasMove ? client.messageMove(range, toPath, { uid: true }) : client.messageCopy(range, toPath, { uid: true })))
      return { source, end, uid: answer.uidMap?.get(place.uid) }
    } catch (error) {
      if (!(error instanceof SyncError) || error.ambiguous) throw error
      return { source, end, uid: undefined, refusal: error }
    }
  })
  const target = await halfDone(() => findMoved(scene, toFolderId, moved, signal))
  if (target === undefined) throw moved.refusal ?? lost()
  return await halfDone(async () => {
    await scene.connections.run({ ...task, anew: true }, async (session) => await expunge(session, place.uid))
    return asRemote(await keepFlags(scene, toFolderId, moved.source, target, signal))
  })
}

/** After COPY a failure of whatever kind leaves the message in two places, or nobody knows where: `resumeMove` has to look. */
async function halfDone<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SyncError) || error.ambiguous) throw error
    throw new SyncError(error.code, error.message, { ambiguous: true, cause: error })
  }
}

type Resume = Parameters<NonNullable<Mailbox['resumeMove']>>

/**
 * Finishes what `move` began: the original goes if it is still there and its copy is in the target folder. Only what equals it in
 * date, size, mark and Message-ID, and is no other message that is known, counts as its copy (RFC 3501 §6.4.7: COPY should keep the date).
 */
export async function resumeMove(scene: ImapScene, message: Resume[0], { folderId, bookmark, taken }: Resume[1], signal: AbortSignal): Promise<string | undefined> {
  const place = parseId(message.id)
  if (place.folderId === folderId) return undefined
  const source = await fetchOne(scene, place.folderId, place.uid, signal)
  const isThere = source?.id === message.id
  const added = await fetchAdded(scene, folderId, [bookmark], signal)
  const copy = added.find(({ id, envelope }) => !taken.has(id) && isMoved(envelope, message) && !(isThere && envelope.subject !== source.envelope.subject))
  if (copy !== undefined && isThere) await scene.connections.run({ kind: 'MOVE', ...selection(scene, place), anew: true, signal }, (session) => expunge(session, place.uid))
  return copy?.id
}

const isMoved = (one: FetchedMessage['envelope'], other: Resume[0]): boolean =>
  one.internetMessageId === other.internetMessageId && one.size === other.size && one.receivedAt === other.receivedAt && one.origin?.token === other.origin?.token

const lost = (): SyncError =>
  new SyncError('REMOTE_FAILURE', 'The IMAP server moved a message that is not in the target folder.', { ambiguous: true })

async function findMoved(
  scene: ImapScene,
  toFolderId: string,
  { source, end, uid }: Moved,
  signal: AbortSignal,
): Promise<FetchedMessage | undefined> {
  const told = uid === undefined ? undefined : await fetchOne(scene, toFolderId, uid, signal)
  // The UID may mean another message by now: UIDVALIDITY can change between the two commands.
  if (told !== undefined && isSame(told.envelope, source.envelope)) return told
  const added = await fetchAdded(scene, toFolderId, [end], signal)
  return added.findLast(({ envelope }) => isSame(envelope, source.envelope))
}

const isSame = (one: FetchedMessage['envelope'], other: FetchedMessage['envelope']): boolean =>
  one.internetMessageId === other.internetMessageId && one.size === other.size && one.subject === other.subject && one.origin?.token === other.origin?.token

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
  await storeFlags(scene, parseId(target.id), added, [], signal)
  const after = await fetchOne(scene, folderId, target.uid, signal)
  return after?.id === target.id ? after : target
}
