import type { Checkpoints, Mailbox, ObservationEnd, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import { FOLDERS_SCOPE } from '../imap/folder-registry.ts'
import type { ImapChannel } from '../imap/imap-mailbox.ts'
import { parseId } from '../imap/message-id.ts'
import type { FolderMap } from './folder-map.ts'
import { joinKeys } from './join-index.ts'
import { isJoinScope, type JoinNote, type JoinNotes } from './join-notes.ts'
import { JOINED_SCOPE, joinStateText, LIST_WHOLE, readJoinState, wantsWhole } from './join-state.ts'
import type { Ground, Look } from './look.ts'
import type { OpenapiScene } from './openapi-scene.ts'
import { lookQuick } from './quick-look.ts'
import { lookWhole } from './whole-look.ts'

/** Both channels, and what is known of how they belong together. */
export interface Join {
  readonly imap: ImapChannel
  readonly openapi: OpenapiScene
  readonly notes: JoinNotes
  readonly folders: FolderMap
  /** Adds what is known of a message's tags. */
  readonly withTags: (message: RemoteMessage, known: Pick<JoinNote, 'tags' | 'forwarded'> | undefined) => RemoteMessage
}

/**
 * The OpenAPI is looked at first, and then IMAP is listed page by page with what is known of each message. The folders of IMAP are
 * asked for meanwhile.
 */
export async function* observeJoined(join: Join, checkpoints: Checkpoints, signal: AbortSignal): AsyncGenerator<ObservationPage, ObservationEnd> {
  const { imap, notes, folders } = join
  const imapScopes = [...checkpoints.keys()].filter((scope) => !isJoinScope(scope))
  const dropped = checkpoints.has(JOINED_SCOPE) ? [] : imapScopes.filter((scope) => scope !== FOLDERS_SCOPE)
  const own = new Map([...checkpoints].filter(([scope]) => imapScopes.includes(scope) && !dropped.includes(scope)))
  const begun = checkpoints.has(JOINED_SCOPE) ? {} : { ...Object.fromEntries(dropped.map((scope) => [scope, null])), [JOINED_SCOPE]: LIST_WHOLE }
  const observation = imap.mailbox.observe(own, signal)
  const first = observation.next()
  first.catch(() => {})
  try {
    const look = await begin({ ...join, state: readJoinState(checkpoints.get(JOINED_SCOPE)), signal })
    const unavailable = new Set<string>()
    let step = await first
    for (; step.done !== true; step = await observation.next()) {
      const page = step.value
      if (page.folders !== undefined) {
        folders.learn(page.folders.changed)
        notes.keepFolders(new Set(page.folders.changed.map(({ id }) => id)))
      }
      const messages = page.messages === undefined ? undefined : await joinPage(join, look, page.messages)
      if (page.unavailable !== undefined) unavailable.add(page.unavailable.folderId)
      if (page.listed !== undefined) notes.keepOnly(page.listed.folderId, new Set(page.listed.ids))
      yield { ...page, ...(messages === undefined ? {} : { messages }), checkpoints: { ...(page.folders === undefined ? {} : begun), ...page.checkpoints, ...notes.takeChanges() } }
    }
    yield* tellRest(join, look, unavailable, signal)
    yield { checkpoints: { ...notes.takeChanges(), [JOINED_SCOPE]: joinStateText(look.state()) } }
    notes.endPassing()
    return step.value
  } finally {
    await observation.return({ isQuiet: async () => false }).catch(() => {})
  }
}

async function begin(ground: Ground): Promise<Look> {
  const { openapi, folders, state } = ground
  folders.restore(state.folders)
  const quick = wantsWhole(state, openapi.clock.now()) ? undefined : await lookQuick(ground)
  return quick ?? (await lookWhole({ ...ground, openapi: { ...openapi, client: openapi.client.as('bulk') } }))
}

async function joinPage(join: Join, look: Look, messages: readonly RemoteMessage[]): Promise<readonly RemoteMessage[]> {
  // One that we moved ourselves had tags before: whether it has them still is not known.
  const isKnown = (note: JoinNote | undefined) => note !== undefined && (note.there !== undefined || note.tags.length === 0)
  const newcomers = messages.flatMap(({ id, folderId, envelope }) =>
    envelope === undefined || isKnown(join.notes.get(id)) ? [] : [{ id, folderId, keys: joinKeys(envelope), receivedAt: envelope.receivedAt }],
  )
  if (newcomers.length > 0) await look.meet(newcomers)
  return messages.map((message) => joinOne(join, look, message, messages[0]?.id ?? message.id))
}

/** What was last known serves where the message cannot be found now, so that a gap in what is told removes no tag. */
function joinOne({ notes, withTags }: Join, look: Look, message: RemoteMessage, pageId: string): RemoteMessage {
  const { id, folderId, envelope } = message
  const earlier = notes.get(id)
  const keys = envelope === undefined ? earlier?.keys : joinKeys(envelope)
  if (keys === undefined) return message
  const told = look.told(id, keys, earlier)
  const before = earlier ?? look.former({ id, folderId, keys })
  const there = earlier?.there === undefined || look.isGone(earlier.there) ? undefined : earlier.there
  const known: JoinNote = { keys, tags: told?.tags ?? before?.tags ?? [], forwarded: told?.forwarded ?? before?.forwarded ?? false, there: told?.there ?? there }
  notes.set(folderId, pageId, id, known)
  return withTags(message, known)
}

/** Messages of which only the OpenAPI had something to tell. */
async function* tellRest(join: Join, look: Look, unavailable: ReadonlySet<string>, signal: AbortSignal): AsyncGenerator<ObservationPage> {
  for await (const [id, { tags, forwarded, there }] of look.rest()) {
    const { folderId } = parseId(id)
    const note = join.notes.get(id)
    if (note === undefined || unavailable.has(folderId)) continue
    if (note.tags.join() === tags.join() && note.forwarded === forwarded) {
      join.notes.set(folderId, id, id, { ...note, there: there ?? note.there })
      continue
    }
    const message = await join.imap.describe(id, signal)
    if (message !== undefined) yield { messages: [joinOne(join, look, message, id)], checkpoints: join.notes.takeChanges() }
  }
}

/** The folders as the first page of an observation tells them. */
export async function foldersOf(imap: Mailbox, signal: AbortSignal): Promise<readonly RemoteFolder[]> {
  for await (const page of imap.observe(new Map(), signal)) if (page.folders !== undefined) return page.folders.changed
  return []
}
