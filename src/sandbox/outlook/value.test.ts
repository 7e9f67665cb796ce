import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { ADDRESS, base64, DELIVERED, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const person = (name: string, address: string) => ({ emailAddress: { name, address } })
const MESSAGE = {
  subject: '訂單 1',
  from: person('陳', 'c@x.example'),
  sender: person('陳', 'c@x.example'),
  toRecipients: [person('A', 'a@x.example'), person('', 'b@x.example')],
  ccRecipients: [person('D', 'd@x.example')],
  replyTo: [person('R', 'r@x.example')],
  internetMessageId: '<one@x.example>',
  importance: 'high',
  body: { contentType: 'html', content: '<p style="color:red">您好 <img src="cid:pic"></p>' },
  internetMessageHeaders: [{ name: 'X-Tongbu', value: 'yes' }],
  singleValueExtendedProperties: [
    ...DELIVERED,
    { id: 'String 0x1042', value: '<zero@x.example>' },
    { id: 'String 0x1039', value: '<a@x.example> <zero@x.example>' },
  ],
  attachments: [
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'pic.png',
      contentType: 'image/png',
      contentBytes: base64('png'),
      isInline: true,
      contentId: 'pic',
    },
    { '@odata.type': '#microsoft.graph.fileAttachment', name: '發票.pdf', contentType: 'application/pdf', contentBytes: base64('pdf') },
  ],
}
const { id } = (await tenant.ask('POST', '/mailFolders/inbox/messages', { json: MESSAGE })).json
const value = async () => (await tenant.ask('GET', `/messages/${id}/$value`)).text

test('a rebuilt message says all that the message says', async () => {
  const mail = await simpleParser(await value(), { keepCidLinks: true })
  assert.equal(mail.subject, '訂單 1')
  assert.equal(mail.messageId, '<one@x.example>')
  assert.equal(mail.inReplyTo, '<zero@x.example>')
  assert.deepEqual(mail.references, ['<a@x.example>', '<zero@x.example>'])
  assert.deepEqual([mail.from?.value[0]?.name, mail.from?.value[0]?.address], ['陳', 'c@x.example'])
  assert.deepEqual(
    [mail.to].flat()[0]?.value.map(({ address }) => address),
    ['a@x.example', 'b@x.example'],
  )
  assert.equal(mail.replyTo?.value[0]?.address, 'r@x.example')
  assert.equal(mail.date?.toISOString(), '2023-05-06T07:08:09.000Z')
  assert.equal(mail.headers.get('x-tongbu'), 'yes')
  assert.match(await value(), /^Importance: high\r$/m)
  assert.equal(mail.html, MESSAGE.body.content)
  assert.deepEqual(
    mail.attachments.map(({ filename, contentType, cid, content, related }) => [filename, contentType, cid, content.toString(), related ?? false]),
    [
      ['pic.png', 'image/png', 'pic', 'png', true],
      ['發票.pdf', 'application/pdf', undefined, 'pdf', false],
    ],
  )
})

test('a mild rebuild is the same each time, and the snapshot has it', async () => {
  const first = await value()
  assert.equal(await value(), first)
  assert.equal(
    tenant.cloud
      .snapshot(ADDRESS)
      .messages.find((message) => message.id === id)
      ?.mime()
      .toString(),
    first,
  )
})

test('a harsh rebuild rewrites HTML and headers and keeps what they say', async () => {
  const mild = await value()
  tenant.cloud.switches.rebuild = 'harsh'
  const harsh = await value()
  assert.equal(await value(), harsh)
  tenant.cloud.switches.rebuild = 'mild'
  assert.notEqual(harsh, mild)
  const mail = await simpleParser(harsh, { keepCidLinks: true })
  assert.match(
    String(mail.html),
    /^<html><head>\n<meta http-equiv="Content-Type"[^]*<body>\n<p style="color:red">您好 <img src="cid:pic"><\/p>\n<\/body>/,
  )
  assert.ok(mail.headers.has('x-ms-exchange-organization-authas'))
  assert.equal(mail.subject, '訂單 1')
})

test('an unstable rebuild differs at each read and says the same', async () => {
  tenant.cloud.switches.rebuild = 'unstable'
  const [one, two] = [await value(), await value()]
  tenant.cloud.switches.rebuild = 'mild'
  assert.notEqual(one, two)
  const [a, b] = [await simpleParser(one), await simpleParser(two)]
  assert.deepEqual([a.subject, a.html, a.attachments.length], [b.subject, b.html, b.attachments.length])
})

test('transport headers given as a property lend their threading to the rebuilt message', async () => {
  const headers = 'Received: by x\r\nIn-Reply-To: <p@x.example>\r\nReferences: <p@x.example>\r\n'
  const json = { subject: 'T', singleValueExtendedProperties: [...DELIVERED, { id: 'String 0x007D', value: headers }] }
  const made = (await tenant.ask('POST', '/messages', { json })).json
  const { text } = await tenant.ask('GET', `/messages/${made.id}/$value`)
  assert.match(text, /^In-Reply-To: <p@x\.example>\r$/m)
})

test('a text message is rebuilt as text', async () => {
  const made = (await tenant.ask('POST', '/messages', { json: { subject: 'T', body: { contentType: 'text', content: 'Line 1\nLine 2\n' } } })).json
  const mail = await simpleParser((await tenant.ask('GET', `/messages/${made.id}/$value`)).text)
  assert.deepEqual([mail.text, mail.html], ['Line 1\nLine 2\n', false])
})

test('a MIME draft keeps its bytes until an attachment is added', async () => {
  const mime = 'Subject: Mine\r\nX-Odd:   spaces\r\n\r\nbody\r\n'
  const made = (await tenant.ask('POST', '/messages', { text: base64(mime) })).json
  const read = async () => (await tenant.ask('GET', `/messages/${made.id}/$value`)).text
  assert.equal(await read(), mime)
  await tenant.ask('POST', `/messages/${made.id}/attachments`, { json: MESSAGE.attachments[1] })
  assert.match(await read(), /multipart\/mixed/)
})
