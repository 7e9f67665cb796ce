import { simpleParser, type AddressObject, type Attachment } from 'mailparser'
import { graphClient, type GraphClient } from './graph-client.ts'
import type { SeenMessage } from './dingtalk-person.ts'
import type { PeopleAccess } from './people.ts'
import type { FolderPlace, SeedMarks } from './places.ts'
import type { SnapshotRole } from '../snapshot.ts'

/** Someone at work in the Outlook mailbox, or a migration tool that fills it. Refusals of Graph are thrown with their code. */
export interface OutlookPerson {
  ensureFolder(path: readonly string[]): Promise<void>
  renameFolder(path: readonly string[], name: string): Promise<void>
  put(folder: FolderPlace, mime: Buffer, marks: SeedMarks, receivedAt: Date): Promise<void>
  /** All folders but the roles' own and those that Outlook keeps for itself, parents first. */
  folders(): Promise<readonly (readonly string[])[]>
  messages(): Promise<readonly SeenMessage[]>
  mark(message: SeenMessage, changes: Partial<SeedMarks>): Promise<void>
  move(message: SeenMessage, to: FolderPlace): Promise<void>
  /** Out of reach of the owner. */
  purge(message: SeenMessage): Promise<void>
}

const ALIASES: Readonly<Record<SnapshotRole, string>> = { inbox: 'inbox', sent: 'sentitems', drafts: 'drafts', trash: 'deleteditems', junk: 'junkemail' }
const ROLES = Object.keys(ALIASES) as SnapshotRole[]

/** Other folders that the person did not make; v1.0 tells them by asking for each alias (Graph, mailFolder resource type). */
const OWN_ALIASES = ['archive', 'clutter', 'conversationhistory', 'outbox', 'scheduled', 'searchfolders', 'syncissues', 'recoverableitemsdeletions']

/** Above this Graph refuses MIME in one request: 4 MB with base64 (Graph, outlook-large-attachments). */
const MAX_IMPORT_BYTES = 3_000_000

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
    put: async (folder, mime, marks, receivedAt) => {
      const isSmall = mime.length <= MAX_IMPORT_BYTES
      const id = isSmall ? await importMime(graph, `${user}/mailFolders/${idOf(folder)}`, mime) : await createInParts(graph, user, idOf(folder), mime, receivedAt)
      if (marks.read || marks.flagged || marks.answered) await graph.json('PATCH', `${user}/messages/${id}`, markChanges(marks))
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

/** The beta action that keeps MIME and makes no draft (Graph beta, mailFolder: importMime). */
async function importMime(graph: GraphClient, folder: string, mime: Buffer): Promise<string> {
  const made = await graph.beta('POST', `${folder}/importMime`, mime.toString('base64'))
  return (made as GraphMessage).id
}

const EXTENDED = { flags: 'Integer 0x0E07', sent: 'SystemTime 0x0039', received: 'SystemTime 0x0E06' } as const

/** How migration tools make large mail: JSON with the MAPI properties that make it no draft, then its attachments one by one. */
async function createInParts(graph: GraphClient, user: string, folder: string, mime: Buffer, receivedAt: Date): Promise<string> {
  const mail = await simpleParser(mime, { keepCidLinks: true })
  const instant = (date: Date) => `${date.toISOString().slice(0, 19)}Z`
  const made = (await graph.json('POST', `${user}/mailFolders/${folder}/messages`, {
    subject: mail.subject ?? '',
    body: mail.html ? { contentType: 'html', content: mail.html } : { contentType: 'text', content: mail.text ?? '' },
    ...recipients(mail),
    ...(mail.messageId ? { internetMessageId: mail.messageId } : {}),
    singleValueExtendedProperties: [
      { id: EXTENDED.flags, value: '0' },
      { id: EXTENDED.sent, value: instant(mail.date ?? receivedAt) },
      { id: EXTENDED.received, value: instant(receivedAt) },
    ],
  })) as GraphMessage
  for (const attachment of mail.attachments) await attach(graph, `${user}/messages/${made.id}/attachments`, attachment)
  // A message made by JSON is read unless it is told otherwise.
  await graph.json('PATCH', `${user}/messages/${made.id}`, { isRead: false })
  return made.id
}

function recipients(mail: { from?: AddressObject; to?: AddressObject | AddressObject[]; cc?: AddressObject | AddressObject[] }): object {
  const listOf = (header: AddressObject | AddressObject[] | undefined) =>
    [header ?? []].flat().flatMap(({ value }) => value.map(({ name, address }) => ({ emailAddress: { name, address } })))
  const [from] = listOf(mail.from)
  return { ...(from ? { from, sender: from } : {}), toRecipients: listOf(mail.to), ccRecipients: listOf(mail.cc) }
}

const SMALL_ATTACHMENT_BYTES = 3 * 1024 * 1024
/** A multiple of 320 KiB below 4 MB (Graph, attachment: createUploadSession). */
const CHUNK_BYTES = 11 * 327_680

async function attach(graph: GraphClient, url: string, { filename, contentType, content, cid, related }: Attachment): Promise<void> {
  const isInline = related === true
  const facts = { name: filename ?? 'attachment', contentType, isInline, ...(cid ? { contentId: cid } : {}) }
  if (content.length < SMALL_ATTACHMENT_BYTES) {
    await graph.json('POST', url, { '@odata.type': '#microsoft.graph.fileAttachment', ...facts, contentBytes: content.toString('base64') })
    return
  }
  const session = await graph.json('POST', `${url}/createUploadSession`, { AttachmentItem: { attachmentType: 'file', size: content.length, ...facts } })
  for (let from = 0; from < content.length; from += CHUNK_BYTES) {
    await graph.upload((session as { uploadUrl: string }).uploadUrl, content.subarray(from, from + CHUNK_BYTES), from, content.length)
  }
}
