import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../domain/errors.ts'
import { toSyncError } from './store-errors.ts'

/** What a database or the operating system throws, the code it becomes, and the next step that the message names. */
const TABLE: readonly [thrown: object, code: string, message: RegExp][] = [
  [{ errcode: 5 }, 'STORE_FAILURE', /Close that program/],
  [{ errcode: 517 }, 'STORE_FAILURE', /Close that program/],
  [{ errcode: 8 }, 'STORE_FAILURE', /permissions/],
  [{ errcode: 778 }, 'STORE_FAILURE', /Check the disk/],
  [{ errcode: 11 }, 'STORE_FAILURE', /backup/],
  [{ errcode: 13 }, 'STORE_FAILURE', /Make room/],
  [{ errcode: 14 }, 'STORE_FAILURE', /folder exists/],
  [{ errcode: 26 }, 'STORE_FAILURE', /another file/],
  [{ errcode: 1 }, 'STORE_FAILURE', /SQLite 1/],
  [{ errcode: 275 }, 'BROKEN_INVARIANT', /nothing of its change set/],
  [{ severity: 'ERROR', code: '23502' }, 'BROKEN_INVARIANT', /nothing of its change set/],
  [{ severity: 'ERROR', code: '22P02' }, 'BROKEN_INVARIANT', /nothing of its change set/],
  [{ severity: 'FATAL', code: '28P01' }, 'STORE_FAILURE', /user and password/],
  [{ severity: 'FATAL', code: '3D000' }, 'STORE_FAILURE', /Create it/],
  [{ severity: 'ERROR', code: '53100' }, 'STORE_FAILURE', /Make room/],
  [{ severity: 'FATAL', code: '53300' }, 'STORE_FAILURE', /connections/],
  [{ severity: 'FATAL', code: '57P01' }, 'STORE_FAILURE', /when it is up/],
  [{ severity: 'ERROR', code: '25006' }, 'STORE_FAILURE', /primary/],
  [{ severity: 'ERROR', code: '42501' }, 'STORE_FAILURE', /Allow the user/],
  [{ severity: 'ERROR', code: 'XX000' }, 'STORE_FAILURE', /XX000/],
  [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'STORE_FAILURE', /does not answer/],
  [{ code: 'EPERM', syscall: 'open' }, 'STORE_FAILURE', /permissions/],
  [{ code: 'ENOSPC', syscall: 'write' }, 'STORE_FAILURE', /Make room/],
]

for (const [thrown, code, message] of TABLE) {
  test(`${JSON.stringify(thrown)} is ${code} and names the next step`, () => {
    const error = toSyncError(Object.assign(new Error('secret@example.com'), thrown))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /secret/)
    assert.match((error.cause as Error).message, /secret/)
  })
}

test('an error of ours passes as it is', () => {
  const ours = new SyncError('STORE_LOCKED', 'x')
  assert.equal(toSyncError(ours), ours)
})
