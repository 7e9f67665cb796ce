/** What was found about a mailbox: in English by whoever looked, and by this word in other languages (`src/words/checks.ts`). */
export type CheckWord =
  | 'imap-ok' | 'imap-failed' | 'uidplus' | 'no-uidplus' | 'idle' | 'no-idle' | 'move' | 'no-move' | 'condstore' | 'no-condstore'
  | 'folders' | 'folders-lacking' | 'folders-refused' | 'room' | 'room-scarce' | 'room-unknown' | 'marks-imap'
  | 'sign-in-ok' | 'sign-in-failed' | 'permissions-ok' | 'permissions-unnamed' | 'permissions-missing' | 'permissions-send' | 'permissions-failed'
  | 'mailbox-ok' | 'mailbox-failed' | 'imap-lets-in' | 'imap-shut' | 'exact-both' | 'exact-import' | 'exact-append' | 'rebuilt' | 'exact-failed'
  | 'openapi-ok' | 'openapi-failed' | 'tags' | 'memory' | 'connection-failed'
  | 'crosses' | 'crosses-exact' | 'crosses-rebuilt' | 'crosses-whole' | 'crosses-none' | 'month' | 'month-spent'

export interface CheckSaid {
  readonly word: CheckWord
  readonly n?: number
  readonly of?: number
  /** A day. */
  readonly day?: string
  /** Roles of folders, or marks. */
  readonly names?: readonly string[]
}
