import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { SIDES } from '../../src/domain/side.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { backUp, mailboxLines, newTestBackup, openTestBackup, pointLines } from '../support/backup-scene.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'
import { openScratch } from '../support/scratch.ts'

const inbox = (pair: MemoryPair, side: 'left' | 'right'): string => pair.clouds[side].folder('inbox').id

/** A mailbox of which each message is asked for by itself. */
const oneByOne = ({ readMany: _together, ...mailbox }: Mailbox): Mailbox => mailbox

function fill(pair: MemoryPair, count: number): void {
  for (let n = 0; n < count; n++) pair.clouds[n % 2 === 0 ? 'left' : 'right'].add(mail(`subject ${n}`), inbox(pair, n % 2 === 0 ? 'left' : 'right'), { read: n % 3 === 0 })
}

test('a point holds both mailboxes as they were, with our names of what the mirror knows', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 20)
  await pair.sync()
  const repository = await newTestBackup(pair, scratch.folder)
  const { point, read, unreadable } = await backUp(pair, repository, { why: 'first-sync', pinned: true, audit: { seq: 3, hash: 'h' } })
  assert.deepEqual(await pointLines(repository, point.id), mailboxLines(pair))
  assert.deepEqual([read, unreadable, point.sides.left.messages, point.sides.right.messages], [40, [], 20, 20])
  const store = await pair.pairStore()
  for await (const { side, id, ref } of repository.entries(point)) assert.equal(ref, (await store.itemsById(side, [id]))[0]?.ref)
  await repository.close()
})

test('what has not changed is not read again, and what has is', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 30)
  const repository = await newTestBackup(pair, scratch.folder)
  await backUp(pair, repository)
  const [first, second] = [...pair.clouds.right.messages.values()]
  pair.clouds.right.mark(first!.id, { read: true, flag: 'flagged' })
  pair.clouds.right.move(second!.id, pair.clouds.right.addFolder('Customs').id, false)
  pair.clouds.left.add(mail('new'), inbox(pair, 'left'))
  const { point, read, known } = await backUp(pair, repository)
  assert.deepEqual([read, known], [1, 30])
  assert.deepEqual(await pointLines(repository, point.id), mailboxLines(pair))
  await repository.close()
})

test('a message that cannot be read is listed with the reason and tried again the next time', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 6)
  const repository = await newTestBackup(pair, scratch.folder)
  const [bad] = [...pair.clouds.left.messages.keys()]
  const { point, unreadable } = await backUp(pair, repository, {}, (mailbox) => ({
    ...oneByOne(mailbox),
    read: async (message, signal) => {
      if (message.id === bad) throw new SyncError('UNREADABLE_MESSAGE', 'The cloud cannot give this message.')
      return mailbox.read(message, signal)
    },
  }))
  assert.deepEqual(unreadable.map(({ id, unreadable: reason }) => [id, reason?.code]), [[bad, 'UNREADABLE_MESSAGE']])
  assert.deepEqual([point.sides.left.messages, point.sides.left.unreadable], [3, 1])
  assert.deepEqual((await repository.verify({ signal: AbortSignal.timeout(10_000) })).damage, [], 'that is no damage of the backup')
  const again = await backUp(pair, repository)
  assert.deepEqual([again.read, again.unreadable.length], [1, 0])
  await repository.close()
})

test('a message that moves while it is read is found where it went, and one that is deleted then is not missed', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 10)
  const repository = await newTestBackup(pair, scratch.folder)
  const { left } = pair.clouds
  const [moved, deleted] = [...left.messages.keys()]
  let reads = 0
  const { point, vanished } = await backUp(pair, repository, {}, (mailbox, side) => ({
    ...oneByOne(mailbox),
    read: async (message, signal) => {
      if (side === 'left' && ++reads === 1) {
        left.move(moved!, left.folder('trash').id, true)
        left.expunge(deleted!)
      }
      return mailbox.read(message, signal)
    },
  }))
  assert.deepEqual(await pointLines(repository, point.id), mailboxLines(pair))
  assert.equal(vanished, 0, 'the second listing knew of it')
  await repository.close()
})

test('a cloud that is slow or fails for a moment is asked again; one that refuses the sign-in ends it, and nothing is read twice', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 12)
  const repository = await newTestBackup(pair, scratch.folder)
  let reads = 0
  const failing = (code: 'THROTTLED' | 'UNAUTHORIZED') =>
    backUp(pair, repository, {}, (mailbox) => ({
      ...oneByOne(mailbox),
      read: async (message, signal) => {
        if (++reads === 5) throw new SyncError(code, 'No.', { retryAfterMs: 1000 })
        return mailbox.read(message, signal)
      },
    }))
  await assert.rejects(failing('UNAUTHORIZED'), { code: 'UNAUTHORIZED' })
  assert.deepEqual(await repository.points(), [], 'half a point is none')
  const before = reads
  reads = 0
  const { read, known, point } = await failing('THROTTLED')
  assert.ok(known >= 3 && known < before, `${known} of ${before} were kept`)
  assert.equal(read + known, 12)
  assert.deepEqual(await pointLines(repository, point.id), mailboxLines(pair))
  await repository.close()
})

test('many messages are read together where a mailbox can, what that leaves out is read alone, and after a failure only the rest is asked for', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair()
  fill(pair, 20)
  const repository = await newTestBackup(pair, scratch.folder)
  const [large] = [...pair.clouds.left.messages.keys()]
  const asked: number[] = []
  const alone: string[] = []
  const { point } = await backUp(pair, repository, {}, (mailbox, side) =>
    side === 'right' ? mailbox : {
      ...mailbox,
      readMany: async function* (messages, signal) {
        asked.push(messages.length)
        for (const [at, message] of messages.entries()) {
          if (asked.length === 1 && at === 5) throw new SyncError('REMOTE_FAILURE', 'The connection is gone.', { retryAfterMs: 1 })
          if (message.id !== large) yield { id: message.id, mime: await mailbox.read(message, signal) }
        }
      },
      read: async (message, signal) => {
        alone.push(message.id)
        return mailbox.read(message, signal)
      },
    })
  assert.deepEqual(await pointLines(repository, point.id), mailboxLines(pair))
  assert.ok(asked.length === 2 && asked[0] === 10 && [5, 6].includes(asked[1] ?? 0), `asked for ${asked.join(', then ')}`)
  assert.deepEqual(alone, [large])
  await repository.close()
})

test('whatever happens in two mailboxes, every point reads back as they were when it was taken', async () => {
  using scratch = openScratch()
  for (let seed = 1; seed <= 3; seed++) {
    const random = generator(seed)
    const pick = <Value>(values: readonly Value[]): Value | undefined => values[Math.floor(random() * values.length)]
    const pair = new MemoryPair()
    const folder = scratch.path(String(seed))
    let repository = await newTestBackup(pair, folder)
    const expected = new Map<string, string[]>()
    for (let round = 0; round < 8; round++) {
      for (let edits = Math.floor(random() * 12); edits > 0; edits--) {
        const side = pick(SIDES)!
        const cloud = pair.clouds[side]
        const message = pick([...cloud.messages.values()])
        const place = pick([...cloud.folders.values()])!
        const kind = Math.floor(random() * 6)
        if (kind <= 1 || message === undefined) cloud.add(mail(`${side} ${Math.floor(random() * 9)}`), place.id, { read: random() < 0.5 })
        else if (kind === 2) cloud.mark(message.id, { flag: 'flagged', tags: [String(round)] })
        else if (kind === 3) cloud.move(message.id, place.id, side === 'left')
        else if (kind === 4) cloud.expunge(message.id)
        else cloud.addFolder(`f${round}-${edits}`, place.id)
      }
      if (random() < 0.3) await pair.sync()
      const { point } = await backUp(pair, repository)
      expected.set(point.id, mailboxLines(pair))
      pair.clock.advance(3_600_000)
      if (random() < 0.3) {
        await repository.close()
        repository = await openTestBackup(pair, folder)
      }
      if (random() < 0.3) {
        const ids = [...expected.keys()]
        const { dropped } = await repository.prune({ drop: [pick(ids)!], signal: AbortSignal.timeout(10_000) })
        for (const { id } of dropped) expected.delete(id)
      }
    }
    for (const [id, lines] of expected) assert.deepEqual(await pointLines(repository, id), lines, `seed ${seed}`)
    assert.deepEqual((await repository.verify({ signal: AbortSignal.timeout(10_000) })).damage, [])
    await repository.close()
    await pair.loseState()
  }
})
