import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { howMany } from '../../test/support/how-many.ts'
import { ALL, answer, AT, evidence, GOOD, NOW, opening, SUBJECT, waiver } from './gate.test-kit.ts'
import { MEASURES, PARTS, POINTS, pointsOf, type PointId, type Subject } from './points.ts'
import { nameOf, type Fact, type GateRecord } from './records.ts'
import { ANSWER_MS, EVIDENCE_MS, isOpen, judgeMeasures, newestOf } from './standing.ts'

const BAD: readonly Fact[] = [
  { check: 'backup-of-both' },
  { check: 'backup-of-both', proof: { point: 'b1', at: AT, covers: ['left'], verified: { at: AT, how: 'whole' }, isEncrypted: true, isKeyProven: true } },
  { check: 'backup-of-both', proof: { point: 'b1', at: AT, covers: ['left', 'right'], isEncrypted: true, isKeyProven: true } },
  { check: 'backup-of-both', proof: { point: 'b1', at: AT, covers: ['left', 'right'], verified: { at: AT, how: 'sample' }, isEncrypted: false, isKeyProven: true } },
  { check: 'backup-of-both', proof: { point: 'b1', at: AT, covers: ['left', 'right'], verified: { at: AT, how: 'sample' }, isEncrypted: true, isKeyProven: false } },
  { check: 'exchange-online', mailbox: 'not-enabled' },
  { check: 'exchange-online', untold: 'no-answer' },
  { check: 'forward-right', forwards: 1 },
  { check: 'mfa-right', registered: false, defaults: true },
  { check: 'permissions', permissions: ['Mail.Read'] },
  { check: 'restore-point' },
  { check: 'rehearsal', proof: { at: AT, point: 'b1', sides: ['left', 'right'], isEqual: false } },
  { check: 'rehearsal', proof: { at: AT, point: 'b1', sides: ['right'], isEqual: true } },
]
const UNTOLD: readonly Fact[] = [
  { check: 'forward-right', untold: 'permission', needs: ['MailboxSettings.Read'] },
  { check: 'mfa-right', untold: 'licence' },
  { check: 'mfa-right', defaults: false },
  { check: 'permissions', untold: 'no-answer' },
]

const anyPoint = fc.constantFrom(...POINTS.map(({ id }) => id))
const stale = (record: GateRecord): GateRecord => ({ ...record, about: 'other' })
const anyRecord: fc.Arbitrary<GateRecord> = fc
  .oneof(
    fc.constantFrom(...GOOD, ...BAD, ...UNTOLD).map((fact) => evidence(fact)),
    fc.record({ point: anyPoint, value: fc.constantFrom('yes' as const, 'yes' as const, 'no' as const) }).map(({ point, value }) => answer(point, value)),
    fc.record({ measure: fc.constantFrom(...MEASURES), covers: fc.uniqueArray(anyPoint), by: fc.constantFrom('A', ''), because: fc.constantFrom('b', ' ') }).map(({ measure, covers, by, because }) => waiver(measure, covers, { by, because })),
    fc.constant(opening()),
  )
  .chain((record) => fc.constantFrom(record, record, record, stale(record)))

/** A store holds one record of each kind and name. */
const asStored = (records: readonly GateRecord[]): GateRecord[] => [...new Map(records.map((record) => [`${record.kind} ${nameOf(record)}`, record])).values()]
const anyRecords = fc.record({ some: fc.array(anyRecord, { maxLength: 12 }), isFull: fc.boolean() }).map(({ some, isFull }) => asStored([...(isFull ? ALL : []), ...some]))

/** Whether a point holds, said anew: a waiver that names it, or somebody or something that vouches for it and nothing that speaks against it. */
function holds(id: PointId, records: readonly GateRecord[]): boolean {
  const fresh = records.filter(({ about }) => about !== 'other')
  const { asked, measure } = POINTS.find((each) => each.id === id)!
  const waived = fresh.some((record) => record.kind === 'waiver' && record.measure === measure && record.covers.includes(id) && record.by !== '' && record.because !== ' ')
  const facts = fresh.flatMap((record) => (record.kind === 'evidence' && record.fact.check === id && asked !== 'always' ? [record.fact] : []))
  const said = fresh.flatMap((record) => (record.kind === 'answer' && record.point === id && asked !== 'never' ? [record.value] : []))
  const against = said.includes('no') || facts.some((fact) => BAD.includes(fact))
  const vouched = facts.some((fact) => GOOD.includes(fact)) || said.includes('yes')
  return waived || (vouched && !against)
}

test('no combination of answers, waivers and evidence opens the gate with an unmet measure, and none that meets all keeps it closed', () => {
  let open = 0
  fc.assert(
    fc.property(anyRecords, (records) => {
      const expected = pointsOf(SUBJECT).every(({ id }) => holds(id, records)) && records.some((record) => record.kind === 'opening' && record.about !== 'other')
      assert.equal(isOpen(SUBJECT, records), expected)
      if (expected) open++
    }),
    { numRuns: howMany('GATE_CASES', 20_000, 1_000_000) },
  )
  assert.ok(open > 500, `${open} were open`)
})

test('everything that is known of a gate is needed: without any one of its records it is closed', () => {
  assert.equal(isOpen(SUBJECT, ALL), true)
  for (const left of ALL) assert.equal(isOpen(SUBJECT, ALL.filter((record) => record !== left)), false, `${left.kind} ${nameOf(left)}`)
})

test('a change of any part of the pair closes it, and only what is about that part has to be said anew', () => {
  for (const part of PARTS) {
    const changed: Subject = { ...SUBJECT, parts: { ...SUBJECT.parts, [part]: 'changed' } }
    assert.equal(isOpen(changed, ALL), false, part)
    const open = judgeMeasures(changed, ALL).measures.flatMap(({ points }) => points.filter(({ isMet }) => !isMet).map(({ id }) => id))
    assert.deepEqual(open.toSorted(), pointsOf(SUBJECT).filter(({ about }) => about.includes(part)).map(({ id }) => id).toSorted(), part)
  }
})

test('a waiver covers what was open when it was written and nothing that fails later, and lapses with the credentials', () => {
  const without = (id: PointId) => ALL.filter((record) => !(record.kind === 'evidence' && record.fact.check === id))
  const waived = [...without('rehearsal'), waiver('rollback', ['rehearsal'])]
  assert.equal(isOpen(SUBJECT, waived), true)
  assert.equal(isOpen(SUBJECT, [...waived.filter((record) => !(record.kind === 'answer' && record.point === 'recovery-steps')), answer('recovery-steps', 'no')]), false)
  assert.equal(isOpen({ ...SUBJECT, parts: { ...SUBJECT.parts, place: 'moved' } }, [...waived, opening({ ...SUBJECT, parts: { ...SUBJECT.parts, place: 'moved' } })]), false)
})

test('what is too old does not open a gate, and does not close one that is open', () => {
  const openable = (now: number) => judgeMeasures(SUBJECT, ALL, now).isMet
  assert.deepEqual([openable(NOW), openable(Date.parse(AT) + EVIDENCE_MS + 1), openable(Date.parse(AT) + ANSWER_MS + 1)], [true, false, false])
  const weekLater = judgeMeasures(SUBJECT, ALL, Date.parse(AT) + 8 * 86_400_000)
  assert.deepEqual(weekLater.measures.filter(({ state }) => state === 'open').map(({ measure }) => measure), ['backup'])
  assert.equal(isOpen(SUBJECT, ALL), true)
  assert.equal(newestOf(ALL), Date.parse(AT))
})

test('who does not give a name has neither answered nor waived anything', () => {
  assert.equal(isOpen(SUBJECT, ALL.map((record) => (record.kind === 'answer' && record.point === 'pop-left' ? { ...record, by: ' ' } : record))), false)
})

test('who says no is believed, whatever a machine found', () => {
  const { measures } = judgeMeasures(SUBJECT, [...ALL, answer('mfa-right', 'no')], NOW)
  assert.equal(measures.find(({ measure }) => measure === 'sign-in')?.state, 'open')
})

test('a mailbox on another IMAP server is asked for one thing more', () => {
  const ids = (left: Subject['left']) => pointsOf({ left }).map(({ id }) => id)
  assert.deepEqual(ids('imap').filter((id) => !ids('dingtalk').includes(id)), ['imap-known'])
})
