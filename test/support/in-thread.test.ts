import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inThread } from './in-thread.ts'
import { echo, fail, waitForEver } from './thread-work.ts'

const WORK = new URL('./thread-work.ts', import.meta.url)

test('an answer is heard also where this thread was busy until the other had ended', async () => {
  const answer = inThread(WORK, echo, 'heard')
  await sleep(10)
  for (const end = Date.now() + 800; Date.now() < end; );
  assert.equal(await answer, 'heard')
})

test('a thread that fails, or ends without an answer, fails whoever waits for it', async () => {
  await assert.rejects(inThread(WORK, fail, 'as told'), /as told/)
  await assert.rejects(inThread(WORK, waitForEver, ''), /waitForEver ended with 13 and no answer/)
})
