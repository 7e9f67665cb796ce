import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './records.ts'

const RECORD = { pair: 'anna', seq: 7, at: '2026-02-01T00:00:00Z', run: 'r', kind: 'copy', on: 'right', item: 'i', reason: 'new-here', hash: 'ab' } as const

test('a record is a line of a spreadsheet, in which nothing is a formula and what has commas or quotes is quoted', () => {
  assert.equal(csvLine(RECORD), 'anna,7,2026-02-01T00:00:00Z,r,copy,right,i,,new-here,,,,,ab\r\n')
  assert.equal(csvLine({ ...RECORD, pair: '=cmd()', item: '-1+2', detail: '["a, b"]' }), `'=cmd(),7,2026-02-01T00:00:00Z,r,copy,right,'-1+2,,new-here,,"[""a, b""]",,,ab\r\n`)
})
