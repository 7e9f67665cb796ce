import type { FolderRef, FolderRole } from './folder.ts'
import type { Instant } from './instant.ts'
import type { ItemRef, RoleClass } from './item.ts'
import type { Marks } from './marks.ts'

/** One folder of a mailbox as a restore point has it. */
export interface PastFolder {
  /** The cloud's id at that time. */
  readonly id: string
  /** Ours, where the mirror knew the folder. */
  readonly ref?: FolderRef
  readonly name: string
  /** The cloud's id of the folder around it; absent at the top level. */
  readonly parent?: string
  readonly role?: FolderRole
}

/** One message of a mailbox as a restore point has it. */
export interface PastMessage {
  /** The cloud's id at that time. */
  readonly id: string
  /** Ours, where the mirror knew the message. */
  readonly ref?: ItemRef
  /** The cloud's id of its folder. */
  readonly folder: string
  readonly roleClass: RoleClass
  readonly receivedAt: Instant
  readonly marks: Marks
  readonly internetMessageId?: string
  /** Bytes as the cloud's listing counts them. */
  readonly listedSize: number
  /** What its MIME is called in the backup; absent where it could not be read. */
  readonly blob?: string
}

/** One mailbox as a restore point has it. */
export interface PastMailbox {
  readonly folders: readonly PastFolder[]
  /** The cloud's ids of folders that could not be listed then. */
  readonly unavailable: readonly string[]
  readonly messages: readonly PastMessage[]
}
