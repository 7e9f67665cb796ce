import { SyncError } from '../../domain/errors.ts'
import type { MarkAccess } from '../../domain/marks.ts'
import { spool } from '../../platform/spool.ts'
import type { Capabilities, Mailbox, NewMessage, ObservationEnd, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import type { CloudFolder, CloudMessage, MemoryCloud } from './memory-cloud.ts'

/**
 * `delta`: ids survive a move, changes come by delta links, a message can be looked up (as on Outlook).
 * `listing`: a move gives a new id, folders are listed whole, nothing can be looked up (as over IMAP).
 */
export type MemoryStyle = 'delta' | 'listing'

export interface MemoryMailboxOptions {
  readonly style: MemoryStyle
  readonly marks?: Partial<MarkAccess>
  /** Messages in a page of an observation. */
  readonly pageSize?: number
}

/** The reference connector: the contract in its smallest form, in both styles that clouds come in. */
export function openMemoryMailbox(cloud: MemoryCloud, options: MemoryMailboxOptions): Mailbox {
  const newIds = options.style === 'listing'
  const capabilities: Capabilities = {
    idsSurviveMove: !newIds,
    marks: { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write', ...options.marks },
    create: 'exact',
    maxMessageBytes: 1024 * 1024,
    folderNames: newIds ? { forbidden: /\//, maxLength: 255, caseInsensitive: false } : { forbidden: /[\u0000-\u001f]/, maxLength: 255, caseInsensitive: true },
    settleMs: 0,
    concurrency: 4,
  }
  const at = (id: string): CloudMessage => {
    const message = cloud.messages.get(id)
    if (message === undefined) throw new SyncError('NOT_FOUND', 'The message is gone.')
    return message
  }
  const mailbox: Mailbox = {
    capabilities,
    observe: (checkpoints) => (newIds ? listAll(cloud) : changesSince(cloud, Number(checkpoints.get('revision') ?? -1), options.pageSize ?? 50)),
    read: async ({ id }) => spool(Buffer.from(at(id).mime, 'utf8')),
    create: async (message) => describe(await append(cloud, message)),
    findCreated: async (folderId, sought) => {
      const tokens = new Set(sought.map(({ token }) => token))
      const inFolder = [...cloud.messages.values()].filter((message) => message.folderId === folderId)
      return new Map(inFolder.flatMap((message) => (message.origin !== undefined && tokens.has(message.origin.token) ? [[message.origin.token, describe(message)]] : [])))
    },
    mark: async ({ id }, change) => {
      at(id)
      cloud.mark(id, change)
      return describe(at(id))
    },
    move: async ({ id }, toFolderId) => {
      at(id)
      if (!cloud.folders.has(toFolderId)) throw new SyncError('NOT_FOUND', 'The folder is gone.')
      const moved = cloud.move(id, toFolderId, newIds)
      if (moved === undefined) throw new SyncError('NOT_FOUND', 'The message is gone.')
      return describe(moved)
    },
    remove: async ({ id }) => cloud.expunge(id),
    createFolder: async (name, parentId) => {
      const exists = [...cloud.folders.values()].some((folder) => folder.parentId === parentId && folder.name === name)
      if (exists) throw new SyncError('FOLDER_EXISTS', 'There is a folder of that name.')
      return describeFolder(cloud.addFolder(name, parentId))
    },
    changeFolder: async (folderId, name, parentId) => {
      const folder = cloud.folders.get(folderId)
      if (folder === undefined) throw new SyncError('NOT_FOUND', 'The folder is gone.')
      folder.name = name
      if (parentId === undefined) delete folder.parentId
      else folder.parentId = parentId
      cloud.revision++
      return describeFolder(folder)
    },
    deleteFolder: async (folderId) => cloud.removeFolder(folderId),
    watch: (onHint, signal) => watch(cloud, onHint, signal),
    check: async () => [{ what: 'mailbox', outcome: 'ok', detail: 'in memory', said: { word: 'memory' } }],
    close: async () => {},
  }
  const readMany: Mailbox['readMany'] = async function* (messages) {
    for (const { id } of messages) if (cloud.messages.has(id)) yield { id, mime: await mailbox.read({ id, folderId: '' }, AbortSignal.any([])) }
  }
  if (newIds) return { ...mailbox, readMany, bookmark: async () => String(cloud.created), resumeMove: async () => undefined }
  const strip: Mailbox['strip'] = async ({ id }) => {
    const message = at(id)
    delete message.origin
    message.changed = ++cloud.revision
    return describe(message)
  }
  return { ...mailbox, strip, lookUp: async (id) => (cloud.messages.has(id) ? withTraces(at(id)) : undefined) }
}

function watch({ watchers }: MemoryCloud, onHint: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const hint = (): void => (signal.aborted ? undefined : onHint())
    const end = (): void => {
      watchers.delete(hint)
      resolve()
    }
    if (signal.aborted) return end()
    watchers.add(hint)
    signal.addEventListener('abort', end, { once: true })
    onHint()
  })
}

async function append(cloud: MemoryCloud, message: NewMessage): Promise<CloudMessage> {
  if (!cloud.folders.has(message.folderId)) throw new SyncError('NOT_FOUND', 'The folder is gone.')
  const mime = (await message.source.bytes()).toString('utf8')
  return cloud.add(mime, message.folderId, message.marks, message.receivedAt, { origin: message.origin, isDraft: message.roleClass === 'draft' })
}

async function* listAll(cloud: MemoryCloud): AsyncGenerator<ObservationPage, ObservationEnd> {
  const before = cloud.revision
  yield { folders: { changed: folderTree(cloud), removed: [], whole: true }, checkpoints: {} }
  for (const folder of [...cloud.folders.values()]) {
    const messages = [...cloud.messages.values()].filter((message) => message.folderId === folder.id).map(describe)
    yield { messages, listed: { folderId: folder.id, ids: messages.map(({ id }) => id) }, checkpoints: {} }
    await Promise.resolve()
  }
  return { isQuiet: async () => cloud.revision === before }
}

/** What a mailbox reports after a revision; everything, after -1. */
async function* changesSince(cloud: MemoryCloud, since: number, pageSize: number): AsyncGenerator<ObservationPage, ObservationEnd> {
  const until = cloud.revision
  yield { folders: { changed: folderTree(cloud), removed: [], whole: true }, checkpoints: {} }
  for (const { id, folderId, changed } of cloud.departures) if (changed > since) yield { removed: { folderId, ids: [id] }, checkpoints: {} }
  const messages = [...cloud.messages.values()].filter(({ changed }) => changed > since).map(withTraces)
  for (let from = 0; from < messages.length; from += pageSize) yield { messages: messages.slice(from, from + pageSize), checkpoints: {} }
  yield { checkpoints: { revision: String(until) } }
  return { isQuiet: async () => true }
}

function folderTree(cloud: MemoryCloud): RemoteFolder[] {
  const placed = new Map<string, RemoteFolder>()
  const place = (folder: CloudFolder): void => {
    const parent = folder.parentId === undefined ? undefined : cloud.folders.get(folder.parentId)
    if (parent !== undefined && !placed.has(parent.id)) place(parent)
    placed.set(folder.id, describeFolder(folder))
  }
  for (const folder of cloud.folders.values()) if (!placed.has(folder.id)) place(folder)
  return [...placed.values()]
}

const describeFolder = (folder: CloudFolder): RemoteFolder => ({
  id: folder.id,
  name: folder.name,
  ...(folder.parentId === undefined ? {} : { parentId: folder.parentId }),
  ...(folder.role === undefined ? {} : { role: folder.role }),
})

/** The mark is no part of the content here, so that it can be taken off. */
function withTraces(message: CloudMessage): RemoteMessage {
  const told = describe(message)
  return message.origin === undefined || told.envelope === undefined ? told : { ...told, envelope: { ...told.envelope, traces: ['origin'] } }
}

function describe(message: CloudMessage): RemoteMessage {
  const header = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'im').exec(message.mime.split('\r\n\r\n')[0] ?? '')?.[1]
  const internetMessageId = header('Message-ID')
  return {
    id: message.id,
    folderId: message.folderId,
    marks: message.marks,
    etag: String(message.changed),
    envelope: {
      ...(internetMessageId === undefined ? {} : { internetMessageId }),
      subject: header('Subject') ?? '',
      from: header('From') ?? '',
      receivedAt: message.receivedAt,
      size: message.mime.length,
      isDraft: message.isDraft,
      ...(message.origin === undefined ? {} : { origin: message.origin }),
    },
  }
}
