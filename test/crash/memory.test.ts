import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { killEverywhere } from './memory-kills.ts'
import { STORIES } from './stories.ts'

/** Orders of completion in which every kill is made. With what the other files of this folder kill in memory these are more than 5,000. */
const orders = howMany('CRASH_ORDERS', 6, 50)

for (const [story, { name }] of STORIES.entries()) {
  test(`killed at every effect: ${name}`, { timeout: 3_600_000 }, async (t) => {
    const kills = await inThread(new URL('./memory-kills.ts', import.meta.url), killEverywhere, { story, orders })
    t.diagnostic(`${kills} kills`)
  })
}
