import type { Envelope, ObservationPage, RemoteFolder, RemoteMessage } from '../connectors/connector.ts'
import type { Folder, FolderRef, FolderRole } from '../domain/folder.ts'
import { stateOf, stateText, type Item, type RoleClass } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import type { NewId } from '../platform/ids.ts'
import { headline } from '../mime/headline.ts'
import { crossing, renewFolders } from './across-trash.ts'
import { mergeChanges } from './mirror.ts'
import type { ChangeSet } from './ports.ts'

/** The part of the mirror that a page speaks of. */
export interface Known {
  /** All folders of the side, gone ones too. */
  readonly folders: readonly Folder[]
  /** Items that the page names, by the cloud's id. */
  readonly items: ReadonlyMap<string, Item>
  /** Items that were taken for gone and could be seen again, by the cloud's id. */
  readonly departed?: ReadonlyMap<string, Item>
  /** Items in folders that the page lists as a whole, that vanish with it, or that it puts into trash or takes out of it. */
  readonly inFolders: ReadonlyMap<FolderRef, readonly Item[]>
}

/** The mirror after this page. Pure: the same page over the same mirror gives the same rows, and twice changes nothing more. */
export function absorb(side: Side, page: ObservationPage, known: Known, newId: NewId): ChangeSet {
  const crossed = crossing(page.folders, known.folders)
  if (crossed.length === 0) return absorbPage(side, page, known, newId)
  const { folders, renewed } = renewFolders(crossed, known.folders, newId)
  const moved = (item: Item): Item => ({ ...item, folder: renewed.get(item.folder) ?? item.folder })
  const inFolders = new Map([...known.inFolders].map(([ref, items]) => [renewed.get(ref) ?? ref, items.map(moved)]))
  const items = new Map([...known.items].map(([id, item]) => [id, moved(item)]))
  const changed = { folders: folders.filter((folder) => !known.folders.includes(folder)), items: [...renewed.values()].flatMap((ref) => inFolders.get(ref) ?? []) }
  return mergeChanges([changed, absorbPage(side, page, { ...known, folders, items, inFolders }, newId)])
}

function absorbPage(side: Side, page: ObservationPage, known: Known, newId: NewId): ChangeSet {
  const folders = absorbFolders(side, page, known, newId)
  const refOf = new Map(folders.all.filter((folder) => folder.presence === 'present').map((folder) => [folder.id, folder.ref]))
  const roleOf = new Map(folders.all.map((folder) => [folder.ref, folder.role]))
  const items = new Map<string, Item>()

  for (const message of page.messages ?? []) {
    const folder = refOf.get(message.folderId)
    if (folder === undefined) continue
    const before = items.get(message.id) ?? known.items.get(message.id) ?? backAgain(known.departed?.get(message.id), message)
    const role = roleOf.get(folder)
    const roleClass = roleClassIn(role)
    const item = before === undefined ? newItem(side, message, folder, roleClass, newId) : seenAgain(before, message, folder, roleClass)
    if (item !== undefined && item !== before) items.set(message.id, item)
  }
  for (const item of vanished(page, known, refOf)) if (!items.has(item.id)) items.set(item.id, item)
  for (const ref of folders.gone) for (const item of known.inFolders.get(ref) ?? []) if (!items.has(item.id)) items.set(item.id, missing(item))

  return {
    folders: folders.changed,
    items: [...items.values()].filter((item) => item !== known.items.get(item.id)),
    checkpoints: Object.entries(page.checkpoints).map(([scope, value]) => ({ side, scope, value })),
  }
}

interface AbsorbedFolders {
  readonly all: readonly Folder[]
  readonly changed: readonly Folder[]
  readonly gone: readonly FolderRef[]
}

function absorbFolders(side: Side, page: ObservationPage, known: Known, newId: NewId): AbsorbedFolders {
  if (page.folders === undefined) return { all: known.folders, changed: [], gone: [] }
  const byId = new Map(known.folders.filter((folder) => folder.presence === 'present').map((folder) => [folder.id, folder]))
  const changed = new Map<FolderRef, Folder>()
  for (const remote of page.folders.changed) {
    const before = byId.get(remote.id)
    const folder = folderRow(side, remote, before, byId, newId)
    byId.set(remote.id, folder)
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(folder)) changed.set(folder.ref, folder)
  }
  const listed = new Set(page.folders.changed.map((folder) => folder.id))
  const goneIds = page.folders.whole ? [...byId.keys()].filter((id) => !listed.has(id)) : page.folders.removed
  const gone: FolderRef[] = []
  for (const id of goneIds) {
    const folder = byId.get(id)
    if (folder === undefined) continue
    changed.set(folder.ref, { ...folder, presence: 'gone' })
    gone.push(folder.ref)
  }
  const all = new Map([...known.folders, ...byId.values(), ...changed.values()].map((folder) => [folder.ref, folder]))
  return { all: [...all.values()], changed: [...changed.values()], gone }
}

function folderRow(side: Side, remote: RemoteFolder, before: Folder | undefined, byId: ReadonlyMap<string, Folder>, newId: NewId): Folder {
  const parent = remote.parentId === undefined ? undefined : byId.get(remote.parentId)?.ref
  return {
    ref: before?.ref ?? newId(),
    side,
    id: remote.id,
    name: remote.name,
    ...(parent === undefined ? {} : { parent }),
    ...(remote.role === undefined ? {} : { role: remote.role }),
    presence: 'present',
    ...(before?.base === undefined ? {} : { base: before.base }),
  }
}

/** A message that the mirror does not know; nothing when the page tells too little of it. */
export function newItem(side: Side, message: RemoteMessage, folder: FolderRef, roleClass: RoleClass, newId: NewId): Item | undefined {
  const { envelope } = message
  if (envelope === undefined) return undefined
  return {
    ref: newId(),
    side,
    id: message.id,
    folder,
    marks: message.marks,
    presence: 'present',
    ...(envelope.internetMessageId === undefined ? {} : { internetMessageId: envelope.internetMessageId }),
    roleClass: envelope.isDraft ? 'draft' : roleClass,
    headline: headline(envelope),
    receivedAt: envelope.receivedAt,
    size: envelope.size,
    ...(envelope.origin === undefined ? {} : { origin: envelope.origin }),
    ...(message.etag === undefined ? {} : { etag: message.etag }),
  }
}

/** The row of a message that was taken for gone, if this is it: an id may come to mean another message once UIDVALIDITY repeats. */
function backAgain(departed: Item | undefined, { envelope }: RemoteMessage): Item | undefined {
  const isSameMessage = envelope === undefined || (envelope.internetMessageId === departed?.internetMessageId && envelope.receivedAt === departed?.receivedAt)
  return isSameMessage ? departed : undefined
}

/** What a message is by its folder, if it is no draft. */
export const roleClassIn = (role: FolderRole | undefined): RoleClass => (role === 'sent' ? 'sent' : 'received')

/**
 * The row after the message was seen again; the same object when nothing changed. `roleClass` is what its folder makes of it,
 * which counts only for a draft that is one no more: a cloud may keep its id when it is sent.
 */
export function seenAgain(before: Item, message: RemoteMessage, folder: FolderRef, roleClass: RoleClass): Item {
  const origin = message.envelope === undefined ? before.origin : message.envelope.origin
  const { origin: _was, etag: _before, ...rest } = before
  const after: Item = {
    ...rest,
    id: message.id,
    folder,
    marks: message.marks,
    presence: 'present',
    ...(message.envelope !== undefined && before.roleClass === 'draft' ? afterDraft(message.envelope, roleClass) : {}),
    ...(origin === undefined ? {} : { origin }),
    ...(message.etag === undefined ? (before.etag === undefined ? {} : { etag: before.etag }) : { etag: message.etag }),
  }
  return isSame(before, after) ? before : after
}

const afterDraft = (envelope: Envelope, roleClass: RoleClass): Pick<Item, 'receivedAt' | 'headline' | 'roleClass'> => ({
  receivedAt: envelope.receivedAt,
  headline: headline(envelope),
  roleClass: envelope.isDraft ? 'draft' : roleClass,
})

const isSame = (a: Item, b: Item): boolean =>
  a.presence === b.presence &&
  a.roleClass === b.roleClass &&
  a.id === b.id &&
  a.receivedAt === b.receivedAt &&
  a.origin?.partial === b.origin?.partial &&
  a.origin?.token === b.origin?.token &&
  (a.roleClass !== 'draft' || a.etag === b.etag) &&
  stateText(stateOf(a)) === stateText(stateOf(b))

const missing = (item: Item): Item => (item.presence === 'present' ? { ...item, presence: 'missing' } : item)

/** Items that the page says are not where they were. What was seen elsewhere meanwhile is not missing. */
function vanished(page: ObservationPage, known: Known, refOf: ReadonlyMap<string, FolderRef>): Item[] {
  const gone: Item[] = []
  if (page.removed !== undefined) {
    const folder = refOf.get(page.removed.folderId)
    for (const id of page.removed.ids) {
      const item = known.items.get(id)
      if (item !== undefined && (folder === undefined || item.folder === folder)) gone.push(missing(item))
    }
  }
  if (page.listed !== undefined) {
    const listed = new Set(page.listed.ids)
    const folder = refOf.get(page.listed.folderId)
    for (const item of (folder === undefined ? undefined : known.inFolders.get(folder)) ?? []) if (!listed.has(item.id)) gone.push(missing(item))
  }
  return gone
}

/** The cloud's ids that a page names, so that the mirror can be asked for them. */
export const namedIds = (page: ObservationPage): string[] => [...(page.messages ?? []).map((message) => message.id), ...(page.removed?.ids ?? [])]
