import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import type { Seen } from '../../src/watch/rule.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

/** Every received message is watched for; what was shown of each is kept by the test alone. */
function watchedPair() {
  const shown: Seen[] = []
  const watches = (seen: Seen) => {
    shown.push(seen)
    return seen.item.roleClass === 'received' ? [{ rule: 'r', item: seen.item.ref, side: seen.item.side, dueAt: '2026-01-05T12:00:00Z' }] : []
  }
  const pair = new MemoryPair({ watches })
  const due = async () => (await pair.store?.watch.dueMatches('2026-12-01T00:00:00Z')) ?? []
  return { pair, shown, due }
}

test('a mail that crosses is shown to the rules once, with its sender, subject and folder, from either side', async () => {
  const { pair, shown, due } = watchedPair()
  pair.clouds.left.add(mail('清關'), pair.clouds.left.folder('inbox').id)
  pair.clouds.right.add(mail('order', { from: 'Buyer@Customer.example' }), pair.clouds.right.folder('inbox').id)
  await pair.sync()
  await pair.sync()
  assert.deepEqual(shown.map(({ subject, from, folder, item }) => [subject, from, folder.role, item.side]).sort(), [['order', ['buyer@customer.example'], 'inbox', 'right'], ['清關', ['chen@factory.example'], 'inbox', 'left']])
  assert.deepEqual((await due()).map(({ side, state }) => [side, state]).sort(), [['left', 'waiting'], ['right', 'waiting']])
})

test('a mail that came in on both sides by itself is shown too', async () => {
  const { pair, due } = watchedPair()
  for (const side of ['left', 'right'] as const) pair.clouds[side].add(mail('notice'), pair.clouds[side].folder('inbox').id)
  await pair.sync()
  assert.ok((await due()).length > 0)
})

test('where the process was killed between the copy and its note the rules see the mail afterwards', async () => {
  const { pair, due } = watchedPair()
  pair.clouds.left.add(mail('notice'), pair.clouds.left.folder('inbox').id)
  const killed = (mailbox: Mailbox): Mailbox => ({ ...mailbox, create: async (...args) => (await mailbox.create(...args), Promise.reject(new Error('killed'))) })
  await assert.rejects(pair.sync({ untilQuiet: true }, { mailbox: killed }), /killed/)
  assert.deepEqual(await due(), [])
  await pair.sync()
  assert.equal(pair.clouds.right.messages.size, 1, 'one copy')
  assert.equal((await due()).length, 1)
})
