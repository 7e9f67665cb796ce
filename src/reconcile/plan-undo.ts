import type { Binding } from '../domain/binding.ts'
import type { Effect } from '../domain/effect.ts'
import type { FolderRef } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { MarkName, Marks } from '../domain/marks.ts'
import type { MarkChange, Operation } from '../domain/operation.ts'
import type { Policy } from '../domain/policy.ts'
import { opposite, type Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'
import { homeOf } from './folder-home.ts'
import { MARK_NAMES, sameMark } from './merge-marks.ts'

/** A write that the audit tells of: which message was moved or marked, and what it was before. */
export interface Written {
  readonly item: ItemRef
  readonly on: Side
  readonly effect: Effect
}

export interface UndoInput {
  /** What the run wrote, in order. */
  readonly writes: readonly Written[]
  /** What later runs wrote. */
  readonly later: readonly Written[]
  /** The messages that were written, as far as they are still known, and their partners. */
  readonly items: readonly Item[]
  readonly bindings: readonly Binding[]
  readonly folders: FolderIndex
  readonly policy: Policy
}

/** Why something of a run is not, or not on both sides, as it was. */
export type UndoNote = 'changed-since' | 'gone' | 'superseded' | 'forbidden' | 'one-side-only'

/** What a person should know of one message. */
export interface UndoListed {
  readonly item: ItemRef
  readonly on: Side
  readonly why: UndoNote
}

export interface UndoPlan {
  readonly operations: readonly Operation[]
  readonly listed: readonly UndoListed[]
}

/** The net effect of several writes on one message, field by field. */
export interface Net {
  readonly item: ItemRef
  readonly on: Side
  place?: { readonly was: FolderRef; readonly is: FolderRef }
  readonly marks: Map<MarkName, { readonly was: Marks[MarkName]; readonly is: Marks[MarkName] }>
}

/**
 * What takes back the moves and marks of one run, where it wrote them. What somebody changed since is left alone, place and each
 * mark by itself. What is already as it was needs nothing, so that an interrupted undo is finished by asking for it again.
 * Folders come first: where some are to be made, messages that belong into them are planned once they are there. Rules U1–U8 of SPEC.md.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const items = new Map(input.items.map((item) => [item.ref, item]))
  const bindings = new Map<ItemRef, Binding>()
  for (const binding of input.bindings) {
    if (binding.status === 'retired' || binding.kind !== 'message') continue
    for (const ref of [binding.left, binding.right]) if (ref !== undefined) bindings.set(ref, binding)
  }
  const later = new Map(netOf(input.later).map((net) => [net.item, net]))
  const operations: Operation[] = []
  const listed: UndoListed[] = []
  for (const net of netOf(input.writes)) {
    const list = (why: UndoNote): void => void listed.push({ item: net.item, on: net.on, why })
    const item = items.get(net.item)
    const binding = bindings.get(net.item)
    if (item === undefined || item.presence !== 'present') list('gone')
    else if (binding === undefined) list('superseded')
    else {
      const partner = items.get(binding[opposite(net.on)] ?? '')
      operations.push(...planItem({ net, later: later.get(net.item), item, binding, partner }, input, list))
    }
  }
  return { operations: foldersFirst(operations), listed }
}

interface Subject {
  readonly net: Net
  readonly later: Net | undefined
  readonly item: Item
  readonly binding: Binding
  readonly partner: Item | undefined
}

function planItem(subject: Subject, input: UndoInput, list: (why: UndoNote) => void): Operation[] {
  const { item, binding, partner } = subject
  const notes = new Set<UndoNote>()
  const place = planPlace(subject, input, notes)
  const change = marksBack(subject, notes)
  const marks: Operation[] = Object.keys(change).length === 0 ? [] : [{ kind: 'mark', on: item.side, item: item.ref, binding: binding.id, change, reason: 'undone' }]
  const operations = [...place, ...marks]
  if (operations.length > 0 && input.policy.readOnly === item.side) {
    list('forbidden')
    return []
  }
  const isAlone = partner === undefined || partner.presence === 'gone'
  if (isAlone && place.some(({ kind }) => kind === 'move')) {
    notes.add('one-side-only')
    // A tombstone would say for ever that nobody wants the message.
    if (binding.status === 'tombstone' && partner !== undefined) operations.unshift({ kind: 'close', binding: binding.id, status: 'departed', reason: 'undone' })
  }
  for (const note of notes) list(note)
  return operations
}

function planPlace({ net, later, item, binding, partner }: Subject, { folders, policy }: UndoInput, notes: Set<UndoNote>): Operation[] {
  if (net.place === undefined) return []
  const home = homeOf(net.place.was, folders)
  if (home === undefined || item.folder === home.folder) return []
  const isChanged = later?.place !== undefined || folders.place(item.folder) !== folders.place(net.place.is)
  const isChangedThere = partner?.presence === 'present' && partner.base !== undefined && folders.place(partner.folder) !== folders.place(partner.base.folder)
  if (isChanged || isChangedThere) {
    notes.add('changed-since')
    return []
  }
  if (policy.noDelete === item.side && home.folder !== undefined && folders.inTrash(home.folder)) {
    notes.add('forbidden')
    return []
  }
  const { folder } = home
  return [...home.before, { kind: 'move', on: item.side, item: item.ref, binding: binding.id, ...(folder === undefined ? {} : { folder }), reason: 'undone' }]
}

function marksBack({ net, later, item, partner }: Subject, notes: Set<UndoNote>): MarkChange {
  const change: Record<string, unknown> = {}
  for (const [name, { was, is }] of net.marks) {
    if (sameMark(item.marks[name], was)) continue
    const isChanged = later?.marks.has(name) === true || !sameMark(item.marks[name], is)
    const isChangedThere = partner?.presence === 'present' && partner.base !== undefined && !sameMark(partner.marks[name], partner.base.marks[name])
    if (isChanged || isChangedThere) notes.add('changed-since')
    else change[name] = was
  }
  return change
}

/** First `was` and last `is` of each field; what came to nothing is left out. In the order of the refs. */
export function netOf(writes: readonly Written[]): Net[] {
  const nets = new Map<ItemRef, Net>()
  for (const { item, on, effect } of writes) {
    const { was, is } = effect
    const net: Net = nets.get(item) ?? { item, on, marks: new Map() }
    nets.set(item, net)
    if (was.folder !== is.folder) net.place = { was: net.place?.was ?? was.folder, is: is.folder }
    for (const name of MARK_NAMES) {
      if (!sameMark(was.marks[name], is.marks[name])) net.marks.set(name, { was: net.marks.get(name)?.was ?? was.marks[name], is: is.marks[name] })
    }
  }
  return [...nets.values()].sort((a, b) => (a.item < b.item ? -1 : 1))
}

/** Each folder operation once, before everything else. */
export function foldersFirst(operations: readonly Operation[]): Operation[] {
  const isOfFolders = ({ kind }: Operation): boolean => kind === 'restore-folder' || kind === 'forget-folder'
  const folders = new Map(operations.filter(isOfFolders).map((operation) => [JSON.stringify(operation), operation]))
  return [...folders.values(), ...operations.filter((operation) => !isOfFolders(operation))]
}
