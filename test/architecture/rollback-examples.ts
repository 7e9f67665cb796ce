import type { Folder } from '../../src/domain/folder.ts'
import { stateOf, type Item, type ItemState } from '../../src/domain/item.ts'
import { NO_MARKS } from '../../src/domain/marks.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { SIDES } from '../../src/domain/side.ts'
import { indexFolders } from '../../src/reconcile/folder-index.ts'
import { planRollback } from '../../src/reconcile/plan-rollback.ts'
import { bound, folder, message, originOf, rollbackSide } from '../../src/reconcile/reconcile.test-kit.ts'
import { parts, type Row } from './spec-tables.ts'

const NAMES = ['inbox', 'a', 'b', 'trash'] as const

function mailboxes() {
  const folders: Folder[] = SIDES.flatMap((side) => NAMES.map((name) => (name === 'inbox' || name === 'trash' ? folder(side, name, { role: name }) : folder(side, name))))
  return indexFolders(folders, NAMES.map((name) => bound(`left ${name}`, `right ${name}`, 'folder')))
}

/** `a, read, flag` as a state on the right. */
function state(cell: string): ItemState {
  const [place = '', ...marks] = parts(cell, ',')
  return { folder: `right ${place}`, gone: false, marks: { ...NO_MARKS, read: marks.includes('read'), flag: marks.includes('flag') ? 'flagged' : 'none' } }
}

const PLACE_OF_GONE: Readonly<Record<string, string>> = { emptied: 'trash', left: 'inbox' }

/** What the planner makes of an example of SPEC.md, in its words. */
export function planOfRollback(row: Row): { operations: string[]; listed: string[] } {
  const [then = '', made = '', now = '', there = ''] = [row['In the point'], row['We made it'], row['Now'], row['Left side']]
  const is = state(PLACE_OF_GONE[now] ?? now)
  const original = message('left', 'm')
  const origin = made === 'copy' ? { origin: originOf(original) } : {}
  const right: Item = { ...message('right', 'm', { folder: is.folder, marks: is.marks, presence: now in PLACE_OF_GONE ? 'gone' : 'present' }), ...origin }
  const moved: Partial<Item> = there === 'moved' ? { folder: 'left b' } : {}
  const left: Item = { ...original, ...moved, presence: there === 'gone' ? 'gone' : 'present', base: { ...stateOf(original), folder: is.folder.replace('right', 'left') } }
  const partner = there === 'moved' ? left : { ...left, folder: left.base?.folder ?? '' }
  const was = then === '' ? undefined : state(then)
  const past = was === undefined ? [] : [{ id: 'm', ref: 'right m', folder: was.folder.replace('right ', ''), roleClass: 'received', receivedAt: right.receivedAt, marks: was.marks, internetMessageId: '<m>', listedSize: 100, blob: 'blob' } as const]
  const wrote = made === '' || made === 'copy' ? [] : [{ item: 'right m', on: 'right', effect: { was: was ?? state('inbox'), is: state(made) } } as const]
  const copies = new Set(made === 'copy' ? [right.origin?.token ?? ''] : [])
  const folders = mailboxes()
  const plan = planRollback({
    scope: row['Scope'] === 'everything' ? 'everything' : 'ours',
    includeDeparted: false,
    pair: 'pair',
    sides: [rollbackSide('right', { messages: past, folders: NAMES.map((name) => ({ id: name, ref: `right ${name}`, name, ...(name === 'inbox' || name === 'trash' ? { role: name } : {}) })), items: [right], since: { writes: wrote, copies } })],
    partners: [partner],
    bindings: [bound('left m', 'right m', 'message', there === 'gone' ? 'tombstone' : 'live')],
    folders,
    policy: DEFAULT_POLICY,
  })
  return { operations: plan.operations.map(inWords), listed: plan.listed.map(({ why }) => why) }
}

function inWords(operation: Operation): string {
  if (operation.kind === 'move') return `move to ${(operation.folder ?? '').replace('right ', '')}`
  if (operation.kind === 'restore-message') return `make anew in ${(operation.folder ?? '').replace('right ', '')}`
  if (operation.kind === 'mark') return `mark ${Object.entries(operation.change).map(([name, value]) => `${name}=${String(value)}`).join(', ')}`
  return operation.kind === 'close' ? `close ${operation.status}` : operation.kind
}
