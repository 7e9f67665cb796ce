import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hold, Report } from './report.ts'
import { runEvents, type RunHolds } from './run-events.ts'

const report = (fields: Partial<Report> = {}): Report => ({ run: 'r', pair: 'p', startedAt: '2026-03-01T00:00:00Z', endedAt: '2026-03-01T00:00:04Z', passes: 1, quiet: true, done: { left: {}, right: {} }, failed: 0, holds: [], findings: [], ...fields })
const hold = (id: string): Hold => ({ id, on: 'left', operations: 30, reason: 'too-many' })
const kindsOf = (said: Report, holds: RunHolds = { before: [], now: said.holds }, before?: Pick<Report, 'stoppedBy'>): string[] => (runEvents(said, before, holds).events ?? []).map(({ kind, data }) => `${kind} ${data?.['hold'] ?? ''}`.trim())

test('a run that did nothing tells nothing, and one that was stopped tells it once', () => {
  const stopped = report({ quiet: false, stoppedBy: { code: 'THROTTLED', message: 'm' } })
  assert.deepEqual([kindsOf(report()), kindsOf(stopped), kindsOf(stopped, undefined, stopped), kindsOf(report(), undefined, stopped)], [[], ['run.ended'], [], ['run.ended']])
  const [event] = runEvents(report({ done: { left: { mark: 2 }, right: { copy: 3 } } }), undefined, { before: [], now: [] }).events ?? []
  assert.deepEqual(event, { at: '2026-03-01T00:00:04Z', run: 'r', kind: 'run.ended', data: { quiet: true, done: 5, failed: 0, seconds: 4 } })
})

test('a hold is told when it opens, when it is decided, and when it is over by itself', () => {
  const open = report({ holds: [hold('a')] })
  assert.deepEqual(kindsOf(open), ['hold.opened a'])
  assert.deepEqual(kindsOf(open, { before: [hold('a')], now: open.holds }), [])
  assert.deepEqual(kindsOf(report(), { before: [hold('a')], now: [] }), ['hold.closed a'])
  assert.deepEqual(kindsOf(report(), { before: [hold('a')], now: [], decided: { hold: 'a', decision: 'apply' } }), ['hold.decided a'])
  assert.deepEqual(kindsOf(report({ holds: [hold('b')] }), { before: [hold('a')], now: [hold('b')] }), ['hold.closed a', 'hold.opened b'])
})

test('a hold that stays for another reason is remembered with that, and tells nothing new', () => {
  const { facts, events } = runEvents(report({ holds: [hold('a')] }), undefined, { before: [{ id: 'a', on: 'left', reason: 'folder-unavailable' }], now: [hold('a')] })
  assert.deepEqual([facts, events], [{ holds: '[{"id":"a","on":"left","reason":"too-many"}]' }, []])
})

test('a run that was stopped before it knew its holds neither closes them nor opens them again', () => {
  const { facts, events } = runEvents(report(), undefined, { before: [hold('a')] })
  assert.deepEqual([facts, events], [undefined, []])
  assert.deepEqual(runEvents(report({ holds: [hold('a')] }), undefined, { before: [], now: [hold('a')] }).facts, { holds: '[{"id":"a","on":"left","reason":"too-many"}]' })
})
