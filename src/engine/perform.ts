import type { Traced } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import { stateOf, type Item } from '../domain/item.ts'
import type { MarkName, Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { copyMessage } from './copy-message.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { restoreMessage } from './restore-message.ts'
import { addressOf, auditOf, bind, counterpartOf, detailOf, etagOf, folderOf, itemOf, moved, now, partnerItem, partnerOf, pick, taken, traceOf, withBase, withFolderBase } from './rows.ts'

/**
 * Makes one remote write and tells what to remember of it: the base moves to what was written, the mirror to what the cloud
 * answered, the journal entry ends, and the audit has its record.
 */
export async function perform(entry: JournalEntry, mirror: Mirror, context: PairContext): Promise<ChangeSet> {
  const { operation } = entry
  const before = 'item' in operation ? mirror.item(operation.item) : undefined
  const { request, ...changes } = await performOperation(entry, mirror, context)
  const after = changes.items?.find(({ ref }) => ref === before?.ref)
  // What was set aside before and came about now is no longer aside.
  const released = before === undefined ? [] : [before.ref]
  return { ...changes, settled: [entry.token], released, audit: [{ ...auditOf(operation, context, entry.token), ...detailOf(operation, before, after), ...madeFolder(operation, changes), ...(request === undefined ? {} : { request }), ...tookOf(operation, before, context) }] }
}

/** How long what is carried was on its way, where anybody can tell. */
function tookOf(operation: Operation, item: Item | undefined, { tookMs }: PairContext): { tookMs?: number } {
  const ms = tookMs?.(operation, item)
  return ms === undefined ? {} : { tookMs: ms }
}

/** Which folder was made: nobody else could tell it from one that a person made. */
function madeFolder({ kind }: Operation, { folders = [] }: ChangeSet): { detail?: string } {
  const [made] = folders
  return (kind === 'create-folder' || kind === 'restore-folder') && made !== undefined ? { detail: `folder ${made.ref}` } : {}
}

function performOperation(entry: JournalEntry, mirror: Mirror, context: PairContext): Promise<Done> {
  const { operation } = entry
  switch (operation.kind) {
    case 'create-folder':
      return createFolder(operation, mirror, context)
    case 'restore-folder':
      return restoreFolder(operation, mirror, context)
    case 'change-folder':
      return changeFolder(operation, mirror, context)
    case 'delete-folder':
      return deleteFolder(operation, mirror, context)
    case 'restore-message':
      return restoreMessage(entry, operation, mirror, context)
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
    case 'strip':
      return strip(operation, mirror, context)
    default:
      throw new SyncError('BROKEN_INVARIANT', `The operation ${operation.kind} is no remote one.`)
  }
}

/** What to remember of a write, and the ids by which the cloud knows it. */
type Done = ChangeSet & Traced

/** What is taken back is an edit like a person's: the base stays, so that the next run carries it to the other side. */
const isTakenBack = ({ reason }: Operation): boolean => reason === 'undone' || reason === 'rolled-back'

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>

async function createFolder(operation: Of<'create-folder'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const from = folderOf(operation.from, mirror)
  const parent = from.parent === undefined ? undefined : folderOf(counterpartOf(from.parent, mirror), mirror)
  const made = await context.mailboxes[operation.on].createFolder(operation.name, parent?.id, context.signal)
  const base = parent === undefined ? {} : { parent: parent.ref }
  const folder: Folder = { ref: context.newId(), side: operation.on, id: made.id, name: made.name, ...base, presence: 'present', base: { name: made.name, ...base } }
  return { ...traceOf(made), folders: [folder, withFolderBase(from)], bindings: [bind('folder', from, folder, context)] }
}

async function restoreFolder(operation: Of<'restore-folder'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const parent = operation.parent === undefined ? undefined : folderOf(operation.parent, mirror)
  const made = await context.mailboxes[operation.on].createFolder(operation.name, parent?.id, context.signal)
  return { ...traceOf(made), folders: [{ ref: context.newId(), side: operation.on, id: made.id, name: made.name, ...(parent === undefined ? {} : { parent: parent.ref }), presence: 'present' }] }
}

async function changeFolder(operation: Of<'change-folder'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const folder = folderOf(operation.folder, mirror)
  const parent = operation.parent === undefined ? undefined : folderOf(operation.parent, mirror)
  const made = await context.mailboxes[operation.on].changeFolder(folder.id, operation.name, parent?.id, context.signal)
  const { parent: _before, ...rest } = folder
  const changed: Folder = { ...rest, id: made.id, name: made.name, ...(parent === undefined ? {} : { parent: parent.ref }) }
  if (isTakenBack(operation)) return { ...traceOf(made), folders: [changed] }
  const partner = partnerOf(folder, mirror)
  return { ...traceOf(made), folders: [withFolderBase(changed), ...(partner === undefined ? [] : [withFolderBase(partner)])] }
}

async function deleteFolder(operation: Of<'delete-folder'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const folder = folderOf(operation.folder, mirror)
  const answer = await context.mailboxes[operation.on].deleteFolder(folder.id, context.signal)
  const gone: Folder = { ...folder, presence: 'gone' }
  const binding = mirror.bindingOf(folder.ref)
  if (!isTakenBack(operation) || binding === undefined) return { ...traceOf(answer), folders: [gone] }
  // The other one is no longer one with it: it must not be deleted for its sake.
  return { ...traceOf(answer), folders: [gone], deletedBindings: [binding.id] }
}

async function mark(operation: Of<'mark'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const answer = await context.mailboxes[operation.on].mark(addressOf(itemOf(operation.item, mirror), mirror), operation.change, context.signal)
  // Only now: its partner may have been written at the same time, which moved its base.
  const item = itemOf(operation.item, mirror)
  const marked: Item = { ...item, marks: answer.marks, ...etagOf(answer) }
  if (isTakenBack(operation)) return { ...traceOf(answer), items: [withBase(marked, {})] }
  const names = Object.keys(operation.change) as MarkName[]
  const written = taken({ ...item.base?.marks, ...operation.change } as Marks, answer.marks)
  const partner = partnerItem(item, mirror)
  return {
    ...traceOf(answer),
    items: [
      withBase(marked, { marks: written }),
      ...(partner === undefined ? [] : [withBase(partner, { marks: pick(partner, names, mirror) })]),
    ],
  }
}

async function move(operation: Of<'move' | 'trash'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const before = itemOf(operation.item, mirror)
  const folder = folderOf(operation.folder ?? counterpartOf(partnerItem(before, mirror)?.folder, mirror), mirror)
  const answer = await context.mailboxes[operation.on].move(addressOf(before, mirror), folder.id, context.signal)
  const item = itemOf(operation.item, mirror)
  const partner = partnerItem(item, mirror)
  if (isTakenBack(operation)) return { ...traceOf(answer), items: [withBase(moved(item, answer, folder), {})] }
  return {
    ...traceOf(answer),
    items: [
      withBase(moved(item, answer, folder), { folder: folder.ref }),
      ...(partner === undefined || partner.presence === 'gone' ? [] : [withBase(partner, { folder: (mirror.planned(partner.ref) ?? partner).folder })]),
    ],
  }
}

async function retire(operation: Of<'retire'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const item = itemOf(operation.item, mirror)
  const folder = folderOf(operation.folder, mirror)
  const answer = await context.mailboxes[operation.on].move(addressOf(item, mirror), folder.id, context.signal)
  const after = moved(item, answer, folder)
  return {
    ...traceOf(answer),
    items: [{ ...after, base: stateOf(after) }],
    bindings: [{ id: context.newId(), kind: 'message', [operation.on]: item.ref, status: 'retired', since: now(context) }],
  }
}

async function removeDraft(operation: Of<'remove-draft'>, mirror: Mirror, context: PairContext): Promise<Done> {
  const item = itemOf(operation.item, mirror)
  const answer = await context.mailboxes[operation.on].remove(addressOf(item, mirror), context.signal)
  const partner = partnerItem(item, mirror)
  const { base: _agreed, ...unbound } = partner ?? item
  return {
    ...traceOf(answer),
    deletedItems: [item.ref],
    deletedBindings: [operation.binding],
    ...(partner === undefined ? {} : partner.presence === 'gone' ? { items: [{ ...partner, base: stateOf(partner) }] } : { items: [unbound] }),
  }
}

/** A note that goes takes with it what only we could read from it: no news for the other side. */
async function strip({ on, item: ref, traces }: Of<'strip'>, mirror: Mirror, { mailboxes, signal }: PairContext): Promise<Done> {
  const answer = await mailboxes[on].strip?.(addressOf(itemOf(ref, mirror), mirror), traces, signal)
  if (answer === undefined) throw new SyncError('BROKEN_INVARIANT', 'Nothing can be taken off messages of this mailbox.')
  const { origin, ...item } = itemOf(ref, mirror)
  const after: Item = { ...item, ...(origin === undefined || traces.includes('origin') ? {} : { origin }), marks: answer.marks, ...etagOf(answer) }
  if (after.base === undefined || !traces.includes('note')) return { ...traceOf(answer), items: [after] }
  return { ...traceOf(answer), items: [{ ...after, base: { ...after.base, marks: { ...after.base.marks, forwarded: answer.marks.forwarded } } }] }
}
