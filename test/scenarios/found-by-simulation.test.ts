import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

/** Every scenario here was first a history of `test/simulation`. */

/** In the middle of a listing, once: after the inbox was read and before the last folder is. */
function whileListing(pair: MemoryPair, act: () => void): (mailbox: Mailbox) => Mailbox {
  const inbox = pair.clouds.left.folder('inbox').id
  let isDue = true
  return (mailbox) => ({
    ...mailbox,
    observe: async function* (checkpoints, signal) {
      const pages = mailbox.observe(checkpoints, signal)
      for (;;) {
        const next = await pages.next()
        if (next.done === true) return next.value
        yield next.value
        if (isDue && next.value.listed?.folderId === inbox) {
          isDue = false
          act()
        }
      }
    },
  })
}

const places = (pair: MemoryPair, side: 'left' | 'right'): (string | undefined)[] => [...pair.clouds[side].messages.values()].map(({ folderId }) => pair.clouds[side].folders.get(folderId)?.role)

test('a mail that moves while folders are listed is seen in both, and is still one mail', async () => {
  for (const isInStep of [false, true]) {
    const pair = new MemoryPair()
    const { left } = pair.clouds
    const message = left.add(mail('a'), left.folder('inbox').id)
    if (isInStep) await pair.sync()
    await pair.sync({ untilQuiet: true }, { mailbox: whileListing(pair, () => void left.move(message.id, left.folder('junk').id, true)) })
    await pair.sync()
    assert.deepEqual([places(pair, 'left'), places(pair, 'right')], [['junk'], ['junk']])
    await pair.loseState()
  }
})

test('our copy that moves while folders are listed is not taken for one that was superseded', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  right.add(mail('a'), right.folder('inbox').id)
  await pair.sync()
  const [copy] = left.messages.values()
  assert.ok(copy)
  await pair.sync({ untilQuiet: true }, { mailbox: whileListing(pair, () => void left.move(copy.id, left.folder('junk').id, true)) })
  await pair.sync()
  assert.deepEqual([places(pair, 'left'), places(pair, 'right')], [['junk'], ['junk']])
  await pair.loseState()
})

test('two mails that are equal in all that a listing tells are two, once nothing moves', async () => {
  const pair = new MemoryPair()
  const { left } = pair.clouds
  for (const role of ['inbox', 'junk'] as const) left.add(mail('a'), left.folder(role).id)
  await pair.sync()
  assert.deepEqual(places(pair, 'right').sort(), ['inbox', 'junk'])
  await pair.loseState()
})

test('a message that a listing left out for a while, and that is back, is kept in step again', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  const message = right.add(mail('a'), right.folder('inbox').id)
  await pair.sync()
  right.messages.delete(message.id)
  right.departures.push({ changed: ++right.revision, id: message.id, folderId: message.folderId })
  await pair.sync()
  right.messages.set(message.id, message)
  right.mark(message.id, { read: true })
  await pair.sync()
  right.mark(message.id, { flag: 'flagged' })
  await pair.sync()
  assert.deepEqual([...left.messages.values()].map(({ marks }) => [marks.read, marks.flag]), [[true, 'flagged']])
  await pair.loseState()
})

test('a mail that moves into a folder that was read already is nowhere to be seen, and is not gone', async () => {
  const pair = new MemoryPair({ policy: { departed: 'trash' } })
  const { left } = pair.clouds
  const message = left.add(mail('a'), left.folder('junk').id)
  await pair.sync()
  await pair.sync({}, { mailbox: whileListing(pair, () => void left.move(message.id, left.folder('inbox').id, true)) })
  assert.deepEqual(places(pair, 'right'), ['junk'])
  await pair.sync()
  assert.deepEqual([places(pair, 'left'), places(pair, 'right')], [['inbox'], ['inbox']])
  await pair.loseState()
})

test('a mail of which only the departure was told so far is asked for before it counts as gone', async () => {
  const pair = new MemoryPair({ policy: { departed: 'trash' } })
  const { right } = pair.clouds
  const message = right.add(mail('a'), right.folder('inbox').id)
  await pair.sync()
  right.move(message.id, right.folder('junk').id, false)
  const half = (mailbox: Mailbox): Mailbox =>
    mailbox.lookUp === undefined
      ? mailbox
      : {
          ...mailbox,
          observe: async function* (checkpoints, signal) {
            const pages = mailbox.observe(checkpoints, signal)
            for (let next = await pages.next(); ; next = await pages.next()) {
              if (next.done === true) return next.value
              if (next.value.removed !== undefined) yield { ...next.value, checkpoints: {} }
            }
          },
        }
  await pair.sync({}, { mailbox: half })
  assert.deepEqual([places(pair, 'left'), places(pair, 'right')], [['junk'], ['junk']])
  await pair.loseState()
})

test('a message that was deleted for good on both sides, and that somebody gets back, crosses anew', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  const message = right.add(mail('a'), right.folder('inbox').id)
  await pair.sync()
  right.move(message.id, right.folder('trash').id, false)
  await pair.sync()
  for (const cloud of [left, right]) for (const { id } of [...cloud.messages.values()]) cloud.expunge(id)
  await pair.sync()
  right.messages.set(message.id, message)
  right.move(message.id, right.folder('inbox').id, false)
  await pair.sync()
  assert.deepEqual([places(pair, 'left'), places(pair, 'right')], [['inbox'], ['inbox']])
  await pair.loseState()
})
