import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RemoteMessage } from '../connectors/connector.ts'
import { NO_MARKS } from '../domain/marks.ts'
import type { OriginMark, Trace } from '../domain/origin-mark.ts'
import { tracesIn } from './traces.ts'

const message = (traces: readonly Trace[], pair?: string): RemoteMessage => ({
  id: 'm',
  folderId: 'f',
  marks: NO_MARKS,
  envelope: {
    subject: '', from: '', receivedAt: '2026-01-31T08:00:00Z', size: 1, isDraft: false, traces,
    ...(pair === undefined ? {} : { origin: { pair, side: 'left', id: 'o', token: 't', exact: '', normal: '', roleClass: 'received', route: 'rebuilt' } satisfies OriginMark }),
  },
})

test('in a mailbox of its own a pair takes off its marks, and notes wherever they are', () => {
  assert.deepEqual(tracesIn(message(['origin', 'note'], 'anna'), 'anna', false), ['origin', 'note'])
  assert.deepEqual(tracesIn(message(['note']), 'anna', false), ['note'])
  assert.deepEqual(tracesIn(message([], 'anna'), 'anna', false), [])
})

test('in a mailbox that another pair uses too it takes off its own marks and nothing else', () => {
  assert.deepEqual(tracesIn(message(['origin', 'note'], 'anna'), 'anna', true), ['origin'])
  assert.deepEqual(tracesIn(message(['note']), 'anna', true), [])
})

test('marks and notes on a copy of another pair are never taken off', () => {
  for (const isShared of [false, true]) assert.deepEqual(tracesIn(message(['origin', 'note'], 'ben'), 'anna', isShared), [])
})

test('what is told without its envelope tells of nothing', () => {
  const { envelope: _none, ...state } = message(['origin'], 'anna')
  assert.deepEqual(tracesIn(state, 'anna', false), [])
})
