import type { FolderRole } from '../../domain/folder.ts'
import type { Instant } from '../../domain/instant.ts'
import { NO_MARKS, type Marks } from '../../domain/marks.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'

/** A folder of a mailbox that lives in memory. */
export interface CloudFolder {
  readonly id: string
  name: string
  parentId?: string
  readonly role?: FolderRole
}

/** A message of a mailbox that lives in memory. */
export interface CloudMessage {
  id: string
  folderId: string
  mime: string
  marks: Marks
  receivedAt: Instant
  isDraft: boolean
  origin?: OriginMark
  /** Rises with every change, so that a delta link can tell what is new. */
  changed: number
}

/** The mailbox itself: what people and connectors change. It outlives the connectors that are opened on it, as a cloud does. */
export class MemoryCloud {
  readonly name: string
  readonly folders = new Map<string, CloudFolder>()
  readonly messages = new Map<string, CloudMessage>()
  /** What is no longer in a folder: `changed`, message id, folder id. */
  readonly departures: { readonly changed: number; readonly id: string; readonly folderId: string }[] = []
  /** Called after every change. */
  readonly watchers = new Set<() => void>()
  #revision = 0
  /** How many messages and folders were ever created. */
  created = 0

  constructor(name: string) {
    this.name = name
    for (const role of ['inbox', 'sent', 'drafts', 'trash', 'junk'] as const) this.addFolder(role, undefined, role)
  }

  /** Rises with every change of any kind. */
  get revision(): number {
    return this.#revision
  }

  set revision(revision: number) {
    this.#revision = revision
    // A change raises it before it is done.
    for (const watcher of this.watchers) queueMicrotask(watcher)
  }

  folder(role: FolderRole): CloudFolder {
    const folder = [...this.folders.values()].find((candidate) => candidate.role === role)
    if (folder === undefined) throw new Error(`no ${role} folder`)
    return folder
  }

  addFolder(name: string, parentId?: string, role?: FolderRole): CloudFolder {
    const folder = { id: `${this.name}-f${++this.created}`, name, ...(parentId === undefined ? {} : { parentId }), ...(role === undefined ? {} : { role }) }
    this.folders.set(folder.id, folder)
    this.revision++
    return folder
  }

  /** @param made what a connector adds: the origin mark of a copy, and whether it is a draft */
  add(mime: string, folderId: string, marks: Partial<Marks> = {}, receivedAt: Instant = '2026-01-05T08:00:00Z', made: { origin?: OriginMark; isDraft?: boolean } = {}): CloudMessage {
    const id = `${this.name}-${++this.created}`
    const message = { id, folderId, mime, marks: { ...NO_MARKS, ...marks }, receivedAt, isDraft: false, changed: ++this.revision, ...made }
    this.messages.set(id, message)
    return message
  }

  mark(id: string, marks: Partial<Marks>): void {
    const message = this.messages.get(id)
    if (message === undefined) return
    message.marks = { ...message.marks, ...marks }
    message.changed = ++this.revision
  }

  /** @returns the message where it now is; with `newId` it gets another id, as on IMAP. */
  move(id: string, folderId: string, newId: boolean): CloudMessage | undefined {
    const message = this.messages.get(id)
    if (message === undefined || message.folderId === folderId) return message
    this.departures.push({ changed: ++this.revision, id, folderId: message.folderId })
    message.folderId = folderId
    message.changed = this.revision
    if (newId) {
      this.messages.delete(id)
      message.id = `${this.name}-${++this.created}`
      this.messages.set(message.id, message)
    }
    return message
  }

  /** The message gets another id where it is, as on IMAP when UIDVALIDITY changes. */
  renumber(id: string): void {
    const message = this.messages.get(id)
    if (message === undefined) return
    this.messages.delete(id)
    message.id = `${this.name}-${++this.created}`
    message.changed = ++this.revision
    this.messages.set(message.id, message)
  }

  /** Gone for good, not through trash. */
  expunge(id: string): void {
    const message = this.messages.get(id)
    if (message === undefined) return
    this.messages.delete(id)
    this.departures.push({ changed: ++this.revision, id, folderId: message.folderId })
  }

  removeFolder(id: string): void {
    for (const message of [...this.messages.values()]) if (message.folderId === id) this.expunge(message.id)
    this.folders.delete(id)
    this.revision++
  }
}
