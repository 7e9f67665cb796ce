import type { FolderRef } from '../domain/folder.ts'
import type { Instant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import { isRemote, type Operation, type OperationKind, type Reason } from '../domain/operation.ts'
import type { Trace } from '../domain/origin-mark.ts'
import type { Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'

/** One sentence for people, and the group that it belongs to. */
export interface Explained {
  readonly group: string
  readonly sentence: string
  /** What the sentence names, for whoever says it in another language. */
  readonly about: About
  readonly operation: Operation
}

export interface About {
  /** Name of the folder that it is about, or that the message is in now. */
  readonly folder?: string
  /** Name of the folder that it comes into, or that the folder is to have. */
  readonly to?: string
  /** When the message was received. */
  readonly receivedAt?: Instant
}

const GROUPS: Partial<Record<OperationKind, string>> = {
  'create-folder': 'Folders to create',
  'restore-folder': 'Folders to make anew',
  'change-folder': 'Folders to rename or move',
  'delete-folder': 'Folders to delete, empty by now',
  'restore-message': 'Messages to make anew from the backup',
  copy: 'Messages to copy',
  mark: 'Marks to set',
  move: 'Messages to move',
  trash: 'Messages to move to trash',
  retire: 'Superseded copies to move to trash',
  'remove-draft': 'Superseded copies of drafts to remove',
  strip: 'Messages to take the marks of Tongbu off',
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
  undone: 'an earlier run is taken back',
  'rolled-back': 'as it was at the restore point',
  uninstalled: 'the pair is given up',
}

const TRACES: Record<Trace, string> = { origin: 'the origin mark', note: 'our note about its marks' }

/** What the words of a sentence come from. */
export interface Surroundings {
  readonly folders: FolderIndex
  /** How people call the two clouds. */
  readonly names: Readonly<Record<Side, string>>
  /** The messages that operations name, as far as they are known. */
  readonly item: (ref: ItemRef) => Item | undefined
}

/** What an operation does and why, without subject or address. */
export function explain(operation: Operation, surroundings: Surroundings): Explained {
  const group = isRemote(operation) ? (GROUPS[operation.kind] ?? operation.kind) : 'To remember, without any write'
  return { group, sentence: `${describe(operation, surroundings)} — ${REASONS[operation.reason]}`, about: aboutOf(operation, surroundings), operation }
}

function aboutOf(operation: Operation, { folders, item }: Surroundings): About {
  const message = 'item' in operation ? item(operation.item) : undefined
  const isOfFolder = operation.kind === 'change-folder' || operation.kind === 'delete-folder'
  const nameOf = (ref: FolderRef | undefined): string | undefined => (ref === undefined ? undefined : folders.get(ref)?.name)
  const target = 'folder' in operation && typeof operation.folder === 'string' ? nameOf(operation.folder) : undefined
  const folder = isOfFolder ? target : nameOf(message?.folder)
  const to = 'name' in operation ? operation.name : isOfFolder ? undefined : target
  const receivedAt = message?.receivedAt ?? ('receivedAt' in operation ? operation.receivedAt : undefined)
  return { ...(folder === undefined ? {} : { folder }), ...(to === undefined ? {} : { to }), ...(receivedAt === undefined ? {} : { receivedAt }) }
}

function describe(operation: Operation, { folders, names, item }: Surroundings): string {
  const name = (ref: FolderRef | undefined): string => (ref === undefined ? 'a folder that is still to be made' : `"${folders.get(ref)?.name ?? '?'}"`)
  const message = (ref: ItemRef): string => {
    const known = item(ref)
    return known === undefined ? 'a message' : `the message of ${known.receivedAt.slice(0, 16).replace('T', ' ')} in ${name(known.folder)}`
  }
  const on = 'on' in operation ? names[operation.on] : ''
  switch (operation.kind) {
    case 'create-folder':
      return `${on}: create folder "${operation.name}"`
    case 'restore-folder':
      return `${on}: make folder "${operation.name}" anew${operation.parent === undefined ? '' : ` in ${name(operation.parent)}`}`
    case 'change-folder':
      return `${on}: rename or move folder ${name(operation.folder)} to "${operation.name}"`
    case 'delete-folder':
      return `${on}: delete the empty folder ${name(operation.folder)}`
    case 'bind-folder':
      return `Take ${name(operation.left)} and ${name(operation.right)} for one folder`
    case 'restore-message':
      return `${on}: make the message of ${operation.receivedAt.slice(0, 16).replace('T', ' ')} anew in ${name(operation.folder)}`
    case 'copy':
      return `${on}: copy ${message(operation.item)} into ${name(operation.folder)}`
    case 'mark':
      return `${on}: set ${Object.entries(operation.change).map(([mark, value]) => `${mark}=${String(value)}`).join(', ')} on ${message(operation.item)}`
    case 'move':
    case 'trash':
    case 'retire':
      return `${on}: move ${message(operation.item)} to ${name(operation.folder)}`
    case 'strip':
      return `${on}: take ${operation.traces.map((trace) => TRACES[trace]).join(' and ')} off ${message(operation.item)}`
    case 'remove-draft':
      return `${on}: remove our copy of a draft`
    case 'bind':
      return `Take ${message(operation.left)} and ${message(operation.right)} for ${operation.status === 'live' ? 'one' : 'twins that differ'}`
    case 'replace':
      return `${on}: let ${message(operation.item)}, which was delivered, take the place of our copy`
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
