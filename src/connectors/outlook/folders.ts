import { SyncError } from '../../domain/errors.ts'
import type { Checkpoints, ObservationPage, RemoteFolder } from '../connector.ts'
import { linkedPages, type LinkedPage } from './delta.ts'
import {
  EXCLUDED_ALIASES, ROLE_ALIASES, ROOT_ALIAS, formatTree, isWithin, parseTree, syncedFolders, type FolderTree, type TreeFolder, type WellKnown,
} from './folder-tree.ts'
import type { GraphClient } from './graph-client.ts'
import type { NamedStep } from './imap-path.ts'
import { wireFolder, wireFolderPage, type WireFolder } from './wire.ts'

/** Scopes of the notes that this part keeps among the checkpoints. */
export const FOLDERS_SCOPE = 'folders'
const TREE_SCOPE = 'tree'
const ROLES_SCOPE = 'roles'

/** The folders of one mailbox: seen through one delta query, remembered whole, told as far as they are synced. */
export interface Folders {
  /** Ids of the folders that were synced when `checkpoints` were stored. Asks nothing. */
  remembered(checkpoints: Checkpoints): readonly string[]
  /** Reads what changed; answers the page to report (nothing when nothing changed) and all folders that are synced. */
  observe(checkpoints: Checkpoints, signal: AbortSignal): Promise<{ page: ObservationPage | undefined; synced: readonly RemoteFolder[] }>
  /** Whether what goes there is thrown away. Nothing when it is not known. */
  inTrash(folderId: string): boolean | undefined
  /** Id of the folder above all others. */
  root(signal: AbortSignal): Promise<string>
  read(folderId: string, signal: AbortSignal): Promise<WireFolder>
  /** The folders from the top to this one, which is the last, as they are named now. Nothing when it is not below the top. */
  namesTo(folderId: string, signal: AbortSignal): Promise<readonly NamedStep[] | undefined>
}

const ALL_ALIASES = [ROOT_ALIAS, ...Object.values(ROLE_ALIASES), ...EXCLUDED_ALIASES]
/** Exchange nests no deeper. @see https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const MOST_DEPTH = 300
const FIRST_QUERY = 'mailFolders/delta'

/** Folders through `client`. */
export function createFolders(client: GraphClient): Folders {
  let wellKnown: WellKnown = {}
  let tree: FolderTree | undefined

  const read = (id: string, signal: AbortSignal): Promise<WireFolder> =>
    client.read(wireFolder, { kind: 'GET mailFolder', method: 'GET', path: `mailFolders/${encodeURIComponent(id)}` }, signal)

  /** Asks for the aliases that are not known yet; a mailbox need not have all of them. */
  const resolve = async (aliases: readonly string[], signal: AbortSignal): Promise<void> => {
    const found = await Promise.all(
      aliases.map(async (alias) => {
        try {
          return [alias, (await read(alias, signal)).id] as const
        } catch (error) {
          if (error instanceof SyncError && (error.code === 'NOT_FOUND' || error.code === 'REJECTED')) return undefined
          throw error
        }
      }),
    )
    wellKnown = { ...wellKnown, ...Object.fromEntries(found.filter((entry) => entry !== undefined)) }
    if (wellKnown[ROOT_ALIAS] === undefined) throw new SyncError('UNREADABLE_ANSWER', 'Outlook: the mailbox has no root folder')
  }

  const root = async (signal: AbortSignal): Promise<string> => {
    if (wellKnown[ROOT_ALIAS] === undefined) await resolve([ROOT_ALIAS], signal)
    return wellKnown[ROOT_ALIAS] ?? ''
  }

  return {
    remembered: (checkpoints) => {
      const stored = readNotes(checkpoints)
      return stored === undefined ? [] : syncedFolders(stored.tree, stored.wellKnown).map(({ id }) => id)
    },
    observe: async (checkpoints, signal) => {
      const stored = readNotes(checkpoints)
      wellKnown = stored?.wellKnown ?? {}
      if (stored === undefined) await resolve(ALL_ALIASES, signal)
      const changes = await readChanges(client, stored?.link, signal)
      const before = stored !== undefined && !changes.whole ? stored.tree : new Map<string, TreeFolder>()
      const after = await merged(before, changes.folders, (id) => read(id, signal))
      const unknown = ALL_ALIASES.filter((alias) => wellKnown[alias] === undefined)
      // Folders such as Conversation History are made on first use: their aliases are tried again when a new folder shows.
      if (stored !== undefined && [...after.keys()].some((id) => !stored.tree.has(id))) await resolve(unknown, signal)
      tree = after
      const synced = syncedFolders(after, wellKnown)
      const notes = { [FOLDERS_SCOPE]: changes.link, [TREE_SCOPE]: formatTree(after), [ROLES_SCOPE]: JSON.stringify(wellKnown) }
      return { page: pageOf({ synced, notes, checkpoints, whole: changes.whole }), synced }
    },
    inTrash: (folderId) => (tree === undefined ? undefined : isWithin(tree, folderId, wellKnown[ROLE_ALIASES.trash])),
    root,
    read,
    namesTo: async (folderId, signal) => {
      const [top, inbox] = [await root(signal), wellKnown[ROLE_ALIASES.inbox] ?? (await read(ROLE_ALIASES.inbox, signal)).id]
      const steps: NamedStep[] = []
      for (let id = folderId; id !== top; ) {
        if (steps.length === MOST_DEPTH) return undefined
        const folder = await read(id, signal)
        if (!folder.parentFolderId) return undefined
        steps.unshift({ name: folder.displayName ?? '', isInbox: folder.id === inbox })
        id = folder.parentFolderId
      }
      return steps
    },
  }
}

interface Notes {
  readonly link: string
  readonly tree: FolderTree
  readonly wellKnown: WellKnown
}

function readNotes(checkpoints: Checkpoints): Notes | undefined {
  const [link, tree, roles] = [FOLDERS_SCOPE, TREE_SCOPE, ROLES_SCOPE].map((scope) => checkpoints.get(scope))
  return link === undefined || tree === undefined || roles === undefined ? undefined : { link, tree: parseTree(tree), wellKnown: JSON.parse(roles) }
}

interface Changes {
  readonly folders: readonly WireFolder[]
  readonly link: string
  /** All there are, and not only what changed. */
  readonly whole: boolean
}

/** Every page of the folder delta; from the start when the stored link has expired. */
async function readChanges(client: GraphClient, stored: string | undefined, signal: AbortSignal): Promise<Changes> {
  const get = async (path: string): Promise<LinkedPage<WireFolder>> => {
    const page = await client.read(wireFolderPage, { kind: 'GET mailFolders/delta', method: 'GET', path, prefer: ['odata.maxpagesize=500'] }, signal)
    return toLinkedPage(page)
  }
  try {
    const folders: WireFolder[] = []
    let link: string | undefined
    for await (const page of linkedPages(stored ?? FIRST_QUERY, get)) {
      folders.push(...page.items)
      link = page.deltaLink
    }
    if (link === undefined) throw new SyncError('UNREADABLE_ANSWER', 'Outlook: a delta query without delta link')
    return { folders, link, whole: stored === undefined }
  } catch (error) {
    if (stored !== undefined && isExpired(error)) return await readChanges(client, undefined, signal)
    throw error
  }
}

/** Whether a stored link is of no more use. A token that the server cannot read any more is answered 400 rather than 410. */
export const isExpired = (error: unknown): boolean => error instanceof SyncError && (error.code === 'DELTA_EXPIRED' || error.code === 'REJECTED')

interface WirePage<Item> {
  readonly value: readonly Item[]
  readonly '@odata.nextLink'?: string | undefined
  readonly '@odata.deltaLink'?: string | undefined
}

/** Graph's page as ours. */
export function toLinkedPage<Item>(page: WirePage<Item>): LinkedPage<Item> {
  const { '@odata.nextLink': nextLink, '@odata.deltaLink': deltaLink } = page
  return { items: page.value, ...(nextLink === undefined ? {} : { nextLink }), ...(deltaLink === undefined ? {} : { deltaLink }) }
}

async function merged(before: FolderTree, changes: readonly WireFolder[], read: (id: string) => Promise<WireFolder>): Promise<FolderTree> {
  const tree = new Map(before)
  for (const change of changes) {
    if (change['@removed'] !== undefined) tree.delete(change.id)
    else {
      const folder = change.displayName && change.parentFolderId ? change : await read(change.id)
      const hidden = folder.isHidden ?? before.get(folder.id)?.hidden ?? false
      const search = folder['@odata.type']?.toLowerCase().endsWith('mailsearchfolder') ?? false
      tree.set(folder.id, { name: folder.displayName ?? '', parentId: folder.parentFolderId ?? '', hidden: hidden || search })
    }
  }
  return tree
}

interface Seen {
  readonly synced: readonly RemoteFolder[]
  readonly notes: Readonly<Record<string, string>>
  /** As they were stored before. */
  readonly checkpoints: Checkpoints
  readonly whole: boolean
}

/** What to report: the folders that are not as they were told before, and notes that are not as they are stored. */
function pageOf(seen: Seen): ObservationPage | undefined {
  const stored = readNotes(seen.checkpoints)
  const told = new Map((stored === undefined ? [] : syncedFolders(stored.tree, stored.wellKnown)).map((folder) => [folder.id, JSON.stringify(folder)]))
  const now = new Set(seen.synced.map(({ id }) => id))
  const changed = seen.whole ? seen.synced : seen.synced.filter((folder) => told.get(folder.id) !== JSON.stringify(folder))
  const removed = [...told.keys()].filter((id) => !now.has(id))
  const moved = Object.entries(seen.notes).filter(([scope, note]) => seen.checkpoints.get(scope) !== note)
  const checkpoints: Record<string, string | null> = Object.fromEntries(moved)
  for (const id of removed) if (seen.checkpoints.has(id)) checkpoints[id] = null
  if (Object.keys(checkpoints).length === 0 && changed.length === 0 && removed.length === 0) return undefined
  const folders = changed.length === 0 && removed.length === 0 && !seen.whole ? {} : { folders: { changed, removed, whole: seen.whole } }
  return { ...folders, checkpoints }
}
