import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { Side } from '../../src/domain/side.ts'
import { mail, MemoryPair, type MemoryPairOptions } from '../support/memory-pair.ts'

/** Every scenario here was first a history that the model of `test/model` did not agree with. */

const subjects = (pair: MemoryPair, side: Side, role: 'inbox' | 'junk' | 'trash'): string[] =>
  [...pair.clouds[side].messages.values()]
    .filter(({ folderId }) => folderId === pair.clouds[side].folder(role).id)
    .map(({ mime, origin }) => `${/^Subject: (.*)\r$/m.exec(mime)?.[1]}${origin === undefined ? '' : ' (our copy)'}: ${mime.split('\r\n\r\n')[1]?.trim()}`)
    .sort()

const only = (pair: MemoryPair, side: Side): string => {
  const [first] = pair.clouds[side].messages.keys()
  if (first === undefined) throw new Error(`nothing on the ${side} side`)
  return first
}

async function inStep(options: MemoryPairOptions = {}): Promise<MemoryPair> {
  const pair = new MemoryPair(options)
  pair.clouds.left.add(mail('a'), pair.clouds.left.folder('inbox').id)
  await pair.sync()
  return pair
}

test('at the first run, a mail that lies in different folders on the two sides ends where the policy says', async () => {
  for (const conflictsWonBy of ['left', 'right'] as const) {
    const pair = new MemoryPair({ policy: { conflictsWonBy } })
    pair.clouds.left.add(mail('a'), pair.clouds.left.folder('inbox').id)
    pair.clouds.right.add(mail('a'), pair.clouds.right.folder('junk').id)
    await pair.sync()
    for (const side of ['left', 'right'] as const) assert.equal(subjects(pair, side, conflictsWonBy === 'left' ? 'inbox' : 'junk').length, 1)
    await pair.loseState()
  }
})

test('a message emptied from one trash and moved out of the other is kept, whatever is done with what left', async () => {
  const pair = await inStep({ policy: { departed: 'trash' } })
  const { left, right } = pair.clouds
  right.move(only(pair, 'right'), right.folder('trash').id, false)
  await pair.sync()
  right.expunge(only(pair, 'right'))
  left.move(only(pair, 'left'), left.folder('junk').id, true)
  await pair.sync()
  assert.deepEqual(subjects(pair, 'left', 'junk'), ['a: Body of a'])
})

test('a superseded copy goes to trash although its original moved in the same moment', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  right.add(mail('a'), right.folder('inbox').id)
  left.move(only(pair, 'left'), left.folder('junk').id, true)
  await pair.sync()
  assert.deepEqual(subjects(pair, 'right', 'trash'), ['a (our copy): Body of a'])
  assert.equal(subjects(pair, 'right', 'inbox').length + subjects(pair, 'right', 'junk').length, 1)
})

test('of two copies that share a Message-ID a late twin replaces the one with its content', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  const id = '<list@test>'
  left.add(mail('news', { id, body: 'one' }), left.folder('inbox').id, {}, '2026-01-05T08:00:00Z')
  left.add(mail('news', { id, body: 'two' }), left.folder('inbox').id, {}, '2026-01-05T08:00:01Z')
  await pair.sync()
  right.add(mail('news', { id, body: 'two' }), right.folder('inbox').id, {}, '2026-01-05T08:00:09Z')
  await pair.sync()
  assert.deepEqual(subjects(pair, 'right', 'inbox'), ['news (our copy): one', 'news: two'])
  assert.deepEqual(subjects(pair, 'right', 'trash'), ['news (our copy): two'])
  assert.deepEqual(subjects(pair, 'left', 'inbox'), ['news: one', 'news: two'])
})

test('a mail that is delivered here just as its original goes for good there is a new mail, and crosses', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  left.expunge(only(pair, 'left'))
  right.add(mail('a'), right.folder('junk').id, {}, '2026-01-05T09:00:00Z')
  await pair.sync()
  assert.deepEqual(subjects(pair, 'left', 'junk'), ['a (our copy): Body of a'])
})

test('a lost database with a late twin in the inbox and our superseded copy in the trash changes nothing', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  right.add(mail('a'), right.folder('inbox').id)
  left.move(only(pair, 'left'), left.folder('junk').id, true)
  await pair.sync()
  await pair.loseState()
  const { revision } = pair
  const report = await pair.sync()
  assert.equal(report.stoppedBy, undefined)
  assert.equal(pair.revision, revision)
})

test('a superseded copy goes to trash also where its create was recovered and its original moved', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  const losesAnswers = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    create: async (...args) => {
      await mailbox.create(...args)
      throw new SyncError('REMOTE_FAILURE', 'The answer is lost.', { ambiguous: true })
    },
  })
  await pair.sync({}, { mailbox: losesAnswers })
  await pair.sync()
  left.move(only(pair, 'left'), left.folder('junk').id, true)
  right.add(mail('a', { body: 'Body of a, and a banner' }), right.folder('inbox').id)
  await pair.sync()
  assert.deepEqual(subjects(pair, 'right', 'trash'), ['a (our copy): Body of a'])
})

test('a superseded copy is not taken for a mail in Sent that has its Message-ID', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id, {}, '2026-01-05T08:00:00Z')
  await pair.sync()
  right.add(mail('a'), right.folder('inbox').id, {}, '2026-01-05T08:00:01Z')
  const sent = left.add(mail('a'), left.folder('sent').id, {}, '2026-01-05T08:00:02Z')
  await pair.sync()
  assert.equal(sent.folderId, left.folder('sent').id)
  assert.deepEqual(subjects(pair, 'right', 'trash'), ['a (our copy): Body of a'])
})

test('a mail to oneself, thrown away in both places, is not told apart wrongly after a lost database', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  const received = left.add(mail('a'), left.folder('inbox').id, { answered: true })
  const sent = right.add(mail('a'), right.folder('sent').id)
  await pair.sync()
  right.move(sent.id, right.folder('trash').id, false)
  left.move(received.id, left.folder('trash').id, true)
  await pair.sync()
  await pair.loseState()
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision)
})

test('a mark that beats a deletion still does when the run breaks off before the message is back', async () => {
  const pair = await inStep({ left: { style: 'listing', marks: { flag: 'binary' } } })
  const { left, right } = pair.clouds
  left.move(only(pair, 'left'), left.folder('trash').id, true)
  right.mark(only(pair, 'right'), { flag: 'complete' })
  const refuse = (): never => {
    throw new SyncError('REMOTE_FAILURE', 'The cloud does not answer.')
  }
  await pair.sync({}, { mailbox: (mailbox) => ({ ...mailbox, move: refuse }) })
  await pair.sync()
  assert.deepEqual(subjects(pair, 'left', 'inbox'), ['a: Body of a'])
  assert.deepEqual(subjects(pair, 'right', 'inbox'), ['a (our copy): Body of a'])
})
