import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killLeavingEverywhere } from './leaving-kills.ts'

/** Orders of completion in which every kill is made. */
const orders = howMany('CRASH_ORDERS', 1, 50)

for (const resumption of ['leave', 'sync first'] as const) {
  test(`a pair that is given up, killed at every effect: asked for again${resumption === 'leave' ? '' : ' after a sync in between'}, it comes to its end, and no original was touched`, { timeout: 3_600_000 }, async (t) => {
    const kills = await inThread(new URL('./leaving-kills.ts', import.meta.url), killLeavingEverywhere, { orders, resumption })
    t.diagnostic(`${kills} kills`)
  })
}
