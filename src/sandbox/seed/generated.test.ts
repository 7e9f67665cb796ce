import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { generatedMail, type GeneratedMail } from './generated.ts'

const mails: GeneratedMail[] = []
before(async () => {
  for await (const mail of generatedMail()) mails.push(mail)
})

const ofKind = (kind: string) => mails.filter((mail) => mail.kind === kind)
const mimeOf = (mail: GeneratedMail | undefined) => mail?.placements[0]?.mime ?? Buffer.alloc(0)
const parsed = (kind: string, variant: number) => simpleParser(mimeOf(ofKind(kind)[variant]))
const headerOf = (mime: Buffer, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(mime.toString('latin1').split('\r\n\r\n')[0] ?? '')?.[1]

test('there are 200 mails, the same ones each time', async () => {
  const digest = createHash('sha256')
  for await (const { name, placements } of generatedMail()) {
    digest.update(name)
    for (const { mime, ...place } of placements) digest.update(mime).update(JSON.stringify(place))
  }
  const first = createHash('sha256')
  for (const { name, placements } of mails) {
    first.update(name)
    for (const { mime, ...place } of placements) first.update(mime).update(JSON.stringify(place))
  }
  assert.equal(mails.length, 200)
  assert.equal(new Set(mails.map(({ name }) => name)).size, 200)
  assert.equal(first.digest('hex'), digest.digest('hex'))
})

test('every mail has CRLF line ends only', () => {
  assert.deepEqual(mails.filter((mail) => /(?<!\r)\n|\r(?!\n)/.test(mimeOf(mail).toString('latin1'))).map(({ name }) => name), [])
})

test('both mailboxes get about half, in Inbox, Sent and folders', () => {
  const placements = mails.flatMap((mail) => mail.placements)
  const dingtalk = placements.filter(({ on }) => on === 'dingtalk').length
  assert.ok(dingtalk > 80 && placements.length - dingtalk > 80, `${dingtalk} of ${placements.length}`)
  for (const folder of ['inbox', 'sent']) assert.ok(placements.filter((placement) => placement.folder === folder).length > 15)
  assert.ok(placements.filter(({ folder }) => Array.isArray(folder)).length > 40)
})

test('text in every Chinese charset reads as it was written', async () => {
  for (const [variant, expected] of [
    [0, '报关单已提交'],
    [1, '𠮷野家、㗎'],
    [3, '隨函附上報價單'],
    [4, '我哋喺香港，啲貨聽日先到㗎'],
    [10, '佢哋話冇問題'],
    [16, '我哋喺香港'],
  ] as const) {
    assert.match((await parsed('charset', variant)).text ?? '', new RegExp(expected))
  }
})

test('Chinese file names read as they were written, however they are encoded', async () => {
  const names: (string | undefined)[] = []
  for (let variant = 0; variant < 10; variant++) names.push((await parsed('file-name', variant)).attachments[0]?.filename)
  assert.deepEqual(names, [
    '报价单（最终版）.xlsx',
    '報價單 2026年3月.pdf',
    '報價單 2026年3月.pdf',
    '喺香港嘅樣辦㗎.pdf',
    '裝箱單.xlsx',
    '提单副本.pdf',
    '裝箱單.xlsx',
    '關於二零二六年第一季度東莞廠出貨數量與付款安排的說明（最後修訂版）.docx',
    '原始碼.txt',
    undefined,
  ])
})

test('attachments have the sizes that clouds treat differently', async () => {
  const sizes = await Promise.all(ofKind('attachment-size').map(async (mail) => (await simpleParser(mimeOf(mail))).attachments[0]?.size))
  assert.deepEqual([...new Set(sizes)], [0, 1, 100_000, 1_000_000, 2_900_000, 3_100_000, 5_000_000])
})

test('mails without a Message-ID come in pairs that differ in their body only', () => {
  const bare = ofKind('no-message-id').map(mimeOf)
  assert.deepEqual(bare.map((mime) => headerOf(mime, 'Message-ID')), Array(8).fill(undefined))
  const headline = (mime: Buffer | undefined) => ['From', 'Subject', 'Date'].map((name) => headerOf(mime ?? Buffer.alloc(0), name))
  assert.deepEqual(headline(bare[0]), headline(bare[1]))
  assert.notDeepEqual(headline(bare[0]), headline(bare[2]))
  assert.notEqual(bare[0]?.toString(), bare[1]?.toString())
})

test('several different mails share one Message-ID', () => {
  const ids = ofKind('shared-message-id').map((mail) => headerOf(mimeOf(mail), 'Message-ID'))
  assert.deepEqual(new Set(ids), new Set(['<constant@broken-erp.example>']))
})

test('a mail to oneself lies once in Sent and once in Inbox of one mailbox', () => {
  for (const { placements } of ofKind('to-oneself')) {
    assert.deepEqual(placements.map(({ folder }) => folder), ['sent', 'inbox'])
    assert.equal(placements[0]?.on, placements[1]?.on)
  }
})

test('what is delivered to both differs in its Received lines only, and a banner twin in its text', () => {
  const bare = (mime: Buffer | undefined) => mime?.toString('latin1').replace(/^Received:.*\r\n(?:[ \t].*\r\n)*/gm, '')
  for (const { placements } of ofKind('delivered-to-both')) {
    assert.notEqual(placements[0]?.mime.toString(), placements[1]?.mime.toString())
    assert.equal(bare(placements[0]?.mime), bare(placements[1]?.mime))
  }
  for (const { placements } of ofKind('banner-twin')) assert.notEqual(bare(placements[0]?.mime), bare(placements[1]?.mime))
})

test('mail that asks for a receipt starts unread', () => {
  const placements = ofKind('receipt-requested').flatMap((mail) => mail.placements)
  assert.ok(placements.every(({ mime, marks }) => headerOf(mime, 'Disposition-Notification-To') && !marks.read))
})

test('signed, encrypted, meeting, forwarded and TNEF mails have the parts that make them so', async () => {
  const types = async (kind: string) => {
    const read = await Promise.all(ofKind(kind).map((mail) => simpleParser(mimeOf(mail))))
    return read.map(({ attachments }) => attachments.map(({ contentType }) => contentType))
  }
  assert.deepEqual((await types('signed')).slice(0, 2), [['application/pkcs7-signature'], ['application/pgp-signature']])
  assert.deepEqual((await types('encrypted')).slice(0, 2), [['application/pgp-encrypted', 'application/octet-stream'], ['application/pkcs7-mime']])
  assert.ok((await types('meeting')).every(([type]) => type === 'text/calendar' || type === 'application/ics'))
  assert.deepEqual((await types('forwarded-message'))[0], ['message/rfc822'])
  assert.deepEqual((await types('winmail'))[0], ['application/ms-tnef'])
})

test('some mails lack a date, a sender or a body', async () => {
  assert.equal(headerOf(mimeOf(ofKind('no-date')[0]), 'Date'), undefined)
  assert.equal(headerOf(mimeOf(ofKind('no-from')[0]), 'From'), undefined)
  assert.match(headerOf(mimeOf(ofKind('unusable-date')[0]), 'Date') ?? '', /32 Foo/)
  assert.match(mimeOf(ofKind('empty-body')[0]).toString(), /^MIME-Version: 1.0\r\n\r\n$(?![^])/m)
})
