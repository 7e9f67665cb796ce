import type { FolderRef } from '../domain/folder.ts'
import { isRemote, type Operation, type OperationKind, type Reason } from '../domain/operation.ts'
import type { FolderIndex } from './folder-index.ts'

/** One sentence for people, and the group that it belongs to. */
export interface Explained {
  readonly group: string
  readonly sentence: string
  readonly operation: Operation
}

const GROUPS: Partial<Record<OperationKind, string>> = {
  'create-folder': 'Folders to create',
  'change-folder': 'Folders to rename or move',
  'delete-folder': 'Folders to delete, empty by now',
  copy: 'Messages to copy',
  mark: 'Marks to set',
  move: 'Messages to move',
  trash: 'Messages to move to trash',
  retire: 'Superseded copies to move to trash',
  'remove-draft': 'Superseded copies of drafts to remove',
}

const REASONS: Record<Reason, string> = {
  'new-here': 'new on the other side',
  'changed-there': 'changed on the other side',
  conflict: 'changed on both sides; the policy decides',
  'moved-there': 'moved on the other side',
  'trashed-there': 'moved to trash on the other side',
  'edit-beats-deletion': 'changed on one side while the other deleted it',
  'origin-mark': 'a copy finds its original',
  'same-content': 'the same message on both sides',
  'same-headline': 'the same message, with different content',
  'late-twin': 'the original arrived after our copy',
  'superseded-copy': 'the original has taken its place',
  'already-equal': 'both sides agree',
  'cannot-hold': 'the other side has no such mark',
  'emptied-from-trash': 'deleted for good',
  'left-the-mailbox': 'left one mailbox without passing through its trash',
  'original-left': 'its original left the other mailbox',
  'came-back': 'is back',
  discarded: 'a person decided to keep it',
  'same-role': 'the same role on both sides',
  'same-name': 'the same name on both sides',
  'deleted-folder': 'deleted on the other side',
  'edited-draft': 'the draft was edited, sent or thrown away',
}

/** What an operation does and why, without subject or address. `folders` tells their names. */
export function explain(operation: Operation, folders: FolderIndex): Explained {
  const group = isRemote(operation) ? (GROUPS[operation.kind] ?? operation.kind) : 'To remember, without any write'
  return { group, sentence: `${describe(operation, folders)} — ${REASONS[operation.reason]}`, operation }
}

function describe(operation: Operation, folders: FolderIndex): string {
  const name = (ref: FolderRef | undefined): string => (ref === undefined ? 'a folder that is still to be created' : `"${folders.get(ref)?.name ?? '?'}"`)
  switch (operation.kind) {
    case 'create-folder':
      return `Create folder "${operation.name}" on the ${operation.on} side`
    case 'change-folder':
      return `Rename or move folder ${name(operation.folder)} to "${operation.name}" on the ${operation.on} side`
    case 'delete-folder':
      return `Delete the empty folder ${name(operation.folder)} on the ${operation.on} side`
    case 'bind-folder':
      return `Take ${name(operation.left)} and ${name(operation.right)} for one folder`
    case 'copy':
      return `Copy a message into ${name(operation.folder)} on the ${operation.on} side`
    case 'mark':
      return `Set ${Object.entries(operation.change).map(([mark, value]) => `${mark}=${String(value)}`).join(', ')} on the ${operation.on} side`
    case 'move':
      return `Move a message to ${name(operation.folder)} on the ${operation.on} side`
    case 'trash':
    case 'retire':
      return `Move a message to ${name(operation.folder)} on the ${operation.on} side`
    case 'remove-draft':
      return `Remove our copy of a draft on the ${operation.on} side`
    case 'bind':
      return operation.status === 'live' ? 'Take two messages for one' : 'Take two messages for twins that differ'
    case 'replace':
      return `Let the delivered message on the ${operation.on} side take the place of our copy`
    case 'adopt-folder':
    case 'adopt':
      return 'Note that both sides agree'
    case 'forget-folder':
      return 'Forget a folder that is gone'
    case 'close':
    case 'leave':
      return 'Leave a message as it is from now on'
    case 'revive':
      return 'Keep two messages in step again'
  }
}
