import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audit } from '../../dashboard/src/i18n/en/audit.ts'
import { connections } from '../../dashboard/src/i18n/en/connections.ts'
import { errors } from '../../dashboard/src/i18n/en/errors.ts'
import { trouble } from '../../dashboard/src/i18n/en/trouble.ts'
import { isSignInProblem } from '../../dashboard/src/pages/connections/sign-in-problem.ts'
import { SIGN_IN_PROBLEMS } from '../../src/connectors/outlook/sign-in/problems.ts'
import { DEEDS } from '../../src/domain/deed.ts'
import { ERROR_CODES } from '../../src/domain/error-codes.ts'
import { TROUBLE } from '../../src/domain/trouble.ts'
import { API_CODES } from '../../src/server/problem.ts'
import { sourceFiles } from './source-files.ts'

test('the dashboard has words for every code that the API can answer, and for no other', () => {
  assert.deepEqual(Object.keys(errors).sort(), [...new Set([...Object.keys(ERROR_CODES), ...Object.keys(API_CODES)])].sort())
})

test('the dashboard has words for every trouble with which something does not arrive, and for no other', () => {
  assert.deepEqual(Object.keys(trouble).sort(), Object.keys(TROUBLE).sort())
})

test('the dashboard has words for each refusal of a sign-in to Microsoft, and finds them', () => {
  assert.deepEqual(Object.keys(connections.problem).sort(), [...SIGN_IN_PROBLEMS].sort())
  assert.deepEqual(SIGN_IN_PROBLEMS.filter((problem) => !isSignInProblem(problem)), [])
})

test('the dashboard has words for whatever people do and for each reason that is recorded of it', () => {
  const written = sourceFiles('src').filter(({ path }) => /^(accounts\/|[\w-]+-app\.ts|point-mail\.ts|naming-places\.ts|privacy\/|engine\/end-subscriptions\.ts|engine\/probe)/.test(path))
  const reasons = written.flatMap(({ text }) => [...text.matchAll(/(?:reason: |record\(|reason === undefined \? )'([^'$]+)'/g)].map(([, reason = '']) => reason))
  assert.ok(reasons.length > 30, 'the search finds them')
  assert.deepEqual(reasons.filter((reason) => !(reason.replaceAll(/[\s-]+/g, '-') in audit.reasons)), [])
  assert.deepEqual(DEEDS.filter((deed) => !(deed in audit.kinds)), [])
})
