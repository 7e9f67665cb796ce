import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { confuse } from './notifications.ts'

const histories = howMany('HISTORIES', 40, 400)

test('notification chaos: however little is told, and however often, late or wrongly, everything arrives in time, once, and then it is quiet', { timeout: 3_600_000 }, async (t) => {
  const chaos = await inThread(new URL('./notifications.ts', import.meta.url), confuse, { from: howMany('SEED', 1, 1), histories })
  t.diagnostic(`${histories} histories: ${JSON.stringify(chaos)}`)
  if (histories < 40) return
  for (const [what, count] of Object.entries(chaos)) assert.ok(count >= histories / 5, `only ${count} ${what} in ${histories} histories`)
})
