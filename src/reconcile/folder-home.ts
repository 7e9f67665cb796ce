import type { Folder, FolderRef } from '../domain/folder.ts'
import type { Operation, Reason } from '../domain/operation.ts'
import type { FolderIndex } from './folder-index.ts'

/** Where messages that were in a folder are at home now. */
export interface FolderHome {
  /** Absent while the folder is still to be made. */
  readonly folder?: FolderRef
  /** What is to be done about folders first. */
  readonly before: readonly Operation[]
}

/**
 * The folder itself; where it has ended, a folder of its name in the same place; and where there is none, one that is to be made,
 * outermost first. A folder whose partner has ended is to be forgotten as a pair, or what comes back into it could never follow on
 * the other side. Nothing for a folder that was never known.
 */
export function homeOf(ref: FolderRef, folders: FolderIndex, reason: Reason = 'undone'): FolderHome | undefined {
  const folder = folders.get(ref)
  if (folder === undefined) return undefined
  if (!hasEnded(folder, folders)) return { folder: ref, before: lostPartner(ref, folders, reason) }
  const { name, parent } = folder.base ?? folder
  const within = parent === undefined ? undefined : homeOf(parent, folders, reason)
  if (parent !== undefined && within !== undefined && within.folder === undefined) {
    return { before: [...within.before, { kind: 'restore-folder', on: folder.side, name, parent, isWithinOther: true, reason }] }
  }
  const namesake = folders.children(folder.side, within?.folder).find((sibling) => sibling.name === name)
  if (namesake !== undefined) return { folder: namesake.ref, before: lostPartner(namesake.ref, folders, reason) }
  const make: Operation = { kind: 'restore-folder', on: folder.side, name, ...(within?.folder === undefined ? {} : { parent: within.folder }), reason }
  return { before: [make] }
}

/** A folder with a base was once outside the trash. */
const hasEnded = (folder: Folder, folders: FolderIndex): boolean => folder.presence === 'gone' || (folder.base !== undefined && folders.inTrash(folder.ref))

/** Forgets that a folder was one with another that has ended: what comes into it could never follow there. */
export function lostPartner(ref: FolderRef, folders: FolderIndex, reason: Reason): Operation[] {
  const binding = folders.binding(ref)
  const isLost = binding !== undefined && folders.counterpart(ref) === undefined
  return isLost ? [{ kind: 'forget-folder', binding: binding.id, reason }] : []
}
