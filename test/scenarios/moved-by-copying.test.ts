import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CloudMessage } from '../../src/connectors/memory/memory-cloud.ts'
import type { FolderRole } from '../../src/domain/folder.ts'
import { opposite, SIDES, type Side } from '../../src/domain/side.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

/** Mail programs without MOVE copy a message and remove the original, at once or hours later. */

const HOUR_MS = 60 * 60_000
const rolesOf = (pair: MemoryPair, side: Side): (string | undefined)[] =>
  [...pair.clouds[side].messages.values()].map(({ folderId }) => pair.clouds[side].folders.get(folderId)?.role).toSorted()

function copy({ clouds }: MemoryPair, on: Side, { mime, marks, receivedAt, origin }: CloudMessage, to: FolderRole): CloudMessage {
  return clouds[on].add(mime, clouds[on].folder(to).id, marks, receivedAt, origin === undefined ? {} : { origin })
}

/** One mail in both inboxes that was delivered `from` one side, as it is seen `on` one. */
async function inStep(from: Side, on: Side = 'left'): Promise<{ readonly pair: MemoryPair; readonly message: CloudMessage }> {
  const pair = new MemoryPair()
  pair.clouds[from].add(mail('a'), pair.clouds[from].folder('inbox').id)
  await pair.sync()
  pair.clock.advance(HOUR_MS)
  const [message] = pair.clouds[on].messages.values()
  assert.ok(message)
  return { pair, message }
}

for (const from of SIDES) {
  for (const on of SIDES) {
    for (const to of ['trash', 'junk'] as const) {
      test(`a mail delivered on the ${from} and copied into ${to} on the ${on}, the original removed hours later, has moved to ${to}`, async () => {
        const { pair, message } = await inStep(from, on)
        copy(pair, on, message, to)
        await pair.sync()
        assert.deepEqual([rolesOf(pair, 'left'), rolesOf(pair, 'right')], [['inbox', to], ['inbox', to]])

        pair.clock.advance(3 * HOUR_MS)
        pair.clouds[on].expunge(message.id)
        await pair.sync()
        assert.deepEqual(rolesOf(pair, on), [to])
        assert.deepEqual(rolesOf(pair, opposite(on)), [to, 'trash'].toSorted(), 'the second copy is superseded')
        const { revision } = pair
        await pair.sync()
        assert.equal(pair.revision, revision)
      })
    }

    test(`a mail delivered on the ${from} and copied on the ${on} stays two on both sides, also when all was forgotten`, async () => {
      const { pair, message } = await inStep(from, on)
      copy(pair, on, message, 'junk')
      await pair.sync()
      const { revision } = pair
      await pair.sync()
      await pair.loseState()
      await pair.sync()
      assert.equal(pair.revision, revision)
      assert.deepEqual([rolesOf(pair, 'left'), rolesOf(pair, 'right')], [['inbox', 'junk'], ['inbox', 'junk']])
    })
  }
}

test('a mark that was set on the copy crosses when the original goes', async () => {
  const { pair, message } = await inStep('left')
  const copied = copy(pair, 'left', message, 'junk')
  await pair.sync()
  pair.clouds.left.mark(copied.id, { flag: 'flagged' })
  pair.clouds.left.expunge(message.id)
  await pair.sync()
  const { right } = pair.clouds
  assert.deepEqual([...right.messages.values()].filter(({ folderId }) => folderId === right.folder('junk').id).map(({ marks }) => marks.flag), ['flagged'])
})

test('of two mails that are alike since long, one that leaves leaves alone', async () => {
  const { pair, message } = await inStep('left')
  copy(pair, 'left', message, 'junk')
  await pair.sync()
  pair.clock.advance(25 * HOUR_MS)
  pair.clouds.left.expunge(message.id)
  await pair.sync()
  assert.deepEqual([rolesOf(pair, 'left'), rolesOf(pair, 'right')], [['junk'], ['inbox', 'junk']])
})

test('of two mails that are alike, the older stays when the newer leaves', async () => {
  const { pair, message } = await inStep('left')
  const copied = copy(pair, 'left', message, 'junk')
  await pair.sync()
  pair.clouds.left.expunge(copied.id)
  await pair.sync()
  assert.deepEqual([rolesOf(pair, 'left'), rolesOf(pair, 'right')], [['inbox'], ['inbox', 'junk']])
})
