import type { Binding } from '../domain/binding.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import type { Side } from '../domain/side.ts'

/** Two folder trees and what binds them, ready to be asked. */
export interface FolderIndex {
  get(ref: FolderRef): Folder | undefined
  /** Present folders of one side, parents before children. */
  of(side: Side): readonly Folder[]
  children(side: Side, parent: FolderRef | undefined): readonly Folder[]
  binding(ref: FolderRef): Binding | undefined
  /** The folder on the other side that is one with this one. A folder inside trash is one with the other trash. */
  counterpart(ref: FolderRef): FolderRef | undefined
  trash(side: Side): FolderRef | undefined
  /** Whether the folder is trash or lies inside it. */
  inTrash(ref: FolderRef): boolean
  /** Equal places are one folder seen from either side. Everything inside trash is one place. */
  place(ref: FolderRef): string
}

/** Gone folders keep their binding and place, so that what was in them can still be told. */
export function indexFolders(folders: readonly Folder[], bindings: readonly Binding[]): FolderIndex {
  const byRef = new Map(folders.map((folder) => [folder.ref, folder]))
  const bindingOf = new Map<FolderRef, Binding>()
  for (const binding of bindings) for (const ref of [binding.left, binding.right]) if (ref !== undefined) bindingOf.set(ref, binding)

  const isPresent = (ref: FolderRef | undefined): boolean => ref !== undefined && byRef.get(ref)?.presence === 'present'
  const trash = (side: Side): FolderRef | undefined =>
    folders.find((folder) => folder.side === side && folder.role === 'trash' && folder.presence === 'present')?.ref

  const inTrash = (ref: FolderRef): boolean => {
    const seen = new Set<FolderRef>()
    for (let at: FolderRef | undefined = ref; at !== undefined && !seen.has(at); at = byRef.get(at)?.parent) {
      if (byRef.get(at)?.role === 'trash') return true
      seen.add(at)
    }
    return false
  }

  const children = (side: Side, parent: FolderRef | undefined): Folder[] =>
    folders.filter((folder) => folder.side === side && folder.presence === 'present' && folder.parent === parent)

  const of = (side: Side): Folder[] => {
    const ordered: Folder[] = []
    const placed = new Set<FolderRef>()
    const walk = (parent: FolderRef | undefined): void => {
      for (const folder of children(side, parent)) {
        if (placed.has(folder.ref)) continue
        placed.add(folder.ref)
        ordered.push(folder)
        walk(folder.ref)
      }
    }
    walk(undefined)
    return ordered
  }

  return {
    get: (ref) => byRef.get(ref),
    of,
    children,
    binding: (ref) => bindingOf.get(ref),
    trash,
    inTrash,
    counterpart: (ref) => {
      const folder = byRef.get(ref)
      if (folder === undefined) return undefined
      const other = folder.side === 'left' ? 'right' : 'left'
      if (inTrash(ref)) return trash(other)
      const partner = bindingOf.get(ref)?.[other]
      return partner !== undefined && isPresent(partner) && !inTrash(partner) ? partner : undefined
    },
    place: (ref) => (inTrash(ref) ? 'trash' : (bindingOf.get(ref)?.id ?? ref)),
  }
}
