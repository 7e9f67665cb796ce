import { SyncError } from '../../domain/errors.ts'
import type { MarkChange } from '../../domain/operation.ts'
import { interleave } from '../../platform/interleave.ts'
import type { Capabilities, CheckResult, Mailbox, ObservationEnd, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import type { AlimailOptions } from './alimail-client.ts'
import { rebuild } from './openapi-read.ts'
import { FOLDERS_AT_ONCE, getMessage, listFolders, listMessages, lookUpMessage, openScene, toRemoteFolder, toRemoteMessage, type OpenapiScene } from './openapi-scene.ts'
import { tagAccess, tagChanges } from './tags.ts'
import { readFolder, type WireMessage } from './wire.ts'

/** Ids that one batch may name. */
export const BATCH = 100

/**
 * A DingTalk mailbox over the OpenAPI alone: everything can be read and every mark but answered and forwarded written, but nothing
 * can be put in, because the only way to create there makes drafts. Content is rebuilt, see `rebuild`.
 */
export function openOpenapiMailbox(options: AlimailOptions): Mailbox {
  const scene = openScene(options)
  const cannotCreate = async (): Promise<never> => {
    throw new SyncError('NOT_REPRESENTABLE', 'Without IMAP nothing can be put into this mailbox.')
  }
  return {
    capabilities: { ...CAPABILITIES, marks: { ...CAPABILITIES.marks, tags: tagAccess(options.tagNames) } },
    observe: (_, signal) => observe(scene, signal),
    lookUp: (id, signal) => lookUp(scene, id, signal),
    read: ({ id }, signal) => rebuild(scene, id, signal),
    create: cannotCreate,
    findCreated: async () => new Map(),
    mark: ({ id }, change, signal) => mark(scene, id, change, signal),
    move: ({ id }, toFolderId, signal) => move(scene, id, toFolderId, signal),
    remove: ({ id }, signal) => remove(scene, id, signal),
    createFolder: (name, parentId, signal) => createFolder(scene, name, parentId, signal),
    changeFolder: (id, name, parentId, signal) => changeFolder(scene, id, name, parentId, signal),
    deleteFolder: (id, signal) => deleteFolder(scene, id, signal),
    check: (signal) => checkOpenapi(scene, signal),
    close: async () => {},
  }
}

const CAPABILITIES: Capabilities = {
  idsSurviveMove: false,
  marks: { read: 'read-write', flag: 'ternary', answered: 'read', forwarded: 'read', tags: 'read' },
  create: 'none',
  maxMessageBytes: 50 * 1024 * 1024,
  folderNames: { forbidden: /[/\\\u0000-\u001f\u007f]/u, maxLength: 120, caseInsensitive: true },
  settleMs: 0,
  concurrency: 4,
}

/** Everything, every time: the OpenAPI tells of no changes. */
async function* observe(scene: OpenapiScene, signal: AbortSignal): AsyncGenerator<ObservationPage, ObservationEnd> {
  const folders = await listFolders(scene, signal)
  yield { folders: { changed: folders.map(toRemoteFolder), removed: [], whole: true }, checkpoints: {} }
  yield* interleave(folders.map(({ id }) => () => observeFolder(scene, id, signal)), FOLDERS_AT_ONCE)
  return { isQuiet: async () => true }
}

async function* observeFolder(scene: OpenapiScene, folderId: string, signal: AbortSignal): AsyncGenerator<ObservationPage> {
  const ids = new Set<string>()
  try {
    for await (const page of listMessages(scene, folderId, signal)) {
      for (const { id } of page) ids.add(id)
      yield { messages: page.map((message) => toRemoteMessage(message, scene.names)), checkpoints: {} }
    }
    yield { listed: { folderId, ids: [...ids] }, checkpoints: {} }
  } catch (error) {
    if (!(error instanceof SyncError) || !['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) throw error
    yield { unavailable: { folderId, reason: error.message }, checkpoints: {} }
  }
}

async function lookUp(scene: OpenapiScene, id: string, signal: AbortSignal): Promise<RemoteMessage | undefined> {
  const found = await lookUpMessage(scene, id, signal)
  return found === undefined ? undefined : toRemoteMessage(found, scene.names)
}

/** Sends the changes of one message, reading its tags first; answers its state afterwards. */
async function mark(scene: OpenapiScene, id: string, change: MarkChange, signal: AbortSignal): Promise<RemoteMessage> {
  const before = await getMessage(scene, id, signal)
  await writeMarks(scene, before, change, signal)
  return toRemoteMessage(await getMessage(scene, id, signal), scene.names)
}

/** Writes what differs of read, flag and tags. */
export async function writeMarks({ client, names }: OpenapiScene, message: WireMessage, change: MarkChange, signal: AbortSignal): Promise<void> {
  const update = async (body: object) => {
    await client.call('POST', '/messages/batchUpdate', { ids: [message.id], ...body }, signal)
  }
  if (change.read !== undefined && change.read !== message.isRead) await update({ action: change.read ? 'markRead' : 'markUnread' })
  const { added, removed } = tagChanges(message.tags, change, names)
  if (added.length > 0) await update({ action: 'addTags', tags: added })
  if (removed.length > 0) await update({ action: 'removeTags', tags: removed })
}

/** By which a message is known again under another id. */
const factsOf = ({ internetMessageId, size, receivedDateTime }: WireMessage): string => JSON.stringify([internetMessageId, size, receivedDateTime])

/** Where the id did not survive, the message is found again in the target folder by its facts. */
async function move(scene: OpenapiScene, id: string, toFolderId: string, signal: AbortSignal): Promise<RemoteMessage> {
  const before = await getMessage(scene, id, signal)
  if (before.folderId === toFolderId) return toRemoteMessage(before, scene.names)
  await scene.client.call('POST', '/messages/move', { ids: [id], destinationFolderId: toFolderId }, signal)
  const after = await lookUp(scene, id, signal)
  if (after?.folderId === toFolderId) return after
  for await (const page of listMessages(scene, toFolderId, signal)) {
    const found = page.find((message) => factsOf(message) === factsOf(before))
    if (found !== undefined) return toRemoteMessage(found, scene.names)
  }
  throw new SyncError('REMOTE_FAILURE', 'Alibaba Mail moved a message that is not in the target folder.', { ambiguous: true })
}

/** Sources disagree whether a batch deletion is for good: what it left is looked at. */
async function remove(scene: OpenapiScene, id: string, signal: AbortSignal): Promise<void> {
  if ((await lookUp(scene, id, signal)) === undefined) return
  await scene.client.call('POST', '/messages/batchDelete', { ids: [id] }, signal)
  const left = await lookUp(scene, id, signal)
  if (left !== undefined) throw new SyncError('NOT_REPRESENTABLE', 'Without IMAP nothing can be removed from this mailbox for good.')
}

const siblings = async (scene: OpenapiScene, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder[]> =>
  (await listFolders(scene, signal)).map(toRemoteFolder).filter((folder) => folder.parentId === parentId)

async function createFolder(scene: OpenapiScene, name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder> {
  const isTaken = (await siblings(scene, parentId, signal)).some((folder) => folder.name === name)
  if (isTaken) throw new SyncError('FOLDER_EXISTS', 'A folder of that name exists already.')
  const body = { displayName: name, ...(parentId === undefined ? {} : { folderId: parentId }) }
  const made = readFolder(await scene.client.call('POST', '/mailFolders', body, signal))
  const listed = (await siblings(scene, parentId, signal)).find((folder) => folder.name === name)
  if (listed !== undefined) return listed
  if (made === undefined) throw new SyncError('REMOTE_FAILURE', 'Alibaba Mail made a folder that it does not list.', { ambiguous: true })
  return toRemoteFolder(made)
}

async function changeFolder(scene: OpenapiScene, id: string, name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder> {
  const path = `/mailFolders/${encodeURIComponent(id)}`
  const find = async () => (await listFolders(scene, signal)).map(toRemoteFolder).find((folder) => folder.id === id)
  const before = await find()
  if (before === undefined) throw new SyncError('NOT_FOUND', 'The message or folder is not in the mailbox.')
  if (before.parentId !== parentId) await scene.client.call('POST', `${path}/move`, { destinationFolderId: parentId ?? '0' }, signal)
  if (before.name !== name) await scene.client.call('PATCH', path, { displayName: name }, signal)
  return (await find()) ?? before
}

/** Deleting a folder that holds something is refused here: what the cloud does with it is not known. */
async function deleteFolder(scene: OpenapiScene, id: string, signal: AbortSignal): Promise<void> {
  const folder = (await listFolders(scene, signal)).find((each) => each.id === id)
  if (folder === undefined) return
  if (folder.totalItemCount > 0 || folder.childFolderCount > 0) throw new SyncError('REJECTED', 'The folder is not empty.')
  await scene.client.call('DELETE', `/mailFolders/${encodeURIComponent(id)}`, undefined, signal)
}

const TAGS = 'Follow-up and done are read and written; star and other tags are written only where names of tags are configured.'
const ADVICE: Readonly<Record<string, string>> = { UNAUTHORIZED: 'Check app id and secret.', FORBIDDEN: 'Grant Mail.ReadWrite.All to the app.' }

/** What `doctor` prints of the OpenAPI channel. */
export async function checkOpenapi(scene: OpenapiScene, signal: AbortSignal): Promise<readonly CheckResult[]> {
  try {
    const folders = await listFolders(scene, signal)
    return [
      { what: 'Alibaba Mail OpenAPI', outcome: 'ok', detail: `The app may read this mailbox: ${folders.length === 1 ? '1 folder' : `${folders.length} folders`}.`, said: { word: 'openapi-ok', n: folders.length } },
      { what: 'Tags', outcome: 'ok', detail: TAGS, said: { word: 'tags' } },
    ]
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return [{ what: 'Alibaba Mail OpenAPI', outcome: 'failed', code: error.code, detail: `${error.message} ${ADVICE[error.code] ?? 'Try again later.'}`, said: { word: 'openapi-failed' } }]
  }
}
