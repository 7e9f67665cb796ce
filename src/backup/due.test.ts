import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mustHave, pointDue } from './due.ts'

const HOUR = 3_600_000
const now = Date.parse('2026-03-01T12:00:00Z')
const ago = (hours: number) => ({ takenAt: new Date(now - hours * HOUR).toISOString() })
const ask = (points: readonly { takenAt: string }[], about: Partial<Parameters<typeof pointDue>[0]> = {}) => pointDue({ points, isFirstSync: false, appliesHold: false, now, everyHours: 24, ...about })

test('a point is due before the first sync, before a held plan, and when the last one is a day old', () => {
  assert.equal(ask([], { isFirstSync: true }), 'first-sync')
  assert.equal(ask([ago(25)], { isFirstSync: true }), 'first-sync')
  assert.equal(ask([ago(1)], { isFirstSync: true }), undefined, 'one that a person took just before will do')
  assert.equal(ask([ago(0)], { appliesHold: true }), 'before-hold')
  assert.equal(ask([]), 'daily')
  assert.equal(ask([ago(50), ago(24)]), 'daily')
  assert.equal(ask([ago(50), ago(23)]), undefined)
  assert.equal(ask([ago(3)], { everyHours: 2 }), 'daily')
})

test('a point of the future, of before the clock was set back, keeps none from being taken', () => {
  assert.equal(ask([ago(-48)]), 'daily')
  assert.equal(ask([ago(-48), ago(2)]), undefined)
})

test('without a daily one a run begins all the same', () => {
  assert.deepEqual((['first-sync', 'before-hold', 'daily', 'asked'] as const).map(mustHave), [true, true, false, false])
})
