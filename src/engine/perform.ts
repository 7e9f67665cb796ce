import type { Mailbox, RemoteMessage } from '../connectors/connector.ts'
import type { Binding } from '../domain/binding.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import { stateOf, type Item, type ItemState } from '../domain/item.ts'
import type { MarkName, Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, type Side } from '../domain/side.ts'
import { copyMessage } from './copy-message.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { AuditRecord, ChangeSet, JournalEntry } from './ports.ts'

/**
 * Makes one remote write and tells what to remember of it: the base moves to what was written, the mirror to what the cloud
 * answered, the journal entry ends, and the audit has its record.
 */
export async function perform(entry: JournalEntry, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const { operation } = entry
  const changes = await performOperation(entry, mirror, context)
  return { ...changes, settled: [entry.token], audit: [auditOf(operation, context, entry.token)] }
}

/** One line of the audit about this operation. */
export function auditOf(operation: Operation, context: PairContext, token?: string): AuditRecord {
  return {
    at: now(context),
    run: context.run,
    kind: operation.kind,
    ...('on' in operation ? { on: operation.on } : {}),
    ...('item' in operation ? { item: operation.item } : {}),
    ...('binding' in operation ? { binding: operation.binding } : {}),
    reason: operation.reason,
    ...(token === undefined ? {} : { token }),
    ...('change' in operation ? { detail: JSON.stringify(operation.change) } : {}),
  }
}

export const now = ({ clock }: PairContext): Instant => toInstant(clock.now()) ?? ''

function performOperation(entry: JournalEntry, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const { operation } = entry
  switch (operation.kind) {
    case 'create-folder':
      return createFolder(operation, mirror, context)
    case 'change-folder':
      return changeFolder(operation, mirror, context)
    case 'delete-folder':
      return deleteFolder(operation, mirror, context)
    case 'copy':
      return copyMessage(entry, operation, mirror, context)
    case 'mark':
      return mark(operation, mirror, context)
    case 'move':
    case 'trash':
      return move(operation, mirror, context)
    case 'retire':
      return retire(operation, mirror, context)
    case 'remove-draft':
      return removeDraft(operation, mirror, context)
    default:
      throw new SyncError('BROKEN_INVARIANT', `The operation ${operation.kind} is no remote one.`)
  }
}

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>

async function createFolder(operation: Of<'create-folder'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const from = folderOf(operation.from, mirror)
  const parent = from.parent === undefined ? undefined : folderOf(counterpartOf(from.parent, mirror), mirror)
  const made = await context.mailboxes[operation.on].createFolder(operation.name, parent?.id, context.signal)
  const base = parent === undefined ? {} : { parent: parent.ref }
  const folder: Folder = { ref: context.newId(), side: operation.on, id: made.id, name: made.name, ...base, presence: 'present', base: { name: made.name, ...base } }
  return { folders: [folder, withFolderBase(from)], bindings: [bind('folder', from, folder, context)] }
}

async function changeFolder(operation: Of<'change-folder'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const folder = folderOf(operation.folder, mirror)
  const parent = operation.parent === undefined ? undefined : folderOf(operation.parent, mirror)
  const made = await context.mailboxes[operation.on].changeFolder(folder.id, operation.name, parent?.id, context.signal)
  const { parent: _before, ...rest } = folder
  const changed: Folder = { ...rest, id: made.id, name: made.name, ...(parent === undefined ? {} : { parent: parent.ref }) }
  const partner = partnerOf(folder, mirror)
  return { folders: [withFolderBase(changed), ...(partner === undefined ? [] : [withFolderBase(partner)])] }
}

async function deleteFolder(operation: Of<'delete-folder'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const folder = folderOf(operation.folder, mirror)
  await context.mailboxes[operation.on].deleteFolder(folder.id, context.signal)
  return { folders: [{ ...folder, presence: 'gone' }] }
}

async function mark(operation: Of<'mark'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const item = itemOf(operation.item, mirror)
  const answer = await context.mailboxes[operation.on].mark(addressOf(item, mirror), operation.change, context.signal)
  const names = Object.keys(operation.change) as MarkName[]
  const written = taken({ ...item.base?.marks, ...operation.change } as Marks, answer.marks)
  const partner = partnerItem(item, mirror)
  return {
    items: [
      withBase({ ...item, marks: answer.marks, ...etagOf(answer) }, { marks: written }),
      ...(partner === undefined ? [] : [withBase(partner, { marks: pick(partner, names) })]),
    ],
  }
}

async function move(operation: Of<'move' | 'trash'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const item = itemOf(operation.item, mirror)
  const partner = partnerItem(item, mirror)
  const folder = folderOf(operation.folder ?? counterpartOf(partner?.folder, mirror), mirror)
  const answer = await context.mailboxes[operation.on].move(addressOf(item, mirror), folder.id, context.signal)
  return {
    items: [
      withBase(moved(item, answer, folder), { folder: folder.ref }),
      ...(partner === undefined || partner.presence === 'gone' ? [] : [withBase(partner, { folder: partner.folder })]),
    ],
  }
}

async function retire(operation: Of<'retire'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const item = itemOf(operation.item, mirror)
  const folder = folderOf(operation.folder, mirror)
  const answer = await context.mailboxes[operation.on].move(addressOf(item, mirror), folder.id, context.signal)
  const after = moved(item, answer, folder)
  return {
    items: [{ ...after, base: stateOf(after) }],
    bindings: [{ id: context.newId(), kind: 'message', [operation.on]: item.ref, status: 'retired', since: now(context) }],
  }
}

async function removeDraft(operation: Of<'remove-draft'>, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const item = itemOf(operation.item, mirror)
  await context.mailboxes[operation.on].remove(addressOf(item, mirror), context.signal)
  const partner = partnerItem(item, mirror)
  const { base: _agreed, ...unbound } = partner ?? item
  return {
    deletedItems: [item.ref],
    deletedBindings: [operation.binding],
    ...(partner === undefined ? {} : partner.presence === 'gone' ? { items: [{ ...partner, base: stateOf(partner) }] } : { items: [unbound] }),
  }
}

const moved = (item: Item, answer: RemoteMessage, folder: Folder): Item => ({ ...item, id: answer.id, folder: folder.ref, marks: answer.marks, presence: 'present', ...etagOf(answer) })

const etagOf = (answer: RemoteMessage): { etag?: string } => (answer.etag === undefined ? {} : { etag: answer.etag })

/** What was written, less the tags that the cloud did not take: they were never there, so nobody removed them. */
export const taken = (written: Marks, answered: Marks): Marks => ({ ...written, tags: written.tags.filter((tag) => answered.tags.includes(tag)) })

/** The item with its base moved to these values; what is not named stays as it was agreed. Our own write is no new version of a draft. */
export function withBase(item: Item, agreed: Partial<ItemState>): Item {
  const state = stateOf(item)
  const base = { ...state, ...item.base, ...agreed }
  return { ...item, base: state.version === undefined ? base : { ...base, version: state.version } }
}

const pick = (item: Item, names: readonly MarkName[]): Marks => {
  const marks: Record<string, unknown> = { ...(item.base?.marks ?? item.marks) }
  for (const name of names) marks[name] = item.marks[name]
  return marks as unknown as Marks
}

/** A folder whose present name and place are what both sides agree on. */
export const withFolderBase = (folder: Folder): Folder => ({ ...folder, base: { name: folder.name, ...(folder.parent === undefined ? {} : { parent: folder.parent }) } })

/** A binding of two rows of either side, whichever is given first. */
export function bind(kind: Binding['kind'], a: { ref: string; side: Side }, b: { ref: string; side: Side }, context: PairContext): Binding {
  const [left, right] = a.side === 'left' ? [a, b] : [b, a]
  return { id: context.newId(), kind, left: left.ref, right: right.ref, status: 'live', since: now(context) }
}

export function itemOf(ref: string, mirror: Mirror): Item {
  const item = mirror.item(ref)
  if (item === undefined) throw new SyncError('BROKEN_INVARIANT', 'An operation names a message that the mirror does not have.')
  return item
}

export function folderOf(ref: FolderRef | undefined, mirror: Mirror): Folder {
  const folder = ref === undefined ? undefined : mirror.folder(ref)
  if (folder === undefined || folder.presence === 'gone') throw new SyncError('NOT_FOUND', 'The folder is gone.')
  return folder
}

export function counterpartOf(ref: FolderRef | undefined, mirror: Mirror): FolderRef {
  const counterpart = ref === undefined ? undefined : mirror.folders.counterpart(ref)
  if (counterpart === undefined) throw new SyncError('NOT_FOUND', 'The folder is not on the other side yet.')
  return counterpart
}

/** The other message of its binding. */
export function partnerItem(item: Item, mirror: Mirror): Item | undefined {
  const ref = mirror.bindingOf(item.ref)?.[opposite(item.side)]
  return ref === undefined ? undefined : mirror.item(ref)
}

function partnerOf(folder: Folder, mirror: Mirror): Folder | undefined {
  const ref = mirror.bindingOf(folder.ref)?.[opposite(folder.side)]
  return ref === undefined ? undefined : mirror.folder(ref)
}

/** How a connector is told of a message. */
export const addressOf = (item: Item, mirror: Mirror): Parameters<Mailbox['mark']>[0] => ({ id: item.id, folderId: folderOf(item.folder, mirror).id, marks: item.marks })
