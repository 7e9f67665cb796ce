import type { FolderRole } from '../../src/domain/folder.ts'

/** What people and other mail programs do to the mailbox under test, done through a client that is not ours. Messages are named by Message-ID, brackets included. */
export interface People {
  /** Puts a received message into the folder with this role. */
  append(role: FolderRole, mime: string, marks: { readonly read: boolean }): Promise<void>
  mark(internetMessageId: string, change: { readonly read?: boolean; readonly flagged?: boolean }): Promise<void>
  /** Moves to the folder with this role; to `trash` it is what people call deleting. */
  move(internetMessageId: string, role: FolderRole): Promise<void>
  /** Removes for good, not through trash. */
  expunge(internetMessageId: string): Promise<void>
  /** Whether the message counts as read, asked from outside. */
  isRead(internetMessageId: string): Promise<boolean>
}
