import type { MarkChange } from '../../domain/operation.ts'
import { SyncError } from '../../domain/errors.ts'
import type { Access, Envelope, Mailbox, RemoteMessage } from '../connector.ts'
import type { ImapChannel } from '../imap/imap-mailbox.ts'
import { FolderMap } from './folder-map.ts'
import { FactIndex, joinKeys, toFact } from './join-index.ts'
import { JoinNotes, type JoinNote } from './join-notes.ts'
import { JOINED_SCOPE, LIST_WHOLE } from './join-state.ts'
import { around, forgiving } from './newest-reader.ts'
import { foldersOf, observeJoined } from './observe-joined.ts'
import { checkOpenapi, writeMarks } from './openapi-mailbox.ts'
import { getMessage, listMessages, lookUpMessage, type OpenapiScene, type Received } from './openapi-scene.ts'
import { DONE_TAG, namesOf } from './tags.ts'
import type { WireMessage } from './wire.ts'

type Where = { readonly id: string; readonly folderId: string }

/**
 * Both channels as one mailbox. IMAP is the truth for existence, folder, read, answered and flagged, and its ids are the ids; the
 * OpenAPI adds tags, the done flag and forwarded. A message that cannot be told apart from another has no tags here.
 */
export function joinChannels(channel: ImapChannel, openapi: OpenapiScene, writable: Access): Mailbox {
  const { mailbox: imap, describe } = channel
  const folders = new FolderMap()
  let notes = new JoinNotes(new Map())

  /** The message on the other channel: among those received when it was, else by listing its folder there. */
  const find = async (envelope: Envelope, folderId: string, signal: AbortSignal): Promise<WireMessage | undefined> => {
    if (!folders.hasFolders) folders.learn(await foldersOf(imap, signal))
    if (folders.there(folderId) === undefined) await folders.load(openapi, signal)
    const there = folders.there(folderId)
    if (there === undefined) return undefined
    const among = async (received?: Received): Promise<WireMessage | undefined> => {
      const index = new FactIndex()
      const listed = new Map<string, WireMessage>()
      for await (const page of forgiving(listMessages(openapi, there, signal, received))) {
        for (const message of page) {
          listed.set(message.id, message)
          index.add(toFact(message, there))
        }
      }
      return listed.get(index.find(joinKeys(envelope), there)?.id ?? '')
    }
    return (await among(around(envelope.receivedAt))) ?? (await among())
  }

  const described = async ({ id }: Where, signal: AbortSignal): Promise<Envelope> => {
    const found = await describe(id, signal)
    if (found === undefined) throw new SyncError('NOT_FOUND', 'The message or folder is not in the mailbox.')
    return found.envelope
  }

  /** What is known of a message, looked up on the other channel if nothing was told before: no answer of ours may seem to take tags away. */
  const noteOf = async (message: Where, signal: AbortSignal): Promise<JoinNote> => notes.get(message.id) ?? (await noteFound(message, await described(message, signal), signal))

  const noteFound = async (message: Where, envelope: Envelope, signal: AbortSignal): Promise<JoinNote> => {
    const found = await find(envelope, message.folderId, signal)
    const note = { keys: joinKeys(envelope), tags: found?.tags ?? [], forwarded: found?.isForwarded ?? false, there: found?.id }
    notes.setForNow(message.id, note)
    return note
  }

  /** The message on the other channel as it is there now. */
  const getThere = async (message: Where, { there }: JoinNote, signal: AbortSignal): Promise<WireMessage | undefined> => {
    const known = there === undefined ? undefined : await lookUpMessage(openapi, there, signal)
    return known ?? (await find(await described(message, signal), message.folderId, signal))
  }

  /** Adds what is known of the message's tags. */
  const withTags = (message: RemoteMessage, known: Pick<JoinNote, 'tags' | 'forwarded'> | undefined): RemoteMessage => {
    if (known === undefined) return message
    const flag = known.tags.includes(DONE_TAG) ? 'complete' : message.marks.flag
    return { ...message, marks: { ...message.marks, flag, forwarded: known.forwarded, tags: namesOf(known.tags, openapi.names) } }
  }

  /** Writes to the OpenAPI what IMAP cannot hold, and answers both. */
  const markThere = async (message: RemoteMessage, change: MarkChange, known: JoinNote, signal: AbortSignal): Promise<RemoteMessage> => {
    const before = await getThere(message, known, signal)
    if (before === undefined) return withTags(message, known)
    await writeMarks(openapi, before, change, signal)
    const after = await getMessage(openapi, before.id, signal)
    const note = { keys: known.keys, tags: after.tags, forwarded: after.isForwarded, there: after.id }
    notes.setForNow(message.id, note)
    return withTags(message, note)
  }

  const mark: Mailbox['mark'] = async (message, change, signal) => {
    const known = await noteOf(message, signal)
    const { tags, flag, ...rest } = change
    const hereFlag = flag === undefined ? {} : { flag: flag === 'complete' ? ('none' as const) : flag }
    const state = await imap.mark(message, { ...rest, ...hereFlag }, signal)
    const there = { ...(tags === undefined ? {} : { tags }), ...(flag === undefined ? {} : { flag }) }
    const concernsThere = tags !== undefined || flag === 'complete' || (flag !== undefined && known.tags.includes(DONE_TAG))
    return concernsThere ? await markThere(state, there, known, signal) : withTags(state, known)
  }

  const create: Mailbox['create'] = async (message, signal) => {
    const flag = message.marks.flag === 'complete' ? 'none' : message.marks.flag
    const made = await imap.create({ ...message, marks: { ...message.marks, flag } }, signal)
    if (made.envelope === undefined) return made
    const known = { keys: joinKeys(made.envelope), tags: [], forwarded: false }
    notes.setForNow(made.id, known)
    const wantsThere = message.marks.tags.length > 0 || message.marks.flag === 'complete'
    return wantsThere ? await markThere(made, { tags: message.marks.tags, flag: message.marks.flag }, known, signal) : made
  }

  /** Where it is now, it may have another id on the OpenAPI. */
  const move: Mailbox['move'] = async (message, toFolderId, signal) => {
    const known = await noteOf(message, signal)
    const moved = await imap.move(message, toFolderId, signal)
    if (moved.id !== message.id) notes.setForNow(moved.id, { ...known, there: undefined })
    return withTags(moved, known)
  }

  return {
    ...imap,
    capabilities: { ...imap.capabilities, marks: { ...imap.capabilities.marks, flag: 'ternary', forwarded: 'read', tags: writable } },
    observe: async function* (checkpoints, signal) {
      notes = new JoinNotes(checkpoints, notes.passing)
      return yield* observeJoined({ imap: channel, openapi, notes, folders, withTags }, checkpoints, signal)
    },
    relist: (checkpoints) => (checkpoints.has(JOINED_SCOPE) ? { [JOINED_SCOPE]: LIST_WHOLE } : {}),
    create,
    mark,
    move,
    findCreated: async (folderId, sought, signal) => {
      const found = new Map(await imap.findCreated(folderId, sought, signal))
      for (const [token, message] of found) {
        if (message.envelope !== undefined) found.set(token, withTags(message, await noteFound(message, message.envelope, signal)))
      }
      return found
    },
    check: async (signal) => {
      const [here, there] = await Promise.all([imap.check(signal), checkOpenapi(openapi, signal)])
      return [...here.filter(({ what }) => what !== 'Marks'), ...there]
    },
  }
}
