import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

test('the first observation reports folders with roles, then every message with its envelope', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1, '=?utf-8?b?5pel5aCx?='), { receivedAt: Date.UTC(2026, 0, 5, 2), read: true })
  cloud.deliver(ADDRESS, mime(2), { path: ['已发送'] })
  const seen = await observeAll(mailbox)
  assert.deepEqual([...seen.folders.values()].map(({ role }) => role).sort(), ['drafts', 'inbox', 'junk', 'sent', 'trash'])
  const inbox = [...seen.messages.values()].find(({ folderId }) => folderId === seen.folder('INBOX'))
  assert.equal(inbox?.envelope?.subject, '日報')
  assert.equal(inbox?.envelope?.internetMessageId, '<1@a.example>')
  assert.equal(inbox?.envelope?.from, 'ben@a.example')
  assert.equal(inbox?.envelope?.receivedAt, '2026-01-05T02:00:00Z')
  assert.equal(inbox?.envelope?.size, mime(1, '=?utf-8?b?5pel5aCx?=').length)
  assert.equal(inbox?.marks.read, true)
  assert.equal(seen.messages.size, 2)
  assert.equal(seen.quiet, true)
})

test('a repeated observation reports states only, and new messages with envelopes', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const first = await observeAll(mailbox)
  cloud.deliver(ADDRESS, mime(2))
  const second = await observeAll(mailbox, first.checkpoints)
  assert.deepEqual([...second.messages.values()].map(({ envelope }) => envelope?.internetMessageId), [undefined, '<2@a.example>'])
  assert.equal(second.listed.get(second.folder('INBOX'))?.length, 2)
})

test('an interrupted listing goes on at its page', async (context) => {
  const { cloud, mailbox, open } = await startImap(context)
  for (let n = 0; n < 700; n++) cloud.deliver(ADDRESS, mime(n))
  const begun = await observeAll(mailbox, new Map(), ({ messages }) => (messages ?? []).length > 0)
  assert.equal(begun.messages.size, 300)
  const rest = await observeAll(open(), begun.checkpoints)
  assert.equal([...rest.messages.values()].filter(({ envelope }) => envelope !== undefined).length, 400)
  assert.equal(rest.listed.get(rest.folder('INBOX'))?.length, 700)
})

test('a mailbox that changes meanwhile is not quiet', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const observation = mailbox.observe(new Map(), SIGNAL)
  await observation.next()
  cloud.deliver(ADDRESS, mime(2))
  let step = await observation.next()
  while (step.done !== true) step = await observation.next()
  assert.equal(await step.value.isQuiet(), false)
})

test('a message is read as it is and stays unread', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  const source = await mailbox.read(message, SIGNAL)
  assert.deepEqual(await source.bytes(), mime(1))
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.read, false)
})

test('a message of several megabytes is read whole', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  const large = Buffer.concat([mime(1), Buffer.alloc(5_000_000, 'abcdefghi\r\n')])
  cloud.deliver(ADDRESS, large)
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  const source = await mailbox.read(message, SIGNAL)
  assert.ok((await source.bytes()).equals(large))
  await source.dispose()
})

const CREATES: readonly Partial<DingtalkSwitches>[] = [
  {},
  { appendUid: false },
  { appendIgnoresFlags: true },
  { advertiseUidplus: false },
  { appendUid: false, appendIgnoresFlags: true, requireId: true },
]

for (const switches of CREATES) {
  test(`a copy has its marks, date and bytes and carries its origin mark: ${JSON.stringify(switches)}`, async (context) => {
    const { cloud, mailbox } = await startImap(context, switches)
    cloud.deliver(ADDRESS, mime('before'))
    const inbox = (await observeAll(mailbox)).folder('INBOX')
    const made = await mailbox.create(await newMessage(inbox, mime(1), { marks: { read: true, flag: 'flagged', answered: true } }), SIGNAL)
    assert.deepEqual(made.marks, { read: true, flag: 'flagged', answered: true, forwarded: false, tags: [] })
    assert.equal(made.envelope?.origin?.token, 't1')
    assert.equal(made.envelope?.receivedAt, '2025-03-01T08:00:00Z')
    assert.deepEqual(await (await mailbox.read(made, SIGNAL)).bytes(), mime(1))
    const held = cloud.snapshot(ADDRESS).messages.find(({ internetMessageId }) => internetMessageId === '<1@a.example>')
    assert.deepEqual(
      [held?.read, held?.flag, held?.answered, held?.isDraft, held?.receivedAt.slice(0, 19)], [true, 'flagged', true, false, '2025-03-01T08:00:00'],
    )
  })
}

test('a server that ignores the date of APPEND is told by the answer', async (context) => {
  const { mailbox } = await startImap(context, { appendIgnoresDate: true })
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const made = await mailbox.create(await newMessage(inbox, mime(1)), SIGNAL)
  assert.notEqual(made.envelope?.receivedAt, '2025-03-01T08:00:00Z')
})

test('a draft is created as a draft', async (context) => {
  const { mailbox } = await startImap(context)
  const drafts = (await observeAll(mailbox)).folder('草稿')
  const made = await mailbox.create(await newMessage(drafts, mime(1), { draft: true }), SIGNAL)
  assert.equal(made.envelope?.isDraft, true)
})

test('a create whose answer was lost is ambiguous, and what it left is found by its token', async (context) => {
  const { mailbox, shared, open } = await startImap(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const bookmark = (await mailbox.bookmark?.(inbox, SIGNAL)) ?? assert.fail()
  shared.faults.set([{ match: '^imap APPEND', effect: 'cut-after' }])
  await assert.rejects(
    async () => await mailbox.create(await newMessage(inbox, mime(1), { token: 'lost' }), SIGNAL), { code: 'REMOTE_FAILURE', ambiguous: true },
  )
  const found = await open().findCreated(inbox, [{ token: 'never', bookmark }, { token: 'lost', bookmark }], SIGNAL)
  assert.deepEqual([...found].map(([token, { envelope }]) => [token, envelope?.internetMessageId]), [['lost', '<1@a.example>']])
})

test('a UID that means another message once the copy is looked at is not taken for the copy', async (context) => {
  const { cloud, mailbox, shared } = await startImap(context)
  cloud.deliver(ADDRESS, mime('before'))
  cloud.empty(ADDRESS)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  shared.faults.set([{ match: '^imap (UID )?FETCH', effect: 'delay', delayMs: 300 }])
  const making = mailbox.create(await newMessage(inbox, mime(1)), SIGNAL)
  while (cloud.snapshot(ADDRESS).messages.length === 0) await setImmediate()
  cloud.deliver(ADDRESS, mime('other'))
  cloud.expireUidValidity(ADDRESS, ['INBOX'])
  assert.equal((await making).envelope?.internetMessageId, '<1@a.example>')
})

test('a bookmark tells where the folder ends now, also to a session that was told long ago', async (context) => {
  const { cloud, mailbox, open } = await startImap(context, { statusIsBehind: true })
  cloud.deliver(ADDRESS, mime('before'))
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const before = await mailbox.bookmark?.(inbox, SIGNAL)
  cloud.deliver(ADDRESS, mime('meanwhile'))
  const now = await mailbox.bookmark?.(inbox, SIGNAL)
  assert.notEqual(now, before)
  assert.equal(now, await open().bookmark?.(inbox, SIGNAL))
})

test('a message that is too large is refused before it is sent', async (context) => {
  const { open, mailbox } = await startImap(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  await assert.rejects(async () => await open({ maxMessageBytes: 100 }).create(await newMessage(inbox, mime(1)), SIGNAL), { code: 'TOO_LARGE' })
})

test('what the server says about size and quota is told apart', async (context) => {
  const { mailbox, cloud } = await startImap(context, { maxMessageBytes: 100 })
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  await assert.rejects(async () => await mailbox.create(await newMessage(inbox, mime(1)), SIGNAL), { code: 'TOO_LARGE' })
  cloud.switches.maxMessageBytes = 1_000_000
  cloud.switches.quotaFull = true
  await assert.rejects(async () => await mailbox.create(await newMessage(inbox, mime(1)), SIGNAL), { code: 'MAILBOX_FULL' })
})

const MOVES: readonly Partial<DingtalkSwitches>[] = [
  {},
  { copyKeepsSource: true },
  { copyUid: false },
  { copyKeepsSource: true, copyUid: false },
  { advertiseMove: true },
  { advertiseMove: true, copyUid: false },
  { advertiseUidplus: false, copyKeepsSource: true },
]

for (const switches of MOVES) {
  test(`a moved message is in one folder only, with its marks and date: ${JSON.stringify(switches)}`, async (context) => {
    const { cloud, mailbox } = await startImap(context, switches)
    cloud.deliver(ADDRESS, mime(1), { receivedAt: Date.UTC(2026, 0, 5), read: true })
    cloud.deliver(ADDRESS, mime(2))
    const seen = await observeAll(mailbox)
    const message = [...seen.messages.values()].find(({ envelope }) => envelope?.internetMessageId === '<1@a.example>')
    assert.ok(message)
    const moved = await mailbox.move(message, seen.folder('已删除邮件'), SIGNAL)
    assert.equal(moved.folderId, seen.folder('已删除邮件'))
    assert.equal(moved.marks.read, true)
    assert.equal(moved.envelope?.receivedAt, '2026-01-05T00:00:00Z')
    assert.deepEqual(
      cloud.snapshot(ADDRESS).messages.map(({ internetMessageId, role }) => `${internetMessageId} ${role}`).sort(),
      ['<1@a.example> trash', '<2@a.example> inbox'],
    )
    assert.equal((await mailbox.move(moved, moved.folderId, SIGNAL)).id, moved.id)
    await assert.rejects(mailbox.move(message, seen.folder('已删除邮件'), SIGNAL), { code: 'NOT_FOUND' })
  })
}

test('marks are written one by one and the state is answered', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1), { read: true })
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  assert.deepEqual(
    (await mailbox.mark(message, { flag: 'flagged' }, SIGNAL)).marks, { read: true, flag: 'flagged', answered: false, forwarded: false, tags: [] },
  )
  assert.deepEqual(
    (await mailbox.mark(message, { read: false, answered: true }, SIGNAL)).marks,
    { read: false, flag: 'flagged', answered: true, forwarded: false, tags: [] },
  )
  await mailbox.remove(message, SIGNAL)
  await assert.rejects(mailbox.mark(message, { read: true }, SIGNAL), { code: 'NOT_FOUND' })
})

test('removing takes this message only, and removing it again succeeds', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  for (const n of [1, 2, 3]) cloud.deliver(ADDRESS, mime(n))
  const [, second] = (await observeAll(mailbox)).messages.values()
  assert.ok(second)
  await mailbox.remove(second, SIGNAL)
  await mailbox.remove(second, SIGNAL)
  assert.deepEqual(cloud.snapshot(ADDRESS).messages.map(({ internetMessageId }) => internetMessageId).sort(), ['<1@a.example>', '<3@a.example>'])
})

test('reading what is gone is told', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  await mailbox.remove(message, SIGNAL)
  await assert.rejects(mailbox.read(message, SIGNAL), { code: 'NOT_FOUND' })
})

test('copies made at the same time go in one command where the server takes several, each with its own date, marks and UID', async (context) => {
  const { cloud, mailbox, shared } = await startImap(context, { advertiseMultiappend: true })
  const seen = await observeAll(mailbox)
  const one = async (n: number) => await mailbox.create({ ...(await newMessage(seen.folder('INBOX'), mime(n), { token: `t${n}`, marks: { read: n % 2 === 0 }, bookmark: '1:1' })), receivedAt: `2025-03-01T08:00:0${n}Z` }, SIGNAL)
  await one(0)
  shared.ledger.clear()
  const made = await Promise.all([1, 2, 3, 4, 5].map(one))
  assert.deepEqual(made.map(({ envelope, marks }) => [envelope?.origin?.token, envelope?.receivedAt, marks.read]), [1, 2, 3, 4, 5].map((n) => [`t${n}`, `2025-03-01T08:00:0${n}Z`, n % 2 === 0]))
  assert.equal(new Set(made.map(({ id }) => id)).size, 5)
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 6)
  const appends = shared.ledger.requests().filter(({ kind }) => kind === 'APPEND')
  assert.equal(appends.reduce((sum, { count }) => sum + count, 0), 1)
})

test('a copy that the server refuses does not keep those from being made that went with it', async (context) => {
  const { cloud, mailbox } = await startImap(context, { advertiseMultiappend: true, maxMessageBytes: 2000 })
  const seen = await observeAll(mailbox)
  const one = async (n: number, bytes = 10) => await mailbox.create(await newMessage(seen.folder('INBOX'), Buffer.concat([mime(n), Buffer.alloc(bytes, 'x')]), { token: `t${n}` }), SIGNAL)
  await one(0)
  const outcomes = await Promise.allSettled([one(1), one(2, 3000), one(3)])
  assert.deepEqual(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.envelope?.origin?.token : outcome.reason.code)), ['t1', 'TOO_LARGE', 't3'])
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 3)
})

test('many messages cost a few commands, however many they are, and what is large is left to be read alone', async (context) => {
  const { cloud, mailbox, shared } = await startImap(context)
  const numbers = Array.from({ length: 300 }, (_, n) => n)
  for (const n of numbers) cloud.deliver(ADDRESS, mime(n))
  cloud.deliver(ADDRESS, Buffer.concat([mime('large'), Buffer.alloc(400_000, 'abcdefghi\r\n')]))
  const wanted = [...(await observeAll(mailbox)).messages.values()].map(({ id, folderId, envelope }) => ({ id, folderId, size: envelope?.size ?? 0 }))
  shared.ledger.clear()
  const read: string[] = []
  for await (const { mime: source } of mailbox.readMany?.(wanted, SIGNAL) ?? []) read.push((await source.bytes()).toString())
  assert.deepEqual(read.sort(), numbers.map((n) => mime(n).toString()).sort())
  const fetches = shared.ledger.requests().filter(({ kind }) => /FETCH/.test(kind))
  assert.equal(fetches.reduce((sum, { count }) => sum + count, 0), 3)
})

test('messages that are read at the same time are asked for together, and large ones and those that are gone do not mind', async (context) => {
  const { cloud, mailbox, shared } = await startImap(context)
  const large = Buffer.concat([mime(3), Buffer.alloc(400_000, 'abcdefghi\r\n')])
  for (const content of [mime(1), mime(2), large]) cloud.deliver(ADDRESS, content)
  const messages = [...(await observeAll(mailbox)).messages.values()]
  const gone = { id: (messages[0]?.id ?? '').replace(/\d+$/, '999'), folderId: messages[0]?.folderId ?? '' }
  shared.ledger.clear()
  const read = await Promise.allSettled([...messages, gone].map(async (message) => await (await mailbox.read(message, SIGNAL)).bytes()))
  assert.deepEqual(read.map((one) => (one.status === 'fulfilled' ? one.value.length : one.reason.code)), [mime(1).length, mime(2).length, large.length, 'NOT_FOUND'])
  const small = await Promise.all(messages.slice(0, 2).map(async (message) => await (await mailbox.read(message, SIGNAL)).bytes()))
  assert.deepEqual(small, [mime(1), mime(2)])
})
