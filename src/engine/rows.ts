import type { Mailbox, RemoteMessage, Traced } from '../connectors/connector.ts'
import type { Binding } from '../domain/binding.ts'
import { effectText } from '../domain/effect.ts'
import { SyncError } from '../domain/errors.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import { stateOf, stateText, type Item, type ItemState } from '../domain/item.ts'
import type { MarkName, Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, type Side } from '../domain/side.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { AuditRecord, ChangeSet } from './ports.ts'

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
  }
}

/**
 * What an operation makes of a message that it moves or marks, for the audit: only what is written, not what a person changed
 * meanwhile; and which folder, or message of a restore point, it was about. `after` is the row as the cloud answered it; without it, what was meant.
 */
export function detailOf(operation: Operation, before: Item | undefined, after?: Item): Pick<AuditRecord, 'detail'> {
  if (operation.kind === 'restore-message') return { detail: `past ${pastName(operation.on, operation.past)}` }
  if (operation.kind === 'change-folder' || operation.kind === 'delete-folder') return { detail: `folder ${operation.folder}` }
  if (before === undefined) return {}
  const was = stateOf(before)
  if (operation.kind === 'move' || operation.kind === 'trash') {
    const folder = after?.folder ?? operation.folder
    return folder === undefined ? {} : { detail: effectText({ was, is: { ...was, folder } }) }
  }
  if (operation.kind !== 'mark') return {}
  const written: Record<string, unknown> = { ...operation.change }
  for (const name of Object.keys(written) as MarkName[]) if (after !== undefined) written[name] = after.marks[name]
  return { detail: effectText({ was, is: { ...was, marks: { ...was.marks, ...written } } }) }
}

/** A name for what had this id on a side: in it may be the name of a folder. */
export const pastName = (side: Side, id: string): string => fingerprint(`${side} ${id}`, 24)

/** What a cloud refused is not tried again while this text is the same: it and its partner are as they were, and the limit that it exceeds is too. */
export const asideState = (code: string, item: Item, partner: Item | undefined, { mailboxes }: PairContext): string =>
  `${stateText(stateOf(item))}${partner === undefined ? '' : ` ${stateText(stateOf(partner))}`}${code === 'TOO_LARGE' ? ` ${mailboxes[opposite(item.side)].capabilities.maxMessageBytes}` : ''}`

/** What is remembered and told of a message that a cloud refused, for as long as it is as it is now. */
export const setAside = ({ code, message }: SyncError, item: Item, partner: Item | undefined, context: PairContext): Pick<ChangeSet, 'setAside' | 'events'> => ({
  setAside: [{ item: item.ref, code, message, state: asideState(code, item, partner, context), attempts: 1, since: now(context) }],
  events: [{ at: now(context), kind: 'item.set-aside', on: item.side, item: item.ref, run: context.run, data: { code } }],
})

/** The present instant. */
export const now = ({ clock }: Pick<PairContext, 'clock'>): Instant => toInstant(clock.now()) ?? ''

/** The row of a message after it was moved: perhaps with another id. */
export const moved = (item: Item, answer: RemoteMessage, folder: Folder): Item => ({ ...item, id: answer.id, folder: folder.ref, marks: answer.marks, presence: 'present', ...etagOf(answer) })

/** By what ids the cloud knows the requests of a write, where its answer tells. */
export const traceOf = (answer: Traced | void): Traced => (answer?.request === undefined ? {} : { request: answer.request })

/** The etag of an answer, where it has one. */
export const etagOf = (answer: RemoteMessage): { etag?: string } => (answer.etag === undefined ? {} : { etag: answer.etag })

/** What was written, less the tags that the cloud did not take: they were never there, so nobody removed them. */
export const taken = (written: Marks, answered: Marks): Marks => ({ ...written, tags: written.tags.filter((tag) => answered.tags.includes(tag)) })

/** The item with its base moved to these values; what is not named stays as it was agreed. Our own write is no new version of a draft. */
export function withBase(item: Item, agreed: Partial<ItemState>): Item {
  const state = stateOf(item)
  const base = { ...state, ...item.base, ...agreed }
  return { ...item, base: state.version === undefined ? base : { ...base, version: state.version } }
}

/** The agreed marks of an item with these moved to what they were when that was planned: what somebody changed since is news. */
export const pick = (item: Item, names: readonly MarkName[], mirror: Mirror): Marks => {
  const marks: Record<string, unknown> = { ...(item.base?.marks ?? item.marks) }
  for (const name of names) marks[name] = (mirror.planned(item.ref) ?? item).marks[name]
  return marks as unknown as Marks
}

/** A folder whose present name and place are what both sides agree on. */
export const withFolderBase = (folder: Folder): Folder => ({ ...folder, base: { name: folder.name, ...(folder.parent === undefined ? {} : { parent: folder.parent }) } })

/** A binding of two rows of either side, whichever is given first. */
export function bind(kind: Binding['kind'], a: { ref: string; side: Side }, b: { ref: string; side: Side }, context: PairContext): Binding {
  const [left, right] = a.side === 'left' ? [a, b] : [b, a]
  return { id: context.newId(), kind, left: left.ref, right: right.ref, status: 'live', since: now(context) }
}

/** @throws {SyncError} `BROKEN_INVARIANT` */
export function itemOf(ref: string, mirror: Mirror): Item {
  const item = mirror.item(ref)
  if (item === undefined) throw new SyncError('BROKEN_INVARIANT', 'An operation names a message that the mirror does not have.')
  return item
}

/** @throws {SyncError} `NOT_FOUND` when it is gone */
export function folderOf(ref: FolderRef | undefined, mirror: Mirror): Folder {
  const folder = ref === undefined ? undefined : mirror.folder(ref)
  if (folder === undefined || folder.presence === 'gone') throw new SyncError('NOT_FOUND', 'The folder is gone.')
  return folder
}

/** @throws {SyncError} `NOT_FOUND` when the other side has none yet */
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

/** The other folder of its binding. */
export function partnerOf(folder: Folder, mirror: Mirror): Folder | undefined {
  const ref = mirror.bindingOf(folder.ref)?.[opposite(folder.side)]
  return ref === undefined ? undefined : mirror.folder(ref)
}

/** How a connector is told of a message. */
export const addressOf = (item: Item, mirror: Mirror): Parameters<Mailbox['mark']>[0] => ({ id: item.id, folderId: folderOf(item.folder, mirror).id, marks: item.marks })
