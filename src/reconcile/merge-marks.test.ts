import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NO_MARKS, normalTags, type MarkAccess, type Marks } from '../domain/marks.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { canWrite, MARK_NAMES, mergeMarks, represent, representMarks, sameMark } from './merge-marks.ts'

/** Few values, so that both sides often change the same thing. */
const marks: fc.Arbitrary<Marks> = fc.record({
  read: fc.boolean(),
  flag: fc.constantFrom('none', 'flagged', 'complete'),
  answered: fc.boolean(),
  forwarded: fc.boolean(),
  tags: fc.subarray(['x', 'y', 'z']).map((tags) => normalTags(tags)),
})
const access: fc.Arbitrary<MarkAccess> = fc.record({
  read: fc.constant('read-write'),
  flag: fc.constantFrom('ternary', 'binary', 'none'),
  answered: fc.constantFrom('read-write', 'read', 'none'),
  forwarded: fc.constantFrom('read-write', 'none'),
  tags: fc.constantFrom('read-write', 'none'),
})
const FULL: MarkAccess = { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' }
const both = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<Record<Side, T>> => fc.record({ left: each, right: each })
const input = fc.record({ now: both(marks), base: both(marks), access: both(access), conflictsWonBy: fc.constantFrom(...SIDES) })
const check = (property: (given: Parameters<typeof mergeMarks>[0]) => void, of = input): void => fc.assert(fc.property(of, property), { numRuns: 3000, seed: 1 })

test('exchanging the sides exchanges the writes, and nothing else', () => {
  const swap = <T>({ left, right }: Readonly<Record<Side, T>>): Record<Side, T> => ({ left: right, right: left })
  check((given) => {
    const mirrored = mergeMarks({ now: swap(given.now), base: swap(given.base), access: swap(given.access), conflictsWonBy: opposite(given.conflictsWonBy) })
    const { write, ...rest } = mergeMarks(given)
    assert.deepEqual(mirrored, { write: swap(write), ...rest })
  })
})

test('what is written differs from what is there, and the side takes it', () => {
  check((given) => {
    const { write } = mergeMarks(given)
    for (const side of SIDES) {
      for (const name of MARK_NAMES) {
        const value = write[side][name]
        if (value === undefined) continue
        assert.ok(!sameMark(value, given.now[side][name]), name)
        assert.ok(canWrite(name, given.access[side]), name)
      }
    }
  })
})

test('a mark that nobody touched is neither written nor agreed on', () => {
  check((given) => {
    const untouched = mergeMarks({ ...given, now: given.base })
    assert.deepEqual(untouched, { write: { left: {}, right: {} }, adopt: [], cannotHold: [], conflicts: [] })
  })
})

test('where both sides hold everything, they show the same after the writes', () => {
  check((given) => {
    const { now, base } = given
    const agreed = { left: base.left, right: base.left }
    const { write } = mergeMarks({ ...given, base: agreed, now: { left: now.left, right: now.right }, access: { left: FULL, right: FULL } })
    assert.deepEqual({ ...now.left, ...write.left }, { ...now.right, ...write.right })
  })
})

test('every touched mark is written or agreed on, so that it is not looked at again', () => {
  check((given) => {
    const { write, adopt } = mergeMarks(given)
    const touched = MARK_NAMES.filter((name) => SIDES.some((side) => !sameMark(given.now[side][name], given.base[side][name])))
    assert.deepEqual(touched.filter((name) => !adopt.includes(name) && SIDES.every((side) => write[side][name] === undefined)), [])
  })
})

test('tags added on both sides are all there, and tags removed on either are not', () => {
  const all = (tags: readonly string[]): Marks => ({ ...NO_MARKS, tags })
  const base = all(['a', 'b'])
  const merge = mergeMarks({ now: { left: all(['a', 'b', 'c']), right: all(['b', 'd']) }, base: { left: base, right: base }, access: { left: FULL, right: FULL }, conflictsWonBy: 'left' })
  assert.deepEqual(merge.write, { left: { tags: ['b', 'c', 'd'] }, right: { tags: ['b', 'c', 'd'] } })
})

test('where both sides changed a mark differently, the side that the policy names wins', () => {
  const flagged = (flag: Marks['flag']): Marks => ({ ...NO_MARKS, flag })
  for (const side of SIDES) {
    const merge = mergeMarks({ now: { left: flagged('flagged'), right: flagged('complete') }, base: { left: NO_MARKS, right: NO_MARKS }, access: { left: FULL, right: FULL }, conflictsWonBy: side })
    assert.deepEqual([merge.write[side], merge.write[opposite(side)]], [{}, { flag: side === 'left' ? 'flagged' : 'complete' }])
    assert.deepEqual(merge.conflicts, ['flag'])
  }
})

test('a flag with two states shows a completed task as no flag', () => {
  assert.equal(represent('flag', 'complete', { ...FULL, flag: 'binary' }), 'none')
  assert.equal(represent('flag', 'flagged', { ...FULL, flag: 'binary' }), 'flagged')
  assert.equal(represent('flag', 'flagged', { ...FULL, flag: 'none' }), undefined)
})

test('a copy shows only marks that the side takes', () => {
  const marked: Marks = { read: true, flag: 'complete', answered: true, forwarded: true, tags: ['x'] }
  assert.deepEqual(representMarks(marked, FULL), marked)
  assert.deepEqual(representMarks(marked, { read: 'read-write', flag: 'binary', answered: 'read', forwarded: 'none', tags: 'none' }), { ...NO_MARKS, read: true })
})
