import { normalTags, type Flag, type MarkAccess, type MarkName, type Marks } from '../domain/marks.ts'
import type { MarkChange } from '../domain/operation.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'

export const MARK_NAMES: readonly MarkName[] = ['read', 'flag', 'answered', 'forwarded', 'tags']

export interface MarksMerge {
  /** What to write on each side: only what differs there. */
  readonly write: Readonly<Record<Side, MarkChange>>
  /** Marks that both sides agree on as they are, though one or both differ from the base. */
  readonly adopt: readonly MarkName[]
  /** Marks that changed on one side and that the other cannot hold (these are in `adopt` too). */
  readonly cannotHold: readonly MarkName[]
  /** Marks that both sides changed differently; the policy decided. */
  readonly conflicts: readonly MarkName[]
}

export interface MarksInput {
  readonly now: Readonly<Record<Side, Marks>>
  readonly base: Readonly<Record<Side, Marks>>
  readonly access: Readonly<Record<Side, MarkAccess>>
  readonly conflictsWonBy: Side
}

/** Field by field, three ways, each side against its own base as that side can represent it. Rules K1–K6 of SPEC.md. */
export function mergeMarks(input: MarksInput): MarksMerge {
  const write: Record<Side, MarkChange> = { left: {}, right: {} }
  const merge = { adopt: [] as MarkName[], cannotHold: [] as MarkName[], conflicts: [] as MarkName[] }
  for (const name of MARK_NAMES) {
    const changed = SIDES.filter((side) => !sameMark(input.now[side][name], input.base[side][name]))
    if (changed.length === 0) continue
    if (name === 'tags') mergeTags(input, write, merge)
    else mergeValue(name, changed, input, write, merge)
  }
  return { write, ...merge }
}

type Collected = Pick<{ -readonly [K in keyof MarksMerge]: MarkName[] }, 'adopt' | 'cannotHold' | 'conflicts'>

function mergeValue(name: Exclude<MarkName, 'tags'>, changed: readonly Side[], input: MarksInput, write: Record<Side, MarkChange>, merge: Collected): void {
  const isBoth = changed.length === 2
  const from = isBoth ? input.conflictsWonBy : (changed[0] ?? 'left')
  const to = opposite(from)
  if (isBoth && agree(name, input)) {
    merge.adopt.push(name)
    return
  }
  if (isBoth) merge.conflicts.push(name)
  const value = represent(name, input.now[from][name], input.access[to])
  if (value === undefined || !canWrite(name, input.access[to])) {
    merge.cannotHold.push(name)
    merge.adopt.push(name)
  } else if (sameMark(value, input.now[to][name])) merge.adopt.push(name)
  else Object.assign(write[to], { [name]: value })
}

/** Tags merge as sets: what either side added is there, what either side removed is not. */
function mergeTags(input: MarksInput, write: Record<Side, MarkChange>, merge: Collected): void {
  const { now, base } = input
  const removed = new Set(SIDES.flatMap((side) => base[side].tags.filter((tag) => !now[side].tags.includes(tag))))
  const added = SIDES.flatMap((side) => now[side].tags.filter((tag) => !base[side].tags.includes(tag)))
  const common = SIDES.flatMap((side) => base[side].tags).filter((tag) => !removed.has(tag))
  const wanted = normalTags([...common, ...added])
  const writable = SIDES.filter((side) => canWrite('tags', input.access[side]))
  const differing = writable.filter((side) => !sameMark(wanted, now[side].tags))
  for (const side of differing) Object.assign(write[side], { tags: wanted })
  if (writable.length < 2) merge.cannotHold.push('tags')
  if (differing.length === 0) merge.adopt.push('tags')
}

const agree = (name: MarkName, input: MarksInput): boolean =>
  SIDES.some((side) => {
    const value = represent(name, input.now[side][name], input.access[opposite(side)])
    return value !== undefined && sameMark(value, input.now[opposite(side)][name])
  })

/** How a side shows a value, or nothing when it has no such mark. A binary flag shows `complete` as `none`. */
export function represent<T extends Marks[MarkName]>(name: MarkName, value: T, access: MarkAccess): T | undefined {
  if (access[name] === 'none') return undefined
  return name === 'flag' && access.flag === 'binary' && (value as Flag) === 'complete' ? ('none' as T) : value
}

/** All marks as a side shows them once they are written there; what it cannot write stays at its default. */
export function representMarks(marks: Marks, access: MarkAccess): Marks {
  const writable = <K extends MarkName>(name: K, otherwise: Marks[K]): Marks[K] =>
    canWrite(name, access) ? (represent(name, marks[name], access) ?? otherwise) : otherwise
  return {
    read: writable('read', false),
    flag: writable('flag', 'none'),
    answered: writable('answered', false),
    forwarded: writable('forwarded', false),
    tags: writable('tags', []),
  }
}

/** Whether a side takes a write of this mark. */
export const canWrite = (name: MarkName, access: MarkAccess): boolean => (name === 'flag' ? access.flag !== 'none' : access[name] === 'read-write')

/** Equal as marks: tags are sets in one order, the rest are plain values. */
export const sameMark = (a: Marks[MarkName], b: Marks[MarkName]): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.length === b.length && a.every((tag, at) => tag === b[at]) : a === b
