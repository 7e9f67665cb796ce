import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addCounts, digestOf, parseProof, proofText, subjectOf, type Proof } from './proof.ts'

const SAID: Omit<Proof, 'digest' | 'audit'> = {
  format: 'tongbu-erasure-proof',
  version: 1,
  id: 'e1',
  subject: subjectOf({ addresses: ['wong@supplier.example'] }, 'salt'),
  startedAt: '2026-03-01T00:00:00Z',
  endedAt: '2026-03-01T00:01:00Z',
  by: 'Chan',
  because: 'request 17',
  erased: { database: { rowsOfTheMirror: 4 }, backup: { messages: 4, packsWritten: 0 } },
  left: { held: 0, mentions: 2, inMailboxes: 0, unattributed: 0, unreadable: 0 },
  othersConcerned: 3,
  check: { places: {}, database: {}, files: [] },
}
const PROOF: Proof = { ...SAID, digest: digestOf(SAID), audit: { anna: { before: { records: 1, head: 'a' }, after: { records: 2, head: 'b' } } } }

test('a proof is read back as it was written, also when it was laid out, and one that was changed is none', () => {
  assert.deepEqual(parseProof(JSON.stringify(PROOF, undefined, 2)), PROOF)
  for (const [from, to] of [['request 17', 'request 18'], ['"rowsOfTheMirror":4', '"rowsOfTheMirror":3'], ['2026-03-01T00:01', '2026-03-02T00:01']] as const) assert.equal(parseProof(JSON.stringify(PROOF).replace(from, to)), undefined, to)
  for (const text of ['', '{}', '[]', 'null', '{"format":"tongbu-erasure-proof"}']) assert.equal(parseProof(text), undefined, text)
})

test('whom it is about shows with the salt alone', () => {
  const wong = { addresses: ['wong@supplier.example'] }
  assert.equal(subjectOf(wong, 'salt'), SAID.subject)
  assert.notEqual(subjectOf(wong, 'another'), SAID.subject)
  assert.notEqual(subjectOf({ addresses: ['chen@supplier.example'] }, 'salt'), SAID.subject)
})

test('for people it says what was erased, what was left and that nothing is found any more', () => {
  assert.match(proofText(PROOF), /database: rows of the mirror \(4\)\n {2}backup: messages \(4\)\n[\s\S]*messages of others that name the person: 2\n[\s\S]*afterwards: no trace\./)
  assert.match(proofText({ ...PROOF, check: { places: { backup: 1 }, database: {}, files: ['my.db'] } }), /afterwards: 1 in backup; bytes in my\.db\./)
  assert.match(proofText({ ...PROOF, check: { places: { backup: 1 }, database: { audit: 2 }, files: [] } }, 'zh-Hant-HK'), /資料庫：鏡像資料列（4）\n {2}備份：電郵（4）\n[^]*備份 內有 1 項；audit 內有 2 項。/)
})

test('counts of two attempts add up, whichever came first', () => {
  const counts = fc.dictionary(fc.constantFrom('a', 'b'), fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(9)))
  const plain = (value: object): unknown => JSON.parse(JSON.stringify(Object.entries(value).map(([place, whats]) => [place, Object.entries(whats as object).sort()]).sort()))
  fc.assert(fc.property(counts, counts, (a, b) => assert.deepEqual(plain(addCounts(a, b)), plain(addCounts(b, a)))))
  assert.deepEqual(addCounts({ a: { x: 1 } }, { a: { x: 2, y: 3 } }), { a: { x: 3, y: 3 } })
})
