import type { Folder, FolderRef } from '../domain/folder.ts'
import type { Operation } from '../domain/operation.ts'
import type { PastFolder } from '../domain/past.ts'
import type { Side } from '../domain/side.ts'
import { lostPartner, type FolderHome } from './folder-home.ts'
import type { FolderIndex } from './folder-index.ts'

/** The folders of a restore point, seen from the mailbox as it is now. */
export interface PastFolders {
  /** Where messages of this folder (by the cloud's id at that time) are at home now; nothing where the point does not have it. */
  home(id: string): FolderHome | undefined
  /** Whether it was trash, or inside it. */
  wasInTrash(id: string): boolean
  /** The folder of the point that this one is. */
  pastOf(ref: FolderRef): PastFolder | undefined
}

/**
 * Folders are found by role, by our name, by the cloud's id, and then by name in the same place: one that was made anew has no other
 * likeness. What is found in trash and was not in it has ended, and is made anew, outermost first.
 */
export function pastFolders(side: Side, past: readonly PastFolder[], folders: FolderIndex): PastFolders {
  const byId = new Map(past.map((folder) => [folder.id, folder]))
  const present = folders.of(side)
  const homes = new Map<string, FolderHome | undefined>()

  const wasInTrash = (id: string): boolean => {
    for (let at = byId.get(id), steps = 0; at !== undefined && steps <= past.length; at = byId.get(at.parent ?? ''), steps++) if (at.role === 'trash') return true
    return false
  }

  /** It itself, whatever it is called now and wherever it is. */
  const itself = ({ id, ref, role }: PastFolder): Folder | undefined => {
    const isUsable = (folder: Folder): boolean => wasInTrash(id) || !folders.inTrash(folder.ref)
    const found = role === undefined ? (present.find((folder) => folder.ref === ref) ?? present.find((folder) => folder.id === id)) : present.find((folder) => folder.role === role)
    return found !== undefined && isUsable(found) ? found : undefined
  }

  const find = (folder: PastFolder): FolderHome => {
    const known = itself(folder)
    if (known !== undefined) return { folder: known.ref, before: lostPartner(known.ref, folders, 'rolled-back') }
    const trash = folders.trash(side)
    // Nobody needs a folder in the trash for its own sake.
    if (wasInTrash(folder.id) && trash !== undefined) return { folder: trash, before: [] }
    const within = folder.parent === undefined ? undefined : home(folder.parent)
    const make = { kind: 'restore-folder', on: side, name: folder.name, reason: 'rolled-back' } as const
    if (within !== undefined && within.folder === undefined) return { before: [...within.before, { ...make, isWithinOther: true }] }
    const namesake = folders.children(side, within?.folder).find(({ name, role }) => name === folder.name && role === undefined)
    if (namesake !== undefined) return { folder: namesake.ref, before: lostPartner(namesake.ref, folders, 'rolled-back') }
    return { before: [{ ...make, ...(within?.folder === undefined ? {} : { parent: within.folder }) } satisfies Operation] }
  }

  function home(id: string): FolderHome | undefined {
    if (homes.has(id)) return homes.get(id)
    const folder = byId.get(id)
    // A folder inside itself is none.
    homes.set(id, undefined)
    if (folder !== undefined) homes.set(id, find(folder))
    return homes.get(id)
  }

  const pastByRef = new Map(past.flatMap((folder) => {
    const ref = home(folder.id)?.folder
    return ref === undefined || (folder.role === undefined && folders.get(ref)?.role !== undefined) ? [] : [[ref, folder] as const]
  }))
  return { home, wasInTrash, pastOf: (ref) => pastByRef.get(ref) }
}
