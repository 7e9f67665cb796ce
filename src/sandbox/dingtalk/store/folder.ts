import type { SnapshotRole } from '../../snapshot.ts'
import type { Content } from './content.ts'

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

/** Who wants to know what happens in a folder: a session that has it selected. */
export interface FolderWatcher {
  added(message: Message): void
  removed(message: Message): void
  changed(message: Message): void
  /** The folder is gone or its UIDs are void. */
  lost(): void
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

/** Where the message with this UID is, or where the first later one is. */
export function indexOfUid(messages: readonly Message[], uid: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.uid ?? 0) < uid) low = middle + 1
    else high = middle
  }
  return low
}
