import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../../domain/errors.ts'
import { isConnectionLimit, isConnectionLost, toSyncError } from './errors.ts'

const no = (serverResponseCode?: string) => ({ responseStatus: 'NO', ...(serverResponseCode === undefined ? {} : { serverResponseCode }) })

const TABLE: readonly (readonly [failure: object, code: string])[] = [
  [no('TOOBIG'), 'TOO_LARGE'],
  [{ serverResponseCode: 'APPENDLIMIT' }, 'TOO_LARGE'],
  [no('OVERQUOTA'), 'MAILBOX_FULL'],
  [no('NONEXISTENT'), 'NOT_FOUND'],
  [no('TRYCREATE'), 'NOT_FOUND'],
  [no('ALREADYEXISTS'), 'FOLDER_EXISTS'],
  [{ ...no('AUTHENTICATIONFAILED'), authenticationFailed: true }, 'UNAUTHORIZED'],
  [{ ...no(), authenticationFailed: true }, 'UNAUTHORIZED'],
  [no('LIMIT'), 'THROTTLED'],
  [{ code: 'ETHROTTLE' }, 'THROTTLED'],
  [no('UNAVAILABLE'), 'REMOTE_FAILURE'],
  [no('NOPERM'), 'FORBIDDEN'],
  [no(), 'REJECTED'],
  [{ responseStatus: 'BAD' }, 'REJECTED'],
  [{ code: 'NoConnection' }, 'REMOTE_FAILURE'],
  [{ code: 'ECONNRESET' }, 'REMOTE_FAILURE'],
  [{ code: 'LiteralTooLarge' }, 'UNREADABLE_ANSWER'],
  [new TypeError('x is not a function'), 'BROKEN_INVARIANT'],
]

for (const [failure, code] of TABLE) {
  test(`${JSON.stringify(failure)} means ${code}`, () => {
    assert.equal(toSyncError(failure).code, code)
  })
}

test('a write whose answer was lost may have been done', () => {
  assert.equal(toSyncError({ code: 'EConnectionClosed' }, true).ambiguous, true)
  assert.equal(toSyncError(no('OVERQUOTA'), true).ambiguous, false)
  assert.equal(toSyncError({ code: 'EConnectionClosed' }).ambiguous, false)
})

test('what was judged before stays as it is', () => {
  const error = new SyncError('TOO_LARGE', 'Too large.')
  assert.equal(toSyncError(error, true), error)
  assert.equal(isConnectionLost(error), false)
})

test('too many connections are told from a wrong password', () => {
  assert.equal(isConnectionLimit({ serverResponseCode: 'LIMIT', authenticationFailed: true }), true)
  assert.equal(isConnectionLimit({ responseText: 'Too many simultaneous connections' }), true)
  assert.equal(isConnectionLimit({ ...no('AUTHENTICATIONFAILED'), responseText: 'wrong password' }), false)
})
