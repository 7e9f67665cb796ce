import type { Digests } from '../domain/item.ts'
import type { Spool } from '../platform/spool.ts'

export interface Mailbox {
  /** Decoded display name, NFC; empty when there is none. */
  readonly name: string
  readonly address: string
}

export interface Attachment {
  /** Decoded name, NFC. Never empty: an unnamed part gets a name from its type (`defaultName`). */
  readonly name: string
  /** `type/subtype`, lower case. */
  readonly contentType: string
  /** Without angle brackets. */
  readonly contentId?: string
  /** Shown inside the HTML body by `cid:`. */
  readonly inline: boolean
  /** SHA-256 of the decoded bytes, hex. */
  readonly sha256: string
  /** The decoded bytes. */
  readonly bytes: Spool
}

/** A message taken apart, decoded: what a cloud that takes no MIME is given, and what digests are made of. */
export interface ParsedMessage {
  readonly internetMessageId?: string
  readonly inReplyTo?: string
  /** As written, white space collapsed. */
  readonly references?: string
  readonly subject: string
  readonly from: readonly Mailbox[]
  readonly sender: readonly Mailbox[]
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly bcc: readonly Mailbox[]
  readonly replyTo: readonly Mailbox[]
  /** From the Date header; absent when there is none or it is unusable. */
  readonly sentAt?: string
  /** The richest body: HTML where there is one. */
  readonly body: { readonly type: 'html' | 'text'; readonly content: string }
  readonly attachments: readonly Attachment[]
  /** Signed or encrypted (S/MIME or PGP/MIME): rebuilding it would break it. */
  readonly sealed: boolean
  readonly importance: 'low' | 'normal' | 'high'
  readonly digests: Digests
  /** Frees the attachments. */
  dispose(): Promise<void>
}
