import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { setClocks, WRONG_CLOCKS } from './clocks.ts'

/** The days on which clocks change are its. */
process.env['TZ'] = 'Europe/Berlin'

const turns = howMany('CLOCKS', 24, 240)

test('our clock is ten minutes wrong, is set by a day in mid-run, and the hour is changed: both sides come to the same end', { timeout: 3_600_000 }, async (t) => {
  assert.equal(WRONG_CLOCKS.length, 24)
  const made = await inThread(new URL('./clocks.ts', import.meta.url), setClocks, { rounds: Math.ceil(turns / WRONG_CLOCKS.length), seed: howMany('SEED', 1, 1) })
  assert.ok(made >= turns)
  t.diagnostic(`${made} turns with ${WRONG_CLOCKS.length} wrong clocks`)
})
