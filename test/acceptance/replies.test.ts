import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { openGraphReader } from './graph-reader.ts'
import { assertInStep, assertQuiet, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const COUNT = 24

/** Mail on both sides and in step. Every third was answered before we came. */
async function bringInStep(pair: SandboxPair): Promise<void> {
  for (let n = 0; n < COUNT; n++) {
    const marks = { ...UNREAD, answered: n % 3 === 0 }
    await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), marks, AT)
  }
  await pair.sync()
  await assertInStep(pair, COUNT)
}

const withPair = async (options: SandboxPairOptions, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair(options)
  try {
    await bringInStep(pair)
    await work(pair)
  } finally {
    await pair.close()
  }
}

const named = (messages: readonly SnapshotMessage[], name: string): SnapshotMessage => {
  const found = messages.find(({ internetMessageId }) => internetMessageId?.includes(`<${name}@`) || internetMessageId === `${name}@case.example`)
  assert.ok(found !== undefined, name)
  return found
}

const answeredNames = (messages: readonly SnapshotMessage[]): string[] =>
  messages.filter(({ answered }) => answered).map(({ internetMessageId = '' }) => internetMessageId.replace(/[<>]|@.*/g, '')).sort()

for (const advancedMail of [false, true]) {
  test(`AC-11: answered crosses both ways over IMAP, with the copy and later (${advancedMail ? 'exact' : 'rebuilt'} copies)`, async () => {
    await withPair({ advancedMail }, async (pair) => {
      const { dingtalk, outlook } = pair.people
      const [inDingtalk, inOutlook] = [await dingtalk.messages(), await outlook.messages()]
      const seen = (list: typeof inDingtalk, name: string) => list.filter(({ messageId }) => messageId === `${name}@case.example`)
      for (const n of [1, 2, 7, 8]) for (const message of seen(inDingtalk, `m${n}`)) await dingtalk.mark(message, { answered: true })
      for (const n of [4, 5, 10, 11]) for (const message of seen(inOutlook, `m${n}`)) await outlook.mark(message, { answered: true })
      for (const message of seen(inDingtalk, 'm0')) await dingtalk.mark(message, { answered: false })
      await pair.sync()
      const sides = mailboxesOf(pair.sandbox)
      const expected = [1, 2, 7, 8, 4, 5, 10, 11, 3, 6, 9, 12, 15, 18, 21].map((n) => `m${n}`).sort()
      assert.deepEqual(answeredNames(sides.dingtalk), expected)
      assert.deepEqual(answeredNames(sides.outlook), expected)
      await assertInStep(pair, COUNT)
    })
  })
}

test('AC-11: forwarded in DingTalk is shown in Outlook where the OpenAPI is connected, beside answered', async () => {
  await withPair({ openapi: true }, async (pair) => {
    const { sandbox } = pair
    const { address } = sandbox.ready.accounts.dingtalk
    const before = mailboxesOf(sandbox)
    for (const name of ['m1', 'm2', 'm3', 'm6']) sandbox.dingtalk.markForwarded(address, named(before.dingtalk, name).id)
    await pair.sync()
    const graph = await openGraphReader(sandbox)
    const verbs = await verbsIn(graph)
    assert.deepEqual([verbs.get('m1'), verbs.get('m2')], [104, 104])
    // One property holds the last verb: of a message that was answered too, Outlook shows that.
    assert.deepEqual([verbs.get('m3'), verbs.get('m6')], [102, 102])
    const after = mailboxesOf(sandbox)
    assert.deepEqual(answeredNames(after.outlook), answeredNames(before.outlook))
    await assertInStep(pair, COUNT)
  })
})

/** PidTagLastVerbExecuted by name of the message: 102 is a reply, 104 a forward. */
async function verbsIn(graph: Awaited<ReturnType<typeof openGraphReader>>): Promise<Map<string, number>> {
  const messages = await graph.messages('Integer 0x1081')
  return new Map(messages.map((message) => [message.internetMessageId.replace(/[<>]|@.*/g, ''), Number(message.singleValueExtendedProperties?.[0]?.value ?? 0)]))
}

test('AC-11: what DingTalk cannot hold is listed once per pair and causes neither a write nor a repeated difference', async () => {
  await withPair({}, async (pair) => {
    const { sandbox } = pair
    const graph = await openGraphReader(sandbox)
    const before = mailboxesOf(sandbox).outlook
    for (const n of [1, 2, 4, 5, 7]) {
      const forwarded = { singleValueExtendedProperties: [{ id: 'Integer 0x1081', value: '104' }] }
      await graph.send('PATCH', `/messages/${named(before, `m${n}`).id}`, { ...forwarded, categories: ['Urgent', '客戶'] })
    }
    await graph.send('PATCH', `/messages/${named(before, 'm8').id}`, { flag: { flagStatus: 'complete' } })
    pair.writes()
    const report = await pair.sync()
    assert.equal(pair.writes(), 0, 'nothing of it can be written')
    assert.deepEqual(report.findings.map(({ kind, code, count }) => [kind, code, count]), [
      ['rebuilt', 'rebuilt', 12],
      ['cannot-hold', 'forwarded', 1],
      ['cannot-hold', 'tags', 1],
    ])
    assert.deepEqual(report.done, { left: {}, right: {} })
    const again = await pair.sync()
    assert.deepEqual(again.findings, report.findings)
    const app = await pair.app()
    const verified = await app.verify('anna', { signal: new AbortController().signal })
    assert.deepEqual(verified.differences, [])
    const outlook = mailboxesOf(sandbox).outlook
    for (const n of [1, 2, 4, 5, 7]) assert.deepEqual([named(outlook, `m${n}`).forwarded, named(outlook, `m${n}`).tags], [true, ['Urgent', '客戶']], 'Outlook keeps its own')
    assert.equal(named(outlook, 'm8').flag, 'complete')
    await assertInStep(pair, COUNT)
    await pair.closeApp()
    await assertQuiet(pair)
  })
})
