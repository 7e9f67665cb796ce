import type { ImapFlow } from 'imapflow'
import { SyncError } from '../../domain/errors.ts'
import { withOriginHeader } from '../../mime/origin-header.ts'
import type { NewMessage, RemoteMessage, Sought } from '../connector.ts'
import { appendLarge, LARGE_BYTES, type Put } from './append-large.ts'
import type { Appended } from './append-together.ts'
import { effect, type ImapSession } from './connection.ts'
import { notFound } from './errors.ts'
import type { FetchedMessage } from './fetch-messages.ts'
import { asRemote, fetchEnvelopes } from './fetch-messages.ts'
import { statusOf } from './list-folders.ts'
import { parseId } from './message-id.ts'
import { fetchedFolder, type ImapScene } from './scene.ts'
import { storeFlags } from './store-flags.ts'
import { lookAt } from './together.ts'

/** Where the folder ends now, as `uidValidity:uidNext`. */
export async function bookmark({ connections, registry }: ImapScene, folderId: string, signal: AbortSignal): Promise<string> {
  const path = registry.pathOf(folderId)
  return await connections.run({ kind: 'STATUS', signal }, async ({ client }) => await endOf(client, path))
}

/** @throws {SyncError} `NOT_FOUND` when the server knows no such folder */
export async function endOf(client: ImapFlow, path: string): Promise<string> {
  const status = await statusOf(client, path)
  if (status === undefined) throw notFound()
  return `${status.uidValidity}:${status.uidNext}`
}

/** APPENDs a copy with its flags and date. What the server left out (flags, the new UID) is looked at, not assumed. */
export async function create(scene: ImapScene, message: NewMessage, signal: AbortSignal): Promise<RemoteMessage> {
  const marked = withOriginHeader(message.source, message.origin)
  if (marked.size > scene.maxMessageBytes) throw new SyncError('TOO_LARGE', 'The message is larger than this mailbox takes.')
  const given = { flags: flagsOf(message), receivedAt: new Date(message.receivedAt) }
  const end = message.bookmark ?? (await bookmark(scene, message.folderId, signal))
  const { folderId, origin } = message
  const find = async () => (await findMade(scene, folderId, [{ token: origin.token, bookmark: end }], signal)).get(origin.token)
  const told =
    marked.size > LARGE_BYTES
      ? await appendAlone(scene, folderId, ({ client }, path) => appendLarge(client, path, { ...given, source: marked }), signal)
      : await append(scene, folderId, { ...given, content: await marked.bytes() }, find, signal)
  // A UID is believed for what it shows: a server may tell a wrong one, and an answer may belong to a UIDVALIDITY that is over.
  const made = told?.envelope.origin?.token === origin.token ? told : await find()
  if (made === undefined) throw new SyncError('REMOTE_FAILURE', 'The IMAP server took a message that is not in the folder.', { ambiguous: true })
  return await completeFlags(scene, made, message, signal)
}

/** @returns what is now at the UID that the server told, if it told one and showed it */
async function append(
  scene: ImapScene,
  folderId: string,
  message: Appended,
  find: () => Promise<FetchedMessage | undefined>,
  signal: AbortSignal,
): Promise<FetchedMessage | undefined> {
  const outcome = await scene.together.append(folderId, message, signal)
  if (typeof outcome === 'object') return outcome.made
  // All or none, says RFC 3502; one that was taken all the same must not be there twice.
  const taken = outcome === 'refused' ? await find() : undefined
  if (taken !== undefined) return taken
  return await appendAlone(scene, folderId, ({ client }, path) => client.append(path, message.content, [...message.flags], message.receivedAt), signal)
}

/** @returns what is now at the UID that the server told, if it told one and showed it */
async function appendAlone(scene: ImapScene, folderId: string, command: (session: ImapSession, path: string) => Promise<Put | false | undefined>, signal: AbortSignal): Promise<FetchedMessage | undefined> {
  const path = scene.registry.pathOf(folderId)
  return await scene.connections.run({ kind: 'APPEND', path, signal }, async (session) => {
    const { uid } = await effect(session, () => command(session, path))
    scene.together.learn(session.client)
    return uid === undefined ? undefined : (await lookAt(scene, folderId, session.client, [uid])).get(uid)
  })
}

const flagsOf = ({ marks, roleClass }: NewMessage): string[] => [
  ...(marks.read ? ['\\Seen'] : []),
  ...(marks.flag === 'flagged' ? ['\\Flagged'] : []),
  ...(marks.answered ? ['\\Answered'] : []),
  ...(roleClass === 'draft' ? ['\\Draft'] : []),
]

/** Some servers ignore the flags of APPEND. */
async function completeFlags(scene: ImapScene, made: FetchedMessage, message: NewMessage, signal: AbortSignal): Promise<RemoteMessage> {
  const wanted = flagsOf(message)
  const held = flagsOf({ ...message, marks: made.marks, roleClass: made.envelope.isDraft ? 'draft' : 'received' })
  const missing = wanted.filter((flag) => !held.includes(flag))
  const surplus = held.filter((flag) => !wanted.includes(flag) && flag !== '\\Draft')
  if (missing.length === 0 && surplus.length === 0) return asRemote(made)
  await storeFlags(scene, parseId(made.id), missing, surplus, signal)
  const after = await fetchOne(scene, message.folderId, made.uid, signal)
  if (after?.id !== made.id) throw notFound()
  return asRemote(after)
}

/** One message by UID; nothing when it is not there. A server may be late to show a session what another one appended. */
export async function fetchOne(scene: ImapScene, folderId: string, uid: number, signal: AbortSignal): Promise<FetchedMessage | undefined> {
  const path = scene.registry.pathOf(folderId)
  for (const anew of [false, true]) {
    const task = { kind: 'FETCH', path, anew, signal }
    const fetch = async ({ client }: ImapSession) => await fetchEnvelopes(client, String(uid), fetchedFolder(scene, folderId, client))
    // What other sessions change meanwhile is told in the same breath, so the rows are not only those that were asked for.
    const found = (await scene.connections.run(task, fetch)).find((row) => row.uid === uid)
    if (found !== undefined) return found
  }
  return undefined
}

/** What creates with these tokens left in the folder, found by reading origin headers from the first of their bookmarks on. */
export async function findCreated(scene: ImapScene, folderId: string, sought: readonly Sought[], signal: AbortSignal): Promise<Map<string, RemoteMessage>> {
  const made = await findMade(scene, folderId, sought, signal)
  return new Map([...made].map(([token, message]) => [token, asRemote(message)]))
}

async function findMade(scene: ImapScene, folderId: string, sought: readonly Sought[], signal: AbortSignal): Promise<Map<string, FetchedMessage>> {
  const tokens = new Set(sought.map(({ token }) => token))
  const added = await fetchAdded(scene, folderId, sought.map(({ bookmark }) => bookmark), signal)
  return new Map(added.flatMap((message) => {
    const token = message.envelope.origin?.token
    return token !== undefined && tokens.has(token) ? [[token, message]] : []
  }))
}

/** Messages that came into the folder after the first of these marks, or all when the folder's UIDs are no longer those of a mark. */
export async function fetchAdded(scene: ImapScene, folderId: string, marks: readonly (string | undefined)[], signal: AbortSignal): Promise<FetchedMessage[]> {
  const task = { kind: 'FETCH added', path: scene.registry.pathOf(folderId), anew: true, signal }
  return await scene.connections.run(task, async ({ client }) => {
    if (client.mailbox === false || client.mailbox.exists === 0) return []
    const folder = fetchedFolder(scene, folderId, client)
    const start = Math.min(...marks.map((mark) => firstUidAfter(mark, folder.uidValidity)))
    const found = await fetchEnvelopes(client, `${start}:*`, folder)
    return found.filter(({ uid }) => uid >= start)
  })
}

function firstUidAfter(mark: string | undefined, uidValidity: string): number {
  const [validity, uidNext] = (mark ?? '').split(':')
  return validity === uidValidity ? Math.max(1, Number(uidNext)) : 1
}
