import type { FolderRef } from './folder.ts'
import type { ItemRef } from './item.ts'
import type { Marks } from './marks.ts'
import type { Side } from './side.ts'

/** A change of marks: only what differs. */
export type MarkChange = Partial<Marks>

/** The rule that an operation follows, one word per row of `reconcile/SPEC.md`. */
export type Reason =
  | 'new-here' | 'changed-there' | 'both-changed' | 'conflict' | 'moved-there' | 'trashed-there' | 'edit-beats-deletion'
  | 'origin-mark' | 'same-content' | 'same-headline' | 'late-twin' | 'already-equal' | 'cannot-hold'
  | 'emptied-from-trash' | 'left-the-mailbox' | 'original-left' | 'came-back' | 'discarded' | 'deleted-folder' | 'unsent-draft'

/**
 * One step towards two equal mailboxes. Plain data: the same value is journaled, printed by `plan`,
 * shown by the dashboard and asserted in tests. `on` is the side that is written to.
 */
export type Operation =
  | { readonly kind: 'create-folder'; readonly on: Side; readonly from: FolderRef; readonly parent?: FolderRef; readonly name: string; readonly reason: Reason }
  | { readonly kind: 'bind-folder'; readonly left: FolderRef; readonly right: FolderRef; readonly reason: Reason }
  | { readonly kind: 'change-folder'; readonly on: Side; readonly folder: FolderRef; readonly name: string; readonly parent?: FolderRef; readonly reason: Reason }
  | { readonly kind: 'adopt-folder'; readonly binding: string; readonly reason: Reason }
  | { readonly kind: 'delete-folder'; readonly on: Side; readonly folder: FolderRef; readonly binding: string; readonly reason: Reason }
  | { readonly kind: 'forget-folder'; readonly binding: string; readonly reason: Reason }
  /** Make a copy of `item` (which is on the opposite side) in `folder`; no folder yet where it is still to be created. */
  | { readonly kind: 'copy'; readonly on: Side; readonly item: ItemRef; readonly folder?: FolderRef; readonly marks: Marks; readonly reason: Reason }
  | { readonly kind: 'mark'; readonly on: Side; readonly item: ItemRef; readonly binding: string; readonly change: MarkChange; readonly reason: Reason }
  | { readonly kind: 'move'; readonly on: Side; readonly item: ItemRef; readonly binding: string; readonly folder?: FolderRef; readonly reason: Reason }
  /** Move to trash because of the other side: the only kind that the stop counts. */
  | { readonly kind: 'trash'; readonly on: Side; readonly item: ItemRef; readonly binding: string; readonly folder: FolderRef; readonly reason: Reason }
  /** Take back our own superseded copy of a draft, for good and not through trash. */
  | { readonly kind: 'remove-draft'; readonly on: Side; readonly item: ItemRef; readonly binding?: string; readonly reason: Reason }
  /** No write: both are one from now on. */
  | { readonly kind: 'bind'; readonly left: ItemRef; readonly right: ItemRef; readonly status: 'live' | 'differs'; readonly reason: Reason }
  /** No write: what both sides show now is what they agree on. */
  | { readonly kind: 'adopt'; readonly binding: string; readonly reason: Reason }
  /** No write: remember a deletion or departure. */
  | { readonly kind: 'close'; readonly binding?: string; readonly item?: ItemRef; readonly status: 'tombstone' | 'departed' | 'retired'; readonly reason: Reason }
  /** No write: `item` (delivered) takes the place of our copy in the binding; the copy then goes to trash. */
  | { readonly kind: 'replace'; readonly on: Side; readonly binding: string; readonly item: ItemRef; readonly copy: ItemRef; readonly reason: Reason }

export type OperationKind = Operation['kind']

/** Whether a cloud is written to. The others only move our own memory. */
export const isRemote = (operation: Operation): boolean =>
  ['create-folder', 'change-folder', 'delete-folder', 'copy', 'mark', 'move', 'trash', 'remove-draft'].includes(operation.kind)
