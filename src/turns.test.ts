import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { createTurns } from './turns.ts'

const never = new AbortController().signal

test('work on one pair waits for its turn, in order, also behind work that failed; work on another pair does not', async () => {
  const turns = createTurns()
  const told: string[] = []
  const first = Promise.withResolvers<void>()
  const failing = turns.take('anna', never, async () => {
    told.push('first')
    await first.promise
    throw new Error('failed')
  })
  const second = turns.take('anna', never, async () => told.push('second'))
  const third = turns.take('anna', never, async () => told.push('third'))
  await turns.take('bob', never, async () => told.push('other'))
  assert.deepEqual(told, ['first', 'other'])
  first.resolve()
  await assert.rejects(failing, /failed/)
  await Promise.all([second, third])
  assert.deepEqual(told, ['first', 'other', 'second', 'third'])
})

test('who gives up waiting lets the next one pass only when the work before has ended', async () => {
  const turns = createTurns()
  const first = Promise.withResolvers<void>()
  const told: string[] = []
  const working = turns.take('anna', never, () => first.promise)
  const impatient = new AbortController()
  const waiting = turns.take('anna', impatient.signal, async () => told.push('impatient'))
  impatient.abort(new Error('enough'))
  await assert.rejects(waiting, /enough/)
  await soon()
  const last = turns.take('anna', never, async () => told.push('last'))
  await soon()
  assert.deepEqual(told, [])
  first.resolve()
  await Promise.all([working, last])
  assert.deepEqual(told, ['last'])
})
