import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { losePower } from './power-losses.ts'

const times = howMany('POWER_LOSSES', 500, 10_000)

test('the power fails, and the database is what it was at a sync point, one before that, or half written', { timeout: 3_600_000 }, async (t) => {
  const tried = await inThread(new URL('./power-losses.ts', import.meta.url), losePower, { times, seed: howMany('SEED', 1, 1) })
  assert.ok(Object.values(tried).reduce((sum, count) => sum + count, 0) >= times)
  t.diagnostic(JSON.stringify(tried))
})
