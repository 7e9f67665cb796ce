import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pruneDue } from './prune-due.ts'

test('the service prunes once a day, never on first sight, and not after a month away or with a clock that jumped', () => {
  const at = (hours: number): number => Date.parse('2026-03-01T00:00:00Z') + hours * 3_600_000
  const last = '2026-03-01T00:00:00Z'
  assert.equal(pruneDue(undefined, at(0)), 'first')
  assert.deepEqual([0, 23, 24, 24 * 32, 24 * 32 + 1, 24 * 365, -1].map((hours) => pruneDue(last, at(hours))), ['not-yet', 'not-yet', 'due', 'due', 'untended', 'untended', 'untended'])
})
