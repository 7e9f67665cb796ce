import type { Binding, BindingStatus } from '../../src/domain/binding.ts'
import type { Folder } from '../../src/domain/folder.ts'
import { stateOf, type Item, type ItemState } from '../../src/domain/item.ts'
import { NO_MARKS } from '../../src/domain/marks.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { SIDES } from '../../src/domain/side.ts'
import { indexFolders } from '../../src/reconcile/folder-index.ts'
import { planUndo } from '../../src/reconcile/plan-undo.ts'
import { bound, folder, message } from '../../src/reconcile/reconcile.test-kit.ts'
import { parts, type Row } from './spec-tables.ts'

const NAMES = ['inbox', 'a', 'b', 'trash'] as const

/** The two mailboxes; on the right also `gone a`, which has no namesake, and `gone b`, which has one. */
function mailboxes() {
  const folders: Folder[] = SIDES.flatMap((side) => NAMES.map((name) => (name === 'inbox' || name === 'trash' ? folder(side, name, { role: name }) : folder(side, name))))
  const gone = [{ ...folder('right', 'gone a'), name: 'old a', presence: 'gone' }, { ...folder('right', 'gone b'), name: 'b', presence: 'gone' }] as const
  return indexFolders([...folders, ...gone], NAMES.map((name) => bound(`left ${name}`, `right ${name}`, 'folder')))
}

/** `a, read, flag` as a state on the right. */
function state(cell: string | undefined): ItemState {
  const [place = '', ...marks] = parts(cell, ',')
  return { folder: `right ${place}`, gone: false, marks: { ...NO_MARKS, read: marks.includes('read'), flag: marks.includes('flag') ? 'flagged' : 'none' } }
}

function leftOf(here: ItemState, told: string): Item {
  const base = { ...here, folder: here.folder.replace('right', 'left') }
  const left = { ...message('left', 'm'), folder: base.folder, marks: base.marks, base }
  if (told === 'moved') return { ...left, folder: 'left b' }
  if (told === 'marked') return { ...left, marks: { ...left.marks, read: !left.marks.read } }
  return told === 'gone' ? { ...left, presence: 'gone', base: { ...base, gone: true } } : left
}

/** What the planner makes of an example of SPEC.md, in its words. */
export function planOfUndo(row: Row): { operations: string[]; listed: string[] } {
  const [was, is] = [state(row['Was']), state(row['Left as'])]
  const [there = '', later = ''] = [row['Left side'], row['A later run wrote']]
  const isGone = row['Now'] === 'gone'
  const now = isGone ? is : state(row['Now'])
  const right = { ...message('right', 'm'), folder: now.folder, marks: now.marks, presence: isGone ? 'gone' : 'present' } as const
  const status: BindingStatus = there === 'gone' ? 'tombstone' : there === 'retired' ? 'retired' : 'live'
  const binding: Binding = bound('left m', 'right m', 'message', status)
  const effect = { was: is, is: later === 'place' ? { ...is, folder: 'right b' } : { ...is, marks: { ...is.marks, read: !is.marks.read } } }
  const plan = planUndo({
    writes: [{ item: 'right m', on: 'right', effect: { was, is } }],
    later: later === '' ? [] : [{ item: 'right m', on: 'right', effect }],
    items: [{ ...right, base: stateOf(right) }, leftOf(is, there)],
    bindings: [binding],
    folders: mailboxes(),
    policy: DEFAULT_POLICY,
  })
  return { operations: plan.operations.map(inWords), listed: plan.listed.map(({ why }) => why) }
}

function inWords(operation: Operation): string {
  if (operation.kind === 'move') return operation.folder === undefined ? 'move' : `move to ${operation.folder.replace('right ', '')}`
  if (operation.kind === 'mark') return `mark ${Object.entries(operation.change).map(([name, value]) => `${name}=${String(value)}`).join(', ')}`
  if (operation.kind === 'restore-folder') return `make ${operation.name}`
  return operation.kind === 'close' ? `close ${operation.status}` : operation.kind
}
