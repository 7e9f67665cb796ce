import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sideStanding } from './side-state.ts'

const look = (at: number, ...codes: string[]) => ({ at, found: codes.map((code) => ({ code })) })

test('the newer word counts: a run that went well after a look that was refused, and a look after a run', () => {
  assert.deepEqual(sideStanding({ look: look(2, 'imap-refused') }), { state: 'refused', at: 2, found: [{ code: 'imap-refused' }] })
  assert.deepEqual(sideStanding({ look: look(2, 'imap-refused', 'imap-nearly-full'), ranAt: 3 }), { state: 'works', at: 3, found: [{ code: 'imap-nearly-full' }] })
  assert.deepEqual(sideStanding({ look: look(2, 'imap-refused'), ranAt: 1 }).state, 'refused')
})

test('a cloud that did not answer has not refused, and what nobody has looked at is not known', () => {
  assert.equal(sideStanding({ look: look(1, 'entra-unreachable') }).state, 'unreachable')
  assert.equal(sideStanding({ look: look(1, 'imap-unreachable', 'app-refused') }).state, 'refused')
  assert.deepEqual(sideStanding({}), { state: 'unknown', found: [] })
  assert.deepEqual(sideStanding({ ranAt: 5 }), { state: 'works', at: 5, found: [] })
})

test('what is well, and what a later version had a word for, is not told; a person who has not signed in comes before all', () => {
  assert.deepEqual(sideStanding({ look: look(1, 'entra-ok', 'graph-mailbox-ok', 'of-a-later-version', 'copies-rebuilt') }), { state: 'works', at: 1, found: [{ code: 'copies-rebuilt' }] })
  assert.deepEqual(sideStanding({ look: look(1, 'graph-mailbox-ok'), ranAt: 2, signIn: 'refused' }), { state: 'sign-in', found: [] })
  assert.equal(sideStanding({ look: look(1, 'graph-mailbox-ok'), signIn: 'good' }).state, 'works')
})
