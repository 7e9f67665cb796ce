import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ImapFlow } from 'imapflow'
import type { OutlookSwitches } from '../../src/sandbox/outlook/switches.ts'
import { openConformanceSandbox } from './conformance-sandbox.ts'

const { sandbox, graphUrl, address, token: graphToken } = await openConformanceSandbox()
const { outlookImap, accounts, loginUrl } = sandbox.ready
const EXCHANGE = 'https://outlook.office365.com/.default'
const AT = new Date('2024-03-05T06:07:08Z')

async function tokenFor(app: { tenant: string; clientId: string; clientSecret: string }, scope = EXCHANGE): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret, scope }
  const answer = await fetch(`${loginUrl}/${app.tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}

async function connect(accessToken: string, user = address): Promise<ImapFlow> {
  const client = new ImapFlow({ host: outlookImap.host, port: outlookImap.port, secure: false, doSTARTTLS: false, logger: false, auth: { user, accessToken }, disableAutoIdle: true })
  after(() => client.close())
  await client.connect()
  return client
}

const client = await connect(await tokenFor(accounts.outlookSeed))

interface Json {
  readonly id: string
  readonly value: readonly Json[]
  readonly displayName: string
  readonly subject: string
  readonly isDraft: boolean
  readonly isRead: boolean
  readonly receivedDateTime: string
  readonly flag: { readonly flagStatus: string }
  readonly singleValueExtendedProperties?: readonly { readonly value: string }[]
}

async function graph(method: string, path: string, json?: object): Promise<Json> {
  const headers = { authorization: `Bearer ${graphToken}`, prefer: 'IdType="ImmutableId"', ...(json === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(`${graphUrl}/users/${address}/${path}`, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return JSON.parse(text)
}

const sourceOf = async (id: string): Promise<string> =>
  (await fetch(`${graphUrl}/users/${address}/messages/${id}/$value`, { headers: { authorization: `Bearer ${graphToken}`, prefer: 'IdType="ImmutableId"' } })).text()

const mail = (subject: string, ...more: readonly string[]): string =>
  [`Message-ID: <${subject}@trading.example>`, 'From: ben@trading.example', `To: ${address}`, `Subject: ${subject}`, 'X-Tongbu-Origin: mark', 'Date: Tue, 05 Mar 2024 14:07:00 +0800', ...more, '', `About ${subject}`, ''].join('\r\n')

const listed = async (folder: string): Promise<readonly Json[]> => (await graph('GET', `mailFolders/${folder}/messages?$top=100`)).value
const find = async (folder: string, subject: string): Promise<Json> => (await listed(folder)).find((message) => message.subject === subject) ?? assert.fail(`no ${subject}`)

async function turned(switches: Partial<OutlookSwitches>, work: () => Promise<void>): Promise<void> {
  const before = { ...sandbox.outlook.switches }
  Object.assign(sandbox.outlook.switches, switches)
  try {
    await work()
  } finally {
    Object.assign(sandbox.outlook.switches, before)
  }
}

test('imapflow signs in with a token for Exchange of an app that was granted IMAP, and with no other', async () => {
  assert.ok(client.authenticated)
  const refused = { authenticationFailed: true }
  await assert.rejects(connect(graphToken), refused, 'a token for Graph')
  await assert.rejects(connect(await tokenFor(accounts.outlook)), refused, 'an app without the permission')
  await assert.rejects(connect('made up'), refused)
  await assert.rejects(connect(await tokenFor(accounts.outlookSeed), 'nobody@contoso-trading.example'), refused)
  await turned({ imap: 'off' }, async () => assert.rejects(connect(await tokenFor(accounts.outlookSeed)), refused))
})

test('a token for Exchange is worth nothing to Graph', async () => {
  const token = await tokenFor(accounts.outlookSeed)
  assert.equal((await fetch(`${graphUrl}/users/${address}/messages`, { headers: { authorization: `Bearer ${token}` } })).status, 401)
})

test('imapflow is refused every command where the app was let in and the mailbox was not given to it', async () => {
  await turned({ imap: 'not connected' }, async () => {
    const stranger = await connect(await tokenFor(accounts.outlookSeed))
    await assert.rejects(stranger.list())
    await assert.rejects(stranger.append('INBOX', mail('never')))
  })
})

test('imapflow sees no way in by password, and the folders of Graph by role', async () => {
  assert.equal(client.capabilities.has('AUTH=XOAUTH2'), true)
  const bare = new ImapFlow({ host: outlookImap.host, port: outlookImap.port, secure: false, doSTARTTLS: false, logger: false, auth: { user: address, pass: 'secret' }, disableAutoIdle: true })
  await assert.rejects(bare.connect())
  const { id } = await graph('POST', 'mailFolders', { displayName: '项目' })
  await graph('POST', `mailFolders/${id}/childFolders`, { displayName: '甲 & 乙' })
  const folders = new Map((await client.list()).map(({ path, specialUse }) => [path, specialUse]))
  for (const [path, role] of [['INBOX', '\\Inbox'], ['Sent Items', '\\Sent'], ['Drafts', '\\Drafts'], ['Deleted Items', '\\Trash'], ['Junk Email', '\\Junk'], ['项目', undefined], ['项目/甲 & 乙', undefined]] as const) {
    assert.ok(folders.has(path), path)
    assert.equal(folders.get(path), role)
  }
})

test('imapflow appends with flags and date; to Graph it is a received message, byte for byte', async () => {
  const source = mail('exact')
  const made = await client.append('INBOX', source, ['\\Seen', '\\Flagged'], AT)
  assert.ok(made && made.uid !== undefined && made.uidValidity !== undefined)
  const { id, isDraft, isRead, receivedDateTime, flag } = await find('inbox', 'exact')
  assert.deepEqual({ isDraft, isRead, receivedDateTime, flag: flag.flagStatus }, { isDraft: false, isRead: true, receivedDateTime: '2024-03-05T06:07:08Z', flag: 'flagged' })
  assert.equal(await sourceOf(id), source)
  await client.mailboxOpen('INBOX')
  const fetched = await client.fetchOne(String(made.uid), { uid: true, flags: true, internalDate: true, source: true, headers: ['x-tongbu-origin'] }, { uid: true })
  assert.ok(fetched)
  assert.equal(fetched.source?.toString(), source)
  assert.deepEqual([...(fetched.flags ?? [])].sort(), ['\\Flagged', '\\Seen'])
  assert.deepEqual(new Date(fetched.internalDate ?? 0), AT)
})

test('only what says that it is a draft is one, and a large message arrives whole', async () => {
  await client.append('Drafts', mail('draft'), ['\\Draft'])
  assert.equal((await find('drafts', 'draft')).isDraft, true)
  const source = mail('large').replace('About', `${'0123456789'.repeat(7)}\r\n`.repeat(60_000))
  assert.ok(source.length > 4 * 1024 * 1024)
  await client.append('INBOX', source)
  assert.equal(await sourceOf((await find('inbox', 'large')).id), source)
})

test('a header that Exchange has no property for comes back as one of PS_INTERNET_HEADERS, or not', async () => {
  await client.append('INBOX', mail('marked'))
  const { id } = await find('inbox', 'marked')
  const query = `messages/${id}?$expand=${encodeURIComponent("singleValueExtendedProperties($filter=id eq 'String {00020386-0000-0000-C000-000000000046} Name X-Tongbu-Origin')")}`
  assert.equal((await graph('GET', query)).singleValueExtendedProperties?.[0]?.value, 'mark')
  await turned({ headersAsProperties: false }, async () => assert.equal((await graph('GET', query)).singleValueExtendedProperties, undefined))
})

test('what the documents leave open about APPEND can be turned', async () => {
  await turned({ appendUid: false, appendDateIsReceived: false, appendKeepsMime: false }, async () => {
    const made = await client.append('INBOX', mail('turned'), [], AT)
    assert.equal(made && made.uidValidity, undefined)
    const { id, receivedDateTime } = await find('inbox', 'turned')
    assert.notEqual(receivedDateTime, '2024-03-05T06:07:08Z')
    assert.notEqual(await sourceOf(id), mail('turned'))
  })
  const asking = (name: string) => mail(name, 'Disposition-Notification-To: ben@trading.example')
  const sent = () => sandbox.shared.ledger.outbound().filter(({ kind }) => kind === 'receipt').length
  await client.append('INBOX', asking('quiet'), ['\\Seen'])
  assert.equal(sent(), 0)
  await turned({ appendedReadSendsReceipt: true }, async () => void (await client.append('INBOX', asking('told'), ['\\Seen'])))
  assert.equal(sent(), 1)
})

test('imapflow marks, moves and removes what Graph shows, and sees what Graph does', async () => {
  const made = await client.append('INBOX', mail('moved'))
  assert.ok(made && made.uid)
  await client.mailboxOpen('INBOX')
  await client.messageFlagsAdd(String(made.uid), ['\\Seen', '\\Answered'], { uid: true })
  assert.equal((await find('inbox', 'moved')).isRead, true)
  const { id } = await find('inbox', 'moved')
  await graph('PATCH', `messages/${id}`, { isRead: false })
  const row = await client.fetchOne(String(made.uid), { flags: true }, { uid: true })
  assert.deepEqual([...((row && row.flags) || [])], ['\\Answered'])
  const moved = await client.messageMove(String(made.uid), '项目', { uid: true })
  assert.ok(moved && moved.uidMap?.has(made.uid))
  assert.equal((await listed('inbox')).some((message) => message.id === id), false)
  await client.mailboxOpen('项目')
  await client.messageDelete('1:*', { uid: true })
  assert.equal(((await client.status('项目', { messages: true })) || undefined)?.messages, 0)
})

test('imapflow hears in IDLE of what Graph did', async () => {
  await client.mailboxOpen('Junk Email')
  const heard = new Promise((resolve) => client.once('exists', resolve))
  const idling = client.idle()
  await graph('POST', 'mailFolders/junkemail/messages', { subject: 'news', body: { contentType: 'text', content: 'new' } })
  await heard
  await client.noop()
  await idling
  assert.equal(client.mailbox && client.mailbox.exists, 1)
})

test('nothing that IMAP did was sent, but for the receipt that a switch asked for', () => {
  assert.deepEqual(sandbox.shared.ledger.outbound().map(({ kind }) => kind), ['receipt'])
})
