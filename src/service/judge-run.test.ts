import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR_CODES, type ErrorCode } from '../domain/error-codes.ts'
import type { Report } from '../engine/report.ts'
import { judgeFailure, judgeReport } from './judge-run.ts'

const MINUTE = 60_000
const pace = { hotMs: 15_000, warmMs: 60_000, idleMs: 300_000, safetyMs: 900_000 }
const history = { failures: 0, sinceChangeMs: 0, isTold: false }
const report: Report = { run: 'r', pair: 'anna', startedAt: '', endedAt: '', passes: 1, quiet: true, done: { left: {}, right: {} }, failed: 0, holds: [], findings: [] }

test('a quiet run is followed by a look, one that left something by an earlier one, a hold by a decision', () => {
  assert.deepEqual(judgeReport(report, history, pace), { state: 'in-step', nextMs: 15_000 })
  assert.deepEqual(judgeReport({ ...report, quiet: false }, { ...history, failures: 1, sinceChangeMs: 99 * MINUTE }, pace), { state: 'behind', nextMs: 5_000 })
  const held = judgeReport({ ...report, holds: [{ id: 'a', on: 'left', operations: 30, reason: 'too-many' }] }, history, pace)
  assert.deepEqual([held.state, held.nextMs], ['decide', 15_000])
})

test('of everything that can stop a run, only a refused sign-in and a bug of ours are never tried again by themselves', () => {
  const final = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => judgeFailure(code, '', 1).nextMs === undefined)
  assert.deepEqual(final, ['UNAUTHORIZED', 'BROKEN_INVARIANT'])
})

test('what a mailbox lacks is asked for every quarter of an hour at first and hourly in the end; a person is told', () => {
  for (const [code, state] of [['FORBIDDEN', 'sign-in'], ['BAD_CONFIG', 'stuck'], ['MAILBOX_FULL', 'stuck']] as const) {
    assert.deepEqual([1, 2, 3, 9].map((failures) => (judgeFailure(code, '', failures).nextMs ?? 0) / MINUTE), [15, 30, 60, 60])
    assert.equal(judgeFailure(code, '', 1).state, state)
  }
})

test('a pair whose safety measures do not hold waits for them, and is looked at again within a minute', () => {
  const { state, nextMs } = judgeFailure('GATE_CLOSED', '', 1)
  assert.deepEqual([state, nextMs, judgeFailure('GATE_CLOSED', '', 20).nextMs], ['gate', 15_000, 60_000])
})

test('what a cloud asks for is obeyed, and a failing database is tried soon', () => {
  assert.equal(judgeFailure('THROTTLED', '', 1, 777_000).nextMs, 777_000)
  assert.equal(judgeFailure('REMOTE_FAILURE', '', 20).nextMs, 5 * MINUTE)
  assert.deepEqual([judgeFailure('STORE_FAILURE', '', 1).nextMs, judgeFailure('STORE_FAILURE', '', 20).nextMs], [1000, 30_000])
})

test('a mailbox that was changed while it was looked at is looked at again within seconds, however often that happens', () => {
  assert.deepEqual([judgeFailure('NOT_FOUND', '', 1).nextMs, judgeFailure('NOT_FOUND', '', 20).nextMs], [1000, 15_000])
})

test('a report of another version, with a code that this one does not know, waits for a person', () => {
  const verdict = judgeReport({ ...report, stoppedBy: { code: 'FROM_THE_FUTURE', message: 'x' } }, history, pace)
  assert.deepEqual([verdict.code, verdict.nextMs], ['BROKEN_INVARIANT', undefined])
})
