import type { RemoteMessage, Traced } from '../connectors/connector.ts'
import type { Binding } from '../domain/binding.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import { stateOf, type Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { OriginMark } from '../domain/origin-mark.ts'
import { opposite } from '../domain/side.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import { representMarks } from '../reconcile/merge-marks.ts'
import { newItem } from './absorb.ts'
import { refuseTooLarge } from './copy-message.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { folderOf, now, partnerItem, traceOf } from './rows.ts'

export type RestoreOperation = Extract<Operation, { kind: 'restore-message' }>

/** Makes a message anew from the backup. What carries our token afterwards is the message itself: it is copied and bound like any other. */
export async function restoreMessage(entry: JournalEntry, operation: RestoreOperation, mirror: Mirror, context: PairContext): Promise<ChangeSet & Traced> {
  const { on, marks, receivedAt, roleClass } = operation
  const folder = folderOf(operation.folder, mirror)
  const source = await openBlob(operation.blob, context)
  try {
    refuseTooLarge(source, context.mailboxes[on].capabilities.maxMessageBytes)
    const content = await parseMessage(source)
    try {
      const before = mirror.item(operation.item)
      const origin = markOfRestored(entry.token, operation, before, content, context.pair)
      const bookmark = entry.bookmark === undefined ? {} : { bookmark: entry.bookmark }
      const made = await context.mailboxes[on].create({ folderId: folder.id, source, content, marks, receivedAt, roleClass, priority: 'bulk', origin, ...bookmark }, context.signal)
      const binding = mirror.bindingOf(operation.item)
      const partner = before === undefined ? undefined : partnerItem(before, mirror)
      const around = { before, binding, partner, counterpart: (ref: FolderRef) => mirror.folders.counterpart(ref) }
      return { ...traceOf(made), ...restoredRows(operation, made, folder, around, context) }
    } finally {
      await content.dispose()
    }
  } finally {
    await source.dispose()
  }
}

function openBlob(blob: string, { backup }: PairContext): ReturnType<NonNullable<PairContext['backup']>['open']> {
  if (backup === undefined) throw new SyncError('BROKEN_INVARIANT', 'A message is to be made anew where there is no backup.')
  return backup.open(blob)
}

/** A copy of ours is one again, of the same original. Anything else names itself: a mark whose side is its own makes no copy of it. */
function markOfRestored(token: string, { on, past, roleClass }: RestoreOperation, before: Item | undefined, { digests, internetMessageId }: ParsedMessage, pair: string): OriginMark {
  const former = before?.origin
  if (former !== undefined && former.pair === pair && former.side === opposite(on)) return { ...former, token }
  const { exact, normal } = digests
  return { pair, side: on, id: past, token, exact, normal, roleClass, route: 'exact', ...(internetMessageId === undefined ? { withoutMessageId: true as const } : {}) }
}

/** What is known about a message that was gone. */
export interface AroundRestored {
  readonly before: Item | undefined
  readonly binding: Binding | undefined
  readonly partner: Item | undefined
  readonly counterpart: (ref: FolderRef) => FolderRef | undefined
}

/**
 * The rows once it is there. Its partner, where that is still there, is one with it again: the base is what the partner shows, as far as this side can hold it, so that
 * what differs crosses like an edit. Else it is a new one, which meets its partner like any other should that be made anew as well.
 */
export function restoredRows(operation: RestoreOperation, made: RemoteMessage, folder: Folder, { before, binding, partner, counterpart }: AroundRestored, context: Pick<PairContext, 'clock' | 'mailboxes'>): ChangeSet {
  const { on, item: ref, roleClass } = operation
  const row = newItem(on, made, folder.ref, roleClass, () => ref)
  if (row === undefined) throw new SyncError('BROKEN_INVARIANT', 'A connector did not describe the message that it made.')
  const item: Item = { ...row, roleClass }
  if (binding === undefined) return { items: [item] }
  if (binding.status === 'retired') return { items: [{ ...item, base: stateOf(item) }] }
  if (partner === undefined || partner.presence === 'gone') return { items: [item], deletedBindings: [binding.id] }
  const agreed = partner.base ?? stateOf(partner)
  const isLive = binding.status === 'live' || binding.status === 'differs'
  const place = counterpart(agreed.folder) ?? before?.folder ?? folder.ref
  const base = isLive && before?.base !== undefined ? { ...before.base, gone: false } : { folder: place, marks: representMarks(agreed.marks, context.mailboxes[on].capabilities.marks), gone: false }
  return {
    items: [{ ...item, base: { ...base, ...versionOf(item) } }, { ...partner, base: { ...agreed, gone: false } }],
    bindings: [{ ...binding, status: binding.status === 'differs' ? 'differs' : 'live', since: now(context) }],
  }
}

const versionOf = (item: Item): { version?: string } => {
  const { version } = stateOf(item)
  return version === undefined ? {} : { version }
}
