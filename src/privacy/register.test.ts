import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRegister, peopleFindings, registerCsv, registerMarkdown } from './register.ts'

const FACTS = { company: 'Sheng He', places: { left: 'Hangzhou', right: 'Hong Kong' }, authority: '=HYPERLINK("x"), 7', since: '2026-02-01' }
const CROSSINGS = new Map([['anna', [{ month: '2026-02', to: 'right', messages: 12, bytes: 3400, changes: 5 }] as const]])

test('the register tells from where to where, how much, and what the configuration does not say', () => {
  const { rows, findings } = makeRegister({ at: '2026-03-01T00:00:00Z', facts: {}, crossings: CROSSINGS })
  assert.deepEqual(rows, [{ pair: 'anna', month: '2026-02', from: 'left', to: 'right', messages: 12, bytes: 3400, changes: 5 }])
  assert.deepEqual(findings.map(({ code }) => code), ['PLACES_MISSING', 'AUTHORITY_MISSING'])
  assert.deepEqual(makeRegister({ at: '', facts: FACTS, crossings: CROSSINGS }).findings, [])
})

test('as a spreadsheet no cell is a formula, and as a page no text breaks the table', () => {
  const register = makeRegister({ at: '2026-03-01T00:00:00Z', facts: { ...FACTS, places: { left: '=cmd|x', right: 'a, b' } }, crossings: CROSSINGS })
  assert.equal(registerCsv(register).split('\r\n')[1], '2026-02,anna,DingTalk (=cmd|x),"Outlook (a, b)",12,3400,5')
  assert.match(registerMarkdown(register), /\| 2026-02 \| anna \| DingTalk \(=cmd\\\|x\) \| Outlook \(a, b\) \| 12 \| 3400 \| 5 \|/)
  assert.match(registerMarkdown(register), /not counted \(`privacy\.countPeople`\)/)
})

test('the marks of people are told from 80 % on, and only towards Outlook', () => {
  const codes = (right: number, left = 0): readonly string[] => peopleFindings({ year: 2026, to: { left, right } }).map(({ code }) => code)
  assert.deepEqual([codes(79_999, 500_000), codes(80_000), codes(99_999), codes(100_000), codes(999_999), codes(1_000_000)], [[], ['PEOPLE_NEAR'], ['PEOPLE_NEAR'], ['PEOPLE_REACHED'], ['PEOPLE_REACHED'], ['PEOPLE_MILLION']])
})
