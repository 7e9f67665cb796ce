import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errors } from '../../dashboard/src/i18n/en/errors.ts'
import { ERROR_CODES } from '../../src/domain/error-codes.ts'
import { API_CODES } from '../../src/server/problem.ts'

test('the dashboard has words for every code that the API can answer, and for no other', () => {
  assert.deepEqual(Object.keys(errors).sort(), [...new Set([...Object.keys(ERROR_CODES), ...Object.keys(API_CODES)])].sort())
})
