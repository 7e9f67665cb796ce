import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIDES, opposite, type Side } from '../../src/domain/side.ts'
import type { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'

const idOf = (cloud: MemoryCloud, name: string): string => {
  const found = [...cloud.messages.values()].find((message) => message.mime.includes(`Subject: ${name}\r\n`))
  if (found === undefined) throw new Error(`no message ${name}`)
  return found.id
}

/** A move that a person makes: on the side that lists whole folders it gives a new id. */
const move = (pair: MemoryPair, side: Side, name: string, folder: string): void => {
  const cloud = pair.clouds[side]
  const target = [...cloud.folders.values()].find((each) => (each.role ?? each.name) === folder)
  cloud.move(idOf(cloud, name), target?.id ?? '', side === 'left')
}

/** Ten messages in step, with marks of all kinds. */
async function inStep(options: ConstructorParameters<typeof MemoryPair>[0] = {}): Promise<MemoryPair> {
  const pair = new MemoryPair(options)
  for (let n = 0; n < 10; n++) {
    const cloud = pair.clouds[n % 2 === 0 ? 'left' : 'right']
    cloud.add(mail(`m${n}`), cloud.folder(n < 8 ? 'inbox' : 'sent').id, { read: n % 3 === 0, flag: n === 4 ? 'flagged' : 'none', answered: n === 5, tags: n === 6 ? ['red'] : [] })
  }
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  return pair
}

/** Both sides as they were, and a run after that writes nothing. */
async function assertBack(pair: MemoryPair, before: readonly string[]): Promise<void> {
  await pair.sync()
  for (const side of SIDES) assert.deepEqual(pair.lines(side), before, side)
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision, 'one more run writes nothing')
}

for (const side of SIDES) {
  test(`what was moved, marked and moved to trash on the ${side} and crossed is taken back, and then on the ${side} too`, async () => {
    const pair = await inStep()
    const before = pair.lines('left')
    const cloud = pair.clouds[side]
    cloud.mark(idOf(cloud, 'm0'), { read: false, flag: 'flagged', tags: ['blue'] })
    cloud.mark(idOf(cloud, 'm4'), { flag: 'none' })
    for (const name of ['m0', 'm1', 'm2']) move(pair, side, name, 'trash')
    for (const name of ['m3', 'm4']) move(pair, side, name, 'junk')
    const { run } = await pair.sync()
    assert.notDeepEqual(pair.lines(opposite(side)), before)

    const undone = await pair.undo({ of: run })
    assert.deepEqual([undone.done[side], undone.done[opposite(side)]], [{}, { move: 5, mark: 2 }])
    assert.deepEqual([undone.planned, undone.listed, undone.failed], [[], [], 0])
    assert.deepEqual(pair.lines(opposite(side)), before, 'where the run wrote, everything is as before')
    assert.deepEqual((await pair.undo({ of: run })).done, { left: {}, right: {} }, 'a second time there is nothing left to do')
    await assertBack(pair, before)
  })
}

test('a dry run says what would be done and writes nothing', async () => {
  const pair = await inStep()
  move(pair, 'left', 'm1', 'trash')
  const { run } = await pair.sync()
  const { revision } = pair
  const report = await pair.undo({ of: run, dryRun: true })
  assert.deepEqual(report.planned.map(({ kind, reason }) => [kind, reason]), [['move', 'undone']])
  assert.deepEqual(report.done, { left: {}, right: {} })
  assert.equal(pair.revision, revision)
})

test('copies that the run made stay, and are told', async () => {
  const pair = await inStep()
  const { left } = pair.clouds
  left.add(mail('new'), left.folder('inbox').id)
  move(pair, 'left', 'm1', 'trash')
  const { run } = await pair.sync()
  const report = await pair.undo({ of: run })
  assert.deepEqual(report.stays, { left: {}, right: { copy: 1 } })
  await pair.sync()
  assert.equal(pair.clouds.right.messages.size, 11)
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
})

test('what a person changed since, on either side, is not touched, and is told', async () => {
  const pair = await inStep()
  for (const name of ['m0', 'm1', 'm2']) move(pair, 'left', name, 'trash')
  const { run } = await pair.sync()
  move(pair, 'right', 'm0', 'junk')
  move(pair, 'left', 'm1', 'junk')
  const report = await pair.undo({ of: run })
  assert.deepEqual(report.done.right, { move: 1 })
  assert.deepEqual(report.listed.map(({ why }) => why), ['changed-since', 'changed-since'])
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  assert.deepEqual(pair.lines('left').filter((line) => line.startsWith('junk')).length, 2)
  assert.deepEqual(pair.lines('left').filter((line) => line.startsWith('trash')).length, 0)
})

test('a message that was deleted once more since stays deleted', async () => {
  const pair = await inStep()
  move(pair, 'left', 'm0', 'trash')
  const { run } = await pair.sync()
  move(pair, 'left', 'm0', 'inbox')
  await pair.sync()
  move(pair, 'left', 'm0', 'trash')
  await pair.sync()
  const report = await pair.undo({ of: run })
  assert.deepEqual([report.done.right, report.listed.map(({ why }) => why)], [{}, ['changed-since']])
})

test('a message that is no longer there is told; one that was deleted for good on the other side comes back on this side only', async () => {
  const pair = await inStep()
  for (const name of ['m0', 'm1']) move(pair, 'left', name, 'trash')
  const { run } = await pair.sync()
  pair.clouds.right.expunge(idOf(pair.clouds.right, 'm0'))
  pair.clouds.left.expunge(idOf(pair.clouds.left, 'm1'))
  await pair.sync()
  const report = await pair.undo({ of: run })
  assert.deepEqual(report.listed.map(({ why }) => why).sort(), ['gone', 'one-side-only'])
  assert.deepEqual(report.done.right, { move: 1 })
  const { findings } = await pair.sync()
  assert.equal(findings.find(({ kind }) => kind === 'departed')?.count, 1)
  assert.equal(pair.lines('right').filter((line) => line.startsWith('inbox') && line.includes('Subject: m1~')).length, 1)
  assert.equal(pair.lines('left').filter((line) => line.includes('Subject: m1~')).length, 0, 'and is not put back on the other')
})

for (const side of SIDES) {
  test(`a folder that was deleted with what was in it on the ${side} is made anew`, async () => {
    const pair = await inStep()
    const cloud = pair.clouds[side]
    const outer = cloud.addFolder('客戶')
    const inner = cloud.addFolder('done', outer.id)
    for (const name of ['a', 'b']) cloud.add(mail(name), inner.id)
    await pair.sync()
    const [before, folders] = [pair.lines('left'), pair.folderPaths('left')]
    for (const name of ['a', 'b']) move(pair, side, name, 'trash')
    for (const folder of [inner, outer]) cloud.removeFolder(folder.id)
    const { run } = await pair.sync()
    assert.ok(!pair.folderPaths(opposite(side)).some((path) => path.includes('done')), 'the folder is gone')

    const { planned } = await pair.undo({ of: run, dryRun: true })
    assert.deepEqual(planned.map((operation) => (operation.kind === 'restore-folder' ? operation.name : operation.kind)), ['客戶', 'done', 'move', 'move'])
    const report = await pair.undo({ of: run })
    assert.deepEqual(report.done[opposite(side)], { 'restore-folder': 2, move: 2 })
    await assertBack(pair, before)
    assert.deepEqual(pair.folderPaths(opposite(side)), folders)
  })
}

test('a message comes back into a folder that ended on the other side, and there too', async () => {
  const pair = await inStep()
  const { left, right } = pair.clouds
  const folder = left.addFolder('客戶')
  for (const name of ['a', 'b']) left.add(mail(name), folder.id)
  await pair.sync()
  move(pair, 'left', 'a', 'trash')
  left.expunge(idOf(left, 'b'))
  left.removeFolder(folder.id)
  const { run } = await pair.sync()
  assert.deepEqual(pair.lines('right').filter((line) => line.startsWith('/客戶')).length, 1, 'what departed keeps its folder')
  await pair.undo({ of: run })
  await pair.sync()
  const lies = (cloud: MemoryCloud, name: string) => cloud.folders.get(cloud.messages.get(idOf(cloud, name))?.folderId ?? '')?.name
  assert.deepEqual([lies(left, 'a'), lies(right, 'a')], ['客戶', '客戶'])
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision)
})

test('an undo can be taken back itself', async () => {
  const pair = await inStep()
  move(pair, 'left', 'm1', 'trash')
  const { run } = await pair.sync()
  const after = pair.lines('right')
  const undone = await pair.undo({ of: run })
  await pair.undo({ of: undone.run })
  await assertBack(pair, after)
})

test('a run that nobody knows is refused', async () => {
  const pair = await inStep()
  await assert.rejects(pair.undo({ of: 'another' }), { name: 'SyncError', code: 'UNKNOWN_RUN' })
})

test('a side that is only read, or where nothing may go to trash, is not written to by an undo either', async () => {
  const pair = await inStep()
  move(pair, 'left', 'm1', 'trash')
  const { run } = await pair.sync()
  Object.assign(pair, { policy: { ...pair.policy, readOnly: 'right' } })
  const report = await pair.undo({ of: run })
  assert.deepEqual([report.done, report.listed.map(({ why }) => why)], [{ left: {}, right: {} }, ['forbidden']])
})
