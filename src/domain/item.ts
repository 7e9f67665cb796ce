import type { FolderRef } from './folder.ts'
import type { Instant } from './instant.ts'
import type { Marks } from './marks.ts'
import type { OriginMark } from './origin-mark.ts'
import type { Side } from './side.ts'

/** Our name for a message on one side. It never changes; the cloud's id may (an IMAP move gives a new one). */
export type ItemRef = string

/** A mail to oneself is one message in Sent and one in Inbox: messages of different classes are never taken for one. */
export type RoleClass = 'received' | 'sent' | 'draft'

/** `missing`: not in a listing, which alone proves nothing. `gone`: confirmed. */
export type Presence = 'present' | 'missing' | 'gone'

/** Everything about a message that can change and that both sides may hold. */
export interface ItemState {
  readonly folder: FolderRef
  readonly marks: Marks
  readonly gone: boolean
  /** Drafts only: the cloud's version of the content. */
  readonly version?: string
}

/** Two digests of a message's content, see `src/mime/normal-form.ts`. */
export interface Digests {
  readonly exact: string
  readonly normal: string
}

/** One message of a mailbox as it was last seen: a row of the mirror. */
export interface Item {
  readonly ref: ItemRef
  readonly side: Side
  /** The cloud's id, unique in the mailbox: opaque, case-sensitive. */
  readonly id: string
  readonly folder: FolderRef
  readonly marks: Marks
  readonly presence: Presence
  /** RFC 5322 Message-ID as `messageIdOf` reads it, the same from every cloud; absent when the message has none. */
  readonly internetMessageId?: string
  readonly roleClass: RoleClass
  /** Hash of From address, Date and Subject: tells twins that differ in content from strangers. */
  readonly headline: string
  readonly receivedAt: Instant
  readonly size: number
  /** Present on a copy that Tongbu made (in any pair). */
  readonly origin?: OriginMark
  readonly digests?: Digests
  /** For drafts only: the cloud's version, to see that the content changed. */
  readonly etag?: string
  /** What both sides agreed on, as this side can represent it. Absent while the item is not bound. */
  readonly base?: ItemState
}

/** The part of an item that is compared with its base. */
export const stateOf = (item: Item): ItemState => ({
  folder: item.folder,
  marks: item.marks,
  gone: item.presence === 'gone',
  ...(item.roleClass === 'draft' && item.etag !== undefined ? { version: item.etag } : {}),
})

/** One text for equal states, different texts for different ones: what the store compares to find dirty rows. */
export const stateText = (state: ItemState | undefined): string =>
  state === undefined
    ? ''
    : JSON.stringify([
        state.folder,
        state.gone ? 1 : 0,
        state.marks.read ? 1 : 0,
        state.marks.flag,
        state.marks.answered ? 1 : 0,
        state.marks.forwarded ? 1 : 0,
        state.marks.tags,
        ...(state.version === undefined ? [] : [state.version]),
      ])

/** Reads back what `stateText` wrote. */
export function parseState(text: string): ItemState | undefined {
  if (text === '') return undefined
  const [folder, gone, read, flag, answered, forwarded, tags, version] = JSON.parse(text)
  const marks = { read: read === 1, flag, answered: answered === 1, forwarded: forwarded === 1, tags }
  return { folder, gone: gone === 1, marks, ...(version === undefined ? {} : { version }) }
}

/** Dirty: not bound, or something a person changed since both sides agreed. */
export const isDirty = (item: Item): boolean => stateText(stateOf(item)) !== stateText(item.base)
