import type { MarkChange } from '../../domain/operation.ts'
import { SyncError } from '../../domain/errors.ts'
import { interleave } from '../../platform/interleave.ts'
import type { Access, Checkpoints, Mailbox, ObservationEnd, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import { FOLDERS_SCOPE } from '../imap/folder-registry.ts'
import type { ImapChannel } from '../imap/imap-mailbox.ts'
import { FactIndex, folderKeys, joinKeys, openapiFolderKeys, toFact, type JoinKeys, type TagFact } from './join-index.ts'
import { isJoinScope, JOINED_SCOPE, JoinNotes, type JoinNote } from './join-notes.ts'
import { checkOpenapi, writeMarks } from './openapi-mailbox.ts'
import { FOLDERS_AT_ONCE, LISTED_FIELDS, listFolders, listMessages, type OpenapiScene } from './openapi-scene.ts'
import { DONE_TAG, namesOf } from './tags.ts'
import { readMessage, type WireMessage } from './wire.ts'

/**
 * Both channels as one mailbox. IMAP is the truth for existence, folder, read, answered and flagged, and its ids are the ids; the
 * OpenAPI adds tags, the done flag and forwarded. A message that cannot be told apart from another has no tags here.
 */
export function joinChannels({ mailbox: imap, describe }: ImapChannel, openapi: OpenapiScene, writable: Access): Mailbox {
  let folderKeyOf = new Map<string, string>()
  let notes = new JoinNotes(new Map())

  const learn = (folders: readonly RemoteFolder[]) => {
    folderKeyOf = folderKeys(folders)
  }

  /** The message on the other channel, found by listing its folder there. */
  const findFact = async (keys: JoinKeys, folderId: string, signal: AbortSignal): Promise<TagFact | undefined> => {
    if (!folderKeyOf.has(folderId)) learn(await foldersOf(imap, signal))
    const key = folderKeyOf.get(folderId) ?? ''
    for (const [id, other] of openapiFolderKeys(await listFolders(openapi, signal))) {
      if (other !== key) continue
      const index = new FactIndex()
      for await (const page of listMessages(openapi, id, signal)) for (const message of page) index.add(toFact(message, key))
      return index.find(keys, key)
    }
    return undefined
  }

  /** What is known of a message, looked up on the other channel if nothing was told before: no answer of ours may seem to take tags away. */
  const noteOf = async (message: { readonly id: string; readonly folderId: string }, signal: AbortSignal): Promise<JoinNote> => {
    const known = notes.get(message.id)
    if (known !== undefined) return known
    const described = await describe(message.id, signal)
    if (described === undefined) throw new SyncError('NOT_FOUND', 'The message or folder is not in the mailbox.')
    const keys = joinKeys(described.envelope)
    const fact = await findFact(keys, message.folderId, signal)
    return { keys, tags: fact?.tags ?? [], forwarded: fact?.forwarded ?? false }
  }

  const getWire = async (id: string, signal: AbortSignal): Promise<WireMessage> =>
    readMessage(await openapi.client.call('GET', `/messages/${encodeURIComponent(id)}?$select=${LISTED_FIELDS}`, undefined, signal))

  /** Adds what is known of the message's tags. */
  const withTags = (message: RemoteMessage, known: Pick<JoinNote, 'tags' | 'forwarded'> | undefined): RemoteMessage => {
    if (known === undefined) return message
    const flag = known.tags.includes(DONE_TAG) ? 'complete' : message.marks.flag
    return { ...message, marks: { ...message.marks, flag, forwarded: known.forwarded, tags: namesOf(known.tags, openapi.names) } }
  }

  /** Writes to the OpenAPI what IMAP cannot hold, and answers both. */
  const markThere = async (message: RemoteMessage, change: MarkChange, known: JoinNote, signal: AbortSignal): Promise<RemoteMessage> => {
    const fact = await findFact(known.keys, message.folderId, signal)
    if (fact === undefined) return withTags(message, known)
    await writeMarks(openapi, await getWire(fact.id, signal), change, signal)
    const after = await getWire(fact.id, signal)
    const note = { keys: known.keys, tags: after.tags, forwarded: after.isForwarded }
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

  const move: Mailbox['move'] = async (message, toFolderId, signal) => {
    const known = await noteOf(message, signal)
    const moved = await imap.move(message, toFolderId, signal)
    notes.setForNow(moved.id, known)
    return withTags(moved, known)
  }

  return {
    ...imap,
    capabilities: { ...imap.capabilities, marks: { ...imap.capabilities.marks, flag: 'ternary', forwarded: 'read', tags: writable } },
    observe: async function* (checkpoints, signal) {
      notes = new JoinNotes(checkpoints)
      return yield* observeJoined({ imap, openapi, notes, learn, keyOf: (id) => folderKeyOf.get(id) ?? '', withTags }, checkpoints, signal)
    },
    create,
    mark,
    move,
    findCreated: async (folderId, token, end, signal) => {
      const found = await imap.findCreated(folderId, token, end, signal)
      if (found?.envelope === undefined) return found
      return withTags(found, await findFact(joinKeys(found.envelope), folderId, signal))
    },
    check: async (signal) => {
      const [here, there] = await Promise.all([imap.check(signal), checkOpenapi(openapi, signal)])
      return [...here.filter(({ what }) => what !== 'Marks'), ...there]
    },
  }
}

interface Join {
  readonly imap: Mailbox
  readonly openapi: OpenapiScene
  readonly notes: JoinNotes
  readonly learn: (folders: readonly RemoteFolder[]) => void
  readonly keyOf: (folderId: string) => string
  readonly withTags: (message: RemoteMessage, known: Pick<JoinNote, 'tags' | 'forwarded'> | undefined) => RemoteMessage
}

/**
 * The OpenAPI is listed whole first, several folders at once, then IMAP page by page with what the first listing told of each
 * message. The folders of IMAP are asked for meanwhile.
 */
async function* observeJoined(join: Join, checkpoints: Checkpoints, signal: AbortSignal): AsyncGenerator<ObservationPage, ObservationEnd> {
  const { imap, notes } = join
  const isJoined = checkpoints.has(JOINED_SCOPE)
  const openapi = isJoined ? join.openapi : { ...join.openapi, client: join.openapi.client.as('bulk') }
  const imapScopes = [...checkpoints.keys()].filter((scope) => scope !== JOINED_SCOPE && !isJoinScope(scope))
  const dropped = isJoined ? [] : imapScopes.filter((scope) => scope !== FOLDERS_SCOPE)
  const own = new Map([...checkpoints].filter(([scope]) => imapScopes.includes(scope) && !dropped.includes(scope)))
  const observation = imap.observe(own, signal)
  const first = observation.next()
  first.catch(() => {})
  try {
    const index = await indexFacts(openapi, signal)
    let step = await first
    for (; step.done !== true; step = await observation.next()) {
      const page = step.value
      if (page.folders !== undefined) {
        join.learn(page.folders.changed)
        notes.keepFolders(new Set(page.folders.changed.map(({ id }) => id)))
      }
      const messages = page.messages?.map((message) => joinOne(join, index, message, page.messages?.[0]?.id ?? message.id))
      if (page.listed !== undefined) notes.keepOnly(page.listed.folderId, new Set(page.listed.ids))
      const forgotten = page.folders === undefined ? {} : { ...Object.fromEntries(dropped.map((scope) => [scope, null])), [JOINED_SCOPE]: '1' }
      yield { ...page, ...(messages === undefined ? {} : { messages }), checkpoints: { ...forgotten, ...page.checkpoints, ...notes.takeChanges() } }
    }
    return step.value
  } finally {
    await observation.return({ isQuiet: async () => false }).catch(() => {})
  }
}

async function indexFacts(openapi: OpenapiScene, signal: AbortSignal): Promise<FactIndex> {
  const index = new FactIndex()
  const factsOf = async function* (id: string, key: string) {
    for await (const page of listMessages(openapi, id, signal)) yield page.map((message) => toFact(message, key))
  }
  const listings = [...openapiFolderKeys(await listFolders(openapi, signal))].map(([id, key]) => () => factsOf(id, key))
  for await (const facts of interleave(listings, FOLDERS_AT_ONCE)) for (const fact of facts) index.add(fact)
  return index
}

/** What was last known serves where the message cannot be found now, so that a gap in a listing removes no tag. */
function joinOne({ notes, keyOf, withTags }: Join, index: FactIndex, message: RemoteMessage, pageId: string): RemoteMessage {
  const earlier = notes.get(message.id)
  const keys = message.envelope === undefined ? earlier?.keys : joinKeys(message.envelope)
  if (keys === undefined) return message
  const fact = index.find(keys, keyOf(message.folderId))
  const known: JoinNote = { keys, tags: fact?.tags ?? earlier?.tags ?? [], forwarded: fact?.forwarded ?? earlier?.forwarded ?? false }
  notes.set(message.folderId, pageId, message.id, known)
  return withTags(message, known)
}

/** The folders as the first page of an observation tells them. */
async function foldersOf(imap: Mailbox, signal: AbortSignal): Promise<readonly RemoteFolder[]> {
  for await (const page of imap.observe(new Map(), signal)) if (page.folders !== undefined) return page.folders.changed
  return []
}
