import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killRehearsalEverywhere } from './rehearsal-kills.ts'
import { killRollbackEverywhere } from './rollback-kills.ts'

/** Orders of completion in which every kill is made. */
const orders = howMany('CRASH_ORDERS', 1, 50)
/** What becomes of the calls that were on their way: both, where that costs little or the programme is long. */
const BOTH = ['done', 'lost'] as const
const inFlight = howMany('CRASH_IN_FLIGHT', 1, 2) === 1 ? (['done'] as const) : BOTH

for (const resumption of ['rollback', 'sync first'] as const) {
  test(`a rollback that is killed at every effect ends as if nobody had disturbed it: ${resumption === 'rollback' ? 'asked for again' : 'after a run in between'}`, { timeout: 3_600_000 }, async (t) => {
    const kills = await inThread(new URL('./rollback-kills.ts', import.meta.url), killRollbackEverywhere, { orders, resumption, inFlight: resumption === 'rollback' ? BOTH : inFlight })
    t.diagnostic(`${kills} kills`)
  })
}

test('a rehearsal that is killed at every effect is cleared away by the next run, and none of it ever crosses', { timeout: 3_600_000 }, async (t) => {
  const kills = await inThread(new URL('./rehearsal-kills.ts', import.meta.url), killRehearsalEverywhere, { orders, inFlight })
  t.diagnostic(`${kills} kills`)
})
