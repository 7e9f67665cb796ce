import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stateOf, type Item } from '../domain/item.ts'
import { NO_MARKS, type Marks } from '../domain/marks.ts'
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts'
import { planUndo, type UndoInput, type Written } from './plan-undo.ts'
import { bound, message, twoMailboxes } from './reconcile.test-kit.ts'

/** A message on the right that is now there and so, in step with the left. */
const inStep = (name: string, folder: string, marks: Partial<Marks> = {}): Item[] =>
  (['left', 'right'] as const).map((side) => {
    const item = message(side, name, { folder: `${side} ${folder}`, marks: { ...NO_MARKS, ...marks } })
    return { ...item, base: stateOf(item) }
  })

const wrote = (name: string, was: readonly [folder: string, marks?: Partial<Marks>], is: readonly [folder: string, marks?: Partial<Marks>]): Written => {
  const state = ([folder, marks]: typeof was) => ({ folder: `right ${folder}`, gone: false, marks: { ...NO_MARKS, ...marks } })
  return { item: `right ${name}`, on: 'right', effect: { was: state(was), is: state(is) } }
}

const planOf = (input: Partial<UndoInput> & Pick<UndoInput, 'writes' | 'items'>) =>
  planUndo({ later: [], bindings: [...new Set(input.items.map(({ id }) => id))].map((name) => bound(`left ${name}`, `right ${name}`)), folders: twoMailboxes(), policy: DEFAULT_POLICY, ...input })

test('of several writes on one message the first tells where it was, and the last how the run left it', () => {
  const writes = [wrote('m', ['inbox'], ['a']), wrote('m', ['a'], ['a', { read: true }]), wrote('m', ['a', { read: true }], ['b', { read: true }]), wrote('m', ['b', { read: true, flag: 'none' }], ['b', { read: true, flag: 'flagged' }])]
  const { operations, listed } = planOf({ writes, items: inStep('m', 'b', { read: true, flag: 'flagged' }) })
  assert.deepEqual(listed, [])
  assert.deepEqual(operations, [
    { kind: 'move', on: 'right', item: 'right m', binding: 'left m = right m', folder: 'right inbox', reason: 'undone' },
    { kind: 'mark', on: 'right', item: 'right m', binding: 'left m = right m', change: { read: false, flag: 'none' }, reason: 'undone' },
  ])
})

test('what a run did and did not leave so needs nothing', () => {
  const writes = [wrote('m', ['inbox'], ['a']), wrote('m', ['a'], ['inbox'])]
  assert.deepEqual(planOf({ writes, items: inStep('m', 'inbox') }), { operations: [], listed: [] })
})

test('a mark that a person changed between two writes of the run is not taken back with them', () => {
  const writes = [wrote('m', ['inbox'], ['a']), wrote('m', ['a', { flag: 'flagged' }], ['a', { flag: 'flagged', read: true }])]
  const { operations } = planOf({ writes, items: inStep('m', 'a', { flag: 'flagged', read: true }) })
  assert.deepEqual(operations.flatMap((operation) => (operation.kind === 'mark' ? [operation.change] : [])), [{ read: false }])
})

test('tags are put back as the set that they were', () => {
  const writes = [wrote('m', ['inbox', { tags: ['a', 'b'] }], ['inbox', { tags: ['c'] }])]
  const { operations } = planOf({ writes, items: inStep('m', 'inbox', { tags: ['c'] }) })
  assert.deepEqual(operations.flatMap((operation) => (operation.kind === 'mark' ? [operation.change] : [])), [{ tags: ['a', 'b'] }])
})

test('U7: nothing is written on a side that is only read, and nothing goes to trash where that is forbidden', () => {
  const writes = [wrote('m', ['trash'], ['inbox', { read: false }])]
  const why = (policy: Partial<Policy>) => planOf({ writes, items: inStep('m', 'inbox'), policy: { ...DEFAULT_POLICY, ...policy } })
  for (const policy of [{ readOnly: 'right' }, { noDelete: 'right' }] as const) {
    assert.deepEqual(why(policy), { operations: [], listed: [{ item: 'right m', on: 'right', why: 'forbidden' }] })
  }
  for (const policy of [{ readOnly: 'left' }, { noDelete: 'left' }] as const) assert.equal(why(policy).operations.length, 1)
})

test('the same rows in any order give the same operations in the same order', () => {
  const names = ['x', 'm', 'q', 'c']
  const writes = names.map((name) => wrote(name, ['inbox', { read: true }], ['trash']))
  const items = names.flatMap((name) => inStep(name, 'trash'))
  const forwards = planOf({ writes, items })
  assert.equal(forwards.operations.length, 8)
  assert.deepEqual(planOf({ writes: writes.toReversed(), items: items.toReversed() }), forwards)
})
