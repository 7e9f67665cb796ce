import { SyncError } from '../../domain/errors.ts'
import type { MarkChange } from '../../domain/operation.ts'
import { withoutOriginHeader } from '../../mime/origin-header.ts'
import { spool, type Spool } from '../../platform/spool.ts'
import type { RemoteMessage } from '../connector.ts'
import type { ImapSession } from './connection.ts'
import { answered } from './connection.ts'
import { isConnectionLost, notFound } from './errors.ts'
import { fetchFlags, marksOf } from './fetch-messages.ts'
import { formatId, parseId } from './message-id.ts'
import { selection, type ImapScene } from './scene.ts'
import { storeFlags } from './store-flags.ts'

/** Bytes asked for at once while reading a message. */
const CHUNK_BYTES = 1024 * 1024

/** The message as it was before we marked it. */
export async function read(scene: ImapScene, id: string, signal: AbortSignal): Promise<Spool> {
  const place = parseId(id)
  const small = await scene.together.source(place, signal)
  if (small !== undefined) return await withoutOriginHeader(await spool(small))
  return await scene.connections.run({ kind: 'FETCH body', ...selection(scene, place), signal }, async ({ client }) => {
    const download = await client.download(String(place.uid), undefined, { uid: true, chunkSize: CHUNK_BYTES })
    if (!('content' in download) || download.content === undefined) throw notFound()
    const whole = await spool(download.content)
    return await withoutOriginHeader(whole)
  })
}

/** Adds and removes only the flags of the marks that are named. Others hold no flag here. */
export async function mark(scene: ImapScene, id: string, change: MarkChange, signal: AbortSignal): Promise<RemoteMessage> {
  const place = parseId(id)
  const [added, removed] = flagChanges(change)
  const flags = await storeFlags(scene, place, added, removed, signal)
  return { id: formatId(place), folderId: place.folderId, marks: marksOf(flags) }
}

function flagChanges({ read: isRead, flag, answered: isAnswered }: MarkChange): [added: string[], removed: string[]] {
  const added: string[] = []
  const removed: string[] = []
  const want = (name: string, wanted: boolean | undefined) => {
    if (wanted !== undefined) (wanted ? added : removed).push(name)
  }
  want('\\Seen', isRead)
  want('\\Flagged', flag === undefined ? undefined : flag === 'flagged')
  want('\\Answered', isAnswered)
  return [added, removed]
}

/** Removes for good. What is gone already stays so. */
export async function remove(scene: ImapScene, id: string, signal: AbortSignal): Promise<void> {
  const place = parseId(id)
  try {
    // Selected anew: a session may not know yet of what another one appended, and would take it for gone.
    await scene.connections.run({ kind: 'EXPUNGE', ...selection(scene, place), anew: true, signal }, async (session) => await expunge(session, place.uid))
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error
  }
}

/** How often a refused STORE or EXPUNGE is sent, as long as the message is still there. */
const MOST_EXPUNGES = 3

/**
 * Expunges one message and never another: without UIDPLUS (RFC 4315) only where no other one is marked as deleted. Some servers
 * refuse what they did, so whether the message is there tells more than the answer does.
 */
export async function expunge(session: ImapSession, uid: number): Promise<void> {
  const { client } = session
  let refusal: unknown
  for (let attempt = 1; (await fetchFlags(client, uid)) !== undefined; attempt++) {
    if (attempt > MOST_EXPUNGES) throw refusal
    if (!client.capabilities.has('UIDPLUS')) await refuseOthers(client, uid)
    try {
      return void (await answered(session, () => client.messageDelete(String(uid), { uid: true })))
    } catch (error) {
      if (isConnectionLost(error)) throw error
      refusal = error
    }
  }
}

const alone = (): SyncError => new SyncError('REJECTED', 'The IMAP server can only expunge this message together with others.')

async function refuseOthers(client: ImapSession['client'], uid: number): Promise<void> {
  const marked = (await client.fetchAll('1:*', { uid: true, flags: true }, { uid: true })).filter(({ flags }) => flags?.has('\\Deleted'))
  if (marked.every((row) => row.uid === uid)) return
  // Marked by an attempt before, it would keep each of the others from being expunged alone, as they do with it.
  if (marked.some((row) => row.uid === uid)) await client.messageFlagsRemove(String(uid), ['\\Deleted'], { uid: true })
  throw alone()
}
