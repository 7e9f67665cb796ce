import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { openConformanceSandbox } from './conformance-sandbox.ts'

const { sandbox } = await openConformanceSandbox()
const { imap, accounts } = sandbox.ready
const user = accounts.dingtalk.address

function newClient(options: Partial<ImapFlowOptions> = {}): ImapFlow {
  return new ImapFlow({ host: imap.host, port: imap.port, secure: false, logger: false, auth: { user, pass: accounts.dingtalk.imapPassword }, disableAutoIdle: true, ...options })
}

async function connect(options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
  const client = newClient(options)
  await client.connect()
  after(() => client.close())
  return client
}

const client = await connect()
let folders = 0

/** A folder of its own for each test, opened. */
async function openFolder(...mails: readonly string[]): Promise<string> {
  const path = `测试 ${String(++folders)}`
  await client.mailboxCreate(path)
  for (const text of mails) await client.append(path, text)
  await client.mailboxOpen(path)
  return path
}

const count = async (path: string): Promise<number | undefined> => ((await client.status(path, { messages: true })) || undefined)?.messages

const mail = (subject: string, from = 'ben@trading.example'): string =>
  [`From: Ben <${from}>`, 'To: anna@shenghe.example', `Subject: ${subject}`, `Message-ID: <${subject}@trading.example>`, 'Date: Mon, 05 Jan 2026 08:00:00 +0800', '', `About ${subject}`, ''].join('\r\n')

const collect = async <T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('imapflow logs in with the client-specific password and with no other', async () => {
  assert.equal(client.usable, true)
  const wrong = newClient({ auth: { user, pass: 'the password of the web mail' } })
  await assert.rejects(wrong.connect(), { authenticationFailed: true })
})

test('imapflow is told what the server is and can', async () => {
  assert.equal(client.capabilities.has('IMAP4rev1'), true)
  for (const extension of ['UIDPLUS', 'IDLE', 'ID', 'XLIST']) assert.ok(client.capabilities.has(extension), extension)
  for (const extension of ['MOVE', 'CONDSTORE', 'QRESYNC', 'SPECIAL-USE']) assert.ok(!client.capabilities.has(extension), extension)
  assert.match(String(client.serverInfo && client.serverInfo['vendor']), /Alibaba/)
})

test('imapflow lists the folders with their special use, hierarchy and counts', async () => {
  await client.mailboxCreate('项目/甲')
  const listed = await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true } })
  assert.deepEqual(listed.filter(({ specialUse }) => specialUse !== undefined).map(({ specialUse }) => specialUse).toSorted(), ['\\Drafts', '\\Inbox', '\\Junk', '\\Sent', '\\Trash'])
  const nested = listed.find(({ path }) => path === '项目/甲')
  assert.deepEqual([nested?.parentPath, nested?.name, nested?.delimiter, nested?.status?.messages], ['项目', '甲', '/', 0])
  assert.equal(typeof nested?.status?.uidValidity, 'bigint')
})

test('imapflow renames and deletes a folder', async () => {
  await client.mailboxCreate('旧')
  await client.mailboxRename('旧', '新')
  const paths = (await client.list()).map(({ path }) => path)
  assert.deepEqual([paths.includes('旧'), paths.includes('新')], [false, true])
  await client.mailboxDelete('新')
  assert.equal((await client.list()).some(({ path }) => path === '新'), false)
})

test('imapflow appends with flags and date, and learns the UID', async () => {
  const path = await openFolder()
  const at = new Date('2024-02-29T03:04:05Z')
  const appended = await client.append(path, mail('flags'), ['\\Seen', '\\Flagged'], at)
  assert.ok(appended)
  assert.equal(appended.uid, 1)
  const message = await client.fetchOne('1', { flags: true, internalDate: true, envelope: true, size: true }, { uid: true })
  assert.ok(message)
  assert.deepEqual([...(message.flags ?? [])].toSorted().filter((flag) => flag !== '\\Recent'), ['\\Flagged', '\\Seen'])
  assert.deepEqual(new Date(message.internalDate ?? 0), at)
  assert.deepEqual([message.envelope?.messageId, message.envelope?.subject, message.envelope?.from?.[0]?.address], ['<flags@trading.example>', 'flags', 'ben@trading.example'])
  assert.deepEqual(message.envelope?.date, new Date('2026-01-05T00:00:00Z'))
  assert.equal(message.size, Buffer.byteLength(mail('flags')))
  const status = await client.status(path, { messages: true, unseen: true, uidNext: true })
  assert.deepEqual(status && [status.messages, status.unseen, status.uidNext], [1, 0, 2])
})

test('imapflow fetches source, headers and structure, and downloads a part', async () => {
  const parts = ['Subject: parts', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain; charset=gbk', 'Content-Transfer-Encoding: base64', '', 'xOO6ww==', '--b', 'Content-Type: application/pdf; name=a.pdf', 'Content-Disposition: attachment; filename=a.pdf', 'Content-Transfer-Encoding: base64', '', 'JVBERg==', '--b--', '']
  await openFolder(parts.join('\r\n'))
  const message = await client.fetchOne('1', { source: true, headers: ['subject'], bodyStructure: true, bodyParts: ['1', '2'] }, { uid: true })
  assert.ok(message)
  assert.equal(message.source?.toString(), parts.join('\r\n'))
  assert.equal(message.headers?.toString(), 'Subject: parts\r\n\r\n')
  assert.deepEqual(message.bodyStructure?.childNodes?.map(({ type, disposition }) => [type, disposition]), [['text/plain', undefined], ['application/pdf', 'attachment']])
  const file = await client.download('1', '2', { uid: true })
  assert.equal(file.meta?.filename, 'a.pdf')
  assert.equal(Buffer.concat(await collect<Buffer>(file.content ?? [])).toString(), '%PDF')
  const text = await client.download('1', '1', { uid: true })
  assert.equal(Buffer.concat(await collect<Buffer>(text.content ?? [])).toString(), '你好')
  assert.equal((await client.fetchOne('1', { flags: true }, { uid: true }) || undefined)?.flags?.has('\\Seen'), false, 'reading marks nothing as read')
})

test('imapflow fetches a range of many messages by UID', async () => {
  await openFolder(...Array.from({ length: 12 }, (_, n) => mail(`m${n}`)))
  const messages = await collect(client.fetch('3:10', { uid: true, envelope: true }, { uid: true }))
  assert.deepEqual(messages.map(({ uid }) => uid), [3, 4, 5, 6, 7, 8, 9, 10])
  assert.equal(messages[0]?.envelope?.subject, 'm2')
})

test('imapflow searches by what the server understands', async () => {
  await openFolder(mail('one'), mail('two', 'cai@trading.example'), mail('three'))
  await client.messageFlagsAdd('1', ['\\Seen'], { uid: true })
  assert.deepEqual(await client.search({ all: true }, { uid: true }), [1, 2, 3])
  assert.deepEqual(await client.search({ seen: true }, { uid: true }), [1])
  assert.deepEqual(await client.search({ seen: false }, { uid: true }), [2, 3])
  assert.deepEqual(await client.search({ uid: '2:*' }, { uid: true }), [2, 3])
})

test('imapflow finds by header and subject only where the server knows all of SEARCH', async (t) => {
  const { switches } = sandbox.dingtalk
  t.after(() => void (switches.searchIsFull = false))
  await openFolder(mail('one'), mail('two'))
  const [byId, bySubject] = [{ header: { 'message-id': '<two@trading.example>' } }, { subject: 'two' }]
  assert.equal(await client.search(byId, { uid: true }), false)
  assert.equal(await client.search(bySubject, { uid: true }), false)
  switches.searchIsFull = true
  assert.deepEqual(await client.search(byId, { uid: true }), [2])
  assert.deepEqual(await client.search(bySubject, { uid: true }), [2])
})

test('imapflow sets, adds and removes flags', async () => {
  await openFolder(mail('marks'))
  const flags = async (): Promise<string[]> => [...((await client.fetchOne('1', { flags: true }, { uid: true }) || undefined)?.flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted()
  await client.messageFlagsAdd('1', ['\\Flagged', '\\Answered'], { uid: true })
  assert.deepEqual(await flags(), ['\\Answered', '\\Flagged'])
  await client.messageFlagsRemove('1', ['\\Flagged'], { uid: true })
  assert.deepEqual(await flags(), ['\\Answered'])
  await client.messageFlagsSet('1', ['\\Seen'], { uid: true })
  assert.deepEqual(await flags(), ['\\Seen'])
})

test('imapflow moves a message, though the server has no MOVE, and learns its new UID', async () => {
  const from = await openFolder(mail('moves'))
  await client.mailboxCreate(`${from}-to`)
  const moved = await client.messageMove('1', `${from}-to`, { uid: true })
  assert.deepEqual(moved && [...(moved.uidMap ?? [])], [[1, 1]])
  assert.equal(await count(from), 0)
  assert.equal(await count(`${from}-to`), 1)
})

test('imapflow finds that COPY takes the message away, as the service does', async () => {
  const from = await openFolder(mail('copies'))
  await client.mailboxCreate(`${from}-to`)
  assert.ok(await client.messageCopy('1', `${from}-to`, { uid: true }))
  assert.equal(await count(from), 0)
  assert.equal(await count(`${from}-to`), 1)
})

test('imapflow deletes only the message it names, and is told that it went', async () => {
  const path = await openFolder(mail('stays'), mail('goes'))
  await client.messageFlagsAdd('1', ['\\Deleted'], { uid: true })
  const told = new Promise<{ seq: number }>((resolve) => client.once('expunge', resolve))
  await client.messageDelete('2', { uid: true })
  assert.equal((await told).seq, 2)
  assert.equal(await count(path), 1)
})

test('imapflow hears in IDLE of a message that another session put in, marked and removed', async () => {
  const path = await openFolder(mail('first'))
  const other = await connect({ auth: { user, pass: accounts.dingtalkSeed.imapPassword } })
  await other.mailboxOpen(path)
  const event = <T>(name: 'exists' | 'flags' | 'expunge'): Promise<T> => new Promise((resolve) => client.once(name, (value: unknown) => resolve(value as T)))
  const exists = event<{ count: number; prevCount: number }>('exists')
  const idling = client.idle()
  await other.append(path, mail('second'))
  assert.deepEqual([(await exists).prevCount, (await exists).count], [1, 2])
  const flagged = event<{ seq: number; flags: Set<string> }>('flags')
  await other.messageFlagsAdd('1', ['\\Flagged'], { uid: true })
  assert.deepEqual([(await flagged).seq, (await flagged).flags.has('\\Flagged')], [1, true])
  const expunged = event<{ seq: number }>('expunge')
  await other.messageDelete('1', { uid: true })
  assert.equal((await expunged).seq, 1)
  await client.noop()
  await idling
})

test('imapflow loses its session when UIDVALIDITY changes, and sees the new one in the next', async () => {
  const path = await openFolder(mail('validity'))
  const before = client.mailbox && client.mailbox.uidValidity
  const closed = new Promise((resolve) => client.once('close', resolve))
  sandbox.dingtalk.expireUidValidity(user, [path])
  await closed
  const next = await connect()
  const { uidValidity, exists } = await next.mailboxOpen(path)
  assert.notEqual(uidValidity, before)
  assert.equal(exists, 1)
})
