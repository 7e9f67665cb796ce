import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Repository } from '../../src/backup/repository.ts'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { newTestBackup } from '../support/backup-scene.ts'
import { mail, MemoryPair, type MemoryPairOptions } from '../support/memory-pair.ts'
import { rollBack, takeMemoryPoint } from '../support/rollback-scene.ts'
import { openScratch } from '../support/scratch.ts'

/** A pair with a backup, for one test. */
async function withBackup(work: (pair: MemoryPair, repository: Repository) => Promise<void>, options: MemoryPairOptions = {}): Promise<void> {
  using scratch = openScratch()
  const pair = new MemoryPair(options)
  const repository = await newTestBackup(pair, scratch.folder)
  try {
    await work(pair, repository)
  } finally {
    await repository.close()
    await pair.loseState()
  }
}

const inbox = (pair: MemoryPair, side: Side): string => pair.clouds[side].folder('inbox').id
const trash = (pair: MemoryPair, side: Side): string => pair.clouds[side].folder('trash').id
const named = (pair: MemoryPair, side: Side, name: string) => {
  const found = [...pair.clouds[side].messages.values()].find(({ mime }) => mime.includes(`Subject: ${name}\r\n`))
  if (found === undefined) throw new Error(`no message ${name}`)
  return found
}
const outsideTrash = (pair: MemoryPair, side: Side): string[] => pair.lines(side).filter((line) => !line.startsWith('trash'))

function fill(pair: MemoryPair): void {
  const { left, right } = pair.clouds
  const customers = left.addFolder('客戶')
  for (const n of [0, 1, 2]) left.add(mail(`l${n}`), n === 2 ? customers.id : inbox(pair, 'left'), { read: n === 1, flag: n === 0 ? 'flagged' : 'none' }, `2026-01-0${n + 1}T08:00:00Z`)
  for (const n of [0, 1, 2]) right.add(mail(`r${n}`), inbox(pair, 'right'), { answered: n === 0, tags: n === 1 ? ['red'] : [] }, `2026-01-0${n + 4}T08:00:00Z`)
}

async function assertQuiet(pair: MemoryPair): Promise<void> {
  const { revision } = pair
  const report = await pair.sync()
  assert.equal(report.quiet, true)
  assert.equal(pair.revision, revision, 'the next run writes nothing')
}

test('after a first sync both mailboxes go back: copies in trash, originals untouched, and nothing is copied again', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    const before = { left: pair.lines('left'), right: pair.lines('right'), folders: pair.folderPaths('right') }
    const point = await takeMemoryPoint(pair, repository)
    await pair.sync()
    const report = await rollBack(pair, repository, point)
    assert.deepEqual([report.planned, report.listed, report.stoppedBy, report.failed], [[], [], undefined, 0])
    for (const side of SIDES) {
      assert.deepEqual(outsideTrash(pair, side), before[side], side)
      assert.equal(pair.lines(side).length, 6, 'the copies are in the trash')
    }
    assert.deepEqual(pair.folderPaths('right'), before.folders, 'the folder that was made is gone')
    await pair.sync()
    for (const side of SIDES) assert.deepEqual(outsideTrash(pair, side), before[side], side)
    await assertQuiet(pair)
    const { left } = pair.clouds
    left.mark(named(pair, 'left', 'l1').id, { flag: 'flagged', read: false })
    await pair.sync()
    assert.deepEqual(outsideTrash(pair, 'right'), before.right, 'nor when somebody marks an original later')
  })
})

test('what Tongbu moved, marked and sent to trash is as in the point, and crosses back like an edit', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    const point = await takeMemoryPoint(pair, repository)
    const { left } = pair.clouds
    left.mark(named(pair, 'left', 'l0').id, { read: true, flag: 'none' })
    left.move(named(pair, 'left', 'l1').id, trash(pair, 'left'), true)
    left.move(named(pair, 'left', 'r1').id, left.folder('junk').id, true)
    await pair.sync()
    const report = await rollBack(pair, repository, point, { sides: ['right'] })
    assert.deepEqual([report.planned, report.listed, report.stoppedBy], [[], [], undefined])
    assert.deepEqual(report.done, { left: {}, right: { move: 2, mark: 1 } })
    assert.deepEqual(pair.lines('right'), before.right)
    await pair.sync()
    assert.deepEqual(pair.lines('left'), before.left, 'the left follows')
    await assertQuiet(pair)
  })
})

test('what Tongbu sent to trash and is gone from there is made anew, once, with its date, marks and place, and crosses', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    const point = await takeMemoryPoint(pair, repository)
    pair.clouds.left.move(named(pair, 'left', 'l0').id, trash(pair, 'left'), true)
    pair.clouds.left.move(named(pair, 'left', 'r1').id, trash(pair, 'left'), true)
    await pair.sync()
    for (const name of ['l0', 'r1']) pair.clouds.right.expunge(named(pair, 'right', name).id)
    await pair.sync()
    const report = await rollBack(pair, repository, point, { sides: ['right'] })
    assert.deepEqual([report.planned, report.listed, report.compared], [[], [], { exact: 2, same: 0, differs: 0, unread: 0 }])
    assert.deepEqual(pair.lines('right'), before.right)
    const again = await rollBack(pair, repository, point, { sides: ['right'] })
    assert.deepEqual([again.done.right, again.compared.exact], [{}, 2], 'asked again it finds what it made')
    await pair.sync()
    assert.deepEqual(pair.lines('left'), before.left)
    await assertQuiet(pair)
  })
})

test('what somebody changed since is left alone and listed, mark by mark', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const point = await takeMemoryPoint(pair, repository)
    const { left, right } = pair.clouds
    left.mark(named(pair, 'left', 'l0').id, { read: true, flag: 'none' })
    left.move(named(pair, 'left', 'l1').id, trash(pair, 'left'), true)
    await pair.sync()
    right.mark(named(pair, 'right', 'l0').id, { flag: 'complete' })
    right.move(named(pair, 'right', 'l1').id, right.folder('junk').id, false)
    const dry = await rollBack(pair, repository, point, { sides: ['right'], dryRun: true })
    const { revision } = pair
    const report = await rollBack(pair, repository, point, { sides: ['right'] })
    assert.deepEqual(dry.planned.map(({ kind }) => kind), ['mark'])
    assert.deepEqual([report.done.right, report.listed.map(({ why }) => why)], [{ mark: 1 }, ['changed-since', 'changed-since']])
    assert.equal(pair.revision, revision + 1)
    assert.deepEqual([named(pair, 'right', 'l0').marks.flag, named(pair, 'right', 'l0').marks.read], ['complete', false])
  })
})

test('a copy whose original is gone is the only one left, and stays', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    const point = await takeMemoryPoint(pair, repository)
    await pair.sync()
    pair.clouds.left.expunge(named(pair, 'left', 'l0').id)
    await pair.sync()
    const report = await rollBack(pair, repository, point, { sides: ['right'] })
    assert.deepEqual(report.listed.map(({ why }) => why), ['only-copy'])
    assert.equal(outsideTrash(pair, 'right').filter((line) => line.includes('Subject: l0~')).length, 1)
  })
})

test('what was never seen in trash has left, and comes back only by explicit wish', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = pair.lines('right')
    const point = await takeMemoryPoint(pair, repository)
    pair.clouds.right.expunge(named(pair, 'right', 'r0').id)
    await pair.sync()
    const report = await rollBack(pair, repository, point, { scope: 'everything' })
    assert.deepEqual([report.done, report.listed.map(({ why }) => why)], [{ left: {}, right: {} }, ['left']])
    const wished = await rollBack(pair, repository, point, { scope: 'everything', includeDeparted: true })
    assert.deepEqual([wished.done, wished.listed], [{ left: {}, right: { 'restore-message': 1 } }, []])
    assert.deepEqual(pair.lines('right'), before)
    const left = pair.lines('left')
    await pair.sync()
    assert.deepEqual([pair.lines('left'), pair.lines('right')], [left, before], 'and is one with its partner again')
    pair.clouds.left.mark(named(pair, 'left', 'r0').id, { flag: 'flagged' })
    await pair.sync()
    assert.equal(named(pair, 'right', 'r0').marks.flag, 'flagged')
  })
})

test('a rollback can be rolled back: what it put into trash comes out, and is kept in step again', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    const first = await takeMemoryPoint(pair, repository)
    await pair.sync()
    const synced = { left: pair.lines('left'), right: pair.lines('right') }
    const before = await takeMemoryPoint(pair, repository)
    await rollBack(pair, repository, first)
    const report = await rollBack(pair, repository, before)
    assert.deepEqual([report.planned, report.listed], [[], []])
    for (const side of SIDES) assert.deepEqual(pair.lines(side), synced[side], side)
    await pair.sync()
    for (const side of SIDES) assert.deepEqual(pair.lines(side), synced[side], `${side} after a run`)
    pair.clouds.left.mark(named(pair, 'left', 'l1').id, { flag: 'flagged' })
    await pair.sync()
    assert.equal(named(pair, 'right', 'l1').marks.flag, 'flagged')
  })
})

test('a side that is only read is not written, and one where nothing may be deleted keeps its copies', async () => {
  for (const [policy, done] of [['readOnly', {}], ['noDelete', {}]] as const) {
    await withBackup(async (pair, repository) => {
      fill(pair)
      const point = await takeMemoryPoint(pair, repository)
      await pair.sync()
      Object.assign(pair.policy, { [policy]: 'right' })
      const report = await rollBack(pair, repository, point, { sides: ['right'] })
      assert.deepEqual([report.done.right, report.listed.map(({ why }) => why)], [done, policy === 'readOnly' ? Array(3).fill('forbidden') : [...Array(3).fill('forbidden'), 'folder-in-use']])
    })
  }
})

test('a mailbox that was emptied is filled again from the point', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    const point = await takeMemoryPoint(pair, repository)
    const { right } = pair.clouds
    for (const { id } of [...right.messages.values()]) right.expunge(id)
    for (const folder of [...right.folders.values()]) if (folder.role === undefined) right.removeFolder(folder.id)
    const report = await rollBack(pair, repository, point, { sides: ['right'], scope: 'everything', includeDeparted: true })
    assert.deepEqual([report.planned, report.done.right, report.compared.exact], [[], { 'restore-folder': 1, 'restore-message': 6 }, 6])
    assert.deepEqual(pair.lines('right'), before.right)
    await pair.sync()
    assert.deepEqual({ left: pair.lines('left'), right: pair.lines('right') }, before)
    await assertQuiet(pair)
  })
})

test('a database that was lost as well: everything is made anew and meets what is still there', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    const point = await takeMemoryPoint(pair, repository)
    for (const { id } of [...pair.clouds.right.messages.values()]) pair.clouds.right.expunge(id)
    await pair.loseState()
    const report = await rollBack(pair, repository, point, { sides: ['right'], scope: 'everything', includeDeparted: true, auditSeq: 0 })
    assert.deepEqual([report.planned, report.compared.exact], [[], 6])
    assert.deepEqual(pair.lines('right'), before.right)
    await pair.sync()
    assert.deepEqual({ left: pair.lines('left'), right: pair.lines('right') }, before, 'nothing is there twice')
    await assertQuiet(pair)
  })
})

/** A mailbox that takes no more than so many messages. */
const takingOnly = (most: number) => {
  let made = 0
  return (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    create: async (message, signal) => {
      if (made >= most) throw new SyncError('MAILBOX_FULL', 'The mailbox is full.')
      made++
      return mailbox.create(message, signal)
    },
  })
}

test('a mailbox that is full ends a rollback with what fits, and it goes on once there is room', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = pair.lines('right')
    const point = await takeMemoryPoint(pair, repository)
    for (const { id } of [...pair.clouds.right.messages.values()]) pair.clouds.right.expunge(id)
    const options = { sides: ['right'], scope: 'everything', includeDeparted: true } as const
    const full = await rollBack(pair, repository, point, options, { mailbox: takingOnly(2) })
    assert.deepEqual([full.stoppedBy?.code, full.done.right, pair.clouds.right.messages.size], ['MAILBOX_FULL', { 'restore-message': 2 }, 2])
    assert.equal(full.planned.filter(({ kind }) => kind === 'restore-message').length > 0, true, 'what is missing is told')
    const rest = await rollBack(pair, repository, point, options)
    assert.deepEqual([rest.planned, rest.stoppedBy, rest.done.right, rest.compared.exact], [[], undefined, { 'restore-message': 4 }, 6])
    assert.deepEqual(pair.lines('right'), before)
  })
})

test('what the backup cannot give any more is found before anything is written, and listed; the rest comes back', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const point = await takeMemoryPoint(pair, repository)
    for (const { id } of [...pair.clouds.right.messages.values()]) pair.clouds.right.expunge(id)
    const bad = (await Array.fromAsync(repository.entries(point))).find(({ side }) => side === 'right')
    const damaged: Repository = { ...repository, open: async (blob) => (blob === bad?.blob ? Promise.reject(new SyncError('BACKUP_DAMAGED', 'A file of the backup is missing.')) : repository.open(blob)) }
    const options = { sides: ['right'], scope: 'everything', includeDeparted: true } as const
    const dry = await rollBack(pair, damaged, point, { ...options, dryRun: true })
    assert.deepEqual([dry.listed.map(({ why }) => why), dry.planned.filter(({ kind }) => kind === 'restore-message').length], [['damaged'], 5])
    const report = await rollBack(pair, damaged, point, options)
    assert.deepEqual([report.done.right, report.listed.map(({ why }) => why)], [{ 'restore-message': 5 }, ['damaged']])
  })
})

test('only one message, or one folder, of a point comes back, and nothing else is touched', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const point = await takeMemoryPoint(pair, repository)
    const { right } = pair.clouds
    for (const { id } of [...right.messages.values()]) right.move(id, trash(pair, 'right'), false)
    right.add(mail('later'), inbox(pair, 'right'))
    const one = await rollBack(pair, repository, point, { sides: ['right'], only: ({ internetMessageId }) => internetMessageId === '<r1@test>' })
    assert.deepEqual(one.done.right, { move: 1 })
    assert.deepEqual(outsideTrash(pair, 'right').map((line) => /Subject: (\w+)/.exec(line)?.[1]), ['later', 'r1'])
  })
})

test('a draft comes back as a draft, and nothing is sent', async () => {
  await withBackup(async (pair, repository) => {
    const { right } = pair.clouds
    right.add(mail('draft'), right.folder('drafts').id, {}, '2026-01-05T08:00:00Z', { isDraft: true })
    await pair.sync()
    const point = await takeMemoryPoint(pair, repository)
    const before = pair.lines('right')
    right.expunge(named(pair, 'right', 'draft').id)
    const report = await rollBack(pair, repository, point, { sides: ['right'], scope: 'everything', includeDeparted: true })
    assert.deepEqual(report.done.right, { 'restore-message': 1 })
    assert.deepEqual(pair.lines('right'), before)
    assert.deepEqual([...right.messages.values()].map(({ isDraft }) => isDraft), [true])
  })
})

test('two that were both made anew are one again at once: the next run reads none of them to find that out', async () => {
  await withBackup(async (pair, repository) => {
    fill(pair)
    await pair.sync()
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    const point = await takeMemoryPoint(pair, repository)
    for (const side of SIDES) for (const { id } of [...pair.clouds[side].messages.values()]) pair.clouds[side].expunge(id)
    const report = await rollBack(pair, repository, point, { scope: 'everything', includeDeparted: true })
    assert.deepEqual([report.planned, report.listed, report.compared.exact], [[], [], 12])
    let reads = 0
    const counting = (mailbox: Mailbox): Mailbox => ({ ...mailbox, read: (...args) => (reads++, mailbox.read(...args)) })
    const { done } = await pair.sync({ untilQuiet: true }, { mailbox: counting })
    assert.deepEqual([done, reads, { left: pair.lines('left'), right: pair.lines('right') }], [{ left: {}, right: {} }, 0, before])
  })
})

test('a mark that the restored side cannot hold is not taken away from the partner', async () => {
  const options: MemoryPairOptions = { left: { style: 'listing', marks: { flag: 'binary', forwarded: 'none', tags: 'none' } }, right: { style: 'delta' } }
  await withBackup(async (pair, repository) => {
    const { left, right } = pair.clouds
    right.add(mail('marked'), inbox(pair, 'right'), { tags: ['red'], flag: 'complete', forwarded: true })
    await pair.sync()
    const point = await takeMemoryPoint(pair, repository)
    const before = { left: pair.lines('left'), right: pair.lines('right') }
    left.expunge(named(pair, 'left', 'marked').id)
    await pair.sync()
    await rollBack(pair, repository, point, { sides: ['left'], scope: 'everything', includeDeparted: true })
    await pair.sync()
    assert.deepEqual({ left: pair.lines('left'), right: pair.lines('right') }, before)
    right.mark(named(pair, 'right', 'marked').id, { read: true })
    await pair.sync()
    assert.equal(named(pair, 'left', 'marked').marks.read, true)
  }, options)
})
