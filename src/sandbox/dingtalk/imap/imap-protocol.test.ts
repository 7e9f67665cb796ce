import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { ADDRESS, MAIL, openCloud, openRaw, RawClient } from '../dingtalk.test-kit.ts'
import type { DingtalkSwitches } from '../switches.ts'

async function open(t: TestContext, switches: Partial<DingtalkSwitches> = {}) {
  const opened = await openCloud(switches)
  t.after(opened.close)
  const client = await openRaw(opened.port)
  t.after(() => client.close())
  return { ...opened, client }
}

test('the greeting and the capabilities are those of the logs', async (t) => {
  const { port, close } = await openCloud()
  t.after(close)
  const client = new RawClient(port)
  assert.equal(await client.until(/\r\n/), '* OK AliYun IMAP Server Ready(127.0.0.1)\r\n')
  const before = await client.ask('CAPABILITY')
  assert.deepEqual(before, [
    '* CAPABILITY IMAP4rev1 IDLE XLIST UIDPLUS ID SASL-IR AUTH=XOAUTH AUTH=XOAUTH2 AUTH=EXTERNAL',
    't OK CAPABILITY completed',
  ])
  await client.ask(`LOGIN ${ADDRESS} tongbu-password`)
  assert.deepEqual(await client.ask('CAPABILITY'), before)
})

test('LIST flags four folders though SPECIAL-USE is not advertised, XLIST the inbox too', async (t) => {
  const { client } = await open(t)
  assert.deepEqual(await client.ask('LIST "" "*"'), [
    '* LIST () "/" "INBOX"',
    '* LIST (\\Sent) "/" "&XfJT0ZAB-"',
    '* LIST (\\Drafts) "/" "&g0l6Pw-"',
    '* LIST (\\Trash) "/" "&XfJSIJZkkK5O9g-"',
    '* LIST (\\Junk) "/" "&V4NXPpCuTvY-"',
    't OK LIST completed',
  ])
  assert.equal((await client.ask('XLIST "" %'))[0], '* XLIST (\\Inbox) "/" "INBOX"')
})

test('SELECT tells a small UIDVALIDITY and no keywords', async (t) => {
  const { client } = await open(t)
  await client.append('INBOX', MAIL)
  assert.deepEqual(await client.ask('SELECT INBOX'), [
    '* FLAGS (\\Answered \\Seen \\Deleted \\Draft \\Flagged)',
    '* 1 EXISTS',
    '* 0 RECENT',
    '* OK [UNSEEN 1] first unseen',
    '* OK [UIDVALIDITY 2] UIDs valid',
    '* OK [UIDNEXT 2] predicted next UID',
    '* OK [PERMANENTFLAGS (\\Answered \\Seen \\Deleted \\Draft \\Flagged)] limited',
    't OK [READ-WRITE] SELECT completed',
  ])
})

test('what is not advertised is not understood', async (t) => {
  const { client } = await open(t)
  await client.ask('SELECT INBOX')
  const unknown = ['UNSELECT', 'NAMESPACE', 'UID MOVE 1 INBOX', 'ENABLE CONDSTORE', 'STARTTLS', 'GETQUOTAROOT INBOX', 'SELECT INBOX (CONDSTORE)']
  for (const command of unknown) {
    assert.deepEqual(await client.ask(command), ['t BAD invalid command or parameters'], command)
  }
})

test('a literal that does not wait is refused and the connection ended', async (t) => {
  const { client } = await open(t)
  client.send('t APPEND INBOX {3+}\r\nabc\r\n')
  assert.equal(await client.until(/never/), 't BAD invalid command or parameters\r\n')
})

test('APPEND keeps flags and the date to the second, and tells the UID', async (t) => {
  const { client } = await open(t)
  assert.equal(await client.append('INBOX', MAIL, '(\\Seen \\Flagged $Mine) " 1-Jun-2026 23:30:05 -0500" '), 't OK [APPENDUID 2 1] APPEND completed')
  await client.ask('SELECT INBOX')
  assert.deepEqual(await client.ask('FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)'), [
    `* 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged) INTERNALDATE " 2-Jun-2026 12:30:05 +0800" RFC822.SIZE ${MAIL.length})`,
    't OK FETCH completed',
  ])
})

test('APPEND answers less and keeps less where the switches say so', async (t) => {
  const { client, cloud } = await open(t, { appendUid: false, appendIgnoresDate: true, appendIgnoresFlags: true })
  assert.equal(await client.append('INBOX', MAIL, '(\\Seen) "01-Jun-2020 00:00:00 +0000" '), 't OK APPEND completed')
  const [message] = cloud.snapshot(ADDRESS).messages
  assert.equal(message?.read, false)
  assert.notEqual(message?.receivedAt.slice(0, 4), '2020')
})

test('APPEND refuses what is too large or too much before it is sent', async (t) => {
  const { client, cloud } = await open(t, { maxMessageBytes: 100 })
  assert.match(await client.append('INBOX', MAIL), /^t NO \[TOOBIG\]/)
  cloud.switches.maxMessageBytes = 1000
  cloud.switches.quotaFull = true
  assert.match(await client.append('INBOX', MAIL), /^t NO \[OVERQUOTA\]/)
  cloud.switches.quotaFull = false
  assert.match(await client.append('nowhere', MAIL), /^t NO \[TRYCREATE\]/)
})

test('COPY takes the original away and tells both UIDs', async (t) => {
  const { client, cloud } = await open(t)
  await client.append('INBOX', MAIL)
  await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  assert.deepEqual(await client.ask('UID COPY 2 &XfJSIJZkkK5O9g-'), ['* 2 EXPUNGE', 't OK [COPYUID 6 2 1] COPY completed'])
  cloud.switches.copyKeepsSource = true
  assert.deepEqual(await client.ask('COPY 1 &XfJSIJZkkK5O9g-'), ['t OK [COPYUID 6 1 2] COPY completed'])
  assert.deepEqual(cloud.snapshot(ADDRESS).messages.map((message) => message.role), ['inbox', 'trash', 'trash'])
})

test('SEARCH understands little', async (t) => {
  const { client, cloud } = await open(t)
  await client.append('INBOX', MAIL, '(\\Seen) "05-Jun-2026 08:00:00 +0800" ')
  await client.append('INBOX', MAIL, '"07-Jun-2026 08:00:00 +0800" ')
  await client.ask('SELECT INBOX')
  assert.equal((await client.ask('UID SEARCH ALL'))[0], '* SEARCH 1 2')
  assert.equal((await client.ask('SEARCH UNSEEN'))[0], '* SEARCH 2')
  assert.equal((await client.ask('SEARCH SINCE 6-Jun-2026'))[0], '* SEARCH 2')
  const weak = ['SUBJECT x', '(ALL)', 'OR SEEN UNSEEN', 'CHARSET UTF-8 ALL', 'TEXT x FROM y', 'HEADER Message-ID <one@shenghe.example>']
  for (const keys of weak) assert.deepEqual(await client.ask(`SEARCH ${keys}`), ['t BAD invalid command or parameters'], keys)
  cloud.switches.searchIsFull = true
  assert.equal((await client.ask('SEARCH OR SEEN (HEADER Message-ID one UNSEEN)'))[0], '* SEARCH 1 2')
})

test('FETCH takes header fields, sections and pieces', async (t) => {
  const { client } = await open(t)
  await client.append('INBOX', MAIL)
  await client.ask('EXAMINE INBOX')
  const answer = await client.ask('FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT "Message-Id")]')
  assert.deepEqual(answer.slice(0, 4), [
    '* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT "Message-Id")] {68}',
    'Subject: =?UTF-8?B?5L2g5aW9?=',
    'Message-ID: <one@shenghe.example>',
    '',
  ])
  const without = (await client.ask('FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (From To Subject Date)]')).slice(1, 4)
  assert.deepEqual(without, ['Message-ID: <one@shenghe.example>', 'X-Tongbu-Origin: mark', ''])
  assert.deepEqual((await client.ask('FETCH 1 BODY.PEEK[TEXT]<1.3>')).slice(0, 2), ['* 1 FETCH (BODY[TEXT]<1> {3}', 'ell)'])
  assert.deepEqual((await client.ask('FETCH 1 BODY.PEEK[]<9999.5>')).slice(0, 2), ['* 1 FETCH (BODY[]<9999> {0}', ')'])
  assert.deepEqual((await client.ask('FETCH 1 RFC822.TEXT')).slice(0, 2), ['* 1 FETCH (RFC822.TEXT {7}', 'Hello'])
})

test('ENVELOPE leaves encoded words alone', async (t) => {
  const { client } = await open(t)
  await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  const anna = '(("Chan, Anna" NIL "anna.chan" "shenghe.example"))'
  const people = `${anna} ${anna} ${anna} ((NIL NIL "b" "contoso.example")) NIL NIL`
  assert.equal(
    (await client.ask('FETCH 1 ENVELOPE'))[0],
    `* 1 FETCH (ENVELOPE ("Mon, 1 Jun 2026 10:00:00 +0800" "=?UTF-8?B?5L2g5aW9?=" ${people} NIL "<one@shenghe.example>"))`,
  )
})

test('only reading without PEEK marks as read', async (t) => {
  const { client, shared } = await open(t)
  await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  shared.ledger.clear()
  assert.equal((await client.ask('UID FETCH 1 (BODY.PEEK[TEXT] FLAGS)')).at(-2), ' FLAGS ())')
  assert.equal((await client.ask('UID FETCH 1 BODY[TEXT]')).at(-2), ' FLAGS (\\Seen))')
  assert.deepEqual(shared.ledger.writes().map(({ client: name, kind }) => [name, kind]), [['tongbu', 'UID FETCH']])
})

test('STORE changes flags, silently if asked, and only what UID EXPUNGE names is removed', async (t) => {
  const { client, cloud } = await open(t)
  for (let count = 0; count < 3; count++) await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  assert.equal((await client.ask('STORE 1:2 +FLAGS (\\Deleted \\Seen)'))[0], '* 1 FETCH (FLAGS (\\Seen \\Deleted))')
  assert.deepEqual(await client.ask('UID STORE 3 FLAGS.SILENT (\\Deleted)'), ['t OK STORE completed'])
  assert.equal((await client.ask('STORE 1 -FLAGS \\Seen'))[0], '* 1 FETCH (FLAGS (\\Deleted))')
  assert.deepEqual(await client.ask('UID EXPUNGE 2'), ['* 2 EXPUNGE', 't OK UID EXPUNGE completed'])
  assert.deepEqual(await client.ask('EXPUNGE'), ['* 1 EXPUNGE', '* 1 EXPUNGE', 't OK EXPUNGE completed'])
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
})

test('an idle session is told what others do', async (t) => {
  const { client, port, shared } = await open(t)
  const other = await openRaw(port, 'seed-password')
  t.after(() => other.close())
  await client.ask('SELECT INBOX')
  await other.ask('SELECT INBOX')
  client.send('i IDLE\r\n')
  await client.until(/\+ idling\r\n/)
  await other.append('INBOX', MAIL)
  assert.equal(await client.until(/RECENT\r\n/), '* 1 EXISTS\r\n* 0 RECENT\r\n')
  await other.ask('STORE 1 +FLAGS (\\Seen \\Deleted)')
  assert.equal(await client.until(/\r\n/), '* 1 FETCH (UID 1 FLAGS (\\Seen \\Deleted))\r\n')
  await other.ask('EXPUNGE')
  assert.equal(await client.until(/\r\n/), '* 1 EXPUNGE\r\n')
  client.send('DONE\r\n')
  assert.equal(await client.until(/\r\n/), 'i OK IDLE terminated\r\n')
  assert.deepEqual(shared.ledger.writes().map((request) => request.client), ['seed', 'seed', 'seed'])
})

test('sequence numbers do not move under a FETCH', async (t) => {
  const { client, port } = await open(t)
  for (let count = 0; count < 2; count++) await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  const other = await openRaw(port, 'seed-password')
  t.after(() => other.close())
  await other.ask('SELECT INBOX')
  await other.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
  await other.ask('EXPUNGE')
  assert.deepEqual(await client.ask('FETCH 2 UID'), ['* 2 FETCH (UID 2)', 't OK FETCH completed'])
  assert.deepEqual(await client.ask('NOOP'), ['* 1 EXPUNGE', 't OK NOOP completed'])
})

test('three refused logins lock the account for an hour', async (t) => {
  const { port, cloud, shared, close } = await openCloud()
  t.after(close)
  const client = new RawClient(port)
  t.after(() => client.close())
  await client.until(/\r\n/)
  for (let count = 0; count < 3; count++) assert.deepEqual(await client.ask(`LOGIN ${ADDRESS} wrong`), ['t NO LOGIN failed'])
  assert.deepEqual(await client.ask(`LOGIN ${ADDRESS} tongbu-password`), ['t NO LOGIN failed'])
  assert.equal(cloud.refusedLogins(ADDRESS).count, 4)
  shared.clock.advance(3_600_001)
  assert.deepEqual(await client.ask(`LOGIN ${ADDRESS} tongbu-password`), ['t OK LOGIN completed'])
})

test('XOAUTH2 is advertised and refused', async (t) => {
  const { port, close } = await openCloud()
  t.after(close)
  const client = new RawClient(port)
  t.after(() => client.close())
  await client.until(/\r\n/)
  assert.deepEqual(await client.ask('AUTHENTICATE XOAUTH2 dXNlcj0='), ['t NO AUTHENTICATE failed'])
})

test('connections of one account can be limited, and clients without ID turned away', async (t) => {
  const { client, port, cloud } = await open(t)
  cloud.switches.maxConnections = 1
  const other = new RawClient(port)
  t.after(() => other.close())
  await other.until(/\r\n/)
  assert.match((await other.ask(`LOGIN ${ADDRESS} seed-password`))[0] ?? '', /^t NO \[LIMIT\]/)
  cloud.switches.requireId = true
  assert.match((await client.ask('SELECT INBOX'))[0] ?? '', /^t NO Unsafe/)
  await client.ask('ID ("name" "probe")')
  assert.match((await client.ask('SELECT INBOX')).at(-1) ?? '', /^t OK/)
})

test('a silent session is told goodbye', async (t) => {
  const { client, shared } = await open(t)
  client.send('i IDLE\r\n')
  await client.until(/\+ idling\r\n/)
  shared.clock.advance(31 * 60_000)
  assert.match(await client.until(/never/), /^\* BYE /)
})

test('a new UIDVALIDITY renumbers and ends sessions', async (t) => {
  const { client, cloud, port } = await open(t)
  for (let count = 0; count < 2; count++) await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX')
  await client.ask('UID STORE 1 +FLAGS (\\Deleted)')
  await client.ask('EXPUNGE')
  cloud.expireUidValidity(ADDRESS, ['INBOX'])
  assert.match(await client.until(/never/), /^\* BYE /)
  const again = await openRaw(port)
  t.after(() => again.close())
  const opened = await again.ask('SELECT INBOX')
  assert.ok(opened.includes('* OK [UIDVALIDITY 3] UIDs valid'))
  assert.ok(opened.includes('* OK [UIDNEXT 2] predicted next UID'))
})

test('a recreated folder can repeat UIDVALIDITY and UIDs', async (t) => {
  const { client, cloud } = await open(t)
  const recreated = async (): Promise<string[]> => {
    await client.ask('CREATE work')
    const answers = [await client.append('work', MAIL)]
    await client.ask('DELETE work')
    return answers
  }
  assert.notDeepEqual(await recreated(), await recreated())
  cloud.switches.uidValidityIs = 'constant'
  assert.deepEqual(await recreated(), await recreated())
})

test('folders are made with those above them, renamed with their UIDs, and kept where the system needs them', async (t) => {
  const { client, cloud } = await open(t)
  await client.ask('CREATE a/&ZeVnLIqe-/c')
  await client.append('a/&ZeVnLIqe-/c', MAIL)
  assert.deepEqual(await client.ask('RENAME a/&ZeVnLIqe- b'), ['t OK RENAME completed'])
  assert.deepEqual(cloud.snapshot(ADDRESS).folders.slice(5).map(({ path }) => path.join('/')), ['a', 'b', 'b/c'])
  assert.match((await client.ask('DELETE INBOX'))[0] ?? '', /^t NO/)
  assert.match((await client.ask('DELETE b'))[0] ?? '', /^t NO/)
  assert.match((await client.ask('CREATE Inbox'))[0] ?? '', /^t NO \[ALREADYEXISTS\]/)
})

test('CONDSTORE, where it is switched on, tells only what changed', async (t) => {
  const { client } = await open(t, { advertiseCondstore: true })
  for (let count = 0; count < 2; count++) await client.append('INBOX', MAIL)
  await client.ask('SELECT INBOX (CONDSTORE)')
  const [, highest = ''] = /HIGHESTMODSEQ (\d+)/.exec((await client.ask('STATUS INBOX (HIGHESTMODSEQ)'))[0] ?? '') ?? []
  await client.ask('STORE 2 +FLAGS (\\Seen)')
  const changed = await client.ask(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${highest})`)
  assert.deepEqual(changed.slice(0, -1), [`* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (${Number(highest) + 1}))`])
  assert.match((await client.ask(`UID STORE 2 (UNCHANGEDSINCE ${highest}) -FLAGS (\\Seen)`)).at(-1) ?? '', /\[MODIFIED 2\]/)
})

test('a connection can be cut before and after the effect, and a command refused', async (t) => {
  const { client, cloud, shared, port } = await open(t)
  shared.faults.set([{ match: '^imap APPEND$', effect: 'cut-before' }, { match: '^imap NOOP$', effect: 'refuse', code: 'UNAVAILABLE' }])
  assert.deepEqual(await client.ask('NOOP'), ['t NO [UNAVAILABLE] refused'])
  assert.equal(await client.append('INBOX', MAIL), '')
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
  shared.faults.set([{ match: '^imap APPEND$', effect: 'cut-after' }])
  const again = await openRaw(port)
  assert.equal(await again.append('INBOX', MAIL), '')
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 1)
  const appends = shared.ledger.requests().filter(({ kind }) => kind === 'APPEND')
  assert.deepEqual(appends.map(({ status, write, count }) => [status, write, count]), [['NO', false, 1], ['OK', true, 1]])
})

test('the ledger calls a client by its ID', async (t) => {
  const { client, shared } = await open(t)
  await client.ask('ID ("name" "probe" "version" "1")')
  await client.append('INBOX', MAIL)
  assert.deepEqual(shared.ledger.writes().map((request) => request.client), ['probe'])
})
