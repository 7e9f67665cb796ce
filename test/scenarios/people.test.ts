import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Crash, Life } from '../support/crash.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

const SENDERS = ['chen@factory.example', 'CHEN@Factory.example', 'wong@supplier.example', 'lee@forwarder.example']

function fill(pair: MemoryPair): void {
  SENDERS.forEach((from, at) => pair.clouds.left.add(mail(`in ${at}`, { from: `Somebody <${from}>` }), pair.clouds.left.folder('inbox').id))
  pair.clouds.right.add(mail('out', { from: 'buyer@overseas.example' }), pair.clouds.right.folder('inbox').id)
}

const peopleOf = async (pair: MemoryPair): Promise<unknown> => {
  await pair.pairStore()
  return pair.store?.personal.people(2026)
}

test('everybody who wrote or received what crossed is counted once in its direction, and nobody where it is off', async () => {
  const pair = new MemoryPair({ countsPeople: true })
  fill(pair)
  await pair.sync()
  assert.deepEqual(await peopleOf(pair), { left: 2, right: 4 }, 'anna, who received all of it, is one of them')
  const [first] = [...pair.clouds.left.messages.keys()]
  pair.clouds.left.mark(first!, { read: true })
  await pair.sync()
  assert.deepEqual(await peopleOf(pair), { left: 2, right: 4 })
  const off = new MemoryPair()
  fill(off)
  await off.sync()
  assert.deepEqual(await peopleOf(off), { left: 0, right: 0 })
})

test('whoever was in a copy whose maker was killed is counted too', async () => {
  const whole = new Life()
  const once = new MemoryPair({ countsPeople: true })
  fill(once)
  await once.sync({ untilQuiet: true }, whole)
  for (let atEffect = 1; atEffect <= whole.effects; atEffect++) {
    for (const after of [false, true]) {
      const pair = new MemoryPair({ countsPeople: true })
      fill(pair)
      await pair.pairStore()
      await pair.sync({ untilQuiet: true }, new Life({ atEffect, after, inFlight: 'done', order: 1 })).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
      })
      pair.clock.advance(600_000)
      await pair.sync()
      assert.deepEqual(await peopleOf(pair), { left: 2, right: 4 }, `killed ${after ? 'after' : 'before'} effect ${atEffect}`)
    }
  }
})
