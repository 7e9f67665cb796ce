import type { Capabilities, Envelope, Mailbox, RemoteMessage } from '../connector.ts'
import { changeFolder, createFolder, deleteFolder, learnFolders } from './change-folders.ts'
import { mark, read, remove } from './change-message.ts'
import { checkMailbox } from './check-mailbox.ts'
import { ImapConnections } from './connection.ts'
import { bookmark, create, fetchOne, findCreated } from './create-message.ts'
import { FOLDERS_SCOPE, FolderRegistry } from './folder-registry.ts'
import type { ImapOptions } from './imap-options.ts'
import { parseId } from './message-id.ts'
import { move, resumeMove } from './move-message.ts'
import { observe } from './observe.ts'
import { readMany } from './read-many.ts'
import { room } from './room.ts'
import type { ImapScene } from './scene.ts'
import { askTogether } from './together.ts'
import { watch } from './watch.ts'

/** Default of `ImapOptions.maxMessageBytes`. */
const MAX_MESSAGE_BYTES = 50 * 1024 * 1024
/** Default of `ImapOptions.settleMs`. */
const SETTLE_MS = 120_000
/** Default of `ImapOptions.idleMs`. */
const IDLE_MS = 240_000

/**
 * A mailbox over IMAP4rev1 (RFC 3501), on any server. A message's id is made of folder, UIDVALIDITY and UID, so a move changes it;
 * a folder keeps its id when it is renamed. Marks are what the system flags hold.
 */
export const openImapMailbox = (options: ImapOptions): Mailbox => openImapChannel(options).mailbox

/** A mailbox for a connector that adds what another channel knows. */
export interface ImapChannel {
  readonly mailbox: Mailbox
  /** One message with its envelope; nothing when it is not there any more. */
  describe(id: string, signal: AbortSignal): Promise<(RemoteMessage & { readonly envelope: Envelope }) | undefined>
}

/** `openImapMailbox` with what only another connector needs. */
export function openImapChannel(options: ImapOptions): ImapChannel {
  const registry = new FolderRegistry()
  registry.remember(options.remembered?.get(FOLDERS_SCOPE))
  const connections = new ImapConnections(options)
  const together = askTogether({ connections, registry })
  const scene: ImapScene = { connections, registry, maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES, together }
  /** A folder that is asked for before the first observation may only be unknown because nothing was listed yet. */
  const knowing = async <T>(folderId: string | undefined, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    const isKnown = folderId === undefined ? registry.known().size > 0 : registry.seen(folderId) !== undefined
    if (!isKnown) await learnFolders(scene, signal)
    return await work()
  }
  const mailbox: Mailbox = {
    capabilities: capabilitiesOf(options),
    observe: (checkpoints, signal, areKnown) => observe({ connections, registry, signal, ...(areKnown === undefined ? {} : { areKnown }) }, checkpoints),
    read: ({ id, folderId }, signal) => knowing(folderId, signal, () => read(scene, id, signal)),
    readMany: (messages, signal) => readMany(scene, messages, signal),
    bookmark: (folderId, signal) => knowing(folderId, signal, () => bookmark(scene, folderId, signal)),
    create: (message, signal) => knowing(message.folderId, signal, () => create(scene, message, signal)),
    findCreated: (folderId, sought, signal) => knowing(folderId, signal, () => findCreated(scene, folderId, sought, signal)),
    mark: ({ id, folderId }, change, signal) => knowing(folderId, signal, () => mark(scene, id, change, signal)),
    move: ({ id, folderId }, toFolderId, signal) =>
      knowing(folderId, signal, () => knowing(toFolderId, signal, () => move(scene, id, toFolderId, signal))),
    resumeMove: (message, target, signal) =>
      knowing(message.folderId, signal, () => knowing(target.folderId, signal, () => resumeMove(scene, message, target, signal))),
    remove: ({ id, folderId }, signal) => knowing(folderId, signal, () => remove(scene, id, signal)),
    createFolder: (name, parentId, signal) => knowing(parentId, signal, () => createFolder(scene, name, parentId, signal)),
    changeFolder: (folderId, name, parentId, signal) => knowing(folderId, signal, () => changeFolder(scene, folderId, name, parentId, signal)),
    deleteFolder: (folderId, signal) => knowing(folderId, signal, () => deleteFolder(scene, folderId, signal)),
    watch: (onHint, signal, onLost) => watch({ ...options, connections, idleMs: options.idleMs ?? IDLE_MS, others: () => registry.othersThanInbox(), onHint, ...(onLost === undefined ? {} : { onLost }) }, signal),
    room: (signal) => room(connections, signal),
    check: (signal) => checkMailbox(scene, signal),
    close: () => connections.close(),
  }
  const describe: ImapChannel['describe'] = async (id, signal) => {
    const { folderId, uid } = parseId(id)
    const found = await knowing(folderId, signal, () => fetchOne(scene, folderId, uid, signal))
    return found?.id === id ? found : undefined
  }
  return { mailbox, describe }
}

const capabilitiesOf = ({ maxMessageBytes, settleMs, concurrency }: ImapOptions): Capabilities => ({
  idsSurviveMove: false,
  marks: { read: 'read-write', flag: 'binary', answered: 'read-write', forwarded: 'none', tags: 'none' },
  create: 'exact',
  maxMessageBytes: maxMessageBytes ?? MAX_MESSAGE_BYTES,
  folderNames: { forbidden: /[/\\*\u0000-\u001f\u007f]/u, maxLength: 255, caseInsensitive: true },
  settleMs: settleMs ?? SETTLE_MS,
  concurrency: concurrency ?? 3,
})
