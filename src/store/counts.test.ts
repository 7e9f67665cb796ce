import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Counts } from '../engine/ports.ts'
import { createCounter } from './counts.ts'

/** Counts how often it was asked; every answer is another object. */
function counting() {
  const asked = { times: 0 }
  const count = async (): Promise<Counts> => ({ carried: ++asked.times }) as Counts
  return { asked, count }
}

test('what was counted is known until something that counts is written', async () => {
  const { asked, count } = counting()
  const counter = createCounter(count, true)
  await counter.read()
  await counter.during({ facts: { report: '{}' }, checkpoints: [{ side: 'left', scope: 'x', value: '1' }] }, async () => {})
  await counter.read()
  assert.equal(asked.times, 1)
  await counter.during({ settled: ['t'] }, async () => {})
  assert.equal((await counter.read()).carried, 2)
})

test('what is counted while something is written is not kept', async () => {
  const { asked, count } = counting()
  const counter = createCounter(count, true)
  await counter.during({ deletedItems: ['a'] }, async () => void (await counter.read()))
  await counter.read()
  assert.equal(asked.times, 2)
})

test('it is counted anew after a failure to count or to write', async () => {
  let fails = true
  const counter = createCounter(async () => {
    if (fails) throw new Error('no')
    return { carried: 1 } as Counts
  }, true)
  await assert.rejects(counter.read())
  fails = false
  assert.equal((await counter.read()).carried, 1)
  const { asked, count } = counting()
  const other = createCounter(count, true)
  await other.read()
  await assert.rejects(other.during({ items: [{} as never] }, () => Promise.reject(new Error('no'))))
  await other.read()
  assert.equal(asked.times, 2)
})

test('where others write too, it is counted every time', async () => {
  const { asked, count } = counting()
  const counter = createCounter(count, false)
  await counter.read()
  await counter.read()
  assert.equal(asked.times, 2)
})
