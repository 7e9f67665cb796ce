import type { Binding } from '../domain/binding.ts'
import { FOLDER_ROLES, type Folder, type FolderRef, type NameRules } from '../domain/folder.ts'
import type { Operation } from '../domain/operation.ts'
import type { Policy } from '../domain/policy.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { indexFolders, type FolderIndex } from './folder-index.ts'
import { byWrittenName, trueName, writtenName } from './folder-names.ts'

/** What is in a folder, as far as its own end is concerned. */
export interface FolderContents {
  /** Messages that are there. */
  readonly present: number
  /** Of these, messages for which the folder must live on: new mail, and what somebody moved there since both sides agreed. */
  readonly arrived: number
}

export interface FolderPlanInput {
  readonly folders: readonly Folder[]
  readonly bindings: readonly Binding[]
  readonly policy: Policy
  readonly names: Readonly<Record<Side, NameRules>>
  readonly contents: ReadonlyMap<FolderRef, FolderContents>
}

export interface FolderPlan {
  readonly operations: readonly Operation[]
  /** Folders whose name the other side cannot hold. */
  readonly unwritable: readonly FolderRef[]
}

/** Folders first by role, then by true name under the same parent; what has no namesake is created. Rules F1–F9 of SPEC.md. */
export function planFolders(input: FolderPlanInput): FolderPlan {
  const index = indexFolders(input.folders, input.bindings)
  const operations: Operation[] = []
  for (const binding of input.bindings) operations.push(...planBoundFolder(binding, index, input))

  const bound = new Map<FolderRef, FolderRef>()
  for (const role of FOLDER_ROLES) {
    const [left, right] = SIDES.map((side) => unboundFolders(index, side).find((folder) => folder.role === role))
    if (left !== undefined && right !== undefined) bind(left, right, 'same-role')
  }
  const unwritable: FolderRef[] = []
  const planned: Record<Side, Map<string, string[]>> = { left: new Map(), right: new Map() }
  for (const side of SIDES) for (const folder of unboundFolders(index, side)) if (!bound.has(folder.ref)) meetOrCreate(folder)
  return { operations, unwritable }

  function bind(left: Folder, right: Folder, reason: 'same-role' | 'same-name'): void {
    operations.push({ kind: 'bind-folder', left: left.ref, right: right.ref, reason })
    bound.set(left.ref, right.ref).set(right.ref, left.ref)
  }

  function partnerOf(ref: FolderRef | undefined): FolderRef | undefined {
    return ref === undefined ? undefined : (bound.get(ref) ?? index.counterpart(ref))
  }

  function meetOrCreate(folder: Folder): void {
    if (folder.parent !== undefined && unwritable.includes(folder.parent)) {
      unwritable.push(folder.ref)
      return
    }
    const on = opposite(folder.side)
    const parent = partnerOf(folder.parent)
    const parentIsNew = folder.parent !== undefined && parent === undefined
    const siblings = parentIsNew ? [] : index.children(on, parent)
    const namesake = [...siblings].sort((a, b) => byWrittenName(a.name, b.name)).find(
      (sibling) => index.binding(sibling.ref) === undefined && !bound.has(sibling.ref) && !index.inTrash(sibling.ref) && trueName(sibling.name) === trueName(folder.name),
    )
    if (namesake !== undefined) return folder.side === 'left' ? bind(folder, namesake, 'same-name') : bind(namesake, folder, 'same-name')
    const isAwaited = siblings.some((sibling) => trueName(sibling.name) === trueName(folder.name) && hasLostPartner(sibling, index))
    if (isAwaited) return
    if (input.policy.readOnly === on) return

    const place = parentIsNew ? `new:${folder.parent}` : (parent ?? '')
    const names = planned[on].get(place) ?? []
    const name = writtenName(trueName(folder.name), input.names[on], [...siblings.map((sibling) => sibling.name), ...names])
    if (name === undefined) {
      unwritable.push(folder.ref)
      return
    }
    planned[on].set(place, [...names, name])
    operations.push({ kind: 'create-folder', on, from: folder.ref, name, ...(parent === undefined ? {} : { parent }), reason: 'new-here' })
  }
}

/** Unbound folders outside trash, parents first, siblings by name so that the order is the same after a lost database. */
const unboundFolders = (index: FolderIndex, side: Side): Folder[] =>
  index
    .of(side)
    .filter((folder) => index.binding(folder.ref) === undefined && !index.inTrash(folder.ref))
    .map((folder) => ({ folder, depth: depthOf(folder, index) }))
    .sort((a, b) => a.depth - b.depth || byWrittenName(a.folder.name, b.folder.name))
    .map(({ folder }) => folder)

function depthOf(folder: Folder, index: FolderIndex): number {
  let depth = 0
  for (let at = folder.parent; at !== undefined && depth < MAX_DEPTH; at = index.get(at)?.parent) depth++
  return depth
}

/** Beyond this a chain of parents can only be a circle. */
const MAX_DEPTH = 100

function planBoundFolder(binding: Binding, index: FolderIndex, input: FolderPlanInput): Operation[] {
  const left = binding.left === undefined ? undefined : index.get(binding.left)
  const right = binding.right === undefined ? undefined : index.get(binding.right)
  const ended = { left: hasEnded(left, index), right: hasEnded(right, index) }
  if (left === undefined || right === undefined || (ended.left && ended.right)) return [{ kind: 'forget-folder', binding: binding.id, reason: 'deleted-folder' }]
  if (ended.left) return planEndOf(right, binding, index, input)
  if (ended.right) return planEndOf(left, binding, index, input)
  if (left.role !== undefined && right.role !== undefined) return []
  return planRename(left, right, binding, index, input)
}

const hasEnded = (folder: Folder | undefined, index: FolderIndex): boolean =>
  folder === undefined || folder.presence === 'gone' || (folder.role !== 'trash' && index.inTrash(folder.ref))

/**
 * The partner of this folder is gone: it follows once it is empty, and lives on as a new folder if mail came into it.
 * Where a namesake appeared in the partner's stead (a rename that was not recognised as one), it is free to meet that.
 */
function planEndOf(folder: Folder, binding: Binding, index: FolderIndex, input: FolderPlanInput): Operation[] {
  const namesake = unboundFolders(index, opposite(folder.side)).find((other) => trueName(other.name) === trueName(folder.name) && sameParent(folder, other, index))
  if (namesake !== undefined) return [{ kind: 'forget-folder', binding: binding.id, reason: 'same-name' }]
  const contents = input.contents.get(folder.ref) ?? { present: 0, arrived: 0 }
  if (contents.arrived > 0) return [{ kind: 'forget-folder', binding: binding.id, reason: 'new-here' }]
  const isEmpty = contents.present === 0 && index.children(folder.side, folder.ref).length === 0
  const isAllowed = input.policy.noDelete !== folder.side && input.policy.readOnly !== folder.side && folder.role === undefined
  return isEmpty && isAllowed ? [{ kind: 'delete-folder', on: folder.side, folder: folder.ref, reason: 'deleted-folder' }] : []
}

/** Whether the folder is bound to one that is gone, so that it will be free in the next round. */
function hasLostPartner(folder: Folder, index: FolderIndex): boolean {
  const partner = index.binding(folder.ref)?.[opposite(folder.side)]
  return partner !== undefined && hasEnded(index.get(partner), index)
}

function planRename(left: Folder, right: Folder, binding: Binding, index: FolderIndex, input: FolderPlanInput): Operation[] {
  const changed = { left: isRenamed(left, index), right: isRenamed(right, index) }
  if (!changed.left && !changed.right) return []
  const samePlace = trueName(left.name) === trueName(right.name) && sameParent(left, right, index)
  if (samePlace) return [{ kind: 'adopt-folder', binding: binding.id, reason: 'already-equal' }]

  const isConflict = changed.left && changed.right
  const winner = (isConflict ? input.policy.conflictsWonBy : changed.left ? 'left' : 'right') === 'left' ? left : right
  const loser = winner === left ? right : left
  if (input.policy.readOnly === loser.side) return []
  const parent = winner.parent === undefined ? undefined : index.counterpart(winner.parent)
  if (winner.parent !== undefined && parent === undefined) return []
  const siblings = index.children(loser.side, parent).filter((sibling) => sibling.ref !== loser.ref)
  const name = writtenName(trueName(winner.name), input.names[loser.side], siblings.map((sibling) => sibling.name))
  if (name === undefined) return []
  return [{ kind: 'change-folder', on: loser.side, folder: loser.ref, name, ...(parent === undefined ? {} : { parent }), reason: isConflict ? 'conflict' : 'changed-there' }]
}

const isRenamed = (folder: Folder, index: FolderIndex): boolean =>
  folder.base === undefined ||
  trueName(folder.base.name) !== trueName(folder.name) ||
  placeOf(folder.base.parent, index) !== placeOf(folder.parent, index)

const sameParent = (left: Folder, right: Folder, index: FolderIndex): boolean => placeOf(left.parent, index) === placeOf(right.parent, index)

const placeOf = (ref: FolderRef | undefined, index: FolderIndex): string => (ref === undefined ? '' : index.place(ref))
