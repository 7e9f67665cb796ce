import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSyncError } from './errors.ts'

const TABLE: readonly (readonly [status: number, detail: string | undefined, code: string])[] = [
  [400, undefined, 'REJECTED'],
  [401, undefined, 'UNAUTHORIZED'],
  [403, undefined, 'FORBIDDEN'],
  [404, 'message.notFound', 'NOT_FOUND'],
  [404, 'domain.notFound', 'FORBIDDEN'],
  [408, undefined, 'REMOTE_FAILURE'],
  [413, undefined, 'TOO_LARGE'],
  [429, undefined, 'THROTTLED'],
  [500, undefined, 'REMOTE_FAILURE'],
  [504, undefined, 'REMOTE_FAILURE'],
  [507, undefined, 'MAILBOX_FULL'],
  [200, 'message.notFound', 'NOT_FOUND'],
  [200, 'folder.alreadyExists', 'FOLDER_EXISTS'],
  [200, 'something.new', 'REJECTED'],
]

for (const [status, detail, code] of TABLE) {
  test(`${status} with ${detail ?? 'no code'} means ${code}`, () => {
    assert.equal(toSyncError({ status, detail }).code, code)
  })
}

test('the wait that was asked for is passed on', () => {
  assert.equal(toSyncError({ status: 429, retryAfterMs: 2000 }).retryAfterMs, 2000)
})
