import type { Side } from './side.ts'

/** Our name for a folder on one side. It never changes; the cloud's id may. */
export type FolderRef = string

export const FOLDER_ROLES = ['inbox', 'sent', 'drafts', 'trash', 'junk'] as const
/** Folders that both clouds have from the start, under whatever name. */
export type FolderRole = (typeof FOLDER_ROLES)[number]

/** What two folders agreed on, as this side writes it. */
export interface FolderBase {
  readonly name: string
  /** Absent at the top level. */
  readonly parent?: FolderRef
  /** This side refused the name: the other is to go back to what the folder is called here. */
  readonly isRefused?: true
}

/** One folder of a mailbox as it was last seen. */
export interface Folder {
  readonly ref: FolderRef
  readonly side: Side
  /** The cloud's id: opaque, case-sensitive. */
  readonly id: string
  readonly name: string
  readonly parent?: FolderRef
  readonly role?: FolderRole
  readonly presence: 'present' | 'gone'
  /** Absent while the folder is not bound to one on the other side. */
  readonly base?: FolderBase
}

/** What a folder name can be on one side. */
export interface NameRules {
  /** Matches a single character that a name cannot hold. */
  readonly forbidden: RegExp
  /** In UTF-16 units. */
  readonly maxLength: number
  /** Whether siblings that differ only in case are one. */
  readonly caseInsensitive: boolean
}
