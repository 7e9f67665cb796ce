import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spool } from '../platform/spool.ts'
import { CARRIED_NAME, normalDigest, normalForm } from './normal-form.ts'
import type { ParsedMessage } from './parse-message.ts'
import { parseMessage } from './parse-message.ts'
import { parseLines } from './test/mail.ts'

const message: ParsedMessage = await parseLines(
  'Message-ID: <1@example.com>', 'In-Reply-To: <0@example.com>', 'References: <00@example.com> <0@example.com>', 'Subject: One  two',
  'From: Ann <ann@example.com>', 'To: Bob <bob@example.com>, carl@example.com', 'Cc: dora@example.com', 'Reply-To: list@example.com',
  'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/html', '', '<p>Hello &amp; <b>good</b>bye</p>',
  '--b', 'Content-Type: application/pdf; name="a: b.pdf"', '', 'pdf', '--b--',
)
const digest = normalDigest(message)
const pdf = message.attachments[0]!

const same: Readonly<Record<string, Partial<ParsedMessage>>> = {
  'white space in the subject': { subject: ' One two ' },
  'the case of a domain': { from: [{ name: 'Ann', address: 'ann@EXAMPLE.com' }] },
  'the order of recipients': { to: message.to.toReversed() },
  'a recipient named twice': { to: [...message.to, ...message.to] },
  'a name that repeats the address': { cc: [{ name: 'dora@example.com', address: 'dora@example.com' }] },
  'a Sender equal to From': { sender: message.from },
  'a second From': { from: [...message.from, { name: '', address: 'second@example.com' }] },
  'brackets around the Message-ID': { internetMessageId: '1@example.com' },
  'the markup of the body': {
    body: { type: 'html', content: '<html><head><meta charset="utf-8"></head><body>\r\n<P>Hello &amp;\r\ngoodbye</body></html>' },
  },
  'the type of the body': { body: { type: 'text', content: 'Hello & goodbye\r\n' } },
  'characters of a file name that Windows forbids': { attachments: [{ ...pdf, name: 'a_ b.pdf' }] },
  'blind copies, dates and importance': { bcc: message.to, sentAt: '2026-01-01T00:00:00Z', importance: 'high' },
}
for (const [what, change] of Object.entries(same)) test(`${what} does not count`, () => assert.equal(normalDigest({ ...message, ...change }), digest))

const different: Readonly<Record<string, Partial<ParsedMessage>>> = {
  'the Message-ID': { internetMessageId: '<2@example.com>' },
  'a reference': { references: '<00@example.com>' },
  'the subject': { subject: 'One 2' },
  'the name of the sender': { from: [{ name: 'Anna', address: 'ann@example.com' }] },
  'a Sender that is not From': { sender: [{ name: '', address: 'office@example.com' }] },
  'the case before the @': { cc: [{ name: '', address: 'Dora@example.com' }] },
  'a recipient in another place': { to: message.cc, cc: message.to },
  'a banner in the body': { body: { type: 'html', content: `[External] ${message.body.content}` } },
  'the bytes of an attachment': { attachments: [{ ...pdf, sha256: '00' }] },
  'the name of an attachment': { attachments: [{ ...pdf, name: 'b.pdf' }] },
  'inline or not': { attachments: [{ ...pdf, inline: true }] },
  'an attachment twice': { attachments: [pdf, pdf] },
}
for (const [what, change] of Object.entries(different)) test(`${what} counts`, () => assert.notEqual(normalDigest({ ...message, ...change }), digest))

test('without the Message-ID, copies that a cloud gave one equal their original', () => {
  const { internetMessageId: _, ...original } = message
  assert.equal(normalDigest(message, { withoutMessageId: true }), normalDigest(original))
})

test('a copy that carries its original equals it, also when the original itself carries one', async () => {
  const bytes = await spool(Buffer.from('the whole original'))
  const carried = { name: CARRIED_NAME, contentType: 'message/rfc822', inline: false, sha256: 'ff', bytes }
  assert.equal(normalDigest({ ...message, attachments: [carried, pdf] }, { carried: true }), digest)
  const inner = { ...carried, sha256: 'ee', bytes: await spool(Buffer.from('inner')) }
  const original = { ...message, attachments: [inner] }
  assert.equal(normalForm({ ...original, attachments: [inner, carried] }, { carried: true }), normalForm(original))
})

test('prose in In-Reply-To is no id', async () => {
  const mail = await parseLines('In-Reply-To: Your message of "Tue, 1 Oct 2002" <a@b.c>', 'References: none', '', '')
  assert.deepEqual([JSON.parse(normalForm(mail)).inReplyTo, JSON.parse(normalForm(mail)).references], [['a@b.c'], []])
})

test('the normal form never changes by itself', async () => {
  const fixed = await parseMessage(await spool(Buffer.from('Message-ID: <1@x.org>\r\nSubject: fixed\r\nFrom: a@x.org\r\n\r\ntext\r\n')))
  assert.equal(
    normalForm(fixed),
    '{"id":"1@x.org","inReplyTo":[],"references":[],"subject":"fixed","from":[["","a@x.org"]],"sender":[],"to":[],"cc":[],' +
      '"replyTo":[],"text":"text","attachments":[]}',
  )
})
