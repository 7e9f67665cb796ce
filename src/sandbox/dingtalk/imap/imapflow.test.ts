import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { ImapFlow } from 'imapflow'

import { ADDRESS, MAIL, openCloud } from '../dingtalk.test-kit.ts'
import { hostileDingtalkSwitches } from '../switches.ts'
import type { DingtalkSwitches } from '../switches.ts'

async function open(t: TestContext, switches: Partial<DingtalkSwitches> = {}) {
  const opened = await openCloud(switches)
  t.after(opened.close)
  const client = await connect(t, opened.port, 'tongbu')
  return { ...opened, client }
}

async function connect(t: TestContext, port: number, name: string): Promise<ImapFlow> {
  const auth = { user: ADDRESS, pass: `${name}-password` }
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, logger: false, auth, clientInfo: { name }, disableAutoIdle: true })
  await client.connect()
  t.after(() => client.close())
  return client
}

test('imapflow sees the folders by role and by Chinese name', async (t) => {
  const { client } = await open(t)
  const folders = await client.list()
  assert.deepEqual(Object.fromEntries(folders.map(({ path, specialUse }) => [path, specialUse])), {
    INBOX: '\\Inbox',
    已发送: '\\Sent',
    草稿: '\\Drafts',
    已删除邮件: '\\Trash',
    垃圾邮件: '\\Junk',
  })
})

test('imapflow appends, fetches, marks, moves and deletes', async (t) => {
  const { client, cloud } = await open(t)
  await client.mailboxCreate('项目/甲')
  const at = new Date('2026-06-01T02:00:00Z')
  const appended = await client.append('项目/甲', MAIL, ['\\Seen'], at)
  assert.ok(appended)
  assert.equal(appended.uid, 1)
  await client.mailboxOpen('项目/甲')
  const query = { uid: true, envelope: true, bodyStructure: true, internalDate: true, headers: ['x-tongbu-origin'], source: true }
  const message = await client.fetchOne('1', query, { uid: true })
  assert.ok(message)
  assert.equal(message.envelope?.subject, '你好')
  assert.deepEqual(new Date(message.internalDate ?? 0), at)
  assert.equal(message.source?.toString(), MAIL)
  assert.equal(message.headers?.toString(), 'X-Tongbu-Origin: mark\r\n\r\n')
  assert.equal(message.bodyStructure?.type, 'text/plain')
  await client.messageFlagsAdd('1', ['\\Answered'], { uid: true })
  const moved = await client.messageMove('1', 'INBOX', { uid: true })
  assert.ok(moved)
  assert.deepEqual([...(moved.uidMap ?? [])], [[1, 1]])
  const [there] = cloud.snapshot(ADDRESS).messages
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 1)
  const { path, role, read, answered, originMark, receivedAt, internetMessageId } = there ?? {}
  assert.deepEqual({ path, role, read, answered, originMark, receivedAt, internetMessageId }, {
    path: ['INBOX'],
    role: 'inbox',
    read: true,
    answered: true,
    originMark: 'mark',
    receivedAt: '2026-06-01T02:00:00Z',
    internetMessageId: '<one@shenghe.example>',
  })
  await client.mailboxOpen('INBOX')
  await client.messageDelete('1', { uid: true })
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
})

test('imapflow moves to the same end where everything is awkward', async (t) => {
  const { client, cloud } = await open(t, hostileDingtalkSwitches())
  await client.append('INBOX', MAIL)
  await client.append('INBOX', MAIL)
  await client.mailboxOpen('INBOX')
  assert.ok(await client.messageMove('1', '已发送', { uid: true }))
  assert.deepEqual(cloud.snapshot(ADDRESS).messages.map((message) => message.role), ['inbox', 'sent'])
})

test('imapflow moves in one step where MOVE is switched on', async (t) => {
  const { client, cloud, shared } = await open(t, { advertiseMove: true })
  await client.append('INBOX', MAIL)
  await client.mailboxOpen('INBOX')
  const moved = await client.messageMove('1', '草稿', { uid: true })
  assert.deepEqual(moved && [...(moved.uidMap ?? [])], [[1, 1]])
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.role, 'drafts')
  assert.deepEqual(shared.ledger.requests().map(({ kind }) => kind).filter((kind) => /COPY|STORE|EXPUNGE/.test(kind)), [])
})

test('imapflow is woken by what another client does', async (t) => {
  const { client, port } = await open(t)
  const other = await connect(t, port, 'seed')
  await client.mailboxOpen('INBOX')
  const told = new Promise<{ count: number }>((resolve) => client.once('exists', resolve))
  void client.idle()
  await other.append('INBOX', MAIL)
  assert.equal((await told).count, 1)
})

test('imapflow reads the structure of a message with parts in parts', async (t) => {
  const { client } = await open(t)
  await client.append('INBOX', NESTED)
  await client.mailboxOpen('INBOX')
  const message = await client.fetchOne('1', { bodyStructure: true, bodyParts: ['1', '2.1', '2.mime', '2.header'] }, { uid: true })
  assert.ok(message)
  const root = message.bodyStructure
  assert.deepEqual(root?.childNodes?.map(({ part, type, disposition }) => [part, type, disposition]), [
    ['1', 'text/plain', undefined],
    ['2', 'message/rfc822', 'attachment'],
  ])
  assert.equal(root?.childNodes?.[1]?.envelope?.subject, 'inner')
  assert.equal(message.bodyParts?.get('1')?.toString(), 'outer text')
  assert.equal(message.bodyParts?.get('2.1')?.toString(), 'inner text')
  assert.match(message.bodyParts?.get('2.mime')?.toString() ?? '', /^Content-Type: message\/rfc822/)
  assert.match(message.bodyParts?.get('2.header')?.toString() ?? '', /^Subject: inner/)
})

test('a message of 35 MB goes in and comes out unchanged', async (t) => {
  const { client } = await open(t)
  const line = `${'0123456789'.repeat(7)}\r\n`
  const large = Buffer.from(`Subject: large\r\n\r\n${line.repeat(Math.ceil((35 * 1024 * 1024) / line.length))}`)
  await client.append('INBOX', large)
  await client.mailboxOpen('INBOX')
  const message = await client.fetchOne('1', { source: true, size: true }, { uid: true })
  assert.equal(message && message.size, large.length)
  assert.ok(message && message.source?.equals(large))
})

const NESTED = [
  'Subject: outer',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  'preamble',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'outer text',
  '--b',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment; filename="a.eml"',
  '',
  'Subject: inner',
  '',
  'inner text',
  '--b--',
  '',
].join('\r\n')
