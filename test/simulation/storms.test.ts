import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { weather } from './storms.ts'

const storms = howMany('STORMS', 30, 300)

test('throttling storms: nothing is sent before a pause ends, and both sides come to the same end', { timeout: 3_600_000 }, async (t) => {
  const pauses = await inThread(new URL('./storms.ts', import.meta.url), weather, { storms, seed: howMany('SEED', 1, 1) })
  assert.ok(pauses >= storms, `only ${pauses} pauses in ${storms} storms`)
  t.diagnostic(`${storms} storms, ${pauses} pauses`)
})
