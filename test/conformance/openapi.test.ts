import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createConfig, lint } from '@redocly/openapi-core'

const DESCRIPTION = join(import.meta.dirname, '../../docs/api/openapi.json')

test('others find the description of the API valid, and nothing in it that good descriptions avoid', async () => {
  // Every operation tells its failures once, by `default`.
  const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'off' } })
  const problems = await lint({ ref: DESCRIPTION, config })
  assert.deepEqual(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`), [])
})
