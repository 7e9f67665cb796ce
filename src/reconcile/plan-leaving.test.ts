import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stateOf, type Item } from '../domain/item.ts'
import type { Trace } from '../domain/origin-mark.ts'
import { DEFAULT_POLICY } from '../domain/policy.ts'
import { planLeaving, type LeavingInput } from './plan-leaving.ts'
import { bound, copyOf, message, originOf, twoMailboxes } from './reconcile.test-kit.ts'

const agreed = (item: Item): Item => ({ ...item, base: stateOf(item) })

/** An original on the left and our copy on the right, as both agreed. */
const original = agreed(message('left', 'm'))
const copy = agreed(copyOf(original, { origin: originOf(original, { route: 'rebuilt' }) }))
const together = bound(original.ref, copy.ref)
const off = (traces: readonly Trace[], ...items: readonly Item[]): ReadonlyMap<string, readonly Trace[]> => new Map(items.map(({ ref }) => [ref, traces]))

const planOf = (input: Partial<LeavingInput> = {}) =>
  planLeaving({ pair: 'pair', copies: 'remove', items: [original, copy], bindings: [together], traces: off(['origin'], copy), refused: new Set(), folders: twoMailboxes(), policy: DEFAULT_POLICY, ...input })

const trash = { kind: 'trash', on: 'right', item: copy.ref, binding: together.id, folder: 'right trash', reason: 'uninstalled' } as const
const strip = { kind: 'strip', on: 'right', item: copy.ref, traces: ['origin'], reason: 'uninstalled' } as const
const whyKept = (input: Partial<LeavingInput>) => {
  const { operations, listed } = planOf(input)
  assert.ok(operations.every(({ kind }) => kind !== 'trash'), 'it is kept')
  return listed.map(({ why }) => why)
}

test('L1, L3: a copy goes to trash before its mark comes off, and its original is not touched', () => {
  assert.deepEqual(planOf(), { operations: [trash, strip], listed: [] })
  assert.deepEqual(planOf({ copies: 'keep' }), { operations: [strip], listed: [] })
})

test('L1: what is done already needs nothing', () => {
  assert.deepEqual(planOf({ items: [original, { ...copy, folder: 'right trash' }] }).operations, [strip])
  assert.deepEqual(planOf({ items: [original, { ...copy, folder: 'right old' }], traces: new Map() }).operations, [])
})

test('L1: a copy that was to go to trash and did not get there goes now', () => {
  const begun = { ...copy, base: { ...stateOf(copy), folder: 'right trash' } }
  assert.deepEqual(planOf({ items: [original, begun] }), { operations: [trash, strip], listed: [] })
})

test('L2: a copy whose original is gone, missing, in trash, or a copy of ours itself, is the last one and is kept', () => {
  for (const other of [{ presence: 'gone' }, { presence: 'missing' }, { folder: 'left old' }, { origin: originOf(copy) }] as const) {
    assert.deepEqual(new Set(whyKept({ items: [{ ...original, ...other }, copy] }).filter((why) => why !== 'in-mime')), new Set(['last']), JSON.stringify(other))
  }
  for (const status of ['differs', 'tombstone', 'departed'] as const) assert.deepEqual(whyKept({ bindings: [{ ...together, status }] }), ['last'], status)
  assert.deepEqual(whyKept({ items: [copy] }), ['last'])
})

test('L2: a copy that nothing binds to an original is not provably one of two', () => {
  assert.deepEqual(whyKept({ bindings: [] }), ['unproven'])
})

test('L2: what a person did to a copy since is not thrown away with it', () => {
  assert.deepEqual(whyKept({ items: [original, { ...copy, folder: 'right a' }] }), ['changed'])
})

test('L4: a mark in MIME stays and is listed, also where something of it comes off', () => {
  const exact = { ...copy, origin: originOf(original) }
  assert.deepEqual(planOf({ copies: 'keep', items: [original, exact], traces: new Map() }), { operations: [], listed: [{ item: copy.ref, on: 'right', why: 'in-mime' }] })
  assert.deepEqual(planOf({ copies: 'keep', items: [original, exact] }), { operations: [strip], listed: [{ item: copy.ref, on: 'right', why: 'in-mime' }] })
})

test('L5: notes come off originals too, and marks of other pairs are none of ours', () => {
  assert.deepEqual(planOf({ copies: 'keep', traces: off(['note'], original) }).operations, [{ kind: 'strip', on: 'left', item: original.ref, traces: ['note'], reason: 'uninstalled' }])
  const theirs = { ...copy, origin: originOf(original, { pair: 'other' }) }
  assert.deepEqual(planOf({ items: [original, theirs], traces: new Map() }), { operations: [], listed: [] })
})

test('L6: nothing is written where the policy forbids it or the cloud refused, and it is listed', () => {
  assert.deepEqual(whyKept({ policy: { ...DEFAULT_POLICY, noDelete: 'right' } }), ['forbidden'])
  assert.deepEqual(whyKept({ policy: { ...DEFAULT_POLICY, readOnly: 'right' } }), ['forbidden', 'forbidden'])
  assert.deepEqual(whyKept({ refused: new Set([copy.ref]) }), ['refused', 'refused'])
  assert.deepEqual(planOf({ policy: { ...DEFAULT_POLICY, readOnly: 'right', noDelete: 'right' } }).operations, [])
})

test('the same rows in any order give the same operations in the same order', () => {
  const others = ['a', 'b', 'c'].map((name) => agreed(message('left', name)))
  const copies = others.map((item) => agreed(copyOf(item)))
  const items = [...others, ...copies]
  const input = { bindings: others.map((item, at) => bound(item.ref, copies[at]?.ref ?? '')), traces: off(['origin'], ...copies) }
  const planned = planOf({ ...input, items })
  assert.equal(planned.operations.length, 6)
  assert.deepEqual(planOf({ ...input, items: items.toReversed() }), planned)
})
