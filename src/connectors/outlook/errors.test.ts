import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../../domain/errors.ts'
import { errorCodeOf, toPushError, toSyncError } from './errors.ts'

/** status, Graph's code, ours. One row per failure that Microsoft documents or that was seen. */
const ROWS = [
  [400, 'ErrorInvalidIdMalformed', 'NOT_FOUND'],
  [400, 'InefficientFilter', 'REJECTED'],
  [400, 'UnableToDeserializePostBody', 'REJECTED'],
  [400, 'ErrorMimeContentInvalidBase64String', 'REJECTED'],
  [400, 'ErrorInvalidRecipients', 'REJECTED'],
  [400, '', 'REJECTED'],
  [401, 'InvalidAuthenticationToken', 'UNAUTHORIZED'],
  [401, '', 'UNAUTHORIZED'],
  [403, 'ErrorAccessDenied', 'FORBIDDEN'],
  [403, 'Authorization_RequestDenied', 'FORBIDDEN'],
  [403, 'ErrorQuotaExceeded', 'MAILBOX_FULL'],
  [404, 'ErrorItemNotFound', 'NOT_FOUND'],
  [404, 'ErrorSyncFolderNotFound', 'NOT_FOUND'],
  [404, 'ErrorInvalidUser', 'BAD_CONFIG'],
  [404, 'MailboxNotEnabledForRESTAPI', 'FORBIDDEN'],
  [404, '', 'NOT_FOUND'],
  [409, 'ErrorFolderExists', 'FOLDER_EXISTS'],
  [409, 'ErrorIrresolvableConflict', 'PRECONDITION_FAILED'],
  [410, 'SyncStateNotFound', 'DELTA_EXPIRED'],
  [410, '', 'DELTA_EXPIRED'],
  [400, 'resyncRequired', 'DELTA_EXPIRED'],
  [400, 'ResyncRequired', 'DELTA_EXPIRED'],
  [400, 'SyncStateInvalid', 'DELTA_EXPIRED'],
  [412, 'ErrorIrresolvableConflict', 'PRECONDITION_FAILED'],
  [413, 'ErrorMessageSizeExceeded', 'TOO_LARGE'],
  [413, 'RequestEntityTooLarge', 'TOO_LARGE'],
  [429, 'TooManyRequests', 'THROTTLED'],
  [429, 'ApplicationThrottled', 'THROTTLED'],
  [429, '', 'THROTTLED'],
  [500, 'ErrorCorruptData', 'UNREADABLE_MESSAGE'],
  [500, 'ErrorInternalServerError', 'REMOTE_FAILURE'],
  [503, '', 'REMOTE_FAILURE'],
  [504, 'UnknownError', 'REMOTE_FAILURE'],
  [507, 'ErrorQuotaExceeded', 'MAILBOX_FULL'],
  [0, '', 'REMOTE_FAILURE'],
] as const

for (const [status, code, ours] of ROWS) {
  test(`${status} ${code || '(no code)'} is ${ours}`, () => assert.equal(errorCodeOf({ status, code, reached: true }), ours))
}

const PUSH_ROWS = [
  [400, 'InvalidRequest', 'ENDPOINT_UNREACHABLE'],
  [400, 'ValidationError', 'ENDPOINT_UNREACHABLE'],
  [400, 'ExtensionError', 'REJECTED'],
  [403, 'ExtensionError', 'FORBIDDEN'],
  [403, 'ErrorAccessDenied', 'FORBIDDEN'],
  [404, 'ExtensionError', 'FORBIDDEN'],
  [409, 'Conflict', 'PRECONDITION_FAILED'],
  [401, 'InvalidAuthenticationToken', 'UNAUTHORIZED'],
  [429, 'TooManyRequests', 'THROTTLED'],
] as const

for (const [status, code, ours] of PUSH_ROWS) {
  test(`${status} ${code} to a subscription is ${ours}`, () => {
    const error = toPushError(toSyncError({ status, code, reached: true }))
    assert.equal(error instanceof SyncError && error.code, ours)
  })
}

test('an error tells status and code but none of what the cloud said', () => {
  const error = toSyncError({ status: 429, code: 'TooManyRequests', reached: true, retryAfterMs: 2128, cause: 'words' })
  assert.equal(error.message, 'Outlook: 429 TooManyRequests')
  assert.equal(error.retryAfterMs, 2128)
  assert.equal(error.ambiguous, false)
})

test('a code that is no code is not repeated', () => {
  assert.equal(toSyncError({ status: 400, code: 'someone@example.com said <b>', reached: true }).message, 'Outlook: 400')
})
