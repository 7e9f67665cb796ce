import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killAgain } from './second-deaths.ts'

const times = howMany('SECOND_DEATHS', 500, 3000)

test('killed once more, and perhaps again, while it looks after what the first kill left', { timeout: 3_600_000 }, async (t) => {
  const killed = await inThread(new URL('./second-deaths.ts', import.meta.url), killAgain, { times, seed: howMany('SEED', 1, 1) })
  assert.equal(killed, times)
  t.diagnostic(`${killed} recoveries killed`)
})
