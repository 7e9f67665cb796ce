import { SyncError } from '../../domain/errors.ts'
import type { RemoteFolder } from '../connector.ts'
import type { Folders } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { wireFolder, type WireFolder } from './wire.ts'

/** Writes to folders. @see https://learn.microsoft.com/graph/api/resources/mailfolder */
export interface FolderWriter {
  create(name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder>
  change(folderId: string, name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder>
  delete(folderId: string, signal: AbortSignal): Promise<void>
}

/** Folder writes through `client`. */
export function createFolderWriter(client: GraphClient, folders: Folders): FolderWriter {
  const pathOf = (id: string): string => `mailFolders/${encodeURIComponent(id)}`

  const toFolder = (folder: WireFolder, root: string): RemoteFolder => ({
    id: folder.id,
    name: folder.displayName ?? '',
    ...(folder.parentFolderId && folder.parentFolderId !== root ? { parentId: folder.parentFolderId } : {}),
  })

  const empty = async (folderId: string, signal: AbortSignal): Promise<boolean> => {
    const folder = await folders.read(folderId, signal)
    return (folder.totalItemCount ?? 0) === 0 && (folder.childFolderCount ?? 0) === 0
  }

  return {
    create: async (name, parentId, signal) => {
      const path = parentId === undefined ? 'mailFolders' : `${pathOf(parentId)}/childFolders`
      // Done twice, the second answer is that the folder exists: the next run binds it.
      const request = { kind: 'POST mailFolder', method: 'POST', path, json: { displayName: name }, repeatable: true } as const
      return toFolder(await client.read(wireFolder, request, signal), await folders.root(signal))
    },
    change: async (folderId, name, parentId, signal) => {
      const root = await folders.root(signal)
      let folder = await folders.read(folderId, signal)
      if (folder.displayName !== name) {
        folder = await client.read(wireFolder, { kind: 'PATCH mailFolder', method: 'PATCH', path: pathOf(folderId), json: { displayName: name } }, signal)
      }
      const destinationId = parentId ?? root
      if (folder.parentFolderId !== destinationId) {
        const move = { kind: 'POST mailFolder move', method: 'POST', path: `${pathOf(folderId)}/move`, json: { destinationId }, repeatable: true } as const
        folder = await client.read(wireFolder, move, signal)
      }
      return toFolder(folder, root)
    },
    /** Deleting sends a folder to Deleted Items, where it would be seen as a folder of its own: so it is then removed from there, if it is still empty. */
    delete: async (folderId, signal) => {
      try {
        if (!(await empty(folderId, signal))) throw new SyncError('PRECONDITION_FAILED', 'Outlook: the folder is not empty')
        await client.tell({ kind: 'DELETE mailFolder', method: 'DELETE', path: pathOf(folderId) }, signal)
        if (!(await empty(folderId, signal))) return
        const remove = { kind: 'POST mailFolder permanentDelete', method: 'POST', path: `${pathOf(folderId)}/permanentDelete`, repeatable: true } as const
        await client.tell(remove, signal)
      } catch (error) {
        if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error
      }
    },
  }
}
