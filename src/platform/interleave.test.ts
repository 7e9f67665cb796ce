import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interleave } from './interleave.ts'

async function* counting(name: string, to: number, ended: string[] = []): AsyncGenerator<string> {
  try {
    for (let i = 1; i <= to; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      yield `${name}${i}`
    }
  } finally {
    ended.push(name)
  }
}

test('every value comes once, each source in its own order', async () => {
  const seen: string[] = []
  for await (const value of interleave(['a', 'b', 'c'].map((name) => () => counting(name, 3)), 2)) seen.push(value)
  assert.equal(seen.length, 9)
  for (const name of ['a', 'b', 'c']) assert.deepEqual(seen.filter((value) => value.startsWith(name)), [`${name}1`, `${name}2`, `${name}3`])
})

test('no more sources are under way than allowed', async () => {
  let open = 0
  let most = 0
  async function* source(): AsyncGenerator<number> {
    most = Math.max(most, ++open)
    yield 1
    await new Promise((resolve) => setImmediate(resolve))
    open--
  }
  for await (const _ of interleave(Array.from({ length: 9 }, () => source), 4));
  assert.equal(most, 4)
})

test('a reader that stops ends every source', async () => {
  const ended: string[] = []
  for await (const _ of interleave(['a', 'b'].map((name) => () => counting(name, 5, ended)), 2)) break
  assert.deepEqual(ended.sort(), ['a', 'b'])
})

test('the failure of one source ends the others and is told', async () => {
  const ended: string[] = []
  async function* failing(): AsyncGenerator<string> {
    yield 'x'
    throw new Error('broken')
  }
  await assert.rejects(async () => {
    for await (const _ of interleave([() => counting('a', 50, ended), failing], 2));
  }, /broken/)
  assert.deepEqual(ended, ['a'])
})
