import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import { mail, MemoryPair } from '../../test/support/memory-pair.ts'

/** More than are journaled together. */
const MANY = 150

test('one slow write does not keep what is planned after it from being done', { timeout: 60_000 }, async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < MANY; n++) left.add(mail(`m${n}`), left.folder('inbox').id)
  const store = await pair.pairStore()
  let most = 0
  let begun = 0
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const slow = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    create: async (message, signal) => {
      begun++
      if (begun === MANY) release()
      if (begun === 1) await held
      most = Math.max(most, (await store.journal()).length)
      return await mailbox.create(message, signal)
    },
  })
  await pair.sync({}, { mailbox: slow })
  assert.equal(right.messages.size, MANY)
  assert.ok(most < MANY, `${most} were in the journal at once`)
  assert.deepEqual(await store.journal(), [])
  await pair.loseState()
})

test('what must be done in order is, however much of it there is: folders within folders', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  let parent = left.addFolder('f0')
  for (let n = 1; n < MANY; n++) parent = left.addFolder(`f${n}`, parent.id)
  const report = await pair.sync({})
  assert.deepEqual([report.failed, report.stoppedBy, report.done.right['create-folder']], [0, undefined, MANY])
  const made = [...right.folders.values()].filter(({ name }) => /^f\d+$/.test(name))
  assert.equal(made.length, MANY)
  assert.ok(made.every(({ name, parentId }) => name === 'f0' || right.folders.get(parentId ?? '')?.name === `f${Number(name.slice(1)) - 1}`))
  await pair.loseState()
})

test('a failure that concerns everything stops what is not begun yet, and leaves none of it in the journal', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < MANY; n++) left.add(mail(`m${n}`), left.folder('inbox').id)
  let begun = 0
  const failing = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    create: async (message, signal) => {
      if (++begun === 80) throw new SyncError('REMOTE_FAILURE', 'Out of order.')
      return await mailbox.create(message, signal)
    },
  })
  const report = await pair.sync({ untilQuiet: true }, { mailbox: failing })
  assert.equal(report.stoppedBy?.code, 'REMOTE_FAILURE')
  assert.ok(begun < 100, `${begun} were begun`)
  assert.deepEqual(await (await pair.pairStore()).journal(), [])
  await pair.sync({ untilQuiet: true })
  assert.equal(right.messages.size, MANY)
  await pair.loseState()
})
