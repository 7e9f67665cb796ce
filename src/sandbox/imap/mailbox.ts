import type { Content } from '../mime/content.ts'
import type { SnapshotRole } from '../snapshot.ts'

/** One message as IMAP shows it. After a move it is another object with the same content. */
export interface ImapMessage {
  readonly uid: number
  readonly content: Content
  /** INTERNALDATE in milliseconds since 1970. */
  readonly receivedAt: number
  /** Bits of flags.ts. */
  readonly flags: number
  readonly modSeq: number
  /** Not in its folder any more. */
  readonly gone: boolean
}

/** Who wants to know what happens in a folder: a session that has it selected. */
export interface FolderWatcher {
  added(message: ImapMessage): void
  removed(message: ImapMessage): void
  changed(message: ImapMessage): void
  /** The folder is gone or its UIDs are void. */
  lost(): void
}

/** One folder. Its messages are in the order of their UIDs. */
export interface ImapFolder {
  readonly role?: SnapshotRole | undefined
  readonly parent?: ImapFolder
  /** Folder names from the top. */
  readonly path: string[]
  readonly uidValidity: number
  readonly uidNext: number
  readonly modSeq: number
  subscribed: boolean
  readonly messages: readonly ImapMessage[]
  readonly watchers: Set<FolderWatcher>
}

/** A message that is put into a folder. */
export interface Appended {
  readonly content: Content
  /** Milliseconds since 1970; default now. */
  readonly receivedAt?: number
  readonly flags: number
}

/** The mailbox of one address behind an IMAP door. */
export interface ImapMailbox {
  readonly folders: ReadonlyMap<unknown, ImapFolder>
  /** `INBOX` is known in any case of letters. */
  folderAt(path: readonly string[]): ImapFolder | undefined
  children(parent: ImapFolder | undefined): readonly ImapFolder[]
  addFolder(name: string, parent?: ImapFolder): ImapFolder
  removeFolder(folder: ImapFolder): void
  /** Gives a folder another name, another parent or both. */
  renameFolder(folder: ImapFolder, name: string, parent: ImapFolder | undefined): void
  /** In bytes, where it is told. */
  readonly quota?: { readonly used: number; readonly limit: number } | undefined
  /** Whether so many bytes more would be too many. */
  isFull(more: number): boolean
  add(folder: ImapFolder, message: Appended): ImapMessage | Promise<ImapMessage>
  remove(message: ImapMessage): void
  move(message: ImapMessage, folder: ImapFolder): ImapMessage
  copy(message: ImapMessage, folder: ImapFolder): ImapMessage
  /** @returns whether anything is different now */
  setFlags(message: ImapMessage, flags: number, by?: FolderWatcher): boolean
}

/** Where the message with this UID is, or where the first later one is. */
export function indexOfUid(messages: readonly { readonly uid: number }[], uid: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.uid ?? 0) < uid) low = middle + 1
    else high = middle
  }
  return low
}
