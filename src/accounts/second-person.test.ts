import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, grantFor, stateOf, type Request } from './second-person.ts'

const HOUR = 3_600_000
const request: Request = { id: 'r', by: 'a', deed: 'restore', pair: 'anna', about: 'p1', reason: 'lost', at: 0 }
const chief = { id: 'b', role: 'administrator' } as const
const granted = decide(request, chief, true, 1)
const yes = (): boolean => true

test('another administrator decides within an hour, and nobody about their own request', () => {
  assert.equal(stateOf(granted, 2), 'granted')
  assert.equal(stateOf(decide(request, chief, false, 1), 2), 'denied')
  assert.throws(() => decide(request, { id: 'a', role: 'administrator' }, true, 1), { code: 'NOT_ALLOWED' })
  assert.throws(() => decide(request, { id: 'b', role: 'operator' }, true, 1), { code: 'NOT_ALLOWED' })
  assert.throws(() => decide(request, chief, true, HOUR), { code: 'SECOND_PERSON' })
  assert.throws(() => decide(granted, chief, false, 2), { code: 'SECOND_PERSON' }, 'once')
})

test('a grant is for that person, deed, pair and point, for an hour, and a restore is done once', () => {
  const found = (by: string, deed: Partial<Request>, now = 2, of = granted): boolean => grantFor([of], by, { ...request, ...deed }, now, yes) !== undefined
  assert.deepEqual([found('a', {}), found('c', {}), found('a', { deed: 'archive-read' }), found('a', { pair: 'ben' }), found('a', { about: 'p2' }), found('a', {}, HOUR + 1)], [true, false, false, false, false, false])
  assert.equal(found('a', {}, 3, { ...granted, usedAt: 2 }), false)
  assert.equal(found('a', {}, 2, request), false, 'not yet decided')
})

test('the archive is read as often as needed within the hour, and a grant of the whole covers each part', () => {
  const reading: Request = { ...granted, deed: 'archive-read', about: '', usedAt: 2 }
  assert.ok(grantFor([reading], 'a', { deed: 'archive-read', pair: 'anna', about: 'm7' }, 3, yes))
})

test('a grant ends when whoever gave it is no administrator any more', () => {
  assert.equal(grantFor([granted], 'a', request, 2, (id) => id !== 'b'), undefined)
})
