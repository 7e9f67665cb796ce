import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { spool } from '../platform/spool.ts'
import { parseMessage } from './parse-message.ts'
import { largeMail } from './test/large-mail.ts'
import { inCharset, mailOf, parseLines } from './test/mail.ts'

const multipart = (type: string, ...parts: readonly (readonly (string | Buffer)[])[]): (string | Buffer)[] => [
  `Content-Type: multipart/${type}; boundary=${type}`,
  '',
  ...parts.flatMap((part) => [`--${type}`, ...part]),
  `--${type}--`,
]
const text = (content: string) => ['Content-Type: text/plain; charset=utf-8', '', content]
const html = (content: string) => ['Content-Type: text/html; charset=utf-8', '', content]
const file = (type: string, ...headers: string[]) => [`Content-Type: ${type}`, ...headers, 'Content-Transfer-Encoding: base64', '', 'Ynl0ZXM=']

test('the exact digest is that of the message with CRLF line ends', async () => {
  const mail = 'Subject: a\n\nb\r\nc\n'
  const { digests } = await parseMessage(await spool(Buffer.from(mail)))
  assert.equal(digests.exact, `x1:${createHash('sha256').update('Subject: a\r\n\r\nb\r\nc\r\n').digest('hex')}`)
  assert.match(digests.normal, /^n1:[0-9a-f]{64}$/)
})

test('headers are decoded: encoded words, folded lines, raw bytes in the charset of the message', async () => {
  const mail = await parseLines(
    Buffer.concat([Buffer.from('Subject: '), inCharset('会议', 'gbk')]),
    'From: =?utf-8?Q?Zo=C3=AB?=',
    ' <zoe@example.com>',
    'To: Team: "Li, Lei" <li@example.com>, bob@example.com;, undisclosed-recipients:;, nobody',
    'Message-ID:',
    ' <1@example.com> (added)',
    'References: <0@example.com>',
    '\t<00@example.com>',
    'X-Priority: 1 (Highest)',
    'Date: Thu, 22 Aug 2002 18:26:25 +0700',
    'Content-Type: text/plain; charset=gb2312',
    '',
    inCharset('你好', 'gbk'),
  )
  assert.equal(mail.subject, '会议')
  assert.deepEqual(mail.from, [{ name: 'Zoë', address: 'zoe@example.com' }])
  assert.deepEqual(mail.to, [{ name: 'Li, Lei', address: 'li@example.com' }, { name: '', address: 'bob@example.com' }])
  assert.equal(mail.internetMessageId, '<1@example.com>')
  assert.equal(mail.references, '<0@example.com> <00@example.com>')
  assert.equal(mail.importance, 'high')
  assert.equal(mail.sentAt, '2002-08-22T11:26:25Z')
  assert.deepEqual(mail.body, { type: 'text', content: '你好\n' })
})

test('raw bytes in the header of a multipart message, and in file names, are in the charset of its first text', async () => {
  const said = ['Content-Type: text/plain; charset=gb2312', '', inCharset('你好', 'gbk')]
  const named = ['Content-Type: application/pdf', Buffer.concat([Buffer.from('Content-Disposition: attachment; filename="'), inCharset('报价', 'gbk'), Buffer.from('.pdf"')]), '', 'x']
  const mail = await parseLines(Buffer.concat([Buffer.from('Subject: '), inCharset('会议', 'gbk')]), ...multipart('mixed', said, named))
  assert.deepEqual([mail.subject, mail.body.content, mail.attachments[0]?.name], ['会议', '你好', '报价.pdf'])
})

test('of a header that must be there once the first counts; recipients of all are taken', async () => {
  const mail = await parseLines('Subject: one', 'To: a@x.org', 'Subject: two', 'From: f@x.org', 'From: g@x.org', 'To: b@x.org', '', '')
  assert.deepEqual([mail.subject, mail.from.length, mail.to.length], ['one', 1, 2])
})

test('of alternatives the HTML is the body, and what is no body there is an attachment', async () => {
  const invitation = ['Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR']
  const mail = await parseLines(...multipart('alternative', text('plain'), html('<b>rich</b>'), invitation))
  assert.deepEqual(mail.body, { type: 'html', content: '<b>rich</b>' })
  assert.deepEqual(mail.attachments.map(({ name, contentType }) => [name, contentType]), [['invite.ics', 'text/calendar']])
})

test('an empty HTML alternative does not hide the text', async () => {
  assert.deepEqual((await parseLines(...multipart('alternative', text('plain'), html(' ')))).body, { type: 'text', content: 'plain' })
})

test('bodies that follow each other are one body, HTML where one is, and a named text after them is a file', async () => {
  const named = ['Content-Type: text/plain; name=patch.txt', '', 'diff']
  const texts = await parseLines(...multipart('mixed', text('one'), text('two'), named))
  assert.deepEqual(texts.body, { type: 'text', content: 'one\ntwo' })
  assert.equal(texts.attachments[0]?.name, 'patch.txt')
  const mixed = await parseLines(...multipart('mixed', html('<i>one</i>'), text('2 < 3')))
  assert.equal(mixed.body.type, 'html')
  assert.match(mixed.body.content, /<i>one<\/i>[^]*2 &lt; 3/)
})

test('a picture is inline when the HTML shows it, not because its header says so', async () => {
  const picture = (id: string) => file('image/png; name=p.png', `Content-ID: <${id}>`, 'Content-Disposition: inline')
  const mail = await parseLines(...multipart('related', html('<img src="cid:a%40b">'), picture('a@b'), picture('c@d')))
  assert.deepEqual(mail.attachments.map(({ contentId, inline }) => [contentId, inline]), [['a@b', true], ['c@d', false]])
})

test('attachment names are decoded from RFC 2231, RFC 2047 and raw bytes, and have no path', async () => {
  const names = [
    "filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf",
    "filename*0*=big5''%B3%F8; filename*1*=%A7%69; filename*2=.pdf",
    'filename="=?gb2312?B?sai45i5wZGY=?="',
    'filename="../\\a.pdf"',
    `filename="${Buffer.from('報告.pdf').toString('latin1')}"`,
  ]
  const mail = await parseLines(...multipart('mixed', ...names.map((name) => file('application/pdf', `Content-Disposition: attachment; ${name}`))))
  assert.deepEqual(mail.attachments.map(({ name }) => name), ['報告.pdf', '報告.pdf', '报告.pdf', '.._a.pdf', '報告.pdf'])
  for (const { sha256, bytes } of mail.attachments) {
    assert.equal((await bytes.bytes()).toString(), 'bytes')
    assert.equal(sha256, createHash('sha256').update('bytes').digest('hex'))
  }
})

test('an attached message keeps its bytes, and winmail.dat stays an attachment', async () => {
  const inner = ['Content-Type: message/rfc822', 'Content-Disposition: inline', '', 'Subject: inner', 'Content-Type: text/html', '', '<b>inner</b>']
  const mail = await parseLines(...multipart('mixed', text('outer'), inner, file('application/ms-tnef')))
  assert.equal(mail.body.content, 'outer')
  assert.deepEqual(mail.attachments.map(({ name }) => name), ['message.eml', 'winmail.dat'])
  assert.equal((await mail.attachments[0]?.bytes.bytes())?.toString(), 'Subject: inner\r\nContent-Type: text/html\r\n\r\n<b>inner</b>')
})

test('signed and encrypted mail is sealed, other mail is not', async () => {
  const sealed = [
    multipart('signed', text('x'), file('application/pkcs7-signature')),
    multipart('encrypted', file('application/pgp-encrypted'), file('application/octet-stream')),
    file('application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m'),
    text('-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nx'),
    text('before\r\n-----BEGIN PGP MESSAGE-----'),
    multipart('mixed', multipart('signed', text('x'), file('application/pgp-signature')), text('footer')),
  ]
  for (const lines of sealed) assert.ok((await parseLines(...lines)).sealed, String(lines[0]))
  assert.ok(!(await parseLines(...text('> -----BEGIN PGP SIGNED MESSAGE-----'))).sealed)
})

test('what a mail server signed is known, and is not sealed by it', async () => {
  const mail = await parseLines('DKIM-Signature: v=1; a=rsa-sha256; d=factory.example; s=1; h=from; bh=x; b=y', ...text('x'))
  assert.deepEqual([mail.serverSigned, mail.sealed], [true, false])
  assert.equal((await parseLines(...text('DKIM-Signature: in the text'))).serverSigned, false)
})

test('what is malformed is read as far as it goes', async () => {
  assert.deepEqual((await parseLines()).body, { type: 'text', content: '' })
  assert.equal((await parseLines('', 'Subject: no header', 'text')).body.content, 'Subject: no header\ntext\n')
  assert.equal((await parseLines('no header', 'at all')).body.content, 'no header\nat all\n')
  assert.equal((await parseLines('Subject: only')).subject, 'only')
  assert.equal((await parseLines('Content-Type: multipart/mixed', '', 'no boundary')).body.content, 'no boundary\n')
  assert.equal((await parseLines('Content-Type: multipart/mixed; boundary=b', '', 'never opened')).body.content, 'never opened\n')
  assert.equal((await parseLines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'never closed')).body.content, 'never closed\n')
  assert.equal((await parseLines('Content-Type: text', 'Content-Transfer-Encoding: 9bit', '', 'x')).body.content, 'x\n')
  assert.equal((await parseLines('From: MAILER-DAEMON', 'Date: absurd', '', '')).from.length, 0)
})

test('text never holds NUL, half a character or a decomposed letter', async () => {
  const subject = 'Subject: a\0b =?utf-8?Q?e=CC=81?= =?utf-16be?B?2AA=?='
  const mail = await parseLines(subject, 'Content-Type: text/plain; charset=utf-8', '', 'a\0b', Buffer.from('e\u0301'))
  assert.equal(mail.subject, 'ab é')
  assert.equal(mail.body.content, 'ab\né\n')
})

test('flowed text is unfolded', async () => {
  const mail = await parseLines('Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8', '', Buffer.from('你 '), Buffer.from('好'))
  assert.equal(mail.body.content.trim(), '你好')
})

test('HTML without charset in its header is read as its own meta element says', async () => {
  const meta = '<meta http-equiv="Content-Type" content="text/html; charset=big5">'
  const mail = await parseLines('Content-Type: text/html', '', meta, inCharset('喺香港', 'big5hkscs'))
  assert.match(mail.body.content, /喺香港/)
})

test('the header that is beyond any use, and nesting without end, are refused', async () => {
  await assert.rejects(parseLines(`Subject: ${'x'.repeat(1024 * 1024)}`, '', ''), { code: 'UNREADABLE_MESSAGE' })
  const nested = Array.from({ length: 200 }, (_, at) => [`Content-Type: multipart/mixed; boundary=b${at}`, '', `--b${at}`]).flat()
  await assert.rejects(parseLines(...nested), { code: 'UNREADABLE_MESSAGE' })
  const many = Array.from({ length: 5_100 }, () => ['--b', '']).flat()
  await assert.rejects(parseLines('Content-Type: multipart/mixed; boundary=b', '', ...many), { code: 'UNREADABLE_MESSAGE' })
})

test('bytes that cannot be read are an error of the message, not a crash', async () => {
  for (const source of [await spool(mailOf('Subject: x', '', 'y')), largeMail(1)]) {
    const broken = { ...source, bytes: () => Promise.reject(new Error('disk')), open: () => source.open().map(() => { throw new Error('disk') }) }
    await assert.rejects(parseMessage(broken), { code: 'UNREADABLE_MESSAGE' })
  }
})

test('a full or missing disk is an error of the message, and nothing waits for it for ever', async () => {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = '/nonexistent/folder'
  try {
    await assert.rejects(parseMessage(largeMail(16)), { code: 'UNREADABLE_MESSAGE' })
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
})

test('text beyond 8 MB is kept as a file', async () => {
  const mail = await parseLines('Content-Type: text/plain', '', 'x'.repeat(9 * 1024 * 1024))
  assert.equal(mail.body.content, '')
  assert.deepEqual(mail.attachments.map(({ name, bytes }) => [name, bytes.size]), [['attachment.txt', 9 * 1024 * 1024 + 2]])
  await mail.dispose()
})

test('mail that programs read differently is told apart, so that its copy can carry the original', async () => {
  const isIllFormed = async (head: string, body = 'text'): Promise<boolean> => {
    const message = await parseMessage(await spool(Buffer.from(`Message-ID: <1@a.example>\r\n${head}\r\n\r\n${body}\r\n`, 'latin1')))
    await message.dispose()
    return message.illFormed
  }
  assert.equal(await isIllFormed('From: Chen <chen@a.example>\r\nTo: undisclosed-recipients:;'), false)
  assert.equal(await isIllFormed('Content-Type: text/plain; charset=big5', '\xa4\xa4'), false)
  assert.equal(await isIllFormed('To: <undisclosed-recipients:@a.example;>'), true)
  assert.equal(await isIllFormed('From: <"a@b"@a.example>'), true)
  assert.equal(await isIllFormed('References: <a@x> <"from <b@x>'), true)
  assert.equal(await isIllFormed('Subject: no charset', 'caf\xe9'), true)
  assert.equal(await isIllFormed('Subject: \xa4\xa4'), true)
  assert.equal(await isIllFormed('Subject: \xe4\xb8\xad'), false)
  assert.equal(await isIllFormed('Content-Type: multipart/mixed; boundary=a', '--b\r\n\r\ntext'), true)
})
