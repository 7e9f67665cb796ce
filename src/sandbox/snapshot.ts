/** What a folder is for, in words that both clouds can be mapped to. */
export type SnapshotRole = 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk'

/** One message as it lies in a simulated mailbox, told from the inside and not through a protocol. */
export interface SnapshotMessage {
  readonly id: string
  /** Folder names from the top. */
  readonly path: readonly string[]
  /** Of the folder or of its nearest ancestor that has one: a subfolder of trash has role trash. */
  readonly role?: SnapshotRole
  /** Only when this very folder has the role. */
  readonly folderRole?: SnapshotRole
  readonly internetMessageId?: string
  /** The cloud gave the message its Message-ID because it had none. */
  readonly messageIdAssigned: boolean
  readonly isDraft: boolean
  readonly read: boolean
  readonly flag: 'none' | 'flagged' | 'complete'
  readonly answered: boolean
  readonly forwarded: boolean
  readonly tags: readonly string[]
  /** ISO 8601, whole seconds, Z. */
  readonly receivedAt: string
  /** ISO 8601, whole seconds, Z. */
  readonly sentAt?: string
  /** Value of the header X-Tongbu-Origin (IMAP) or of any String named property called `TongbuOrigin` (Outlook). */
  readonly originMark?: string
  /** The bytes that `$value` or `BODY[]` would answer. */
  mime(): Buffer
}

/** One folder as it is in a simulated mailbox. */
export interface SnapshotFolder {
  readonly path: readonly string[]
  readonly role?: SnapshotRole
}

/** A whole simulated mailbox. */
export interface SnapshotMailbox {
  readonly address: string
  readonly cloud: 'outlook' | 'alimail'
  readonly folders: readonly SnapshotFolder[]
  readonly messages: readonly SnapshotMessage[]
}
