export type Side = 'left' | 'right'
export const SIDES: readonly Side[] = ['left', 'right']
export const other = (side: Side): Side => (side === 'left' ? 'right' : 'left')

export type Role = 'inbox' | 'sent' | 'junk' | 'trash'

/** Left holds a flag in two states and no tags, as IMAP does; right holds all. */
export interface Marks {
  read: boolean
  flag: 'none' | 'flagged' | 'complete'
  answered: boolean
  tags: string
}

/** What a sender wrote. */
export interface Mail {
  /** Received second: every delivery has its own, and a copy keeps it, so it tells who is who. */
  readonly serial: number
  readonly id: string | undefined
  readonly subject: string
  readonly body: string
}

export interface Folder {
  readonly side: Side
  readonly role?: Role
  name: string
  /** Equal on both sides once they are one folder. */
  place: object
  /** The name that both sides agreed on. */
  agreed?: string
}

export interface Message {
  readonly side: Side
  readonly mail: Mail
  folder: Folder
  marks: Marks
  /** Changes with every move on a side where ids do. */
  id: object
  /** Of our copies: the id that the original had. */
  readonly copyOf?: object
  /** Whether it counts as sent or as received: decided when it is first seen, and for a copy by its original. */
  kind?: 'sent' | 'received'
  bond?: Bond
  /** Where the last look at the mailbox found it. */
  seenIn?: Folder
  gone: boolean
}

/** Two messages that are one, and what both sides agreed on. A closed one is never acted upon again. */
export interface Bond {
  left?: Message
  right?: Message
  isOpen: boolean
  /** They have only just met: nothing is agreed on yet. */
  isNew?: boolean
  place: object
  base: Record<Side, Marks>
}

export interface Policy {
  conflictsWonBy: Side
  departed: 'keep' | 'trash'
}

export interface Facts {
  /** A side that gives every message without Message-ID one of its own. */
  readonly assignsIds?: Side
  /** A side where a move gives a new id. */
  readonly newIds: Side
  /** Folders that are there from the start and keep their names, though they have no role. */
  readonly ownFolders: Readonly<Record<Side, readonly string[]>>
}
