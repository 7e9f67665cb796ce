import type { Blob } from '../blobs.ts'

/** A person in a header: either part may be empty. */
export interface Recipient {
  readonly name: string
  readonly address: string
}

/** Follow-up flag, as `followupFlag` of Graph. */
export interface Flag {
  readonly flagStatus: 'notFlagged' | 'flagged' | 'complete'
  readonly startDateTime?: GraphTime | undefined
  readonly dueDateTime?: GraphTime | undefined
  readonly completedDateTime?: GraphTime | undefined
}

/** `dateTimeTimeZone` of Graph. */
export interface GraphTime {
  readonly dateTime: string
  readonly timeZone: string
}

export const NOT_FLAGGED: Flag = { flagStatus: 'notFlagged' }

/** The large and rarely read part of a message. Kept as JSON in the blob file. */
export interface Details {
  readonly to: readonly Recipient[]
  readonly cc: readonly Recipient[]
  readonly bcc: readonly Recipient[]
  readonly replyTo: readonly Recipient[]
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string }
  /** Custom headers given at creation, or all headers of the MIME. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
}

export interface Attachment {
  /** Number within its message. */
  readonly n: number
  readonly kind: 'file' | 'item'
  readonly name: string
  readonly contentType: string | null
  readonly isInline: boolean
  readonly contentId: string | null
  readonly size: number
  readonly modifiedAt: number
  /** Its bytes, in pieces. Of an item: MIME. */
  readonly parts: readonly Blob[]
}

/** One message. Kept small: mailboxes of tens of thousands must fit in memory. Times are milliseconds since 1970. */
export interface Message {
  readonly n: number
  /** Counts moves: part of the default id, not of the immutable one. */
  gen: number
  folder: Folder
  /** When it came into its folder, in the mailbox's count of changes. */
  arrivedSeq: number
  /** Its last change of any kind, and of anything but the read state. */
  seq: number
  contentSeq: number
  readonly createdAt: number
  modifiedAt: number
  receivedAt: number
  sentAt: number | undefined
  subject: string
  from: Recipient | undefined
  sender: Recipient | undefined
  internetMessageId: string
  /** The cloud made up the Message-ID. */
  messageIdAssigned: boolean
  isDraft: boolean
  isRead: boolean
  flag: Flag
  categories: readonly string[]
  importance: 'low' | 'normal' | 'high'
  inferenceClassification: 'focused' | 'other'
  receiptRequested: boolean
  deliveryReceiptRequested: boolean
  /** A receipt is sent at most once. */
  receiptSent: boolean
  hasAttachments: boolean
  /** Of its MIME or of its parts, in bytes. */
  size: number
  /** The bytes that it was made from, as long as they are still what `$value` answers. */
  mime: Blob | undefined
  /** Absent until MIME was taken apart. */
  details: Blob | undefined
  attachments: readonly Attachment[] | undefined
  nextAttachment: number
  /** Extended properties that were written, by canonical id. */
  properties: ReadonlyMap<string, string> | undefined
}

export interface Folder {
  readonly n: number
  name: string
  parent: Folder | undefined
  /** Canonical alias, where it is well known. */
  readonly alias: string | undefined
  readonly hidden: boolean
  seq: number
  /** Messages by number, in the order of their last change. */
  readonly items: Map<number, Message>
  /** What left this folder, in order. */
  readonly removals: Removal[]
}

/** A message or folder that is no longer where it was. */
export interface Removal {
  readonly seq: number
  readonly n: number
  readonly gen: number
  /** When it had come. */
  readonly arrivedSeq: number
}

/** What happened to a message in a folder. A move is two: deleted in one folder, created in another. */
export interface MailboxChange {
  readonly type: 'created' | 'updated' | 'deleted'
  readonly message: Message
  /** Where it happened. */
  readonly folder: Folder
  /** Of the id that the message had there. */
  readonly gen: number
  /** The message is, or was, also in another folder: this is one half of a move between these. */
  readonly movedWith?: Folder
}

/**
 * What became of a mailbox, as its clients see it. `unlicensed`: it is on premises, inactive, or has no licence. `moving`: between two
 * databases. `stale`: it was just moved, and the front end does not know yet. `disabled`: its account is.
 */
export type MailboxState = 'open' | 'unlicensed' | 'moving' | 'stale' | 'disabled'

export const MAILBOX_STATES = ['open', 'unlicensed', 'moving', 'stale', 'disabled'] as const satisfies readonly MailboxState[]

/** A rule of the inbox. */
export interface MessageRule {
  readonly id: string
  readonly displayName: string
  readonly sequence: number
  readonly isEnabled: boolean
  readonly hasError: boolean
  readonly isReadOnly: boolean
  readonly conditions?: Readonly<Record<string, unknown>>
  readonly actions: Readonly<Record<string, unknown>>
}

export interface Mailbox {
  address: string
  state: MailboxState
  readonly displayName: string
  /** Directory id of its user. */
  readonly userId: string
  /** 16 bytes that all its ids carry. */
  readonly key: Buffer
  /** Counts every change. */
  seq: number
  nextNumber: number
  /** In the order of their last change. */
  readonly folders: Map<number, Folder>
  readonly folderRemovals: Removal[]
  readonly messages: Map<number, Message>
  readonly aliases: Map<string, Folder>
  /** Of the inbox; they are kept and never run. */
  readonly rules: MessageRule[]
  /** Delta tokens of an older generation have expired. */
  syncGeneration: number
  /** Called at once after each change of a message. */
  readonly watchers: Set<(change: MailboxChange) => void>
}
