import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../../src/domain/errors.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'

const inTrash = (pair: MemoryPair, side: Side): string[] => pair.lines(side).filter((line) => line.startsWith('trash |'))
const outside = (pair: MemoryPair, side: Side): string[] => pair.lines(side).filter((line) => !line.startsWith('trash |'))
const marked = (pair: MemoryPair, side: Side): number => [...pair.clouds[side].messages.values()].filter(({ origin }) => origin !== undefined).length
const idOf = (pair: MemoryPair, side: Side, name: string): string => {
  const found = [...pair.clouds[side].messages.values()].find(({ mime }) => mime.includes(`Subject: ${name}\r\n`))
  return found?.id ?? assert.fail(`no message ${name}`)
}

/** Five messages from either side, in step: the left is listed as over IMAP, the right can take marks off as Outlook can. */
async function inStep(options: ConstructorParameters<typeof MemoryPair>[0] = {}): Promise<MemoryPair> {
  const pair = new MemoryPair(options)
  for (let n = 0; n < 5; n++) for (const side of SIDES) pair.clouds[side].add(mail(`${side}${n}`), pair.clouds[side].folder(n < 4 ? 'inbox' : 'sent').id, { read: n % 2 === 0 })
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  return pair
}

test('a dry run tells what would be done and writes nothing', async () => {
  const pair = await inStep()
  const { revision } = pair
  const { planned, listed, proof, forgotten, done } = await pair.leave({ copies: 'remove', dryRun: true })
  assert.deepEqual([planned.filter(({ kind }) => kind === 'trash').length, planned.filter(({ kind }) => kind === 'strip').length], [10, 5])
  assert.deepEqual(listed.flatMap(({ on, why }) => (on === 'left' ? [why] : [])), Array.from({ length: 5 }, () => 'in-mime'))
  assert.deepEqual([proof, done, pair.revision], [undefined, { left: {}, right: {} }, revision])
  assert.equal(forgotten['items'], 20)
  assert.equal((await pair.sync()).quiet, true)
})

test('copies that are kept stay as they are; their marks come off where they can, and everything is forgotten but the audit', async () => {
  const pair = await inStep()
  const before = SIDES.map((side) => pair.lines(side))
  const report = await pair.leave()
  assert.deepEqual([report.stoppedBy, report.failed, report.planned], [undefined, 0, []])
  assert.deepEqual(report.done, { left: {}, right: { strip: 5 } })
  assert.deepEqual(SIDES.map((side) => pair.lines(side)), before)
  assert.deepEqual([marked(pair, 'left'), marked(pair, 'right')], [5, 0])
  assert.deepEqual(report.proof, { at: report.endedAt, left: { messages: 10, marked: 0, inMime: 5, subscriptions: 0 }, right: { messages: 10, marked: 0, inMime: 0, subscriptions: 0 }, remembered: {}, holds: true })
  const store = await pair.pairStore()
  assert.deepEqual([await store.remembered(), (await store.folders()).length, (await store.checkpoints('right')).size], [{}, 0, 0])
  const kinds = ((await pair.store?.audit.last('test', 100)) ?? []).filter(({ run }) => run === report.run).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['disconnect', 'strip', 'strip', 'strip', 'strip', 'strip'])
  assert.equal((await pair.store?.audit.verify('test'))?.broken, undefined)
})

test('copies that are removed lie in trash, every original is where it was, and a second call finds nothing to do', async () => {
  const pair = await inStep()
  const report = await pair.leave({ copies: 'remove' })
  assert.deepEqual(report.done, { left: { trash: 5 }, right: { trash: 5, strip: 5 } })
  for (const side of SIDES) {
    assert.deepEqual(outside(pair, side).filter((line) => !line.includes(`Subject: ${side}`)), [], 'only its own mail is outside trash')
    assert.deepEqual([outside(pair, side).length, inTrash(pair, side).length], [5, 5])
  }
  const { revision } = pair
  assert.equal((await pair.leave({ copies: 'remove' })).proof?.holds, true)
  assert.equal(pair.revision, revision)
})

test('a copy whose original is gone, or in trash, or that was changed since, is kept and listed', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  left.expunge(idOf(pair, 'left', 'left0'))
  left.move(idOf(pair, 'left', 'left1'), left.folder('trash').id, true)
  right.mark(idOf(pair, 'right', 'left2'), { flag: 'flagged' })
  const report = await pair.leave({ copies: 'remove' })
  assert.deepEqual(report.listed.flatMap(({ on, why }) => (on === 'right' && why !== 'in-mime' ? [why] : [])).sort(), ['changed', 'last', 'last'])
  assert.deepEqual(outside(pair, 'right').filter((line) => line.includes('Subject: left')).length, 3)
  assert.equal(report.proof?.holds, true)
})

test('of two copies of each other none is the original, and none is removed', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  const [here, there] = [left.messages.get(idOf(pair, 'left', 'left0')), right.messages.get(idOf(pair, 'right', 'left0'))]
  assert.ok(here !== undefined && there?.origin !== undefined)
  here.origin = { ...there.origin, side: 'right', id: there.id, token: 'other' }
  here.changed = ++left.revision
  await pair.leave({ copies: 'remove' })
  for (const side of SIDES) assert.equal(outside(pair, side).filter((line) => line.includes('Subject: left0~')).length, 1, side)
})

test('without a memory of what is bound no copy is provably the second of two: all are kept and listed, and marks come off all the same', async () => {
  const pair = await inStep()
  await pair.loseState()
  const before = SIDES.map((side) => pair.lines(side))
  const report = await pair.leave({ copies: 'remove' })
  assert.deepEqual(SIDES.map((side) => pair.lines(side)), before)
  assert.equal(report.listed.filter(({ why }) => why === 'unproven').length, 10)
  assert.equal(marked(pair, 'right'), 0)
})

test('where the policy forbids to write or to delete, nothing is, and what stays is listed', async () => {
  for (const [policy, done] of [[{ readOnly: 'right' }, {}], [{ noDelete: 'right' }, { strip: 5 }]] as const) {
    const pair = await inStep()
    const leaving = new MemoryPair({ database: pair.database, policy }, pair.moment())
    leaving.store = pair.store
    const report = await leaving.leave({ copies: 'remove' })
    assert.deepEqual(report.done, { left: { trash: 5 }, right: done })
    assert.equal(outside(leaving, 'right').length, 10)
    assert.ok(report.listed.some(({ on, why }) => on === 'right' && why === 'forbidden'))
    assert.equal(report.proof?.holds, !('readOnly' in policy))
  }
})

test('a leaving that was broken off half way and a sync after it: what went to trash is not taken for a deletion', async () => {
  const pair = await inStep()
  const before = SIDES.map((side) => outside(pair, side))
  let moves = 0
  const breaking = { mailbox: (mailbox: ReturnType<MemoryPair['mailbox']>) => ({ ...mailbox, move: async (...args: Parameters<typeof mailbox.move>) => (++moves > 4 ? assert.fail('broken off') : mailbox.move(...args)) }) }
  await assert.rejects(pair.leave({ copies: 'remove' }, breaking))
  await pair.sync()
  for (const [at, side] of SIDES.entries()) {
    const own = (before[at] ?? []).filter((line) => line.includes(`Subject: ${side}`))
    assert.deepEqual(outside(pair, side).filter((line) => line.includes(`Subject: ${side}`)), own, `no original of the ${side} went to trash`)
  }
  assert.equal((await pair.leave({ copies: 'remove' })).proof?.holds, true)
})

for (const copies of ['keep', 'remove'] as const) {
  test(`set up anew after copies were ${copies === 'keep' ? 'kept' : 'removed'}: nothing goes to trash, and outside trash both sides become equal without a second copy`, async () => {
    const pair = await inStep()
    const before = outside(pair, 'left')
    await pair.leave({ copies })
    await pair.loseState()
    const report = await pair.sync()
    for (const side of SIDES) assert.equal(report.done[side].trash ?? report.done[side].retire, undefined)
    for (const side of SIDES) assert.deepEqual(outside(pair, side), before, side)
  })
}

test('with one mailbox gone for good the pair is given up without it, and what is on the other side stays, every message of it', async () => {
  const pair = await inStep()
  const gone = new SyncError('REMOTE_FAILURE', 'no such mailbox')
  const refusing = { mailbox: (mailbox: ReturnType<MemoryPair['mailbox']>) => ({ ...mailbox, ...(mailbox.strip === undefined ? { observe: () => assert.fail(gone), move: () => Promise.reject(gone) } : {}) }) }
  assert.equal((await pair.leave({ copies: 'remove' }, refusing)).stoppedBy?.message, 'no such mailbox')
  const before = SIDES.map((side) => pair.lines(side))
  const report = await pair.leave({ copies: 'remove', without: 'left' }, refusing)
  assert.deepEqual([report.stoppedBy, report.done], [undefined, { left: {}, right: { strip: 5 } }])
  assert.deepEqual([report.proof?.holds, report.proof?.left.isAbsent, report.proof?.right.messages], [true, true, 10])
  assert.deepEqual(SIDES.map((side) => pair.lines(side)), before)
  assert.equal(report.listed.filter(({ on, why }) => on === 'right' && why === 'last').length, 5)
})

test('a copy that may still arrive is waited for: it would come into a mailbox where nobody remembers it', async () => {
  const pair = await inStep()
  pair.clouds.left.add(mail('late'), pair.clouds.left.folder('inbox').id)
  const slow = (mailbox: ReturnType<MemoryPair['mailbox']>) => ({ ...mailbox, capabilities: { ...mailbox.capabilities, settleMs: 120_000 } })
  const unanswered = new SyncError('REMOTE_FAILURE', 'no answer', { ambiguous: true })
  await pair.sync({}, { mailbox: (mailbox) => ({ ...slow(mailbox), create: () => Promise.reject(unanswered) }) })
  const early = await pair.leave({ copies: 'remove' }, { mailbox: slow })
  assert.deepEqual([early.stoppedBy?.code, early.done, early.proof], ['REMOTE_FAILURE', { left: {}, right: {} }, undefined])
  assert.equal((await (await pair.pairStore()).journal()).length, 1, 'it is still known')
  pair.clock.advance(120_000)
  assert.equal((await pair.leave({ copies: 'remove' }, { mailbox: slow })).proof?.holds, true)
  assert.ok(outside(pair, 'left').some((line) => line.includes('Subject: late')))
})
