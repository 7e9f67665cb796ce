import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIDES, opposite } from '../../src/domain/side.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'

/** A folder with a folder in it, one mail in each and one in the inbox, the same on both sides. */
async function scene() {
  const pair = new MemoryPair()
  const { left } = pair.clouds
  const outer = left.addFolder('Project')
  const inner = left.addFolder('Drawings', outer.id)
  left.add(mail('in inbox'), left.folder('inbox').id)
  left.add(mail('in project'), outer.id, { flag: 'flagged' })
  left.add(mail('in drawings'), inner.id, { read: true })
  await pair.sync()
  return pair
}

const named = (pair: MemoryPair, side: 'left' | 'right', name: string) => {
  const folder = [...pair.clouds[side].folders.values()].find((each) => each.name === name)
  assert.ok(folder, `${name} is on the ${side}`)
  return folder
}

for (const side of SIDES) {
  test(`a folder that is moved into trash with its mail on the ${side} is deleted on the other side, its mail lies in trash there`, async () => {
    const pair = await scene()
    named(pair, side, 'Project').parentId = pair.clouds[side].folder('trash').id
    const report = await pair.sync()
    assert.equal(report.quiet, true)
    const other = opposite(side)
    assert.deepEqual(pair.folderPaths(other).filter((path) => /Project|Drawings/.test(path)), [])
    assert.equal(pair.lines(other).filter((line) => line.startsWith('trash')).length, 2)
    assert.equal(pair.clouds[side].messages.size, 3, 'nothing was deleted for good')
    const { revision } = pair
    await pair.sync()
    assert.equal(pair.revision, revision, 'one more run writes nothing')
  })

  test(`a folder that is taken out of trash again on the ${side} is there again on both, with its mail and marks`, async () => {
    const pair = await scene()
    const before = pair.lines(side)
    const folder = named(pair, side, 'Project')
    folder.parentId = pair.clouds[side].folder('trash').id
    await pair.sync()
    delete folder.parentId
    const report = await pair.sync()
    assert.equal(report.quiet, true)
    assert.deepEqual(pair.lines('left'), pair.lines('right'))
    assert.deepEqual(pair.lines(side), before)
    assert.deepEqual(pair.folderPaths('left'), pair.folderPaths('right'))
  })
}

test('a folder in trash that is only renamed there, or moved within it, moves nothing', async () => {
  const pair = await scene()
  const folder = named(pair, 'left', 'Project')
  folder.parentId = pair.clouds.left.folder('trash').id
  await pair.sync()
  folder.name = 'Project (old)'
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision)
})

for (const side of SIDES) {
  test(`a folder that is deleted on the ${side} while somebody moves mail into it on the other side lives on with that mail`, async () => {
    const pair = await scene()
    const other = opposite(side)
    const [here, there] = [pair.clouds[side], pair.clouds[other]]
    const inner = named(pair, side, 'Drawings')
    for (const { id, folderId } of here.messages.values()) if (folderId === inner.id) here.move(id, here.folder('trash').id, side === 'left')
    here.removeFolder(inner.id)
    const inbox = [...there.messages.values()].find(({ folderId }) => folderId === there.folder('inbox').id)
    assert.ok(inbox)
    there.move(inbox.id, named(pair, other, 'Drawings').id, other === 'left')
    const report = await pair.sync()
    assert.deepEqual([report.stoppedBy, report.quiet], [undefined, true])
    assert.deepEqual(pair.lines('left'), pair.lines('right'))
    assert.deepEqual(pair.folderPaths('left'), pair.folderPaths('right'))
    assert.equal(pair.lines(side).filter((line) => line.startsWith('//Project/Drawings') || line.startsWith('/Project/Drawings')).length, 1)
    const { revision } = pair
    await pair.sync()
    assert.equal(pair.revision, revision)
  })
}
