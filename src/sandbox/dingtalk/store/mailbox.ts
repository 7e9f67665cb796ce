import type { FolderWatcher } from '../../imap/mailbox.ts'
import type { Shared } from '../../shared.ts'
import { putContent } from '../../mime/content.ts'
import type { Content } from '../../mime/content.ts'
import { DRAFT, FLAGGED } from '../../imap/flags.ts'
import { Folder } from './folder.ts'
import type { Message } from './folder.ts'
import type { StoreSwitches } from './store-switches.ts'
import { systemFolders } from './system-folders.ts'

/** What may be said of a message that is put into a mailbox. */
export interface NewMessage {
  readonly content: Content
  /** Milliseconds since 1970; default now. */
  readonly receivedAt?: number
  readonly flags?: number
  readonly tags?: readonly string[]
  readonly messageIdAssigned?: boolean
}

/** A tag that a person made. */
export interface Tag {
  readonly id: string
  name: string
}

/** All mail of one address: the one store that IMAP and OpenAPI both show. */
export class Mailbox {
  readonly address: string
  readonly folders = new Map<string, Folder>()
  readonly messages = new Map<string, Message>()
  readonly tags: Tag[] = []
  readonly #shared: Shared
  readonly #switches: StoreSwitches
  #lastFolder = 100
  #lastMessage = 0
  #lastTag = 100
  #bytes = 0

  constructor(address: string, shared: Shared, switches: StoreSwitches) {
    this.address = address
    this.#shared = shared
    this.#switches = switches
    for (const folder of systemFolders()) this.folders.set(folder.id, folder)
  }

  /** The system folder with this role. */
  folderOf(role: NonNullable<Folder['role']>): Folder {
    for (const folder of this.folders.values()) if (folder.role === role) return folder
    throw new Error(`no folder has the role ${role}`)
  }

  /** `INBOX` is known in any case of letters, as RFC 3501 section 5.1 has it. */
  folderAt(path: readonly string[]): Folder | undefined {
    const wanted = path.map((name, depth) => (depth === 0 && name.toUpperCase() === 'INBOX' ? 'INBOX' : name)).join('/')
    for (const folder of this.folders.values()) if (folder.path.join('/') === wanted) return folder
    return undefined
  }

  children(parent: Folder | undefined): Folder[] {
    return [...this.folders.values()].filter((folder) => folder.parent === parent)
  }

  addFolder(name: string, parent?: Folder): Folder {
    const id = String(++this.#lastFolder)
    const uidValidity = this.#switches.uidValidityIs === 'folder-id' ? Number(id) : 1
    const folder = new Folder({ id, name, uidValidity, ...(parent && { parent }) })
    this.folders.set(id, folder)
    return folder
  }

  removeFolder(folder: Folder): void {
    for (const message of folder.messages.splice(0)) this.#forget(message)
    this.folders.delete(folder.id)
    for (const watcher of [...folder.watchers]) watcher.lost()
  }

  renameFolder(folder: Folder, name: string, parent: Folder | undefined): void {
    folder.name = folder.displayName = name
    if (parent) folder.parent = parent
    else delete folder.parent
  }

  addTag(name: string): Tag {
    const tag = { id: String(++this.#lastTag), name }
    this.tags.push(tag)
    return tag
  }

  /** In bytes, where IMAP tells it. */
  get quota(): { used: number; limit: number } | undefined {
    const { advertiseQuota, quotaBytes } = this.#switches
    return advertiseQuota && quotaBytes > 0 ? { used: this.#bytes, limit: quotaBytes } : undefined
  }

  /** Whether so many bytes more would be too many. */
  isFull(more: number): boolean {
    const { quotaFull, quotaBytes } = this.#switches
    return quotaFull || (quotaBytes > 0 && this.#bytes + more > quotaBytes)
  }

  add(folder: Folder, facts: NewMessage, id = this.#newId()): Message {
    const now = this.#shared.clock.now()
    const message: Message = {
      id,
      folder,
      uid: folder.uidNext++,
      content: facts.content,
      receivedAt: wholeSecond(facts.receivedAt ?? now),
      storedAt: now,
      messageIdAssigned: facts.messageIdAssigned ?? false,
      flags: facts.flags ?? 0,
      tags: facts.tags ?? [],
      forwarded: false,
      modifiedAt: now,
      modSeq: ++folder.modSeq,
      gone: false,
    }
    this.#bytes += message.content.size
    this.messages.set(id, message)
    folder.put(message)
    return message
  }

  remove(message: Message): void {
    message.folder.take(message)
    this.#forget(message)
  }

  /** Takes the message to the folder: a new UID, and by a switch a new id. */
  move(message: Message, folder: Folder): Message {
    this.remove(message)
    return this.#again(message, folder, this.#switches.moveKeepsId ? message.id : this.#newId())
  }

  copy(message: Message, folder: Folder): Message {
    return this.#again(message, folder, this.#newId())
  }

  /** Changes what a draft says. */
  replace(message: Message, mime: Buffer, keepId: boolean): Message {
    this.remove(message)
    const { folder, receivedAt, flags, tags, messageIdAssigned } = message
    const content = putContent(this.#shared.blobs, mime)
    return this.add(folder, { content, receivedAt, flags, tags, messageIdAssigned }, keepId ? message.id : this.#newId())
  }

  /** @returns whether anything is different now */
  setFlags(message: Message, flags: number, by?: FolderWatcher): boolean {
    if (message.flags === flags) return false
    message.flags = flags
    this.#touch(message, by)
    return true
  }

  /** All tag ids of a message, with tag 1 where the flag stands for it. */
  tagsOf(message: Message): readonly string[] {
    if (!this.#switches.flaggedIsTag1 || !(message.flags & FLAGGED)) return message.tags
    return ['1', ...message.tags.filter((id) => id !== '1')]
  }

  /** @returns whether anything is different now */
  setTags(message: Message, tags: readonly string[]): boolean {
    const before = this.tagsOf(message)
    if (before.length === tags.length && tags.every((id) => before.includes(id))) return false
    const flagHeld = this.#switches.flaggedIsTag1
    message.tags = flagHeld ? tags.filter((id) => id !== '1') : tags
    if (flagHeld) message.flags = tags.includes('1') ? message.flags | FLAGGED : message.flags & ~FLAGGED
    this.#touch(message)
    return true
  }

  setForwarded(message: Message): void {
    message.forwarded = true
    this.#touch(message)
  }

  /** All UIDs of the folder become void: other UIDVALIDITY, numbering from 1, sessions lost. */
  renumber(folder: Folder): void {
    folder.uidValidity++
    folder.uidNext = 1
    const messages = folder.messages.splice(0)
    for (const watcher of [...folder.watchers]) watcher.lost()
    for (const message of messages) {
      message.gone = true
      const again: Message = { ...message, uid: folder.uidNext++, gone: false }
      this.messages.set(again.id, again)
      folder.put(again)
    }
  }

  #again(message: Message, folder: Folder, id: string): Message {
    const { content, receivedAt, flags, tags, messageIdAssigned } = message
    const there = this.add(folder, { content, receivedAt, flags, tags, messageIdAssigned }, id)
    there.forwarded = message.forwarded
    if (!this.#switches.marksChangeLastModified) there.modifiedAt = message.modifiedAt
    return there
  }

  #touch(message: Message, by?: FolderWatcher): void {
    if (this.#switches.marksChangeLastModified) message.modifiedAt = this.#shared.clock.now()
    message.folder.touch(message, by)
  }

  #forget(message: Message): void {
    message.gone = true
    this.#bytes -= message.content.size
    if (this.messages.get(message.id) === message) this.messages.delete(message.id)
  }

  /** Ids in the look of the one known sample. Some differ only in the case of a letter. */
  #newId(): string {
    return `Dzzzzzz${base62(++this.#lastMessage).padStart(4, '0')}`
  }
}

/** Whether a message counts as a draft: it has the flag, or lies among the drafts. */
export const isDraft = (message: Message): boolean => (message.flags & DRAFT) !== 0 || message.folder.role === 'drafts'

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function base62(value: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = `${DIGITS[rest % 62] ?? ''}${text}`
  return text
}
