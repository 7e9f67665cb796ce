import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killMistakeEverywhere, killUndoEverywhere } from './undo-kills.ts'

/** Orders of completion in which every kill is made. */
const orders = howMany('CRASH_ORDERS', 2, 50)

for (const resumption of ['undo', 'sync first'] as const) {
  test(`an undo that is killed at every effect ends as if nobody had disturbed it: ${resumption === 'undo' ? 'asked for again' : 'after a run in between'}`, { timeout: 3_600_000 }, async (t) => {
    const kills = await inThread(new URL('./undo-kills.ts', import.meta.url), killUndoEverywhere, { orders, resumption })
    t.diagnostic(`${kills} kills`)
  })
}

test('what a run that was killed at any effect did, and the run that resumed it, can be taken back', { timeout: 3_600_000 }, async (t) => {
  const kills = await inThread(new URL('./undo-kills.ts', import.meta.url), killMistakeEverywhere, { orders: 1 })
  t.diagnostic(`${kills} kills`)
})
