import type { Binding } from '../domain/binding.ts'
import { isDirty, type Item, type ItemRef } from '../domain/item.ts'
import type { MarkAccess, MarkName } from '../domain/marks.ts'
import { isRemote, type Operation } from '../domain/operation.ts'
import { isBeforeStart, type Policy } from '../domain/policy.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { PLACES, type Whereabouts } from './decide.ts'
import type { FolderIndex } from './folder-index.ts'
import { mergeMarks, representMarks } from './merge-marks.ts'
import { planDraft, type BoundPair } from './plan-draft.ts'

export interface PlanInput {
  readonly policy: Policy
  readonly access: Readonly<Record<Side, MarkAccess>>
  /** Whether messages can be put in on that side at all. */
  readonly canCreate: Readonly<Record<Side, boolean>>
  readonly folders: FolderIndex
  /** Dirty items and the partners of those that are bound. */
  readonly items: readonly Item[]
  readonly bindings: readonly Binding[]
  /** Unbound items that are alone (`match`). */
  readonly alone: readonly ItemRef[]
}

/**
 * What makes both sides equal again: places, then marks, then new messages. The same rows in any order give the same
 * operations in the same order.
 */
export function plan(input: PlanInput): Operation[] {
  const items = new Map(input.items.map((item) => [item.ref, item]))
  const operations: Operation[] = []
  for (const binding of [...input.bindings].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const left = binding.left === undefined ? undefined : items.get(binding.left)
    const right = binding.right === undefined ? undefined : items.get(binding.right)
    if (binding.kind === 'message' && binding.status !== 'retired') operations.push(...planBinding(binding, left, right, input))
  }
  for (const ref of [...input.alone].sort()) {
    const item = items.get(ref)
    if (item !== undefined) operations.push(...planCopy(item, input))
  }
  return operations.filter((operation) => isAllowed(operation, input.policy))
}

function planCopy(item: Item, input: PlanInput): Operation[] {
  const on = opposite(item.side)
  if (!input.canCreate[on] || (item.roleClass === 'draft' && !input.policy.drafts) || isBeforeStart(item.receivedAt, input.policy)) return []
  const folder = input.folders.counterpart(item.folder)
  const marks = representMarks(item.marks, input.access[on])
  return [{ kind: 'copy', on, item: item.ref, ...(folder === undefined ? {} : { folder }), marks, reason: 'new-here' }]
}

function planBinding(binding: Binding, left: Item | undefined, right: Item | undefined, input: PlanInput): Operation[] {
  if (binding.status === 'tombstone' || binding.status === 'departed') return planClosed(binding, left, right, input.folders)
  if (left === undefined || right === undefined) return [{ kind: 'close', binding: binding.id, status: 'tombstone', reason: 'left-the-mailbox' }]
  if (left.presence === 'missing' || right.presence === 'missing') return []
  const pair = { binding, left, right }
  return planDraft(pair) ?? planMessage(pair, input)
}

/** A closed binding: its items are left alone, unless both are back, or both in trash: one in trash alone is not wanted there. */
function planClosed(binding: Binding, left: Item | undefined, right: Item | undefined, { inTrash }: FolderIndex): Operation[] {
  const isBack = binding.status === 'departed' && left?.presence === 'present' && right?.presence === 'present' && inTrash(left.folder) === inTrash(right.folder)
  if (isBack) return [{ kind: 'revive', binding: binding.id, reason: 'came-back' }]
  const isKnown = [left, right].every((item) => item === undefined || !isDirty(item))
  return isKnown ? [] : [{ kind: 'adopt', binding: binding.id, marks: ['read', 'flag', 'answered', 'forwarded', 'tags'], folder: true, reason: 'already-equal' }]
}

/**
 * The place first: a mark that beats a deletion must not be agreed on before the message is back, or a crash in between would let the
 * deletion win. So what is only to be remembered of the marks waits until a move is done.
 */
function planMessage(pair: BoundPair, input: PlanInput): Operation[] {
  const place = planPlace(pair, input)
  const isGone = pair.left.presence === 'gone' || pair.right.presence === 'gone'
  const marks = isGone ? [] : planMarks(pair, input)
  return [...place, ...(place.some(isRemote) ? marks.filter(isRemote) : marks)]
}

function planMarks({ binding, left, right }: BoundPair, input: PlanInput): Operation[] {
  if (left.base === undefined || right.base === undefined) return []
  const merge = mergeMarks({
    now: { left: left.marks, right: right.marks },
    base: { left: left.base.marks, right: right.base.marks },
    access: input.access,
    conflictsWonBy: input.policy.conflictsWonBy,
  })
  const operations: Operation[] = []
  for (const side of SIDES) {
    const item = side === 'left' ? left : right
    const names = Object.keys(merge.write[side]) as MarkName[]
    if (names.length === 0) continue
    const isConflict = names.some((name) => merge.conflicts.includes(name))
    operations.push({ kind: 'mark', on: side, item: item.ref, binding: binding.id, change: merge.write[side], reason: isConflict ? 'conflict' : 'changed-there' })
  }
  if (merge.adopt.length > 0) {
    const reason = merge.cannotHold.length > 0 ? 'cannot-hold' : 'already-equal'
    operations.push({ kind: 'adopt', binding: binding.id, marks: merge.adopt, folder: false, reason })
  }
  return operations
}

function planPlace(pair: BoundPair, input: PlanInput): Operation[] {
  const { binding, left, right } = pair
  const whereabouts = { left: whereaboutsOf(left, input.folders), right: whereaboutsOf(right, input.folders) }
  const decision = PLACES[whereabouts.left][whereabouts.right]
  switch (decision.do) {
    case 'nothing':
      return []
    case 'follow':
      return follow(pair, decision.on, whereabouts[decision.on] === 'trashed' ? 'edit-beats-deletion' : 'moved-there', input)
    case 'trash':
      return planTrash(pair, decision.on, input)
    case 'settle-place':
      return input.folders.place(left.folder) === input.folders.place(right.folder)
        ? [{ kind: 'adopt', binding: binding.id, marks: [], folder: true, reason: 'already-equal' }]
        : follow(pair, opposite(input.policy.conflictsWonBy), 'conflict', input)
    case 'bury':
      return [{ kind: 'close', binding: binding.id, status: 'tombstone', reason: 'emptied-from-trash' }]
    case 'keep':
      return [{ kind: 'close', binding: binding.id, status: 'departed', reason: 'edit-beats-deletion' }]
    case 'let-go':
      return letGo(pair, opposite(decision.of), input)
  }
}

/** Where a message is, against its base. Moves inside the trash are no moves. */
export function whereaboutsOf(item: Item, folders: FolderIndex): Whereabouts {
  const isInTrash = folders.inTrash(item.folder)
  if (item.presence === 'gone') return isInTrash ? 'emptied' : 'left'
  if (item.base === undefined || folders.place(item.folder) === folders.place(item.base.folder)) return 'same'
  return isInTrash ? 'trashed' : 'moved'
}

function follow({ binding, left, right }: BoundPair, on: Side, reason: 'moved-there' | 'edit-beats-deletion' | 'conflict', input: PlanInput): Operation[] {
  const [item, other] = on === 'left' ? [left, right] : [right, left]
  const folder = input.folders.counterpart(other.folder)
  return [{ kind: 'move', on, item: item.ref, binding: binding.id, ...(folder === undefined ? {} : { folder }), reason }]
}

/** Where the message was already in both trashes, emptying one ends the matter; a changed mark beats a deletion. */
function planTrash(pair: BoundPair, on: Side, input: PlanInput): Operation[] {
  const [item, other] = on === 'left' ? [pair.left, pair.right] : [pair.right, pair.left]
  if (other.presence === 'gone') {
    if (input.folders.inTrash(item.folder)) return [{ kind: 'close', binding: pair.binding.id, status: 'tombstone', reason: 'emptied-from-trash' }]
    if (beatsDeletion(item)) return [{ kind: 'close', binding: pair.binding.id, status: 'departed', reason: 'edit-beats-deletion' }]
  } else if (beatsDeletion(item)) return follow(pair, opposite(on), 'edit-beats-deletion', input)
  return trash(pair, item, on, 'trashed-there', input)
}

function trash({ binding }: BoundPair, item: Item, on: Side, reason: 'trashed-there' | 'left-the-mailbox', input: PlanInput): Operation[] {
  const folder = input.folders.trash(on)
  const isForbidden = input.policy.noDelete === on || folder === undefined
  return isForbidden
    ? [{ kind: 'close', binding: binding.id, status: 'departed', reason }]
    : [{ kind: 'trash', on, item: item.ref, binding: binding.id, folder, reason }]
}

/** Whether a person changed something since, other than reading it, that shows the message is still wanted. */
function beatsDeletion(item: Item): boolean {
  const { base, marks } = item
  if (base === undefined) return false
  return base.marks.flag !== marks.flag || base.marks.answered !== marks.answered || base.marks.forwarded !== marks.forwarded || base.marks.tags.join('\n') !== marks.tags.join('\n')
}

function letGo(pair: BoundPair, keeper: Side, input: PlanInput): Operation[] {
  const item = keeper === 'left' ? pair.left : pair.right
  if (input.folders.inTrash(item.folder)) return [{ kind: 'close', binding: pair.binding.id, status: 'tombstone', reason: 'left-the-mailbox' }]
  if (input.policy.departed === 'trash') return trash(pair, item, keeper, 'left-the-mailbox', input)
  return [{ kind: 'close', binding: pair.binding.id, status: 'departed', reason: 'left-the-mailbox' }]
}

/** A side that is read-only is never written to: what is due there simply waits. */
function isAllowed(operation: Operation, policy: Policy): boolean {
  if (!('on' in operation) || policy.readOnly !== operation.on) return true
  return ['replace', 'leave'].includes(operation.kind)
}
