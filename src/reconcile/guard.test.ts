import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Operation } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { guard, type GuardInput } from './guard.ts'

const trash = (n: number, on: Side = 'right'): Operation => ({ kind: 'trash', on, item: `${on}${n}`, binding: `b${on}${n}`, folder: 'trash', reason: 'trashed-there' })
const move = (n: number): Operation => ({ kind: 'move', on: 'right', item: `m${n}`, binding: `m${n}`, reason: 'moved-there' })
const many = (count: number, on?: Side): Operation[] => Array.from({ length: count }, (_, n) => trash(n, on))
const run = (more: Partial<GuardInput>) => guard({ operations: [], boundItems: 100, emptied: [], unavailable: [], alreadyTrashed: 0, waiting: [], isDecided: false, ...more })

test('only what goes to trash is held, and everything else goes on in its order', () => {
  const operations = [move(1), ...many(30), move(2)]
  const guarded = run({ operations })
  assert.deepEqual(guarded.operations, [move(1), move(2)])
  assert.deepEqual(guarded.held.map(({ on, reason, operations: waiting }) => [on, reason, waiting.length]), [['right', 'too-many', 30]])
})

test('both sides count together, and each waits by itself', () => {
  const { held } = run({ operations: [...many(11, 'left'), ...many(10, 'right')] })
  assert.deepEqual(held.map(({ on, operations }) => [on, operations.length]), [['left', 11], ['right', 10]])
})

test('a side that lists nothing any more empties nothing on the other, but the other way it may', () => {
  const { held, operations } = run({ operations: [trash(1, 'left'), trash(1, 'right')], emptied: ['left'] })
  assert.deepEqual(held.map(({ on, reason }) => [on, reason]), [['right', 'side-empty']])
  assert.deepEqual(operations, [trash(1, 'left')])
})

test('a hold keeps its id while the same messages wait, in whatever order, and has another for others', () => {
  const [{ id } = { id: '' }] = run({ operations: many(30) }).held
  assert.equal(run({ operations: many(30).toReversed() }).held[0]?.id, id)
  assert.notEqual(run({ operations: many(31) }).held[0]?.id, id)
  assert.match(id, /^[0-9a-f]{8}$/)
})

test('nothing is lost between what goes on and what waits', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(300), fc.nat(30), fc.subarray([...SIDES]), (left, right, boundItems, alreadyTrashed, emptied) => {
      const operations = [...many(left, 'left'), move(1), ...many(right, 'right')]
      const guarded = run({ operations, boundItems, alreadyTrashed, emptied })
      const all = [...guarded.operations, ...guarded.held.flatMap((hold) => hold.operations)]
      assert.deepEqual(all.map((operation) => JSON.stringify(operation)).toSorted(), operations.map((operation) => JSON.stringify(operation)).toSorted())
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('what the run has sent to trash so far counts', () => {
  assert.deepEqual([run({ operations: many(5), alreadyTrashed: 15 }).held.length, run({ operations: many(5), alreadyTrashed: 16 }).held.length], [0, 1])
})

test('what was held waits until a person decides, also when few are left of it, and only on its side', () => {
  const operations = [...many(3, 'left'), ...many(3, 'right')]
  const { held } = run({ operations, waiting: ['right'] })
  assert.deepEqual(held.map(({ on, reason, operations: those }) => [on, reason, those.length]), [['right', 'too-many', 3]])
  assert.deepEqual(run({ operations, waiting: ['right'], isDecided: true }).held, [])
})
