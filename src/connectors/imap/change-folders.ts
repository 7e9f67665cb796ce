import { SyncError } from '../../domain/errors.ts'
import type { RemoteFolder } from '../connector.ts'
import { toSyncError } from './errors.ts'
import { listFolders } from './list-folders.ts'
import { toRemoteFolder } from './observe.ts'
import type { ImapScene } from './scene.ts'

/** Lists the folders and adds what is new, so that ids and delimiter are known. */
export async function learnFolders({ connections, registry }: ImapScene, signal: AbortSignal): Promise<void> {
  registry.add(await listFolders(connections, signal))
}

/** @throws {SyncError} `FOLDER_EXISTS` */
export async function createFolder(scene: ImapScene, name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder> {
  const path = pathUnder(scene, name, parentId)
  const made = await scene.connections.run({ kind: 'CREATE', signal }, async ({ client }) => {
    const answer = await client.mailboxCreate(path).catch((error: unknown) => {
      const failure = toSyncError(error)
      if (failure.code !== 'REJECTED') throw error
      return failure
    })
    return answer instanceof SyncError ? answer : answer.created
  })
  if (made === true) {
    await learnFolders(scene, signal)
    return describe(scene, path)
  }
  const isThere = (await listFolders(scene.connections, signal)).some((folder) => folder.path === path)
  if (made === false || isThere) throw new SyncError('FOLDER_EXISTS', 'A folder of that name exists already.')
  throw made
}

/** RENAMEs the folder with everything under it. Its id and those of its messages stay. */
export async function changeFolder(
  scene: ImapScene,
  folderId: string,
  name: string,
  parentId: string | undefined,
  signal: AbortSignal,
): Promise<RemoteFolder> {
  const { connections, registry } = scene
  const from = registry.pathOf(folderId)
  const to = pathUnder(scene, name, parentId)
  if (from === to) return describe(scene, to)
  // RFC 3501 §6.3.5: renaming INBOX moves its messages and leaves it in place.
  if (from.toUpperCase() === 'INBOX') throw new SyncError('REJECTED', 'The inbox cannot be renamed.')
  if (registry.idOf(to) !== undefined) throw new SyncError('FOLDER_EXISTS', 'A folder of that name exists already.')
  await connections.run({ kind: 'RENAME', signal }, async ({ client }) => await client.mailboxRename(from, to))
  registry.rename(from, to, delimiterOf(scene))
  await learnFolders(scene, signal)
  return describe(scene, to)
}

/** DELETE takes messages along (RFC 3501 §6.3.4), so emptiness is looked at first. */
export async function deleteFolder(scene: ImapScene, folderId: string, signal: AbortSignal): Promise<void> {
  const { connections, registry } = scene
  if (!registry.known().has(folderId)) return
  const path = registry.pathOf(folderId)
  const folders = await listFolders(connections, signal)
  const folder = folders.find((each) => each.path === path)
  if (folder !== undefined) {
    const hasChildren = folders.some((each) => each.parentPath === path)
    if (folder.messages > 0 || folder.readable === 'refused' || hasChildren) throw new SyncError('REJECTED', 'The folder is not empty.')
    await connections.run({ kind: 'DELETE', signal }, async ({ client }) => await client.mailboxDelete(path))
  }
  registry.forget(folderId)
}

const delimiterOf = ({ registry }: ImapScene): string => {
  for (const id of registry.known().keys()) {
    const delimiter = registry.seen(id)?.delimiter
    if (delimiter !== undefined && delimiter !== '') return delimiter
  }
  return '/'
}

const pathUnder = (scene: ImapScene, name: string, parentId: string | undefined): string =>
  parentId === undefined ? name : scene.registry.pathOf(parentId) + delimiterOf(scene) + name

function describe({ registry }: ImapScene, path: string): RemoteFolder {
  const folder = registry.seen(registry.idOf(path) ?? '')
  if (folder === undefined) throw new SyncError('REMOTE_FAILURE', 'The IMAP server made a folder that it does not list.', { ambiguous: true })
  return toRemoteFolder(folder, { get: (each) => registry.idOf(each) })
}
