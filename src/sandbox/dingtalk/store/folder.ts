import { indexOfUid } from '../../imap/mailbox.ts'
import type { FolderWatcher } from '../../imap/mailbox.ts'
import type { SnapshotRole } from '../../snapshot.ts'
import type { Content } from '../../mime/content.ts'

/** One message where it lies. After a move it is another object with the same content. */
export interface Message {
  /** As the OpenAPI names it. */
  readonly id: string
  readonly folder: Folder
  readonly uid: number
  readonly content: Content
  /** Milliseconds since 1970, whole seconds. INTERNALDATE and `receivedDateTime`. */
  readonly receivedAt: number
  /** When the sandbox took it, in milliseconds of its clock. */
  readonly storedAt: number
  /** The cloud gave it its Message-ID. */
  readonly messageIdAssigned: boolean
  /** Bits of flags.ts. */
  flags: number
  /** Tag ids, without tag 1 as long as `\Flagged` stands for it. */
  tags: readonly string[]
  forwarded: boolean
  modifiedAt: number
  modSeq: number
  /** Not in its folder any more. */
  gone: boolean
}

/** One folder. Its messages are in the order of their UIDs. */
export class Folder {
  readonly id: string
  readonly role?: SnapshotRole
  /** Last part of its IMAP path. */
  name: string
  /** As the OpenAPI shows it; differs from `name` for two of the system folders. */
  displayName: string
  parent?: Folder
  uidValidity: number
  uidNext = 1
  modSeq = 1
  subscribed = true
  readonly messages: Message[] = []
  readonly watchers = new Set<FolderWatcher>()

  constructor(facts: { id: string; name: string; displayName?: string; role?: SnapshotRole; parent?: Folder; uidValidity: number }) {
    this.id = facts.id
    this.name = facts.name
    this.displayName = facts.displayName ?? facts.name
    this.uidValidity = facts.uidValidity
    if (facts.role) this.role = facts.role
    if (facts.parent) this.parent = facts.parent
  }

  /** Folder names from the top. */
  get path(): string[] {
    return this.parent ? [...this.parent.path, this.name] : [this.name]
  }

  put(message: Message): void {
    this.messages.push(message)
    for (const watcher of this.watchers) watcher.added(message)
  }

  take(message: Message): void {
    const at = indexOfUid(this.messages, message.uid)
    if (this.messages[at] !== message) return
    message.gone = true
    this.messages.splice(at, 1)
    this.modSeq++
    for (const watcher of this.watchers) watcher.removed(message)
  }

  /** Tells everyone but the one who did it. */
  touch(message: Message, by?: FolderWatcher): void {
    message.modSeq = ++this.modSeq
    for (const watcher of this.watchers) if (watcher !== by) watcher.changed(message)
  }
}
