import { FOLDER_ROLES, type FolderRole } from '../../domain/folder.ts'
import type { RemoteFolder } from '../connector.ts'

/** Aliases of our roles. @see https://learn.microsoft.com/graph/api/resources/mailfolder (well-known folder names) */
export const ROLE_ALIASES: Readonly<Record<FolderRole, string>> = {
  inbox: 'inbox',
  sent: 'sentitems',
  drafts: 'drafts',
  trash: 'deleteditems',
  junk: 'junkemail',
}

/** Folders that are never synced, nor anything below them. */
export const EXCLUDED_ALIASES = [
  'outbox', 'conversationhistory', 'syncissues', 'conflicts', 'localfailures', 'serverfailures', 'scheduled', 'clutter',
  'searchfolders', 'recoverableitemsdeletions',
] as const

export const ROOT_ALIAS = 'msgfolderroot'

/** Folder ids by alias, as far as the mailbox has them. v1.0 tells a folder's role in no other way. */
export type WellKnown = Readonly<Record<string, string>>

/** What is remembered of one folder, synced or not. */
export interface TreeFolder {
  readonly name: string
  readonly parentId: string
  /** Hidden, or a search folder. */
  readonly hidden: boolean
}

/** All folders of a mailbox by id. */
export type FolderTree = ReadonlyMap<string, TreeFolder>

/** The folders that are synced, parents first. */
export function syncedFolders(tree: FolderTree, wellKnown: WellKnown): RemoteFolder[] {
  const root = wellKnown[ROOT_ALIAS]
  const excluded = new Set(EXCLUDED_ALIASES.map((alias) => wellKnown[alias]))
  const roles = new Map(FOLDER_ROLES.map((role) => [wellKnown[ROLE_ALIASES[role]], role]))
  const children = Map.groupBy(tree, ([, folder]) => folder.parentId)
  const found: RemoteFolder[] = []

  const visit = (parentId: string, top: boolean): void => {
    for (const [id, folder] of children.get(parentId) ?? []) {
      if (folder.hidden || excluded.has(id) || id === root) continue
      const role = roles.get(id)
      found.push({ id, name: folder.name, ...(top ? {} : { parentId }), ...(role === undefined ? {} : { role }) })
      visit(id, false)
    }
  }
  if (root !== undefined) visit(root, true)
  return found
}

/** Whether the folder is `ancestor` or lies below it. */
export function isWithin(tree: FolderTree, id: string, ancestor: string | undefined): boolean {
  for (let at: string | undefined = id, steps = 0; at !== undefined && steps <= tree.size; at = tree.get(at)?.parentId, steps++) {
    if (at === ancestor) return true
  }
  return false
}

/** The tree as a note, and back. */
export const formatTree = (tree: FolderTree): string =>
  JSON.stringify([...tree].map(([id, { name, parentId, hidden }]) => [id, name, parentId, hidden ? 1 : 0]))

export const parseTree = (note: string): Map<string, TreeFolder> =>
  new Map((JSON.parse(note) as [string, string, string, number][]).map(([id, name, parentId, hidden]) => [id, { name, parentId, hidden: hidden === 1 }]))
