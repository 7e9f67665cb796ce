import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { systemHttp, type Http } from '../../platform/http.ts'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL } from '../imap/imap.test-kit.ts'
import { openAlimail } from './alimail-client.ts'
import { startDingtalk } from './dingtalk.test-kit.ts'

async function start(context: TestContext, switches: Partial<DingtalkSwitches> = {}) {
  const sandbox = await startDingtalk(context, switches)
  const { imap, openapi, open } = sandbox
  const client = openAlimail(openapi)
  const idOf = (name: string) => Object.entries(openapi.tagNames ?? {}).find(([, each]) => each === name)?.[0] ?? name
  const update = async (id: string, action: string, tags: string[]) =>
    await client.call('POST', '/messages/batchUpdate', { ids: [id], action, tags: tags.map(idOf) }, SIGNAL)
  const tag = async (id: string, ...tags: string[]) => await update(id, 'addTags', tags)
  const untag = async (id: string, ...tags: string[]) => await update(id, 'removeTags', tags)
  return { ...sandbox, mailbox: open({ imap, openapi }), again: () => open({ imap, openapi }), tag, untag }
}

test('tags, star, done and forwarded come from the one channel, the rest from the other', async (context) => {
  const { cloud, mailbox, tag } = await start(context)
  const [first, second] = [cloud.deliver(ADDRESS, mime(1), { read: true }), cloud.deliver(ADDRESS, mime(2))]
  cloud.deliver(ADDRESS, mime(3))
  await tag(first, '合同', '11')
  await tag(second, '2')
  cloud.markForwarded(ADDRESS, second)
  const seen = await observeAll(mailbox)
  assert.deepEqual([...seen.messages.values()].map(({ marks }) => marks), [
    { read: true, flag: 'none', answered: false, forwarded: false, tags: ['合同', '重要'] },
    { read: false, flag: 'complete', answered: false, forwarded: true, tags: [] },
    { read: false, flag: 'none', answered: false, forwarded: false, tags: [] },
  ])
})

test('tags are seen again after a restart, and their removal is seen', async (context) => {
  const { cloud, mailbox, again, tag, untag } = await start(context)
  const id = cloud.deliver(ADDRESS, mime(1))
  await tag(id, '合同')
  const first = await observeAll(mailbox)
  const second = await observeAll(again(), first.checkpoints)
  assert.deepEqual([...second.messages.values()].map(({ marks }) => marks.tags), [['合同']])
  await untag(id, '合同')
  const third = await observeAll(again(), second.checkpoints)
  assert.deepEqual([...third.messages.values()].map(({ marks }) => marks.tags), [[]])
})

test('a mailbox that was known over IMAP alone is listed once more when the other channel is added', async (context) => {
  const { cloud, mailbox, imap, open, tag } = await start(context)
  await tag(cloud.deliver(ADDRESS, mime(1)), '合同')
  const alone = await observeAll(open({ imap }))
  const begun = await observeAll(mailbox, alone.checkpoints, () => true)
  const joined = await observeAll(mailbox, begun.checkpoints)
  assert.deepEqual([...joined.messages.values()].map(({ marks }) => marks.tags), [['合同']])
  assert.deepEqual([...joined.messages.keys()], [...alone.messages.keys()])
  const back = await observeAll(open({ imap }), joined.checkpoints)
  assert.deepEqual([...back.checkpoints.keys()].filter((scope) => scope.startsWith('join')), [])
})

test('two messages of one Message-ID are told apart by when they came, and not at all when that is equal too', async (context) => {
  const { cloud, mailbox, tag } = await start(context)
  const at = Date.UTC(2026, 0, 5)
  const tagged = cloud.deliver(ADDRESS, mime(1), { receivedAt: at })
  cloud.deliver(ADDRESS, mime(1), { receivedAt: at + 5000 })
  const twin = cloud.deliver(ADDRESS, mime(2), { receivedAt: at })
  cloud.deliver(ADDRESS, mime(2), { receivedAt: at })
  await tag(tagged, '合同')
  await tag(twin, '合同')
  const seen = await observeAll(mailbox)
  assert.deepEqual([...seen.messages.values()].map(({ marks }) => marks.tags), [['合同'], [], [], []])
})

test('a copy is created with tags and the done flag', async (context) => {
  const { cloud, mailbox } = await start(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const made = await mailbox.create(await newMessage(inbox, mime(1), { marks: { read: true, flag: 'complete', tags: ['合同'] } }), SIGNAL)
  assert.deepEqual(made.marks, { read: true, flag: 'complete', answered: false, forwarded: false, tags: ['合同'] })
  const held = cloud.snapshot(ADDRESS).messages[0]
  assert.equal(held?.flag, 'complete')
})

test('a mark or a move never seems to take tags away, even before anything was observed', async (context) => {
  const { cloud, mailbox, again, tag } = await start(context, { moveKeepsId: false })
  await tag(cloud.deliver(ADDRESS, mime(1)), '合同', '2')
  const seen = await observeAll(mailbox)
  const [message] = seen.messages.values()
  assert.ok(message)
  assert.deepEqual(
    (await again().mark(message, { read: true }, SIGNAL)).marks, { read: true, flag: 'complete', answered: false, forwarded: false, tags: ['合同'] },
  )
  const moved = await again().move(message, seen.folder('垃圾邮件'), SIGNAL)
  assert.deepEqual(moved.marks.tags, ['合同'])
  const after = await observeAll(mailbox, seen.checkpoints)
  assert.deepEqual(after.messages.get(moved.id)?.marks.tags, ['合同'])
})

test('a tag without a name here is left alone on both sides', async (context) => {
  const { cloud, mailbox, tag } = await start(context)
  await tag(cloud.deliver(ADDRESS, mime(1)), cloud.addTag(ADDRESS, '個人'), '合同')
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  assert.deepEqual(message.marks.tags, ['合同'])
  const answer = await mailbox.mark(message, { tags: ['Blue category'] }, SIGNAL)
  assert.deepEqual(answer.marks.tags, [])
  assert.deepEqual(cloud.snapshot(ADDRESS).messages[0]?.tags, ['個人'])
})

test('without names of tags they are only read, so that no category is lost on the other side', async (context) => {
  const { cloud, imap, openapi, open, tag } = await start(context)
  await tag(cloud.deliver(ADDRESS, mime(1)), '11', '合同')
  const nameless = { ...openapi, tagNames: {} }
  assert.equal(open({ openapi: nameless }).capabilities.marks.tags, 'read')
  const mailbox = open({ imap, openapi: nameless })
  assert.equal(mailbox.capabilities.marks.tags, 'read')
  assert.equal(open({ imap, openapi }).capabilities.marks.tags, 'read-write')
  assert.deepEqual([...(await observeAll(mailbox)).messages.values()].map(({ marks }) => marks.tags), [['重要']])
})

test('a flag that is done becomes none or flagged again', async (context) => {
  const { cloud, mailbox } = await start(context)
  cloud.deliver(ADDRESS, mime(1))
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  for (const flag of ['complete', 'flagged', 'complete', 'none'] as const) {
    assert.equal((await mailbox.mark(message, { flag }, SIGNAL)).marks.flag, flag)
    assert.equal(cloud.snapshot(ADDRESS).messages[0]?.flag, flag)
  }
})

test('what is remembered of deleted messages and folders is forgotten', async (context) => {
  const { cloud, mailbox } = await start(context)
  const folder = await mailbox.createFolder('A', undefined, SIGNAL)
  for (const n of [1, 2]) cloud.deliver(ADDRESS, mime(n), { path: ['A'] })
  const first = await observeAll(mailbox)
  const isJoin = (scope: string) => scope.startsWith('join/')
  assert.equal([...first.checkpoints.keys()].filter(isJoin).length, 1)
  for (const message of first.messages.values()) await mailbox.remove(message, SIGNAL)
  await mailbox.deleteFolder(folder.id, SIGNAL)
  const second = await observeAll(mailbox, first.checkpoints)
  assert.deepEqual([...second.checkpoints.keys()].filter(isJoin), [])
})

test('both channels are asked at the same time, and several folders of the OpenAPI at once', { timeout: 30_000 }, async (context) => {
  const { cloud, shared, imap, openapi, open } = await start(context)
  for (const n of [1, 2, 3]) cloud.deliver(ADDRESS, mime(n))
  let listing = 0
  let most = 0
  const http: Http = async (request, signal) => {
    if (!/mailFolders\/\d+\/messages/.test(request.url)) return await systemHttp(request, signal)
    most = Math.max(most, ++listing)
    // No folder is told before IMAP was asked for its folders.
    while (!shared.ledger.requests().some(({ kind }) => kind === 'STATUS')) await setImmediate()
    return await systemHttp(request, signal).finally(() => listing--)
  }
  assert.equal((await observeAll(open({ imap, openapi: { ...openapi, http } }))).messages.size, 3)
  assert.equal(most, 4)
})
