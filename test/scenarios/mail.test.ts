import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../../src/domain/errors.ts'
import { MemoryPair, mail, type Wrap } from '../support/memory-pair.ts'

test('new mail crosses both ways with its marks, date and folder', async () => {
  const pair = new MemoryPair()
  const project = pair.clouds.left.addFolder('项目')
  pair.clouds.left.add(mail('a'), project.id, { read: true, flag: 'flagged' })
  pair.clouds.right.add(mail('b'), pair.clouds.right.folder('inbox').id, {}, '2026-02-01T00:00:00Z')
  const report = await pair.sync()
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.quiet, true)
  assert.equal(pair.lines('left').length, 2)
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  assert.deepEqual(pair.folderPaths('left'), pair.folderPaths('right'))
})

test('a second run with nothing new writes nothing', async () => {
  const pair = new MemoryPair()
  pair.clouds.left.add(mail('a'), pair.clouds.left.folder('inbox').id)
  pair.clouds.right.add(mail('b'), pair.clouds.right.folder('sent').id)
  await pair.sync()
  const { revision } = pair
  const report = await pair.sync()
  assert.equal(pair.revision, revision)
  assert.deepEqual(report.done, { left: {}, right: {} })
})

test('after the database is lost a run over two mailboxes in step writes nothing', async () => {
  const pair = new MemoryPair()
  for (const [n, side] of (['left', 'right', 'left', 'right'] as const).entries()) {
    pair.clouds[side].add(mail(`m${n}`), pair.clouds[side].folder('inbox').id, { read: n % 2 === 0 })
    pair.clouds[side].add(mail(`none${n}`, { id: null }), pair.clouds[side].folder('inbox').id)
    pair.clouds[side].add(mail(`shared${n}`, { id: '<shared@test>' }), pair.clouds[side].folder('sent').id)
  }
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  await pair.loseState()
  const { revision } = pair
  const report = await pair.sync()
  assert.equal(pair.revision, revision)
  assert.equal(report.quiet, true)
})

test('marks, moves and trash cross both ways', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < 8; n++) left.add(mail(`m${n}`), left.folder('inbox').id)
  const folder = right.addFolder('Customers')
  await pair.sync()
  const [r0, r1, r2, r3] = [...right.messages.values()]
  const [, , , , l4, l5, l6, l7] = [...left.messages.values()]
  right.mark(r0!.id, { read: true, tags: ['red'] })
  right.move(r1!.id, folder.id, false)
  right.move(r2!.id, right.folder('trash').id, false)
  right.mark(r3!.id, { answered: true })
  left.mark(l4!.id, { flag: 'flagged' })
  left.move(l5!.id, left.folder('junk').id, true)
  left.move(l6!.id, left.folder('trash').id, true)
  left.mark(l7!.id, { forwarded: true })
  const report = await pair.sync()
  assert.equal(report.stoppedBy, undefined)
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  assert.equal(pair.lines('left').length, 8)
  assert.equal(pair.lines('left').filter((line) => line.startsWith('trash')).length, 2)
})

test('a changed mark beats a deletion, a read mark does not', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('wanted'), left.folder('inbox').id)
  left.add(mail('unwanted'), left.folder('inbox').id)
  await pair.sync()
  const find = (side: 'left' | 'right', name: string) => [...pair.clouds[side].messages.values()].find((message) => message.mime.includes(`Subject: ${name}`))!
  left.move(find('left', 'wanted').id, left.folder('trash').id, true)
  right.mark(find('right', 'wanted').id, { flag: 'flagged' })
  left.move(find('left', 'unwanted').id, left.folder('trash').id, true)
  right.mark(find('right', 'unwanted').id, { read: true })
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  assert.ok(pair.lines('left').some((line) => line.startsWith('inbox') && line.includes('Subject: wanted')))
  assert.ok(pair.lines('left').some((line) => line.startsWith('trash') && line.includes('Subject: unwanted')))
})

test('a message that leaves without passing through the trash is untouched on the other side and never put back', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('archived'), left.folder('inbox').id)
  await pair.sync()
  left.expunge([...left.messages.keys()][0]!)
  await pair.sync()
  assert.equal(left.messages.size, 0)
  assert.equal(right.messages.size, 1)
  await pair.loseState()
  await pair.sync()
  assert.equal(left.messages.size, 0)
  assert.equal(right.messages.size, 1)
})

test('the same mail delivered to both sides is one message, also when the second comes late', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('both'), left.folder('inbox').id)
  right.add(mail('both'), right.folder('inbox').id)
  left.add(mail('late'), left.folder('inbox').id, { read: true })
  await pair.sync()
  right.add(mail('late'), right.folder('inbox').id)
  await pair.sync()
  const live = (side: 'left' | 'right') => pair.lines(side).filter((line) => !line.startsWith('trash'))
  assert.deepEqual(live('left'), live('right'))
  assert.equal(live('left').length, 2)
})

test('more deletions than a person makes in a day are held until somebody decides', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < 40; n++) left.add(mail(`m${n}`), left.folder('inbox').id)
  await pair.sync()
  for (const id of [...left.messages.keys()].slice(0, 30)) left.move(id, left.folder('trash').id, true)
  const held = await pair.sync()
  assert.equal(held.holds.length, 1)
  assert.equal(held.holds[0]?.operations, 30)
  assert.equal([...right.messages.values()].filter((message) => message.folderId === right.folder('trash').id).length, 0)
  const applied = await pair.sync({ untilQuiet: true, applyHold: held.holds[0]?.id ?? '' })
  assert.deepEqual(applied.holds, [])
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
})

test('what was held is held until somebody decides, also where a person takes most of it back, and nothing once all is back', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < 40; n++) left.add(mail(`m${n}`), left.folder('inbox').id)
  await pair.sync()
  const inTrash = () => [...right.messages.values()].filter((message) => message.folderId === right.folder('trash').id).length
  for (const id of [...left.messages.keys()].slice(0, 30)) left.move(id, left.folder('trash').id, true)
  await pair.sync()
  const takeBack = (count: number) => {
    for (const { id } of [...left.messages.values()].filter(({ folderId }) => folderId === left.folder('trash').id).slice(0, count)) left.move(id, left.folder('inbox').id, true)
  }
  takeBack(25)
  assert.deepEqual([(await pair.sync()).holds.map(({ operations }) => operations), inTrash()], [[5], 0])
  takeBack(5)
  assert.deepEqual([(await pair.sync()).holds, inTrash()], [[], 0])
  left.move([...left.messages.keys()][0] ?? '', left.folder('trash').id, true)
  assert.deepEqual([(await pair.sync()).holds, inTrash()], [[], 1])
})

test('after the database is lost, a message that was moved out of Sent is still one with its copy', async () => {
  const pair = new MemoryPair()
  const { left } = pair.clouds
  const customers = left.addFolder('客戶')
  const sent = left.add(mail('to myself'), left.folder('sent').id)
  left.add(mail('to myself'), left.folder('inbox').id)
  await pair.sync()
  left.move(sent.id, customers.id, true)
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  await pair.loseState()
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision)
})

test('mail in a folder whose name the other side cannot hold waits and is listed, and the rest goes on', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('waits'), left.addFolder('x'.repeat(300)).id)
  left.add(mail('goes on'), left.folder('inbox').id)
  const report = await pair.sync()
  assert.equal(report.quiet, true)
  assert.equal(right.messages.size, 1)
  assert.deepEqual(report.findings.filter(({ code }) => code === 'folder-name').map(({ count }) => count), [1])
})

test('what was set aside is no longer listed once its owner has removed it', async () => {
  const pair = new MemoryPair()
  const { left } = pair.clouds
  const large = left.add(mail('large', { body: 'x'.repeat(2_000_000) }), left.folder('inbox').id)
  const first = await pair.sync()
  assert.deepEqual(first.findings.filter(({ kind }) => kind === 'set-aside').map(({ code }) => code), ['TOO_LARGE'])
  left.expunge(large.id)
  const second = await pair.sync()
  assert.deepEqual(second.findings.filter(({ kind }) => kind === 'set-aside'), [])
})

test('a mark that was refused is not tried again, until either message changes', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  left.add(mail('a'), left.folder('inbox').id)
  await pair.sync()
  const [original] = [...left.messages.values()]
  const refused: unknown[] = []
  const wrap: Wrap = {
    mailbox: (mailbox) => ({
      ...mailbox,
      mark: (message, change, signal) => {
        if (change.flag !== 'flagged') return mailbox.mark(message, change, signal)
        refused.push(change)
        return Promise.reject(new SyncError('REJECTED', 'no flags here'))
      },
    }),
  }
  left.mark(original!.id, { flag: 'flagged' })
  for (let run = 0; run < 3; run++) await pair.sync({ untilQuiet: true }, wrap)
  assert.equal(refused.length, 1)
  left.mark(original!.id, { flag: 'none', read: true })
  await pair.sync({ untilQuiet: true }, wrap)
  assert.equal([...right.messages.values()][0]?.marks.read, true, 'what came later crosses')
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
})
