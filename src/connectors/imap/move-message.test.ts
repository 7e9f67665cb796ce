import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import type { RemoteMessage } from '../connector.ts'
import { ADDRESS, mime, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

const AT = Date.UTC(2026, 0, 5)
const KEEPS = { copyKeepsSource: true }

/** Messages in the inbox, and where they are to go. */
async function scene(context: TestContext, switches: Partial<DingtalkSwitches>, mails: readonly Buffer[] = [mime(1)]) {
  const sandbox = await startImap(context, switches)
  for (const mail of mails) sandbox.cloud.deliver(ADDRESS, mail, { receivedAt: AT })
  const seen = await observeAll(sandbox.mailbox)
  const folderId = seen.folder('已删除邮件')
  const bookmark = await sandbox.mailbox.bookmark?.(folderId, SIGNAL)
  const roles = () => sandbox.cloud.snapshot(ADDRESS).messages.map(({ role }) => role).sort()
  const resume = async (message: RemoteMessage, taken: readonly string[] = [], mailbox = sandbox.mailbox) => {
    assert.ok(message.envelope)
    return await mailbox.resumeMove?.({ ...message.envelope, ...message }, { folderId, bookmark, taken: new Set(taken) }, SIGNAL)
  }
  const [message, other] = [...seen.messages.values()]
  assert.ok(message)
  return { ...sandbox, message, other, folderId, roles, resume }
}

for (const [command, code] of [['COPY', undefined], ['COPY', 'UNAVAILABLE'], ['COPY', 'BAD'], ['STORE', undefined], ['EXPUNGE', undefined], ['EXPUNGE', 'UNAVAILABLE']] as const) {
  for (const switches of [KEEPS, { ...KEEPS, advertiseUidplus: false }, {}]) {
    test(`a move whose ${command} is done and refused (${code ?? 'no code'}) is a move: ${JSON.stringify(switches)}`, async (context) => {
      const { mailbox, shared, message, folderId, roles } = await scene(context, switches)
      shared.faults.set([{ match: `^imap (UID )?${command}$`, effect: 'error-after', ...(code === undefined ? {} : { code }) }])
      assert.equal((await mailbox.move(message, folderId, SIGNAL)).folderId, folderId)
      assert.deepEqual(roles(), ['trash'])
    })
  }
}

test('a move whose original cannot be expunged is ambiguous, and is finished once it can', async (context) => {
  const { mailbox, shared, message, folderId, roles, resume } = await scene(context, KEEPS)
  shared.faults.set([{ match: '^imap UID EXPUNGE$', effect: 'refuse', times: Infinity }])
  await assert.rejects(mailbox.move(message, folderId, SIGNAL), { code: 'REJECTED', ambiguous: true })
  await assert.rejects(resume(message), { code: 'REJECTED' })
  assert.deepEqual(roles(), ['inbox', 'trash'])
  shared.faults.set([])
  assert.match((await resume(message)) ?? '', new RegExp(`^${folderId}/`))
  assert.deepEqual(roles(), ['trash'])
})

test('a move that was done before its answer was lost is told by its new id', async (context) => {
  const { mailbox, message, folderId, resume } = await scene(context, KEEPS)
  const { id } = await mailbox.move(message, folderId, SIGNAL)
  assert.equal(await resume(message), id)
})

test('of two messages that are alike, the one that was not moved yet stays, also when the other one was', async (context) => {
  const { mailbox, message, other, folderId, roles, resume } = await scene(context, KEEPS, [mime(1), mime(1)])
  assert.ok(other)
  const { id } = await mailbox.move(message, folderId, SIGNAL)
  assert.equal(await resume(other, [id]), undefined)
  assert.deepEqual(roles(), ['inbox', 'trash'])
})

test('without UIDPLUS two originals that could not be expunged do not keep each other from it', async (context) => {
  const { cloud, mailbox, open, shared, message, other, folderId, roles, resume } = await scene(context, KEEPS, [mime(1), mime(2)])
  assert.ok(other)
  shared.faults.set([{ match: '^imap UID EXPUNGE$', effect: 'refuse', times: Infinity }])
  for (const each of [message, other]) await assert.rejects(mailbox.move(each, folderId, SIGNAL), { ambiguous: true })
  cloud.switches.advertiseUidplus = false
  const without = open()
  await assert.rejects(resume(message, [], without), { code: 'REJECTED' })
  for (const each of [other, message]) await resume(each, [], without)
  assert.deepEqual(roles(), ['trash', 'trash'])
})
