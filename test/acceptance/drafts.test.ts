import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../src/platform/clock.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openGraphReader, type GraphReader } from './graph-reader.ts'
import { assertInStep, assertQuiet, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

/** A pair, its time, and someone who writes drafts in Outlook. */
interface Scene {
  readonly pair: SandboxPair
  readonly graph: GraphReader
  /** Both the clouds' time and ours go on. */
  pass(minutes: number): void
  now(): Date
}

async function withScene(advancedMail: boolean, work: (scene: Scene) => Promise<void>): Promise<void> {
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset, wait: async () => {} }
  const pair = await openSandboxPair({ advancedMail, clock })
  const pass = (minutes: number): void => {
    offset += minutes * 60_000
    pair.sandbox.shared.clock.advance(minutes * 60_000)
  }
  try {
    await work({ pair, graph: await openGraphReader(pair.sandbox), pass, now: () => new Date(clock.now()) })
  } finally {
    await pair.close()
  }
}

const draftsOf = (messages: readonly SnapshotMessage[], subject: string): SnapshotMessage[] =>
  messages.filter((message) => message.isDraft && /^subject: *(.*)$/im.exec(message.mime().toString())?.[1]?.trim() === subject)

const bodyOf = (message: SnapshotMessage | undefined): string => /body \w+/.exec(message?.mime().toString() ?? '')?.[0] ?? ''

/** No draft ever lies in a trash: ours is taken back for good, and what a person wrote stays where it is. */
function assertNoneInTrash({ sandbox }: SandboxPair): void {
  const { dingtalk, outlook } = mailboxesOf(sandbox)
  assert.deepEqual([...dingtalk, ...outlook].filter(({ role }) => role === 'trash'), [])
}

const writeInOutlook = async ({ graph }: Scene, subject: string): Promise<string> =>
  ((await graph.send('POST', '/messages', { subject, body: { contentType: 'text', content: 'body one' }, toRecipients: [{ emailAddress: { address: 'chen@factory.example' } }] })) as { id: string }).id

const writeInDingtalk = async ({ pair, now }: Scene, subject: string, body: string): Promise<void> =>
  assert.ok(await pair.people.dingtalk.put('drafts', toldMail(subject, { body }), UNREAD, now()))

for (const advancedMail of [false, true]) {
  const how = advancedMail ? 'with Mail-Advanced' : 'without Mail-Advanced'

  test(`a draft crosses once, when it was left alone for two minutes (${how})`, async () => {
    await withScene(advancedMail, async (scene) => {
      const { pair, pass } = scene
      await writeInOutlook(scene, 'from Outlook')
      await writeInDingtalk(scene, 'from DingTalk', 'body one')
      pass(1)
      await pair.sync()
      const early = mailboxesOf(pair.sandbox)
      assert.deepEqual([early.dingtalk.length, early.outlook.length], [1, 1], 'still being written')
      pass(1.5)
      await pair.sync()
      const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
      for (const side of [dingtalk, outlook]) {
        assert.equal(side.length, 2)
        assert.deepEqual(side.map(({ folderRole, isDraft }) => [folderRole, isDraft]), [['drafts', true], ['drafts', true]])
        for (const subject of ['from Outlook', 'from DingTalk']) assert.equal(bodyOf(draftsOf(side, subject)[0]), 'body one')
      }
      await assertInStep(pair, 2)
      assertNoneInTrash(pair)
    })
  })

  test(`an edited draft takes our copy along, and its new text crosses once it rests (${how})`, async () => {
    await withScene(advancedMail, async (scene) => {
      const { pair, graph, pass } = scene
      const id = await writeInOutlook(scene, 'from Outlook')
      await writeInDingtalk(scene, 'from DingTalk', 'body one')
      pass(3)
      await pair.sync()
      await graph.send('PATCH', `/messages/${id}`, { body: { contentType: 'text', content: 'body two' } })
      await replaceInDingtalk(scene, 'from DingTalk', 'body two')
      await pair.sync()
      const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
      assert.deepEqual([draftsOf(dingtalk, 'from Outlook'), draftsOf(outlook, 'from DingTalk')], [[], []], 'the old text is nowhere')
      assertNoneInTrash(pair)
      pass(3)
      await pair.sync()
      const after = mailboxesOf(pair.sandbox)
      for (const side of [after.dingtalk, after.outlook]) {
        assert.equal(side.length, 2)
        for (const subject of ['from Outlook', 'from DingTalk']) assert.equal(bodyOf(draftsOf(side, subject)[0]), 'body two', subject)
      }
      await assertInStep(pair, 2)
      assertNoneInTrash(pair)
    })
  })

  test(`a draft that was sent takes our copy along, and crosses as sent mail (${how})`, async () => {
    await withScene(advancedMail, async (scene) => {
      const { pair, graph, pass } = scene
      const id = await writeInOutlook(scene, 'from Outlook')
      await writeInDingtalk(scene, 'from DingTalk', 'body one')
      pass(3)
      await pair.sync()
      await assertInStep(pair, 2)
      await graph.send('POST', `/messages/${id}/send`)
      await sendFromDingtalk(scene, 'from DingTalk', 'body one')
      await pair.sync()
      const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
      for (const side of [dingtalk, outlook]) {
        assert.deepEqual(side.filter(({ isDraft }) => isDraft), [], 'no draft is left that could be sent again')
        assert.deepEqual(side.map(({ folderRole }) => folderRole), ['sent', 'sent'])
      }
      assertNoneInTrash(pair)
      await assertInStep(pair, 2)
    })
  })

  test(`a draft edited on both sides becomes two drafts on both (${how})`, async () => {
    await withScene(advancedMail, async (scene) => {
      const { pair, graph, pass } = scene
      const id = await writeInOutlook(scene, 'twice')
      pass(3)
      await pair.sync()
      const [copy] = draftsOf(mailboxesOf(pair.sandbox).dingtalk, 'twice')
      assert.ok(copy !== undefined)
      await graph.send('PATCH', `/messages/${id}`, { body: { contentType: 'text', content: 'body outlook' } })
      await replaceInDingtalk(scene, 'twice', 'body dingtalk', copy.internetMessageId)
      await pair.sync()
      pass(3)
      await pair.sync()
      const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
      for (const side of [dingtalk, outlook]) assert.deepEqual(draftsOf(side, 'twice').map(bodyOf).sort(), ['body dingtalk', 'body outlook'])
      await assertQuiet(pair)
      assertNoneInTrash(pair)
    })
  })
}

/** As mail programs edit a draft over IMAP: the new text is stored, the old one expunged. */
async function replaceInDingtalk({ pair, now }: Scene, subject: string, body: string, id = messageIdOf(subject)): Promise<void> {
  const { dingtalk } = pair.people
  const old = (await dingtalk.messages()).filter(({ messageId }) => messageId === id.replace(/[<>]/g, ''))
  assert.ok(await dingtalk.put('drafts', toldMail(subject, { body, id: `<${id.replace(/[<>]/g, '')}>` }), UNREAD, now()))
  for (const message of old) await dingtalk.purge(message)
}

/** As mail programs send: what was sent is stored in Sent, and the draft expunged. */
async function sendFromDingtalk({ pair, now }: Scene, subject: string, body: string): Promise<void> {
  const { dingtalk } = pair.people
  const old = (await dingtalk.messages()).filter(({ messageId }) => messageId === messageIdOf(subject).replace(/[<>]/g, ''))
  assert.ok(await dingtalk.put('sent', toldMail(subject, { body }), { ...UNREAD, read: true }, now()))
  for (const message of old) await dingtalk.purge(message)
}

test('an Outlook draft that is still being edited waits, however long ago it was begun', async () => {
  await withScene(false, async (scene) => {
    const { pair, graph, pass } = scene
    const id = await writeInOutlook(scene, 'slow')
    for (let minute = 0; minute < 5; minute++) {
      pass(1)
      await graph.send('PATCH', `/messages/${id}`, { body: { contentType: 'text', content: `body part${minute}` } })
      await pair.sync()
      assert.deepEqual(mailboxesOf(pair.sandbox).dingtalk, [], `minute ${minute}`)
    }
    pass(3)
    await pair.sync()
    assert.equal(bodyOf(draftsOf(mailboxesOf(pair.sandbox).dingtalk, 'slow')[0]), 'body part4')
    await assertInStep(pair, 1)
  })
})

test('drafts stay where they are when the policy says so', async () => {
  const pair = await openSandboxPair({ policy: { drafts: false } })
  try {
    const old = new Date('2026-01-05T08:00:00Z')
    await pair.people.dingtalk.put('drafts', toldMail('mine'), UNREAD, old)
    await pair.people.dingtalk.put('inbox', toldMail('mail'), UNREAD, old)
    await pair.sync()
    assert.deepEqual(mailboxesOf(pair.sandbox).outlook.map(({ internetMessageId }) => internetMessageId), [messageIdOf('mail')])
    await assertQuiet(pair)
  } finally {
    await pair.close()
  }
})
