import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SandboxClock } from './clock.ts'

const HOUR = 3_600_000

test('what is due when time is moved happens at once, in the order of its time, and the rest waits', () => {
  const clock = new SandboxClock()
  const done: string[] = []
  clock.after(2 * HOUR, () => done.push('second'))
  clock.after(HOUR, () => done.push('first'))
  clock.after(3 * HOUR, () => done.push('third'))
  clock.advance(HOUR / 2)
  assert.deepEqual(done, [])
  clock.advance(2 * HOUR)
  assert.deepEqual(done, ['first', 'second'])
  clock.advance(HOUR)
  assert.deepEqual(done, ['first', 'second', 'third'])
})

test('nothing happens within the moment in which it is asked for, and each thing once', async () => {
  const clock = new SandboxClock()
  let times = 0
  const happened = new Promise<void>((resolve) => {
    clock.after(0, () => {
      times++
      resolve()
    })
  })
  assert.equal(times, 0)
  await happened
  clock.advance(HOUR)
  assert.equal(times, 1)
})

test('what was called off does not happen, nor anything after the clock was stopped', () => {
  const clock = new SandboxClock()
  const done: string[] = []
  const callOff = clock.after(HOUR, () => done.push('called off'))
  callOff()
  clock.after(HOUR, () => done.push('stopped'))
  clock.stop()
  clock.advance(2 * HOUR)
  assert.deepEqual(done, [])
})

test('a wait for months is no wait for nothing, although timers end at 24 days', async () => {
  const clock = new SandboxClock()
  let woke = false
  clock.after(90 * 24 * HOUR, () => {
    woke = true
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(woke, false)
  clock.advance(90 * 24 * HOUR)
  assert.equal(woke, true)
})

test('time that is moved back makes everything wait longer', () => {
  const clock = new SandboxClock()
  const done: string[] = []
  clock.after(HOUR, () => done.push('late'))
  clock.advance(-HOUR)
  clock.advance(HOUR)
  assert.deepEqual(done, [])
  clock.advance(HOUR)
  assert.deepEqual(done, ['late'])
})

test('sleeping ends when time was moved past its end', async () => {
  const clock = new SandboxClock()
  const slept = clock.sleep(HOUR)
  clock.advance(HOUR)
  await slept
})
