import type { Folder, FolderRef } from '../domain/folder.ts'
import type { Operation } from '../domain/operation.ts'
import type { PastFolder } from '../domain/past.ts'
import type { Policy } from '../domain/policy.ts'
import type { Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'
import type { PastFolders } from './past-folders.ts'

export interface PastFolderInput {
  readonly side: Side
  /** `ours`: only folders that Tongbu made, changed or deleted since. */
  readonly scope: 'ours' | 'everything'
  readonly policy: Policy
  readonly folders: FolderIndex
  readonly past: readonly PastFolder[]
  readonly index: PastFolders
  readonly since: Readonly<Record<'made' | 'changed' | 'deleted', ReadonlySet<FolderRef>>>
  /** Folders in which messages will be. */
  readonly stays: ReadonlySet<FolderRef>
}

/** Folders that are missing are made anew, changed ones get their names and places back, and those that are new are deleted once they are empty. Rule R8 of SPEC.md. */
export function planPastFolders(input: PastFolderInput): { readonly operations: readonly Operation[]; readonly inUse: number } {
  const { side, policy } = input
  if (policy.readOnly === side) return { operations: [], inUse: 0 }
  const { operations, inUse } = planNewFolders(input)
  return { operations: [...planMissing(input), ...planNames(input), ...operations], inUse }
}

function planMissing({ scope, past, index, since }: PastFolderInput): Operation[] {
  const wanted = past.filter(({ id, ref, role }) => role === undefined && !index.wasInTrash(id) && (scope === 'everything' || (ref !== undefined && since.deleted.has(ref))))
  return wanted.flatMap(({ id }) => {
    const home = index.home(id)
    return home === undefined || home.folder !== undefined ? [] : home.before
  })
}

function planNames({ side, scope, past, index, folders, since }: PastFolderInput): Operation[] {
  return past.flatMap((was): Operation[] => {
    const ref = index.home(was.id)?.folder
    const folder = ref === undefined ? undefined : folders.get(ref)
    if (folder === undefined || folder.role !== undefined || was.role !== undefined || index.wasInTrash(was.id)) return []
    if (scope === 'ours' && !(since.changed.has(folder.ref) && isAsAgreed(folder))) return []
    const parent = was.parent === undefined ? undefined : index.home(was.parent)
    if (parent !== undefined && parent.folder === undefined) return []
    if (folder.name === was.name && folder.parent === parent?.folder) return []
    const isTaken = folders.children(side, parent?.folder).some((sibling) => sibling.ref !== folder.ref && sibling.name === was.name)
    if (isTaken) return []
    return [{ kind: 'change-folder', on: side, folder: folder.ref, name: was.name, ...(parent?.folder === undefined ? {} : { parent: parent.folder }), reason: 'rolled-back' }]
  })
}

/** Nobody renamed or moved it since. */
const isAsAgreed = ({ name, parent, base }: Folder): boolean => base?.name === name && base.parent === parent

function planNewFolders({ side, scope, policy, folders, index, since, stays }: PastFolderInput): { operations: Operation[]; inUse: number } {
  const kept = new Set(stays)
  const operations: Operation[] = []
  let inUse = 0
  // Innermost first.
  for (const folder of folders.of(side).toReversed()) {
    const isNew = folder.role === undefined && !folders.inTrash(folder.ref) && index.pastOf(folder.ref) === undefined && (scope === 'everything' || since.made.has(folder.ref))
    const isEmpty = !kept.has(folder.ref)
    if (isNew && isEmpty && policy.noDelete !== side) operations.push({ kind: 'delete-folder', on: side, folder: folder.ref, reason: 'rolled-back' })
    else {
      if (isNew) inUse++
      if (folder.parent !== undefined) kept.add(folder.parent)
    }
  }
  return { operations, inUse }
}
