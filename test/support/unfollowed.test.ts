import assert from 'node:assert/strict'
import { afterEach, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const seen: string[] = []

test('a test that is under way while the file goes on being read', async () => {
  await sleep(50)
  seen.push('one')
})

await sleep(10)

describe('a suite', () => {
  before(() => void seen.push('before the suite'))
  afterEach(() => void seen.push('after each of the suite'))
  test('of one test', () => void seen.push('two'))
})

test('what a suite does before and after its tests is done for no others, and in its turn', () => {
  assert.deepEqual(seen, ['one', 'before the suite', 'two', 'after each of the suite'])
})
