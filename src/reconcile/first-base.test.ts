import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_MARKS, type MarkAccess, type Marks } from '../domain/marks.ts'
import { DEFAULT_POLICY } from '../domain/policy.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { firstBases } from './first-base.ts'
import { plan } from './plan.ts'
import { bound, message, twoMailboxes } from './reconcile.test-kit.ts'

const folders = twoMailboxes()
const FULL: MarkAccess = { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' }

/** What is planned for two messages that have just met, as short words. */
function firstPlan(left: { marks?: Partial<Marks>; folder?: string }, right: { marks?: Partial<Marks>; folder?: string }, conflictsWonBy: Side = 'right'): string[] {
  const told = { left, right }
  const item = (side: Side) => message(side, 'x', { folder: `${side} ${told[side].folder ?? 'inbox'}`, marks: { ...NO_MARKS, ...told[side].marks } })
  const bases = firstBases(item('left'), item('right'), conflictsWonBy, folders)
  const items = SIDES.map((side) => ({ ...item(side), base: bases[side] }))
  const operations = plan({ policy: { ...DEFAULT_POLICY, conflictsWonBy }, access: { left: FULL, right: FULL }, canCreate: { left: true, right: true }, folders, items, bindings: [bound('left x', 'right x')], alone: [] })
  return operations.map((operation) => {
    if (operation.kind === 'mark') return `${operation.on} ${JSON.stringify(operation.change)}`
    return operation.kind === 'move' ? `${operation.on} to ${operation.folder ?? '?'}` : operation.kind
  })
}

test('two equal messages that meet need no write and stay clean', () => {
  assert.deepEqual(firstPlan({}, {}), [])
  assert.deepEqual(firstPlan({ folder: 'trash' }, { folder: 'old' }), [])
})

test('read, answered, forwarded and a flag on either side are on both', () => {
  assert.deepEqual(firstPlan({ marks: { read: true, flag: 'flagged' } }, { marks: { answered: true, forwarded: true } }), ['left {"answered":true,"forwarded":true}', 'right {"read":true,"flag":"flagged"}'])
})

test('two different flags are a conflict, which the policy decides', () => {
  const [left, right] = [{ marks: { flag: 'flagged' as const } }, { marks: { flag: 'complete' as const } }]
  assert.deepEqual(firstPlan(left, right, 'right'), ['left {"flag":"complete"}'])
  assert.deepEqual(firstPlan(left, right, 'left'), ['right {"flag":"flagged"}'])
})

test('tags of both sides are on both', () => {
  assert.deepEqual(firstPlan({ marks: { tags: ['a', 'b'] } }, { marks: { tags: ['b', 'c'] } }), ['left {"tags":["a","b","c"]}', 'right {"tags":["a","b","c"]}'])
})

test('the place is that of the side that wins conflicts', () => {
  assert.deepEqual(firstPlan({ folder: 'a' }, { folder: 'b' }, 'right'), ['left to left b'])
  assert.deepEqual(firstPlan({ folder: 'a' }, { folder: 'b' }, 'left'), ['right to right a'])
})

test('a message in trash on one side only comes back, whoever wins conflicts', () => {
  for (const side of SIDES) {
    assert.deepEqual(firstPlan({ folder: 'old' }, { folder: 'b' }, side), ['left to left b'])
    assert.deepEqual(firstPlan({ folder: 'a' }, { folder: 'trash' }, side), ['right to right a'])
  }
})
