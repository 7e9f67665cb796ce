import type { Binding } from '../domain/binding.ts'
import { SyncError } from '../domain/errors.ts'
import { stateOf, type Item } from '../domain/item.ts'
import type { Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES } from '../domain/side.ts'
import { firstBases } from '../reconcile/first-base.ts'
import { auditOf, bind, itemOf, now, withBase, withFolderBase } from './rows.ts'
import { mergeChanges, type Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet } from './ports.ts'

/** The change set of operations that write to no cloud. */
export function remember(operations: readonly Operation[], mirror: Mirror, context: PairContext): ChangeSet {
  const updated = new Map<string, Item>()
  const latest = (ref: string): Item => updated.get(ref) ?? itemOf(ref, mirror)
  const sets = operations.map((operation) => {
    const changes = changesOf(operation, mirror, context, latest)
    for (const item of changes.items ?? []) updated.set(item.ref, item)
    return { ...changes, audit: operation.kind === 'adopt' ? [] : [auditOf(operation, context)] }
  })
  return mergeChanges(sets)
}

function changesOf(operation: Operation, mirror: Mirror, context: PairContext, latest: (ref: string) => Item): ChangeSet {
  switch (operation.kind) {
    case 'bind-folder':
      return bindFolders(operation.left, operation.right, mirror, context)
    case 'adopt-folder': {
      const binding = bindingOf(operation.binding, mirror)
      return { folders: refsOf(binding).flatMap((ref) => mirror.folder(ref) ?? []).map(withFolderBase) }
    }
    case 'forget-folder':
      return forgetFolder(operation.binding, mirror)
    case 'bind': {
      const binding: Binding = { ...bind('message', latest(operation.left), latest(operation.right), context), status: operation.status }
      const released = [operation.left, operation.right]
      return { items: metNow(latest(operation.left), latest(operation.right), mirror, context), bindings: [binding], released }
    }
    case 'replace':
      return replace(operation, mirror, context, latest)
    case 'adopt':
      return { items: adopted(operation, mirror, latest) }
    case 'close': {
      const binding = bindingOf(operation.binding, mirror)
      return { items: refsOf(binding).map((ref) => agreed(latest(ref))), bindings: [{ ...binding, status: operation.status, since: now(context) }] }
    }
    case 'leave': {
      const item = latest(operation.item)
      return { items: [agreed(item)], bindings: [{ id: context.newId(), kind: 'message', [item.side]: item.ref, status: operation.status, since: now(context) }] }
    }
    case 'revive': {
      const binding = bindingOf(operation.binding, mirror)
      const [left, right] = [binding.left, binding.right].map((ref) => latest(ref ?? ''))
      if (left === undefined || right === undefined) return {}
      return { items: metNow(left, right, mirror, context), bindings: [{ ...binding, status: 'live', since: now(context) }] }
    }
    default:
      throw new SyncError('BROKEN_INVARIANT', `The operation ${operation.kind} writes to a cloud.`)
  }
}

function bindFolders(leftRef: string, rightRef: string, mirror: Mirror, context: PairContext): ChangeSet {
  const [left, right] = [mirror.folder(leftRef), mirror.folder(rightRef)]
  if (left === undefined || right === undefined) throw new SyncError('BROKEN_INVARIANT', 'A folder to be bound is unknown.')
  return { folders: [withFolderBase(left), withFolderBase(right)], bindings: [bind('folder', left, right, context)] }
}

function forgetFolder(id: string, mirror: Mirror): ChangeSet {
  const folders = refsOf(bindingOf(id, mirror)).flatMap((ref) => mirror.folder(ref) ?? [])
  return { folders: folders.map(({ base: _agreed, ...folder }) => folder), deletedBindings: [id] }
}

/** The delivered message takes the binding over; our copy is left unbound, and what its mark says retires it. */
function replace(operation: Extract<Operation, { kind: 'replace' }>, mirror: Mirror, context: PairContext, latest: (ref: string) => Item): ChangeSet {
  const binding = bindingOf(operation.binding, mirror)
  const copyRef = binding[operation.on]
  const originalRef = binding[operation.on === 'left' ? 'right' : 'left']
  if (copyRef === undefined || originalRef === undefined) throw new SyncError('BROKEN_INVARIANT', 'A binding to be taken over is incomplete.')
  const { base: _agreed, ...copy } = latest(copyRef)
  const [left, right] = operation.on === 'left' ? [latest(operation.item), latest(originalRef)] : [latest(originalRef), latest(operation.item)]
  return {
    items: [copy, ...metNow(left, right, mirror, context)],
    bindings: [{ ...binding, [operation.on]: operation.item, status: operation.status, since: now(context) }],
  }
}

function metNow(left: Item, right: Item, mirror: Mirror, context: PairContext): Item[] {
  const bases = firstBases(left, right, context.policy.conflictsWonBy, mirror.folders)
  return [
    { ...left, base: bases.left },
    { ...right, base: bases.right },
  ]
}

function adopted(operation: Extract<Operation, { kind: 'adopt' }>, mirror: Mirror, latest: (ref: string) => Item): Item[] {
  const binding = bindingOf(operation.binding, mirror)
  return refsOf(binding).map((ref) => {
    const item = latest(ref)
    if (binding.status === 'tombstone' || binding.status === 'departed') return agreed(item)
    const marks = { ...(item.base?.marks ?? item.marks) } as Record<string, unknown>
    for (const name of operation.marks) marks[name] = item.marks[name]
    return withBase(item, { marks: marks as unknown as Marks, ...(operation.folder ? { folder: item.folder } : {}) })
  })
}

const agreed = (item: Item): Item => ({ ...item, base: stateOf(item) })

const refsOf = (binding: Binding): string[] => SIDES.flatMap((side) => binding[side] ?? [])

function bindingOf(id: string, mirror: Mirror): Binding {
  const binding = mirror.binding(id)
  if (binding === undefined) throw new SyncError('BROKEN_INVARIANT', 'An operation names a binding that the mirror does not have.')
  return binding
}
