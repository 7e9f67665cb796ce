import { graphClient, type GraphClient } from './graph-client.ts'
import { createFromMime, importMime } from './outlook-create.ts'
import type { SeenMessage } from './dingtalk-person.ts'
import type { PeopleAccess } from './people.ts'
import type { FolderPlace, SeedMarks } from './places.ts'
import type { SnapshotRole } from '../snapshot.ts'

/** Someone at work in the Outlook mailbox, or a migration tool that fills it. Refusals of Graph are thrown with their code. */
export interface OutlookPerson {
  ensureFolder(path: readonly string[]): Promise<void>
  renameFolder(path: readonly string[], name: string): Promise<void>
  /** As Outlook does it: into Deleted Items, with all that is in it. */
  deleteFolder(path: readonly string[]): Promise<void>
  /** False when Outlook takes no such message: with large attachments, where a tenant refuses to add them to what is no draft. */
  put(folder: FolderPlace, mime: Buffer, marks: SeedMarks, receivedAt: Date): Promise<boolean>
  /** All folders but the roles' own and those that Outlook keeps for itself, parents first. */
  folders(): Promise<readonly (readonly string[])[]>
  messages(): Promise<readonly SeenMessage[]>
  mark(message: SeenMessage, changes: Partial<SeedMarks>): Promise<void>
  move(message: SeenMessage, to: FolderPlace): Promise<void>
  /** Out of reach of the owner. */
  purge(message: SeenMessage): Promise<void>
}

const ALIASES: Readonly<Record<SnapshotRole, string>> = {
  inbox: 'inbox',
  sent: 'sentitems',
  drafts: 'drafts',
  trash: 'deleteditems',
  junk: 'junkemail',
}
const ROLES = Object.keys(ALIASES) as SnapshotRole[]

/** Other folders that the person did not make; v1.0 tells them by asking for each alias (Graph, mailFolder resource type). */
const OWN_ALIASES = ['archive', 'clutter', 'conversationhistory', 'outbox', 'scheduled', 'searchfolders', 'syncissues', 'recoverableitemsdeletions']

interface GraphFolder {
  readonly id: string
  readonly displayName: string
  readonly childFolderCount: number
}

/** Signs in as an app with all permissions. */
export async function openOutlookPerson(access: PeopleAccess): Promise<OutlookPerson> {
  const graph = await graphClient(access)
  const user = `/users/${encodeURIComponent(access.accounts.outlookSeed.address)}`
  const ids = new Map<string, string>()
  for (const role of ROLES) ids.set(role, ((await graph.json('GET', `${user}/mailFolders/${ALIASES[role]}?$select=id`)) as GraphFolder).id)
  const idOf = (folder: FolderPlace): string => {
    const id = ids.get(typeof folder === 'string' ? folder : folder.join('\0'))
    if (id === undefined) throw new Error('The Outlook mailbox has no such folder')
    return id
  }
  const folders = () => customFolders(graph, user, ids)
  await folders()
  return {
    folders,
    ensureFolder: async (path) => {
      if (ids.has(path.join('\0'))) return
      const parent = path.length === 1 ? '' : `/${idOf(path.slice(0, -1))}/childFolders`
      const made = (await graph.json('POST', `${user}/mailFolders${parent}`, { displayName: path.at(-1) })) as GraphFolder
      ids.set(path.join('\0'), made.id)
    },
    renameFolder: async (path, name) => void (await graph.json('PATCH', `${user}/mailFolders/${idOf(path)}`, { displayName: name })),
    deleteFolder: async (path) => void (await graph.json('POST', `${user}/mailFolders/${idOf(path)}/move`, { destinationId: ALIASES.trash })),
    put: async (folder, mime, marks, receivedAt) => {
      const url = `${user}/mailFolders/${idOf(folder)}`
      const id = (await importMime(graph, url, mime)) ?? (await createFromMime(graph, user, idOf(folder), { mime, receivedAt }))
      if (id !== undefined && (marks.read || marks.flagged || marks.answered)) await graph.json('PATCH', `${user}/messages/${id}`, markChanges(marks))
      return id !== undefined
    },
    messages: () => listMessages(graph, user, ids),
    mark: async ({ id }, changes) => void (await graph.json('PATCH', `${user}/messages/${id}`, markChanges(changes))),
    move: async ({ id }, to) => void (await graph.json('POST', `${user}/messages/${id}/move`, { destinationId: idOf(to) })),
    purge: ({ id }) => graph.empty('POST', `${user}/messages/${id}/permanentDelete`),
  }
}

/** PR_LAST_VERB_EXECUTED 0x1081: 102 is a reply (MS-OXPROPS); 0 is none. */
function markChanges({ read, flagged, answered }: Partial<SeedMarks>): object {
  return {
    ...(read === undefined ? {} : { isRead: read }),
    ...(flagged === undefined ? {} : { flag: { flagStatus: flagged ? 'flagged' : 'notFlagged' } }),
    ...(answered === undefined ? {} : { singleValueExtendedProperties: [{ id: 'Integer 0x1081', value: answered ? '102' : '0' }] }),
  }
}

/** Fills `ids` with the id of each folder by its path, and returns the paths. */
async function customFolders(graph: GraphClient, user: string, ids: Map<string, string>): Promise<string[][]> {
  const owned = new Set(ROLES.map((role) => ids.get(role)))
  for (const alias of OWN_ALIASES) {
    const folder = (await graph.json('GET', `${user}/mailFolders/${alias}?$select=id`, undefined, [404])) as GraphFolder | undefined
    if (folder !== undefined) owned.add(folder.id)
  }
  const found: string[][] = []
  const visit = async (path: readonly string[], url: string): Promise<void> => {
    for (const { id, displayName, childFolderCount } of (await graph.all(`${url}?$top=250`)) as GraphFolder[]) {
      const isOwned = owned.has(id)
      const here = [...path, displayName]
      if (!isOwned) {
        found.push(here)
        ids.set(here.join('\0'), id)
      }
      if (!isOwned && childFolderCount > 0) await visit(here, `${user}/mailFolders/${id}/childFolders`)
    }
  }
  await visit([], `${user}/mailFolders`)
  return found
}

interface GraphMessage {
  readonly id: string
  readonly parentFolderId: string
  readonly internetMessageId?: string
  readonly isRead: boolean
  readonly isReadReceiptRequested: boolean | null
}

async function listMessages(graph: GraphClient, user: string, ids: Map<string, string>): Promise<SeenMessage[]> {
  const places = new Map([...ids].map(([name, id]): [string, FolderPlace] => [id, ROLES.find((role) => role === name) ?? name.split('\0')]))
  const fields = '$select=id,parentFolderId,internetMessageId,isRead,isReadReceiptRequested&$top=500'
  const all = (await graph.all(`${user}/messages?${fields}`)) as GraphMessage[]
  return all.flatMap(({ id, parentFolderId, internetMessageId, isRead, isReadReceiptRequested }) => {
    const folder = places.get(parentFolderId)
    const messageId = (internetMessageId ?? '').replace(/[<>\s]/g, '')
    return folder === undefined || messageId === '' ? [] : [{ id, folder, messageId, read: isRead, wantsReceipt: isReadReceiptRequested === true }]
  })
}
