import assert from 'node:assert/strict'
import { env } from 'node:process'
import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { readSpoilt } from './mutations.ts'

/** `TONGBU_CORPUS=mutated` takes as many as the long run does. */
const count = env['TONGBU_CORPUS'] === 'mutated' ? 100_000 : howMany('MUTATIONS', 2000, 100_000)

test('real mails, cut, flipped, doubled and lied about, are read or refused, and always the same', { timeout: 7_200_000 }, async (t) => {
  const refused = await inThread(new URL('./mutations.ts', import.meta.url), readSpoilt, { count, seed: howMany('SEED', 1, 1) })
  assert.ok(refused < count / 2, `${refused} of ${count} are refused`)
  t.diagnostic(`${count} mutated mails, ${refused} refused`)
})
