import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { MarkAccess } from '../domain/marks.ts'
import type { PastMessage } from '../domain/past.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { parseMessage } from '../mime/parse-message.ts'
import { MARK_NAMES, sameMark } from '../reconcile/merge-marks.ts'
import { newItem } from './absorb.ts'
import { cleanRehearsal, REHEARSAL, type RehearsalNote } from './clean-rehearsal.ts'
import { compareContent, type Compared, type Comparison } from './compare-restored.ts'
import type { PairContext } from './pair-context.ts'
import type { RollbackOptions } from './rollback.ts'
import { now } from './rows.ts'

/** What the last rehearsal of a pair found, as JSON text. */
export const REHEARSED = 'rehearsed'

/** What trying a restore found. */
export interface Rehearsal {
  readonly run: string
  readonly at: Instant
  readonly point: string
  /** The mailboxes that it was tried on. */
  readonly sides: readonly Side[]
  /** By side: read back and compared with the backup. A date or a mark that did not come back counts as a difference. */
  readonly compared: Readonly<Partial<Record<Side, Compared>>>
  /** Messages that a mailbox did not take, each with the code of the error. */
  readonly refused: readonly { readonly on: Side; readonly code: string; readonly message: string }[]
  /** Whether what came back was equal, message by message, on every side that was tried. */
  readonly isEqual: boolean
  /** Sides that could not be tried: nothing may be written there, or messages cannot be put in. */
  readonly untried: readonly Side[]
}

export interface RehearsalOptions extends Pick<RollbackOptions, 'point' | 'past' | 'sides' | 'by'> {
  /** Messages of each side, of as many kinds as there are. */
  readonly most: number
}

/**
 * Makes messages of a point anew in a folder of its own on each side, reads them back and compares them, and removes them and the
 * folder. What it makes carries a mark by which it is never synced, and is noted before it is made: whatever kills it, the next run of
 * the pair clears it away. Nothing else is touched.
 */
export async function rehearse(context: PairContext, options: RehearsalOptions): Promise<Rehearsal> {
  const { store, run, mailboxes, policy } = context
  await cleanRehearsal(context)
  const canTry = (side: Side): boolean => policy.readOnly !== side && mailboxes[side].capabilities.create !== 'none'
  const sides = SIDES.filter((side) => options.sides.includes(side) && canTry(side))
  await store.commit({ audit: [{ at: now(context), run, kind: 'restore', reason: `rehearsal of ${options.point}`, ...(options.by === undefined ? {} : { by: options.by }) }] })
  const compared: Partial<Record<Side, Compared>> = {}
  const refused: Rehearsal['refused'][number][] = []
  try {
    for (const side of sides) compared[side] = await rehearseSide(side, options, context, refused)
  } finally {
    if (!context.signal.aborted) await cleanRehearsal(context)
  }
  const isEqual = sides.length > 0 && refused.length === 0 && sides.every((side) => isAllEqual(compared[side]))
  const at = toInstant(context.clock.now()) ?? ''
  const untried = SIDES.filter((side) => options.sides.includes(side) && !canTry(side))
  const rehearsal: Rehearsal = { run, at, point: options.point, sides, compared, refused, isEqual, untried }
  await store.commit({ facts: { [REHEARSED]: JSON.stringify(rehearsal) } })
  return rehearsal
}

const isAllEqual = (compared: Compared | undefined): boolean => compared !== undefined && compared.differs + compared.unread === 0

async function rehearseSide(side: Side, { past, most, point }: RehearsalOptions, context: PairContext, refused: Rehearsal['refused'][number][]): Promise<Compared> {
  const { mailboxes, newId, store, signal } = context
  const { maxMessageBytes, marks, concurrency } = mailboxes[side].capabilities
  // A mailbox that is still empty is tried with what is to be copied into it.
  const source = past[side].messages.length > 0 ? side : opposite(side)
  const sample = sampleOf(past[source].messages.filter(({ listedSize }) => listedSize <= maxMessageBytes), most).map((message) => ({ message, token: newId() }))
  const note: RehearsalNote = { side, name: `Tongbu rehearsal ${newId().slice(0, 8)}`, tokens: sample.map(({ token }) => token) }
  await store.commit({ facts: { [REHEARSAL]: JSON.stringify(note) } })
  const { id: folderId } = await mailboxes[side].createFolder(note.name, undefined, signal)
  await store.commit({ facts: { [REHEARSAL]: JSON.stringify({ ...note, folderId }) } })
  const compared = { exact: 0, same: 0, differs: 0, unread: 0 }
  for (let at = 0; at < sample.length; at += concurrency) {
    context.onProgress({ phase: 'applying', pass: 0, done: at, total: sample.length })
    const chunk = sample.slice(at, at + concurrency)
    const results = await Promise.all(chunk.map(({ message, token }) => tryOne({ side, folderId, message, token, access: marks, point }, context)))
    for (const result of results) {
      if (result instanceof SyncError) refused.push({ on: side, code: result.code, message: result.message })
      else compared[result]++
    }
  }
  await cleanRehearsal(context)
  return compared
}

interface Try {
  readonly side: Side
  readonly folderId: string
  readonly message: PastMessage
  readonly token: string
  readonly access: MarkAccess
  readonly point: string
}

/** @returns how it compares, or why it was refused */
async function tryOne(trial: Try, context: PairContext): Promise<Comparison | SyncError> {
  const { side, folderId, message } = trial
  const source = await context.backup?.open(message.blob ?? '')
  if (source === undefined) throw new SyncError('BROKEN_INVARIANT', 'A restore is to be rehearsed where there is no backup.')
  try {
    const content = await parseMessage(source)
    try {
      const { exact, normal } = content.digests
      const origin = { pair: context.pair, side, id: message.id, token: trial.token, exact, normal, roleClass: message.roleClass, route: 'exact', partial: true } as const
      const { marks, receivedAt, roleClass } = message
      const made = await context.mailboxes[side].create({ folderId, source, content, marks, receivedAt, roleClass, priority: 'bulk', origin }, context.signal)
      const item = newItem(side, made, folderId, roleClass, context.newId)
      if (item === undefined) return 'unread'
      const comparison = await compareContent(context, { side, content: source, item, folderId })
      return hasDateAndMarks(made, trial) ? comparison : 'differs'
    } finally {
      await content.dispose()
    }
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return error
    throw error
  } finally {
    await source.dispose()
  }
}

function hasDateAndMarks({ marks, envelope }: RemoteMessage, { message, access }: Try): boolean {
  const canHold = (name: (typeof MARK_NAMES)[number]): boolean => access[name] !== 'none' && access[name] !== 'read'
  const hasDate = message.roleClass === 'draft' || envelope?.receivedAt === message.receivedAt
  return hasDate && MARK_NAMES.every((name) => !canHold(name) || sameMark(marks[name], message.marks[name]))
}

/** Some of the messages: of each kind (class, folder, marks, order of size) one after the other, the newest first. */
export function sampleOf(messages: readonly PastMessage[], most: number): PastMessage[] {
  const readable = messages.filter(({ blob }) => blob !== undefined).toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))
  const kindOf = ({ roleClass, folder, marks, listedSize }: PastMessage): string => JSON.stringify([roleClass, folder, marks, Math.ceil(Math.log10(listedSize + 1))])
  const kinds = [...Map.groupBy(readable, kindOf).values()]
  const longest = Math.max(0, ...kinds.map(({ length }) => length))
  const sample: PastMessage[] = []
  for (let n = 0; n < longest && sample.length < most; n++) sample.push(...kinds.flatMap((kind) => kind[n] ?? []))
  return sample.slice(0, most)
}
