import assert from 'node:assert/strict'
import { test } from 'node:test'
import MailComposer from 'nodemailer/lib/mail-composer'
import { parseMessage } from '../../mime/parse-message.ts'
import { spool } from '../../platform/spool.ts'
import { hostileDingtalkSwitches, type DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { ADDRESS, mime, observeAll, SIGNAL } from '../imap/imap.test-kit.ts'
import { startDingtalk } from './dingtalk.test-kit.ts'

const rich = async (): Promise<Buffer> =>
  await new MailComposer({
    from: '"陳, 大文" <ben@a.example>',
    to: ADDRESS,
    cc: 'Cindy <cindy@a.example>',
    subject: '關於 2026 合同',
    messageId: '<rich@a.example>',
    date: new Date('2026-01-05T02:00:00Z'),
    html: '<p>您好 <img src="cid:pic@a"></p>',
    headers: { 'In-Reply-To': '<0@a.example>', References: '<0@a.example>' },
    attachments: [
      { filename: 'pic.png', content: Buffer.from('89504e47', 'hex'), cid: 'pic@a', contentDisposition: 'inline' },
      { filename: '報價單.pdf', content: Buffer.alloc(300_000, 7), contentType: 'application/pdf' },
    ],
  }).compile().build()

const POSITIONS: readonly (readonly [name: string, switches: Partial<DingtalkSwitches>])[] = [
  ['by default', {}],
  ['everything awkward', hostileDingtalkSwitches()],
  ['attachments behind a path', { download: 'relative-redirect' }],
  ['attachments as bytes', { download: 'bytes' }],
]

for (const [name, switches] of POSITIONS) {
  test(`a message is rebuilt with the same content: ${name}`, async (context) => {
    const { cloud, openapi, open } = await startDingtalk(context, switches)
    const original = await rich()
    cloud.deliver(ADDRESS, original)
    const mailbox = open({ openapi })
    const [message] = (await observeAll(mailbox)).messages.values()
    assert.ok(message)
    const source = await mailbox.read(message, SIGNAL)
    const [copy, before] = [await parseMessage(source), await parseMessage(await spool(original))]
    assert.equal(copy.subject, before.subject)
    assert.deepEqual(copy.to, before.to)
    assert.deepEqual(copy.cc, before.cc)
    assert.equal(copy.sentAt, before.sentAt)
    assert.equal(copy.internetMessageId, before.internetMessageId)
    assert.equal(copy.inReplyTo, before.inReplyTo)
    assert.deepEqual(
      copy.attachments.map(({ name: file, sha256 }) => [file, sha256]).sort(),
      before.attachments.map(({ name: file, sha256 }) => [file, sha256]).sort(),
    )
    if (switches.emptyFrom !== true) assert.equal(copy.digests.normal, before.digests.normal)
    await copy.dispose()
    await before.dispose()
  })
}

test('a listing of several pages is complete, whatever the cloud calls its last page', async (context) => {
  for (const switches of [{}, { endCursor: '$' as const, numbersAsStrings: true, nullRecipients: true }]) {
    const { cloud, openapi, open } = await startDingtalk(context, switches)
    for (let n = 0; n < 230; n++) cloud.deliver(ADDRESS, mime(n))
    const seen = await observeAll(open({ openapi }))
    assert.equal(seen.listed.get('2')?.length, 230)
    assert.equal(seen.messages.size, 230)
  }
})

test('without IMAP nothing can be put in, and the check says what is possible', async (context) => {
  const { openapi, open } = await startDingtalk(context)
  const mailbox = open({ openapi })
  assert.equal(mailbox.capabilities.create, 'none')
  assert.deepEqual((await mailbox.check(SIGNAL)).map(({ outcome }) => outcome), ['ok', 'ok'])
  assert.equal((await open({ openapi: { ...openapi, appSecret: 'wrong' } }).check(SIGNAL))[0]?.outcome, 'failed')
})
