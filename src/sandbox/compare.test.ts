import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { compareMailboxes } from './compare.ts'
import { spamAssassin } from './seed/corpus.ts'
import type { SnapshotFolder, SnapshotMailbox, SnapshotMessage } from './snapshot.ts'

const plain: SnapshotMessage = {
  id: '1',
  path: ['Inbox'],
  role: 'inbox',
  messageIdAssigned: false,
  isDraft: false,
  read: false,
  flag: 'none',
  answered: false,
  forwarded: false,
  tags: [],
  receivedAt: '2026-03-01T08:00:00Z',
  sentAt: '2026-03-01T07:59:58Z',
  mime: () => mail(),
}
const mail = (body = 'hello', headers = 'Message-ID: <1@a.example>\r\n') =>
  Buffer.from(`${headers}From: Anna <anna@a.example>\r\nSubject: s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`)

const ROLES: SnapshotFolder[] = [
  { path: ['Inbox'], role: 'inbox' },
  { path: ['Deleted Items'], role: 'trash' },
]
const outlook = (messages: Partial<SnapshotMessage>[], folders: string[][] = []): SnapshotMailbox => ({
  address: 'a@a.example',
  cloud: 'outlook',
  folders: [...ROLES, ...folders.map((path) => ({ path }))],
  messages: messages.map((message, at) => ({ ...plain, id: `o${at}`, ...message })),
})
const alimail = (messages: Partial<SnapshotMessage>[], folders: string[][] = []): SnapshotMailbox => ({
  address: 'b@b.example',
  cloud: 'alimail',
  folders: [{ path: ['INBOX'], role: 'inbox' }, { path: ['已删除邮件'], role: 'trash' }, ...folders.map((path) => ({ path }))],
  messages: messages.map((message, at) => ({ ...plain, path: ['INBOX'], id: `i${at}`, ...message })),
})
const marked = (bytes: Buffer) => Buffer.concat([Buffer.from('X-Tongbu-Origin: v=1;\r\n id=1\r\n'), bytes])

const kinds = async (left: SnapshotMailbox, right: SnapshotMailbox) => {
  const { differences } = await compareMailboxes(left, right)
  return differences.map(({ kind, detail }) => `${kind}: ${detail}`)
}

test('a copy that differs by one folded origin line only is equal byte for byte', async () => {
  const result = await compareMailboxes(alimail([{ mime: () => marked(mail()), originMark: 'v=1' }]), outlook([{}]))
  assert.deepEqual([result.equal, result.messages, result.levels], [true, 1, { exact: 1, normal: 0, carried: 0 }])
})

test('an origin line in the body is content', async () => {
  const result = await compareMailboxes(alimail([{ mime: () => mail('X-Tongbu-Origin: v=1\r\nhello') }]), outlook([{}]))
  assert.equal(result.levels.exact, 0)
})

test('a rebuilt message is equal when it says the same', async () => {
  const html = '<html><body><h1>Hello</h1><ul><li>a &amp; b</li></ul><hr><a href="http://x.example">喺香港</a></body></html>'
  const copy = Buffer.from(
    `From: "Anna" <anna@A.EXAMPLE>\r\nSender: anna@a.example\r\nmessage-id: <1@a.example>\r\nSubject: =?utf-8?B?cw==?=\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html).toString('base64')}\r\n`,
  )
  const result = await compareMailboxes(alimail([{ mime: () => copy }]), outlook([{ mime: () => mail('Hello\r\na & b\r\n 喺香港') }]))
  assert.deepEqual([result.equal, result.levels], [true, { exact: 0, normal: 1, carried: 0 }])
})

test('what Exchange writes differently in addresses is no difference', async () => {
  const body = 'Message-ID: <1@a.example>\r\nSubject: s\r\n\r\nx\r\n'
  const left = Buffer.from(`From: A.. <..a@a.example>, b@b.example\r\nTo: undisclosed-recipients:;\r\nCc: c@c.example\r\n${body}`)
  const right = Buffer.from(`From: A.. <"..a"@A.example>\r\nCc: "c@c.example" <c@c.example>\r\n${body}`)
  assert.equal((await compareMailboxes(alimail([{ mime: () => left }]), outlook([{ mime: () => right }]))).levels.normal, 1)
  const other = Buffer.from(`From: A.. <a@a.example>\r\nCc: c@c.example\r\n${body}`)
  assert.equal((await compareMailboxes(alimail([{ mime: () => left }]), outlook([{ mime: () => other }]))).levels.normal, 0)
})

const SENDER = 'Message-ID: <1@a.example>\r\nFrom: Anna <anna@a.example>\r\n'
const rebuilt = (subject: string, text: string) =>
  Buffer.from(`${SENDER}Subject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`)
const old = (charset: string, subject: string, text: string) =>
  iconv.encode(`${SENDER}Subject: ${subject}\r\nContent-Type: text/plain${charset}\r\n\r\n${text}\r\n`, 'gbk')

test('raw header bytes are read in the charset that the message names', async () => {
  const left = alimail([{ mime: () => old('; charset=gb2312', '报价', '你好') }])
  assert.equal((await compareMailboxes(left, outlook([{ mime: () => rebuilt('报价', '你好') }]))).levels.normal, 1)
  const other = { originMark: 'v=1', mime: () => rebuilt('交期', '你好') }
  assert.deepEqual(await kinds(left, outlook([other])), ['content: differs in subject'])
})

test('of text that this decoder cannot read, what it can is compared', async () => {
  const left = alimail([{ mime: () => old('', 's', 'Price 100 你好') }])
  const copy = (text: string) => outlook([{ originMark: 'v=1', mime: () => rebuilt('s', text) }])
  assert.deepEqual(await kinds(left, copy('Price 100 你好')), [])
  assert.deepEqual(await kinds(left, copy('Price 900 你好')), ['content: differs in text'])
})

test('a changed word is a difference in the text', async () => {
  const copy = { originMark: 'v=1', mime: () => mail('hallo') }
  assert.deepEqual(await kinds(alimail([copy]), outlook([{}])), ['content: differs in text'])
})

test('two originals that differ by a banner are twins and no difference', async () => {
  const result = await compareMailboxes(alimail([{ mime: () => mail('EXTERNAL hello') }]), outlook([{}]))
  assert.deepEqual([result.equal, result.twins.map(({ detail }) => detail)], [true, ['differs in text']])
})

test('a Message-ID that the cloud assigned counts as absent', async () => {
  const bare = { mime: () => mail('x', '') }
  const assigned = { internetMessageId: '<9@x>', messageIdAssigned: true, mime: () => mail('x', 'Message-ID: <9@x>\r\n') }
  assert.equal((await compareMailboxes(alimail([bare]), outlook([assigned]))).equal, true)
  assert.equal((await compareMailboxes(alimail([bare]), outlook([{ ...assigned, messageIdAssigned: false }]))).equal, false)
})

test('a message that carries the original as an attachment stands for it', async () => {
  const original = mail('signed')
  const carrier = Buffer.from(
    `Message-ID: <1@a.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee attachment\r\n--b\r\n` +
      `Content-Type: application/octet-stream; name=original.eml\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
      `${original.toString('base64')}\r\n--b--\r\n`,
  )
  const result = await compareMailboxes(alimail([{ mime: () => original }]), outlook([{ mime: () => carrier, originMark: 'v=1' }]))
  assert.deepEqual([result.equal, result.levels.carried], [true, 1])
})

test('what only one side has is missing on the other, and one more of the same is a duplicate', async () => {
  const other = { mime: () => mail('other', 'Message-ID: <2@a.example>\r\n') }
  assert.deepEqual(await kinds(alimail([{}, other]), outlook([{}])), ['missing-right: only on the left'])
  assert.deepEqual(await kinds(alimail([{}]), outlook([{}, other])), ['missing-left: only on the right'])
  const twice = outlook([{}, { originMark: 'v=1' }])
  assert.deepEqual(await kinds(alimail([{}]), twice), ['duplicate: only on the right, where another is equal to it, a copy'])
})

test('equal messages in one folder are matched by their state', async () => {
  const left = [{ read: true }, { read: false, receivedAt: '2026-03-02T00:00:00Z' }]
  assert.equal((await compareMailboxes(alimail(left), outlook([...left].reverse()))).equal, true)
})

test('marks that both sides hold are compared, and a finished flag is none on IMAP', async () => {
  const right = outlook([{ read: true, answered: true, flag: 'complete', forwarded: true, tags: ['x'] }])
  assert.deepEqual(await kinds(alimail([{}]), right), ['mark: read: left false, right true', 'mark: answered: left false, right true'])
  assert.deepEqual(await kinds(alimail([{ flag: 'flagged' }]), outlook([{}])), ['mark: flag: left flagged, right none'])
})

test('dates are compared to the second, for copies', async () => {
  const copy = { originMark: 'v=1', receivedAt: '2026-03-01T08:00:01Z' }
  assert.equal((await kinds(alimail([{}]), outlook([copy])))[0]?.startsWith('date: received'), true)
  assert.equal((await kinds(alimail([{}]), outlook([{ sentAt: '2026-03-01T08:00:01Z' }])))[0]?.startsWith('date: sent'), true)
  assert.deepEqual(await kinds(alimail([{}]), outlook([{ ...copy, originMark: 'v=1', isDraft: true }])), ['content: draft: left false, right true'])
})

test('folders are paired by role, by name and by escaped name', async () => {
  const left = alimail([{ path: ['INBOX', 'A%2FB'] }], [['INBOX', 'A%2FB'], ['100%'], ['客戶', '東莞廠'], ['50%25off']])
  const right = outlook([{ path: ['Inbox', 'A/B'] }], [['Inbox', 'A/B'], ['100%25'], ['客戶', '東莞廠'], ['50%2525off'], ['Outbox']])
  assert.deepEqual(await kinds(left, right), [])
})

test('a folder on one side only and a message in another folder are differences', async () => {
  const left = alimail([{ path: ['a'] }], [['a'], ['b']])
  const right = outlook([{ path: ['c'] }], [['a'], ['c']])
  assert.deepEqual(await kinds(left, right), ['folder: folder only on the left', 'folder: folder only on the right', 'folder: left in a, right in c'])
})

test('the subfolders of trash count as trash', async () => {
  const left = alimail([{ path: ['已删除邮件'], role: 'trash' }])
  assert.deepEqual(await kinds(left, outlook([{ path: ['Deleted Items', 'old'], role: 'trash' }], [['Deleted Items', 'old']])), [])
})

test('what only one side has in its trash is a difference that is told apart', async () => {
  const thrown = { path: ['Deleted Items'], role: 'trash' as const, mime: () => mail('x', 'Message-ID: <2@a.example>\r\n') }
  const result = await compareMailboxes(alimail([{}]), outlook([{}, thrown]))
  assert.deepEqual([result.equal, result.equalOutsideTrash, result.counts], [false, true, { 'missing-left': 1 }])
  assert.equal((await compareMailboxes(alimail([]), outlook([{}]))).equalOutsideTrash, false)
})

test('an empty archive is compared only where both have one', async () => {
  assert.deepEqual(await kinds(alimail([{}]), outlook([{}], [['Archive']])), [])
  assert.deepEqual(await kinds(alimail([{}], [['Archive']]), outlook([{}], [['Archive']])), [])
})

test('an archive with mail in it is compared', async () => {
  assert.deepEqual(await kinds(alimail([{}]), outlook([{ path: ['Archive'] }], [['Archive']])), [
    'folder: folder only on the right',
    'folder: left in (inbox), right in Archive',
  ])
})

test('a real mailbox of which half was rebuilt is equal to its copy', async () => {
  const left: Partial<SnapshotMessage>[] = []
  const right: Partial<SnapshotMessage>[] = []
  for await (const { mime } of spamAssassin(Number(process.env['COMPARE_MAILS'] ?? 600))) {
    const copy = left.length % 2 === 0 ? marked(mime) : withoutReceived(mime)
    left.push({ mime: () => mime })
    right.push({ mime: () => copy, originMark: 'v=1' })
  }
  const result = await compareMailboxes(alimail(left), outlook(right.reverse()))
  assert.deepEqual(result.differences, [])
  assert.equal(result.messages, left.length)
})

function withoutReceived(mime: Buffer): Buffer {
  const end = mime.indexOf('\r\n\r\n')
  const head = mime.toString('latin1', 0, end + 2).replace(/^Received:.*\r\n(?:[ \t].*\r\n)*/gim, '')
  return Buffer.concat([Buffer.from(`Received: by x.example\r\n${head}`, 'latin1'), mime.subarray(end + 2)])
}
