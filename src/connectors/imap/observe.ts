import { createHash } from 'node:crypto'
import { SyncError } from '../../domain/errors.ts'
import { interleave } from '../../platform/interleave.ts'
import type { AreKnown, Checkpoints, ObservationEnd, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import type { ImapConnections } from './connection.ts'
import type { FetchedFolder, FetchedMessage } from './fetch-messages.ts'
import { asRemote, fetchEnvelopes, marksOf } from './fetch-messages.ts'
import { matchFolders } from './folder-ids.ts'
import type { FolderRegistry } from './folder-registry.ts'
import { FOLDERS_SCOPE } from './folder-registry.ts'
import type { SeenFolder } from './list-folders.ts'
import { areSame, listFolders } from './list-folders.ts'
import { formatId } from './message-id.ts'

const NEW_PAGE = 300
const STATE_PAGE = 1000
const SAMPLE = 20
/** Where folders are renamed faster than they are read, the next look goes on. */
const MOST_ROUNDS = 3

/** What is remembered of one folder. */
interface FolderNote {
  readonly uidValidity: string
  /** Every message below was reported with its envelope. */
  readonly uidNext: number
  /** UIDs and digests by which the folder is known again after a rename. */
  readonly sample: readonly (readonly [uid: number, digest: string])[]
  /** STATUS before the last whole listing, where the server counts changes. */
  readonly seen?: readonly [messages: number, uidNext: number, modSeq: string]
}

interface Scene {
  readonly connections: ImapConnections
  readonly registry: FolderRegistry
  readonly signal: AbortSignal
  readonly areKnown?: AreKnown
}

/**
 * See `Mailbox.observe`. Each folder is one flags listing, and envelopes for what is new in it; several folders at once. Those that
 * somebody renames meanwhile are read by their new names.
 */
export async function* observe(scene: Scene, checkpoints: Checkpoints): AsyncGenerator<ObservationPage, ObservationEnd> {
  const { connections, registry, signal } = scene
  registry.remember(checkpoints.get(FOLDERS_SCOPE))
  const notes = readNotes(checkpoints)
  const before = await listFolders(connections, signal)
  let lost: ReadonlySet<string> | undefined
  for (let round = 1; round <= MOST_ROUNDS && lost?.size !== 0; round++) {
    const folders = lost === undefined ? before : await listFolders(connections, signal)
    const ids = yield* observeTree(scene, folders, notes, checkpoints)
    const due = lost
    const missed = new Set<string>()
    const readers = folders.flatMap((folder) => {
      const id = ids.get(folder.path)
      if (id === undefined || folder.readable === 'no messages' || due?.has(id) === false) return []
      return [() => unlessLost(observeFolder(scene, folder, id, notes.get(id)), () => missed.add(id))]
    })
    yield* interleave(readers, connections.most)
    lost = missed
  }
  return { isQuiet: async () => lost?.size === 0 && areSame(before, await listFolders(connections, signal)) }
}

/** Tells of the folders as they are now. @returns their ids by path */
async function* observeTree(scene: Scene, folders: readonly SeenFolder[], notes: ReadonlyMap<string, FolderNote>, checkpoints: Checkpoints): AsyncGenerator<ObservationPage, ReadonlyMap<string, string>> {
  const { registry } = scene
  const former = [...registry.known().keys(), ...checkpoints.keys()]
  const replaced = new Set<string>()
  for (const folder of folders) if (await isReplaced(scene, folder, notes.get(registry.idOf(folder.path) ?? ''))) replaced.add(folder.path)
  const ids = await matchFolders({ known: registry.known(), replaced }, folders, (id, path) => compareSample(scene, notes.get(id), path))
  registry.replace(folders, ids)
  yield foldersPage(registry, folders, ids, former)
  return ids
}

/** A folder that is not there any more was renamed, deleted or numbered anew since it was listed. */
async function* unlessLost(pages: AsyncGenerator<ObservationPage>, onLost: () => void): AsyncGenerator<ObservationPage> {
  try {
    yield* pages
  } catch (error) {
    if (!isNotFound(error)) throw error
    onLost()
  }
}

const isNotFound = (error: unknown): boolean => error instanceof SyncError && error.code === 'NOT_FOUND'

/**
 * UIDs that start anew under an unchanged UIDVALIDITY: another folder took the name. RFC 3501 forbids it; servers with constant
 * UIDVALIDITY do it.
 */
async function isReplaced(scene: Scene, { path, uidNext, uidValidity, readable }: SeenFolder, note: FolderNote | undefined): Promise<boolean> {
  if (note === undefined || readable !== 'yes' || note.uidValidity !== uidValidity || uidNext === 0 || uidNext >= note.uidNext) return false
  const { sampled, found } = await compareSample(scene, note, path)
  return found * 2 < sampled
}

function readNotes(checkpoints: Checkpoints): Map<string, FolderNote> {
  const notes = new Map<string, FolderNote>()
  for (const [scope, text] of checkpoints) if (scope !== FOLDERS_SCOPE) notes.set(scope, JSON.parse(text))
  return notes
}

function foldersPage(
  registry: FolderRegistry,
  folders: readonly SeenFolder[],
  ids: ReadonlyMap<string, string>,
  former: readonly string[],
): ObservationPage {
  const changed = folders.map((folder) => toRemoteFolder(folder, ids))
  const gone = former.filter((scope) => scope !== FOLDERS_SCOPE && !changed.some(({ id }) => id === scope))
  const forgotten = Object.fromEntries(gone.map((scope) => [scope, null]))
  return { folders: { changed, removed: [], whole: true }, checkpoints: { ...forgotten, [FOLDERS_SCOPE]: registry.checkpoint() } }
}

/** As the engine sees a folder. */
export function toRemoteFolder(folder: SeenFolder, ids: { get(path: string): string | undefined }): RemoteFolder {
  const parentId = folder.parentPath === '' ? undefined : ids.get(folder.parentPath)
  return {
    id: ids.get(folder.path) ?? '',
    name: folder.name,
    ...(parentId === undefined ? {} : { parentId }),
    ...(folder.role === undefined ? {} : { role: folder.role }),
  }
}

const digestOf = ({ envelope }: FetchedMessage): string =>
  createHash('sha256').update(JSON.stringify([envelope.internetMessageId, envelope.size])).digest('base64url').slice(0, 8)

async function compareSample({ connections, signal }: Scene, note: FolderNote | undefined, path: string) {
  const sample = note?.sample ?? []
  if (note === undefined || sample.length === 0) return { sampled: 0, found: 0, others: 0 }
  const folder = { folderId: '', uidValidity: note.uidValidity, role: undefined }
  const range = sample.map(([uid]) => uid).join(',')
  const there = await connections.run({ kind: 'FETCH sample', path, anew: true, signal }, ({ client }) => fetchEnvelopes(client, range, folder)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined
    throw error
  })
  if (there === undefined) return { sampled: 0, found: 0, others: 0 }
  const digests = new Map(there.map((message) => [message.uid, digestOf(message)]))
  const found = sample.filter(([uid, digest]) => digests.get(uid) === digest).length
  return { sampled: sample.length, found, others: digests.size - found }
}

async function* observeFolder(scene: Scene, seen: SeenFolder, folderId: string, note: FolderNote | undefined): AsyncGenerator<ObservationPage> {
  if (seen.readable === 'refused') {
    yield { unavailable: { folderId, reason: 'The IMAP server refuses to open the folder.' }, checkpoints: {} }
    return
  }
  const former = note?.uidValidity === seen.uidValidity ? note : undefined
  const status = seen.modSeq === undefined ? undefined : ([seen.messages, seen.uidNext, seen.modSeq] as const)
  if (status !== undefined && former?.seen !== undefined && status.join() === former.seen.join()) return
  const folder: FetchedFolder = { folderId, uidValidity: seen.uidValidity, role: seen.role }
  const rows = await fetchFlags(scene, seen, folder)
  const continues = former !== undefined && seen.uidNext >= former.uidNext
  const start = continues ? former.uidNext : 1
  for (const page of pages(rows.filter(({ uid }) => uid < start), STATE_PAGE)) yield { messages: page.map(({ state }) => state), checkpoints: {} }
  let sample = (former?.sample ?? []).filter(([uid]) => rows.some((row) => row.uid === uid))
  for (const page of pages(rows.filter(({ uid }) => uid >= start), NEW_PAGE)) {
    // The sample is made of envelopes; and where UIDs start anew, an id may be that of another message.
    const known = continues && sample.length >= SAMPLE ? await scene.areKnown?.(page.map(({ state }) => state.id)) : undefined
    const messages = await fetchNew(scene, seen, folder, page.filter(({ state }) => known?.has(state.id) !== true))
    const fetched = new Set(messages.map(({ id }) => id))
    const repeated = page.flatMap(({ state }) => (known?.has(state.id) === true && !fetched.has(state.id) ? [state] : []))
    sample = [...sample, ...messages.map((message) => [message.uid, digestOf(message)] as const)].slice(0, SAMPLE)
    const uidNext = Math.max(start, (page.at(-1)?.uid ?? 0) + 1)
    yield {
      messages: [...repeated, ...messages.map(asRemote)],
      checkpoints: { [folderId]: JSON.stringify({ uidValidity: seen.uidValidity, uidNext, sample } satisfies FolderNote) },
    }
  }
  const uidNext = Math.max(start, seen.uidNext, (rows.at(-1)?.uid ?? 0) + 1)
  const done: FolderNote = { uidValidity: seen.uidValidity, uidNext, sample, ...(status === undefined ? {} : { seen: status }) }
  yield { listed: { folderId, ids: rows.map(({ state }) => state.id) }, checkpoints: { [folderId]: JSON.stringify(done) } }
}

interface Row {
  readonly uid: number
  readonly state: RemoteMessage
}

/** All messages of the folder at one moment, with their flags. */
async function fetchFlags({ connections, signal }: Scene, { path }: SeenFolder, folder: FetchedFolder): Promise<Row[]> {
  const task = { kind: 'FETCH flags', path, uidValidity: folder.uidValidity, anew: true, signal }
  return await connections.run(task, async ({ client }) => {
    const rows: Row[] = []
    if (client.mailbox === false || client.mailbox.exists === 0) return rows
    for await (const { uid, flags } of client.fetch('1:*', { uid: true, flags: true }, { uid: true }))
      if (flags !== undefined) rows.push({ uid, state: { id: formatId({ ...folder, uid }), folderId: folder.folderId, marks: marksOf(flags) } })
    return rows.sort((a, b) => a.uid - b.uid)
  })
}

async function fetchNew(
  { connections, signal }: Scene,
  { path }: SeenFolder,
  folder: FetchedFolder,
  rows: readonly Row[],
): Promise<FetchedMessage[]> {
  if (rows.length === 0) return []
  const task = { kind: 'FETCH envelopes', path, uidValidity: folder.uidValidity, signal }
  return await connections.run(task, ({ client }) => fetchEnvelopes(client, `${rows[0]?.uid}:${rows.at(-1)?.uid}`, folder))
}

function* pages<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}
