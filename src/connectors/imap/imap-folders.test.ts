import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

test('a folder that a person renamed keeps its id, with its subfolders, after a restart', async (context) => {
  const { mailbox, open, cloud } = await startImap(context, { uidValidityIs: 'constant' })
  const person = open({ password: 'other' })
  const top = await person.createFolder('項目', undefined, SIGNAL)
  await person.createFolder('子', top.id, SIGNAL)
  for (const n of [1, 2, 3]) cloud.deliver(ADDRESS, mime(n), { path: ['項目'] })
  cloud.deliver(ADDRESS, mime(4), { path: ['項目', '子'] })
  const first = await observeAll(mailbox)
  await person.changeFolder(top.id, '客戶 & 項目', undefined, SIGNAL)
  await person.createFolder('項目', undefined, SIGNAL)
  const second = await observeAll(open(), first.checkpoints)
  assert.equal(second.folder('客戶 & 項目'), first.folder('項目'))
  assert.equal(second.folder('子'), first.folder('子'))
  assert.notEqual(second.folder('項目'), first.folder('項目'))
  assert.deepEqual([...second.messages.keys()].sort(), [...first.messages.keys()].sort())
  assert.equal([...second.messages.values()].filter(({ envelope }) => envelope !== undefined).length, 0)
})

test('what was remembered of a renamed folder serves before the first observation', async (context) => {
  const { mailbox, open, cloud } = await startImap(context)
  const made = await mailbox.createFolder('A', undefined, SIGNAL)
  cloud.deliver(ADDRESS, mime(1), { path: ['A'] })
  await mailbox.changeFolder(made.id, 'B', undefined, SIGNAL)
  const seen = await observeAll(mailbox)
  const [message] = seen.messages.values()
  assert.ok(message)
  assert.deepEqual(await (await open({ remembered: seen.checkpoints }).read(message, SIGNAL)).bytes(), mime(1))
})

test('ids come out the same after everything was forgotten', async (context) => {
  const { mailbox, open, cloud } = await startImap(context)
  await mailbox.createFolder('A', undefined, SIGNAL)
  cloud.deliver(ADDRESS, mime(1), { path: ['A'] })
  const first = await observeAll(mailbox)
  const second = await observeAll(open())
  assert.deepEqual([...second.messages.keys()], [...first.messages.keys()])
  assert.deepEqual([...second.folders.keys()], [...first.folders.keys()])
})

test('a folder of the same name and UIDVALIDITY with other messages is another folder', async (context) => {
  const { mailbox, open, cloud } = await startImap(context, { uidValidityIs: 'constant' })
  const person = open({ password: 'other' })
  const made = await person.createFolder('A', undefined, SIGNAL)
  for (const n of [1, 2, 3]) cloud.deliver(ADDRESS, mime(n), { path: ['A'] })
  const first = await observeAll(mailbox)
  for (const message of first.messages.values()) await person.remove(message, SIGNAL)
  await person.deleteFolder(made.id, SIGNAL)
  await person.createFolder('A', undefined, SIGNAL)
  cloud.deliver(ADDRESS, mime(9), { path: ['A'] })
  const second = await observeAll(mailbox, first.checkpoints)
  assert.notEqual(second.folder('A'), first.folder('A'))
  assert.deepEqual([...second.messages.values()].map(({ envelope }) => envelope?.internetMessageId), ['<9@a.example>'])
})

test('when UIDs became void everything is new again, in the same folder', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const first = await observeAll(mailbox)
  const [old] = first.messages.values()
  assert.ok(old)
  cloud.expireUidValidity(ADDRESS, true)
  const second = await observeAll(mailbox, first.checkpoints)
  assert.equal(second.folder('INBOX'), first.folder('INBOX'))
  const [message] = second.messages.values()
  assert.notEqual(message?.id, old.id)
  assert.equal(message?.envelope?.internetMessageId, '<1@a.example>')
  assert.deepEqual(second.listed.get(second.folder('INBOX')), [message?.id])
  await assert.rejects(mailbox.read(old, SIGNAL), { code: 'NOT_FOUND' })
})

test('folders are made, nested, renamed, moved and deleted', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  const top = await mailbox.createFolder('A', undefined, SIGNAL)
  const child = await mailbox.createFolder('x', top.id, SIGNAL)
  assert.equal(child.parentId, top.id)
  await assert.rejects(mailbox.createFolder('A', undefined, SIGNAL), { code: 'FOLDER_EXISTS' })
  const moved = await mailbox.changeFolder(child.id, 'y', undefined, SIGNAL)
  assert.deepEqual(moved, { id: child.id, name: 'y' })
  await assert.rejects(mailbox.changeFolder(child.id, 'A', undefined, SIGNAL), { code: 'FOLDER_EXISTS' })
  await mailbox.deleteFolder(top.id, SIGNAL)
  await mailbox.deleteFolder(top.id, SIGNAL)
  assert.deepEqual(cloud.snapshot(ADDRESS).folders.filter(({ role }) => role === undefined).map(({ path }) => path.join('/')), ['y'])
})

test('a folder that holds a message is never deleted', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  const made = await mailbox.createFolder('A', undefined, SIGNAL)
  await mailbox.create(await newMessage(made.id, mime(1)), SIGNAL)
  await assert.rejects(mailbox.deleteFolder(made.id, SIGNAL), { code: 'REJECTED' })
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 1)
})

for (const switches of [{}, { advertiseCondstore: true }] as Partial<DingtalkSwitches>[]) {
  test(`a flag that a person changed is seen: ${JSON.stringify(switches)}`, async (context) => {
    const { mailbox, open, cloud } = await startImap(context, switches)
    cloud.deliver(ADDRESS, mime(1))
    const first = await observeAll(mailbox)
    const [message] = first.messages.values()
    assert.ok(message)
    await open({ password: 'other' }).mark(message, { flag: 'flagged' }, SIGNAL)
    const second = await observeAll(mailbox, first.checkpoints)
    assert.equal(second.messages.get(message.id)?.marks.flag, 'flagged')
  })
}

test('where the server counts changes, a folder without changes is not listed', async (context) => {
  const { mailbox, cloud, shared } = await startImap(context, { advertiseCondstore: true })
  cloud.deliver(ADDRESS, mime(1))
  const first = await observeAll(mailbox)
  shared.ledger.clear()
  const second = await observeAll(mailbox, first.checkpoints)
  assert.equal(second.messages.size, 0)
  assert.equal(second.listed.size, 0)
  assert.deepEqual(shared.ledger.requests().filter(({ kind }) => /FETCH|SELECT/.test(kind)), [])
})
