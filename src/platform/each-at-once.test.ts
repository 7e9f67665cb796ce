import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { eachAtOnce } from './each-at-once.ts'

async function* numbers(most: number, ended: () => void = () => {}): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= most; n++) yield n
  } finally {
    ended()
  }
}

test('everything is done once, so many at once as is wished', async () => {
  const done: number[] = []
  let [now, most] = [0, 0]
  await eachAtOnce(numbers(20), 3, async (n) => {
    most = Math.max(most, ++now)
    await turn()
    now--
    done.push(n)
  })
  assert.deepEqual(done.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, at) => at + 1))
  assert.equal(most, 3)
})

test('a failure ends the source, and is thrown once nothing is under way', async () => {
  let [now, isEnded] = [0, false]
  const begun: number[] = []
  const work = async (n: number): Promise<void> => {
    begun.push(n)
    now++
    try {
      await turn()
      if (n === 4) throw new Error('the fourth')
    } finally {
      now--
    }
  }
  await assert.rejects(eachAtOnce(numbers(100, () => (isEnded = true)), 3, work), /the fourth/)
  assert.equal(now, 0)
  assert.ok(isEnded && begun.length < 10, `${begun.length} were begun`)
})

test('a source that fails is told', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1
    throw new Error('no more')
  }
  await assert.rejects(eachAtOnce(broken(), 3, async () => {}), /no more/)
})
