import type { FolderRef } from './folder.ts'
import type { Instant } from './instant.ts'
import type { ItemRef, RoleClass } from './item.ts'
import type { MarkName, Marks } from './marks.ts'
import type { Trace } from './origin-mark.ts'
import type { Side } from './side.ts'

/** A change of marks: only what differs. */
export type MarkChange = Partial<Marks>

/** The rule that an operation follows, one word per row of `reconcile/SPEC.md`. */
export type Reason =
  | 'new-here' | 'changed-there' | 'conflict' | 'moved-there' | 'trashed-there' | 'edit-beats-deletion'
  | 'origin-mark' | 'same-content' | 'same-headline' | 'late-twin' | 'superseded-copy' | 'already-equal' | 'cannot-hold'
  | 'emptied-from-trash' | 'left-the-mailbox' | 'original-left' | 'came-back' | 'discarded' | 'same-role' | 'same-name' | 'deleted-folder' | 'edited-draft' | 'undone' | 'rolled-back' | 'uninstalled'

/**
 * One step towards two equal mailboxes. Plain data: the same value is journaled, printed by `plan`,
 * shown by the dashboard and asserted in tests. `on` is the side that is written to.
 */
export type Operation =
  | { readonly kind: 'create-folder'; readonly on: Side; readonly from: FolderRef; readonly parent?: FolderRef; readonly name: string; readonly reason: Reason }
  | { readonly kind: 'change-folder'; readonly on: Side; readonly folder: FolderRef; readonly name: string; readonly parent?: FolderRef; readonly reason: Reason }
  | { readonly kind: 'delete-folder'; readonly on: Side; readonly folder: FolderRef; readonly reason: Reason }
  /**
   * Make a folder that has ended anew. It becomes one with a folder of the other side like any new one. `isWithinOther`: its parent has
   * ended too, so this can only be told; it is planned again once that one is made.
   */
  | { readonly kind: 'restore-folder'; readonly on: Side; readonly name: string; readonly parent?: FolderRef; readonly isWithinOther?: true; readonly reason: Reason }
  /** No write: both folders are one from now on. */
  | { readonly kind: 'bind-folder'; readonly left: FolderRef; readonly right: FolderRef; readonly reason: Reason }
  /** No write: the names that both sides show now are what they agree on. */
  | { readonly kind: 'adopt-folder'; readonly binding: string; readonly reason: Reason }
  /** No write: the folder is gone on one side or both, and nothing is left to do about it. */
  | { readonly kind: 'forget-folder'; readonly binding: string; readonly reason: Reason }
  /** Make a copy of `item` (which is on the opposite side) in `folder`; no folder where it is still to be created. */
  | { readonly kind: 'copy'; readonly on: Side; readonly item: ItemRef; readonly folder?: FolderRef; readonly marks: Marks; readonly reason: Reason }
  | { readonly kind: 'mark'; readonly on: Side; readonly item: ItemRef; readonly binding?: string; readonly change: MarkChange; readonly reason: Reason }
  | { readonly kind: 'move'; readonly on: Side; readonly item: ItemRef; readonly binding?: string; readonly folder?: FolderRef; readonly reason: Reason }
  /** Move to trash because of the other side: the only kind that the stop counts. */
  | { readonly kind: 'trash'; readonly on: Side; readonly item: ItemRef; readonly binding: string; readonly folder: FolderRef; readonly reason: Reason }
  /** Move a copy of ours, whose place something else took, to trash, and ignore it from then on. */
  | { readonly kind: 'retire'; readonly on: Side; readonly item: ItemRef; readonly folder: FolderRef; readonly reason: Reason }
  /** Take back our own copy of a draft, for good and not through trash. */
  | { readonly kind: 'remove-draft'; readonly on: Side; readonly item: ItemRef; readonly binding: string; readonly reason: Reason }
  /** Take what is ours off a message, since the pair is given up. The message itself, its place and a person's marks stay. */
  | { readonly kind: 'strip'; readonly on: Side; readonly item: ItemRef; readonly traces: readonly Trace[]; readonly reason: Reason }
  /**
   * Make a message anew from the backup. `item`: our name for it, which it had before where it was known; `past`: the cloud's id that it had;
   * no folder where it is still to be made.
   */
  | { readonly kind: 'restore-message'; readonly on: Side; readonly item: ItemRef; readonly binding?: string; readonly past: string; readonly blob: string; readonly folder?: FolderRef; readonly marks: Marks; readonly receivedAt: Instant; readonly roleClass: RoleClass; readonly reason: Reason }
  /** No write: both are one from now on. */
  | { readonly kind: 'bind'; readonly left: ItemRef; readonly right: ItemRef; readonly status: 'live' | 'differs'; readonly reason: Reason }
  /** No write: `item`, which was delivered, takes the place of our copy in the binding. */
  | { readonly kind: 'replace'; readonly on: Side; readonly binding: string; readonly item: ItemRef; readonly status: 'live' | 'differs'; readonly reason: Reason }
  /** No write: what both sides show now of these fields is what they agree on. */
  | { readonly kind: 'adopt'; readonly binding: string; readonly marks: readonly MarkName[]; readonly folder: boolean; readonly reason: Reason }
  /** No write: the binding ends, and neither side is put back or taken away because of it. */
  | { readonly kind: 'close'; readonly binding: string; readonly status: 'tombstone' | 'departed'; readonly reason: Reason }
  /** No write: an item that is ours to leave alone, since its original is gone or was replaced. */
  | { readonly kind: 'leave'; readonly on: Side; readonly item: ItemRef; readonly status: 'departed' | 'retired'; readonly reason: Reason }
  /** No write: an item that had left is back, and its binding lives again. */
  | { readonly kind: 'revive'; readonly binding: string; readonly reason: Reason }

export type OperationKind = Operation['kind']

const REMOTE: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'create-folder', 'restore-folder', 'change-folder', 'delete-folder', 'restore-message', 'copy', 'mark', 'move', 'trash', 'retire', 'remove-draft', 'strip',
])

/** Whether a cloud is written to. The others only move our own memory. */
export const isRemote = (operation: Operation): boolean => REMOTE.has(operation.kind)
