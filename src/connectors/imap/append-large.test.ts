import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { withOriginHeader } from '../../mime/origin-header.ts'
import { spool } from '../../platform/spool.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

const MEGABYTE = 1024 * 1024

/** More than is sent at once, and other bytes in every line. */
const LARGE = Buffer.concat([mime('large'), Buffer.from(randomBytes(4 * MEGABYTE).toString('base64').replace(/.{76}/g, '$&\r\n'))])

/** What is appended; its temporary file ends with the test. */
async function largeMessage(context: TestContext, inbox: string) {
  const message = await newMessage(inbox, LARGE, { token: 't1' })
  const source = await spool(Readable.from([LARGE]))
  context.after(() => source.dispose())
  return { ...message, source }
}

test('a message of many megabytes goes in piece by piece and arrives byte for byte, with flags and date', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const message = await largeMessage(context, inbox)
  const made = await mailbox.create({ ...message, marks: { ...message.marks, read: true, flag: 'flagged' } }, SIGNAL)
  assert.deepEqual([made.marks.read, made.marks.flag, made.envelope?.receivedAt], [true, 'flagged', message.receivedAt])
  const [arrived] = cloud.snapshot(ADDRESS).messages
  assert.ok(arrived?.mime().equals(await withOriginHeader(message.source, { ...message.origin, route: 'exact' }).bytes()))
  assert.ok((await (await mailbox.read(made, SIGNAL)).bytes()).equals(await message.source.bytes()))
})

test('what the server says about the size or the room for a large message is told apart, and the connection goes on', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  cloud.switches.maxMessageBytes = 5 * MEGABYTE
  await assert.rejects(mailbox.create(await largeMessage(context, inbox), SIGNAL), { code: 'TOO_LARGE', ambiguous: false })
  cloud.switches.maxMessageBytes = 50 * MEGABYTE
  cloud.switches.quotaFull = true
  await assert.rejects(mailbox.create(await largeMessage(context, inbox), SIGNAL), { code: 'MAILBOX_FULL', ambiguous: false })
  cloud.switches.quotaFull = false
  await mailbox.create(await newMessage(inbox, mime(2)), SIGNAL)
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 1)
})

for (const effect of ['cut-before', 'cut-after'] as const) {
  test(`a large message whose connection is ${effect} the server took it is ambiguous, and found by its token if it is there`, async (context) => {
    const { mailbox, shared } = await startImap(context)
    const inbox = (await observeAll(mailbox)).folder('INBOX')
    shared.faults.set([{ match: '^imap APPEND$', effect }])
    await assert.rejects(mailbox.create(await largeMessage(context, inbox), SIGNAL), { code: 'REMOTE_FAILURE', ambiguous: true })
    assert.equal((await mailbox.findCreated(inbox, [{ token: 't1' }], SIGNAL)).has('t1'), effect === 'cut-after')
  })
}

async function* half(): AsyncGenerator<Buffer> {
  yield LARGE.subarray(0, LARGE.length / 2)
  throw new Error('the disk is gone')
}

test('bytes that fail to be read while they are sent end the command, and nothing half is there', async (context) => {
  const { mailbox, cloud } = await startImap(context)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  const message = await largeMessage(context, inbox)
  const source = { ...message.source, open: () => Readable.from(half()) }
  await assert.rejects(mailbox.create({ ...message, source }, SIGNAL), { code: 'REMOTE_FAILURE' })
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
  await mailbox.create(await newMessage(inbox, mime(2)), SIGNAL)
})
