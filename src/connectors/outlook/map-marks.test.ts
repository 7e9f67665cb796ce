import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LAST_VERB, markFields, readMarks, readVerbs, verbProperties } from './map-marks.ts'

const VERBS = [
  { answered: false, forwarded: false },
  { answered: true, forwarded: false },
  { answered: false, forwarded: true },
  { answered: true, forwarded: true },
]

for (const verbs of VERBS) {
  test(`${JSON.stringify(verbs)} reads back as it was written`, () => assert.deepEqual(readVerbs(verbProperties(verbs)), verbs))
}

test('a reply to all is an answer', () => {
  assert.deepEqual(readVerbs([{ id: 'Integer 0x1081', value: '103' }]), { answered: true, forwarded: false })
})

test('a later forward by a person does not take back that both were done', () => {
  const later = verbProperties({ answered: true, forwarded: true }).map((property) => (property.id === LAST_VERB ? { ...property, value: '104' } : property))
  assert.deepEqual(readVerbs(later), { answered: true, forwarded: true })
})

test('property ids are recognised in whatever case Graph writes them', () => {
  assert.deepEqual(readVerbs([{ id: 'Integer 0x1081'.toUpperCase(), value: '102' }]), { answered: true, forwarded: false })
})

test('only the marks that are named become fields', () => {
  assert.deepEqual(markFields({ read: false }), { isRead: false })
  assert.deepEqual(markFields({ flag: 'complete', tags: [] }), { flag: { flagStatus: 'complete' }, categories: [] })
  assert.deepEqual(markFields({ answered: true }), {})
})

test('categories are told in one order and form', () => {
  const marks = readMarks({ id: '1', categories: ['b', 'é'.normalize('NFD'), 'a', 'b'], flag: { flagStatus: 'flagged' }, isRead: true })
  assert.deepEqual(marks, { read: true, flag: 'flagged', answered: false, forwarded: false, tags: ['a', 'b', 'é'] })
})
