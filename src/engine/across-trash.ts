import type { ObservationPage } from '../connectors/connector.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import type { NewId } from '../platform/ids.ts'

type FolderNews = NonNullable<ObservationPage['folders']>

/**
 * Folders that this page puts into trash with all that is in them, or takes out of it. Mail programs delete a folder that way,
 * and the cloud then says nothing of its messages.
 */
export function crossing(news: FolderNews | undefined, folders: readonly Folder[]): readonly Folder[] {
  if (news === undefined) return []
  const present = folders.filter(({ presence }) => presence === 'present')
  const idOf = new Map(present.map(({ ref, id }) => [ref, id]))
  const before = new Map(present.map(({ id, role, parent }) => [id, { role, parentId: parent === undefined ? undefined : idOf.get(parent) }]))
  const after = new Map<string, Place>([...(news.whole ? [] : before), ...news.changed.map(({ id, role, parentId }) => [id, { role, parentId }] as const)])
  return present.filter(({ id, role }) => role === undefined && after.has(id) && inTrash(id, before) !== inTrash(id, after))
}

interface Place {
  readonly role?: Folder['role'] | undefined
  readonly parentId?: string | undefined
}

function inTrash(id: string, places: ReadonlyMap<string, Place>): boolean {
  const seen = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = places.get(at)?.parentId) {
    if (places.get(at)?.role === 'trash') return true
    seen.add(at)
  }
  return false
}

/**
 * Such a folder ends, and another one with the same id begins where it now is: so what is in it counts as moved, which every
 * rule about places already knows, and what it was bound to follows like the partner of any folder that ended.
 */
export function renewFolders(crossed: readonly Folder[], all: readonly Folder[], newId: NewId): { readonly folders: readonly Folder[]; readonly renewed: ReadonlyMap<FolderRef, FolderRef> } {
  const renewed = new Map(crossed.map(({ ref }) => [ref, newId()]))
  const folders = all.flatMap((folder): Folder[] => {
    const [ref, parent] = [renewed.get(folder.ref), renewed.get(folder.parent ?? '')]
    const now = parent === undefined ? {} : { parent }
    const { base: _agreed, ...bare } = folder
    if (ref !== undefined) return [{ ...folder, presence: 'gone' }, { ...bare, ref, ...now }]
    return [parent === undefined || folder.presence === 'gone' ? folder : { ...folder, ...now }]
  })
  return { folders, renewed }
}

