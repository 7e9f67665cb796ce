import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { confuse } from './notifications.ts'
import { confuseWire } from './wire-notifications.ts'

const USUAL = 37
const histories = howMany('HISTORIES', USUAL, 370)
const wireHistories = howMany('WIRE_HISTORIES', 3, 30)
const from = howMany('SEED', 1, 1)

test('notification chaos: however little is told, and however often, late or wrongly, everything arrives in time, once, and then it is quiet', { timeout: 3_600_000 }, async (t) => {
  const chaos = await inThread(new URL('./notifications.ts', import.meta.url), confuse, { from, histories })
  t.diagnostic(`${histories} histories: ${JSON.stringify(chaos)}`)
  if (histories < USUAL) return
  for (const [what, count] of Object.entries(chaos)) assert.ok(count >= histories / 5, `only ${count} ${what} in ${histories} histories`)
})

test('notification chaos over the wire: IDLE that is silent or cut, and subscriptions of a cloud that tells as badly', { timeout: 3_600_000 }, async (t) => {
  const edits = await inThread(new URL('./wire-notifications.ts', import.meta.url), confuseWire, { from, histories: wireHistories })
  assert.ok(edits >= 10 * wireHistories, `only ${edits} edits in ${wireHistories} histories`)
  t.diagnostic(`${wireHistories} histories, ${edits} edits`)
})
