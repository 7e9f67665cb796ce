import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

const lost = (): never => {
  throw new SyncError('REMOTE_FAILURE', 'The answer is lost.', { ambiguous: true })
}

/** A cloud that may take a minute to show what was created. */
const patient = (mailbox: Mailbox): Mailbox => ({ ...mailbox, capabilities: { ...mailbox.capabilities, settleMs: 60_000 } })

test('every write to a cloud is in the journal before it is sent, and in it no longer once it is done', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  right.addFolder('b')
  const store = await pair.pairStore()
  const sent: string[] = []
  const watched = (mailbox: Mailbox): Mailbox => {
    const wrapped = { ...mailbox }
    for (const [method, kind] of Object.entries({ create: 'copy', mark: 'mark', move: 'trash', createFolder: 'create-folder' })) {
      const write = Reflect.get(mailbox, method) as (...args: unknown[]) => Promise<unknown>
      Object.assign(wrapped, {
        [method]: async (...args: unknown[]) => {
          const kinds = (await store.journal()).map(({ operation }) => operation.kind)
          assert.ok(kinds.some((each) => each === kind), `${method} while the journal holds ${kinds.join(', ')}`)
          sent.push(method)
          return write(...args)
        },
      })
    }
    return wrapped
  }
  await pair.sync({ untilQuiet: true }, { mailbox: watched })
  const [message] = left.messages.values()
  assert.ok(message)
  left.mark(message.id, { read: true })
  await pair.sync({ untilQuiet: true }, { mailbox: watched })
  left.move(message.id, left.folder('trash').id, true)
  await pair.sync({ untilQuiet: true }, { mailbox: watched })
  assert.deepEqual(sent.toSorted(), ['create', 'createFolder', 'mark', 'move'])
  assert.deepEqual(await store.journal(), [])
  await pair.loseState()
})

test('a copy whose answer was lost is looked for, and not made again although no listing shows it yet', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  const losing = (mailbox: Mailbox): Mailbox => ({ ...mailbox, create: async (...args) => mailbox.create(...args).then(lost) })
  await pair.sync({}, { mailbox: losing })
  assert.equal(right.messages.size, 1)
  const [copy] = right.messages.values()
  assert.ok(copy)
  // Its listing is behind: nothing of it is told in this run.
  const late = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    observe: async function* (checkpoints, signal) {
      const pages = mailbox.observe(checkpoints, signal)
      for (let next = await pages.next(); ; next = await pages.next()) {
        if (next.done === true) return next.value
        yield { ...next.value, messages: (next.value.messages ?? []).filter(({ id }) => id !== copy.id), checkpoints: {} }
      }
    },
  })
  await pair.sync({ untilQuiet: true }, { mailbox: late })
  await pair.sync()
  assert.deepEqual([left.messages.size, right.messages.size], [1, 1])
  await pair.loseState()
})

test('copies whose answers were lost are looked for by one listing of each folder', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (const name of ['a', 'b', 'c']) left.add(mail(name), left.folder('inbox').id)
  left.add(mail('d'), left.folder('sent').id)
  const losing = (mailbox: Mailbox): Mailbox => ({ ...mailbox, create: async (message, signal) => (message.content.internetMessageId === '<b@test>' ? lost() : mailbox.create(message, signal).then(lost)) })
  await pair.sync({}, { mailbox: losing })
  assert.equal(right.messages.size, 3)
  const listed: string[][] = []
  const told = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    findCreated: async (folderId, sought, signal) => {
      const found = await mailbox.findCreated(folderId, sought, signal)
      listed.push([...found.values()].map(({ envelope }) => envelope?.internetMessageId ?? '').toSorted())
      return found
    },
  })
  await pair.sync({ untilQuiet: true }, { mailbox: told })
  assert.deepEqual(listed.toSorted(), [['<a@test>', '<c@test>'], ['<d@test>']])
  assert.deepEqual([left.messages.size, right.messages.size], [4, 4])
  assert.deepEqual(await (await pair.pairStore()).journal(), [])
  await pair.loseState()
})

test('a copy that arrives while it is looked for is not made again, however long the listing takes', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  let arrive = async (): Promise<unknown> => assert.fail('nothing was sent')
  const late = (mailbox: Mailbox): Mailbox => ({
    ...patient(mailbox),
    create: async (...args) => {
      arrive = () => mailbox.create(...args)
      return lost()
    },
  })
  await pair.sync({}, { mailbox: late })
  const slow = (mailbox: Mailbox): Mailbox => ({
    ...patient(mailbox),
    findCreated: async (...args) => {
      const found = await mailbox.findCreated(...args)
      pair.clock.advance(90_000)
      return found
    },
  })
  await pair.sync({}, { mailbox: slow })
  assert.equal(right.messages.size, 0)
  await arrive()
  await pair.sync({ untilQuiet: true }, { mailbox: patient })
  assert.deepEqual([left.messages.size, right.messages.size], [1, 1])
  await pair.loseState()
})

test('a copy that was sent long after it was journaled, and arrives late, is not made again', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  let arrive = async (): Promise<unknown> => assert.fail('nothing was sent')
  const delayed = (mailbox: Mailbox): Mailbox => ({
    ...patient(mailbox),
    create: async (...args) => {
      pair.clock.advance(600_000)
      arrive = () => mailbox.create(...args)
      return lost()
    },
  })
  await pair.sync({}, { mailbox: delayed })
  await pair.sync({}, { mailbox: patient })
  assert.equal(right.messages.size, 0, 'it may still arrive')
  pair.clock.advance(59_000)
  await arrive()
  await pair.sync({ untilQuiet: true }, { mailbox: patient })
  assert.deepEqual([left.messages.size, right.messages.size], [1, 1])
  await pair.loseState()
})

test('a copy that never arrives is made anew once it was looked for long enough', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  await pair.sync({}, { mailbox: (mailbox) => ({ ...patient(mailbox), create: lost }) })
  for (const [seconds, copies] of [[0, 0], [59, 0], [2, 1]] as const) {
    pair.clock.advance(seconds * 1000)
    await pair.sync({}, { mailbox: patient })
    assert.equal(right.messages.size, copies)
  }
  await pair.loseState()
})

test('a copy that was only half made is removed, and made anew', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  const breaking = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    create: async ({ folderId, origin }) => {
      right.add(mail('half', { id: '<a@test>' }), folderId, {}, '2026-01-05T08:00:00Z', { origin: { ...origin, partial: true } })
      return lost()
    },
  })
  await pair.sync({}, { mailbox: breaking })
  await pair.sync()
  assert.deepEqual([...right.messages.values()].map(({ mime, origin }) => [mime, origin?.partial]), [[mail('a'), undefined]])
  await pair.loseState()
})

test('a mark that a cloud refuses for good is not asked for again in every pass', async () => {
  const pair = new MemoryPair()
  const { left } = pair.clouds
  const message = left.add(mail('a'), left.folder('inbox').id)
  await pair.sync()
  let asked = 0
  const refusing = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    mark: async () => {
      asked++
      throw new SyncError('REJECTED', 'No.')
    },
  })
  left.mark(message.id, { read: true })
  for (let run = 0; run < 3; run++) await pair.sync({ untilQuiet: true }, { mailbox: refusing })
  assert.equal(asked, 1)
  await pair.loseState()
})
