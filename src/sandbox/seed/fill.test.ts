import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts'
import type { SnapshotMailbox } from '../snapshot.ts'
import { spamAssassin } from './corpus.ts'
import { dateOf, fillMailboxes, type FillOptions, type FillProgress } from './fill.ts'
import { generatedMail } from './generated.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

interface Filled {
  readonly sandbox: Sandbox
  readonly dingtalk: SnapshotMailbox
  readonly outlook: SnapshotMailbox
  readonly stored: FillProgress
}

async function filled(options: FillOptions, outlookSwitches: SandboxOptions['outlook'] = {}): Promise<Filled> {
  const sandbox = await startSandbox({ outlook: outlookSwitches })
  const stored = await fillMailboxes(sandbox.ready, options)
  const { outlook, dingtalk } = sandbox.ready.accounts
  return { sandbox, stored, dingtalk: sandbox.dingtalk.snapshot(dingtalk.address), outlook: sandbox.outlook.snapshot(outlook.address) }
}

/** Everything of a mailbox but ids, in an order of its own. */
const told = ({ messages }: SnapshotMailbox) =>
  messages.map(({ path, read, flag, answered, receivedAt, mime }) => JSON.stringify([path, read, flag, answered, receivedAt, sha256(mime())])).sort()

test('two mailboxes are filled with real and generated mail, byte for byte', async (t) => {
  const { sandbox, stored, dingtalk, outlook } = await filled({ source: spamAssassin(), count: 120, generated: true })
  t.after(() => sandbox.close())

  await t.test('each mail is stored once', () => {
    assert.deepEqual({ dingtalk: dingtalk.messages.length, outlook: outlook.messages.length }, stored)
    assert.equal(stored.dingtalk + stored.outlook, 120 + 200 + 4 + 23)
  })

  await t.test('the bytes are those of the source, but for large mail on Outlook, which has the attachments', async () => {
    const given = new Set<string>()
    for await (const { mime } of spamAssassin(120)) given.add(sha256(mime))
    for await (const { placements } of generatedMail()) for (const { mime } of placements) given.add(sha256(mime))
    const changed = (mailbox: SnapshotMailbox) => mailbox.messages.filter(({ mime }) => !given.has(sha256(mime()))).map(({ mime }) => mime().length)
    assert.deepEqual(changed(dingtalk), [])
    assert.ok(changed(outlook).length <= 5 && changed(outlook).every((size) => size > 3_000_000), `${changed(outlook)}`)
  })

  await t.test('nothing is a draft, and marks and folders are there', () => {
    for (const { messages } of [dingtalk, outlook]) {
      assert.ok(messages.every(({ isDraft }) => !isDraft))
      assert.ok(messages.some(({ read }) => !read) && messages.some(({ flag }) => flag === 'flagged') && messages.some(({ answered }) => answered))
      for (const role of ['inbox', 'sent'] as const) assert.ok(messages.some(({ folderRole }) => folderRole === role))
    }
    assert.ok(dingtalk.messages.some(({ path }) => path.join('>') === '供應商>東莞廠'))
    assert.ok(outlook.folders.some(({ path }) => path.join('>') === '打樣/樣辦'))
  })

  await t.test('nothing was sent', () => assert.deepEqual(sandbox.shared.ledger.outbound(), []))
})

test('two sandboxes filled alike hold the same', async (t) => {
  const [first, second] = [await filled({ source: spamAssassin(60), generated: false }), await filled({ source: spamAssassin(60), generated: false })]
  t.after(() => Promise.all([first.sandbox.close(), second.sandbox.close()]))
  assert.deepEqual(told(second.dingtalk), told(first.dingtalk))
  assert.deepEqual(told(second.outlook), told(first.outlook))
})

test('a tenant without importMime is filled by JSON, without what it refuses', async (t) => {
  const switches = { importMimeAvailable: false, attachmentsOnNonDrafts: false }
  const { sandbox, stored, outlook } = await filled({ source: spamAssassin(), count: 40, generated: true }, switches)
  t.after(() => sandbox.close())
  assert.equal(outlook.messages.length, stored.outlook)
  assert.ok(stored.dingtalk + stored.outlook < 40 + 200 + 4 + 23 && stored.dingtalk + stored.outlook > 260)
  assert.ok(outlook.messages.every(({ isDraft }) => !isDraft))
  assert.deepEqual(sandbox.shared.ledger.outbound(), [])
})

test('the received date is that of the Date header, or a fixed one', () => {
  const date = (text: string) => dateOf(Buffer.from(`From: a@b\r\n${text}\r\n\r\n`)).toISOString()
  assert.equal(date('Date: Thu, 22 Aug 2002 12:36:23 +0100 (BST)'), '2002-08-22T11:36:23.000Z')
  assert.equal(date('Date: Thu, 32 Foo 20026 99:99'), '2026-01-02T03:04:05.000Z')
  assert.equal(date('X: y'), '2026-01-02T03:04:05.000Z')
})
