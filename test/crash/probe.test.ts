import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killProbeEverywhere } from './probe-kills.ts'

test('a two-way test that is killed at every effect is cleared away by the next run', { timeout: 3_600_000 }, async (t) => {
  const inFlight = howMany('CRASH_IN_FLIGHT', 1, 2) === 1 ? (['done'] as const) : (['done', 'lost'] as const)
  const kills = await inThread(new URL('./probe-kills.ts', import.meta.url), killProbeEverywhere, { orders: howMany('CRASH_ORDERS', 1, 50), inFlight })
  t.diagnostic(`${kills} kills`)
})
