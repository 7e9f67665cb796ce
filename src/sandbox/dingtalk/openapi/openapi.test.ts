import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ADDRESS, MAIL, openRaw } from '../dingtalk.test-kit.ts'
import { openApi } from './openapi.test-kit.ts'

test('a token is had by a form and expires', async (t) => {
  const { login, ask, shared } = await openApi(t)
  const body = await (await login()).json()
  assert.deepEqual(Object.keys(body as object), ['token_type', 'access_token', 'expires_in'])
  assert.equal((await login('app', 'wrong')).status, 401)
  assert.equal((await ask('GET', '/mailFolders')).status, 200)
  shared.clock.advance(3_600_001)
  const refused = await ask('GET', '/mailFolders')
  assert.equal(refused.status, 401)
  assert.deepEqual(Object.keys(refused.body), ['detailErrorCode', 'message', 'developerMessage'])
})

test('an app that may only read cannot write, and other mailboxes are not hosted', async (t) => {
  const { loginAs, ask, base } = await openApi(t)
  await loginAs('reader', 'reader-secret')
  assert.equal((await ask('GET', '/mailFolders')).status, 200)
  assert.equal((await ask('POST', '/mailFolders', { displayName: 'x' })).status, 403)
  assert.equal((await fetch(`${base}/v2/users/${ADDRESS}/mailFolders`)).status, 401)
  assert.equal((await fetch(`${base}/v2/nowhere`)).status, 404)
})

test('forty calls may be made at once, then forty per second', async (t) => {
  const { ask, shared, cloud } = await openApi(t, { callsPerSecond: 40 })
  const statuses = await Promise.all(Array.from({ length: 60 }, () => ask('GET', '/mailFolders')))
  const refused = statuses.filter(({ status }) => status === 429)
  assert.ok(refused.length > 0 && refused.length <= 20)
  assert.equal(refused[0]?.headers.get('retry-after'), null)
  shared.clock.advance(1000)
  assert.equal((await ask('GET', '/mailFolders')).status, 200)
  cloud.switches.callsPerSecond = 1
  cloud.switches.retryAfter = true
  const again = await Promise.all(Array.from({ length: 3 }, () => ask('GET', '/mailFolders')))
  assert.equal(again.find(({ status }) => status === 429)?.headers.get('retry-after'), '1')
})

test('folders have the documented numbers and come one level at a time', async (t) => {
  const { ask } = await openApi(t)
  const { body } = await ask('GET', '/mailFolders')
  assert.deepEqual(body.folders.map(({ id, displayName }: { id: string; displayName: string }) => [id, displayName]), [
    ['2', '收件箱'],
    ['1', '已发送'],
    ['5', '草稿'],
    ['6', '已删除'],
    ['3', '垃圾邮件'],
  ])
  const parent = (await ask('POST', '/mailFolders', { displayName: '项目' })).body.folder
  const child = (await ask('POST', '/mailFolders', { displayName: '甲', folderId: parent.id })).body.folder
  assert.equal(child.parentFolderId, parent.id)
  assert.equal((await ask('GET', '/mailFolders')).body.folders.at(-1).childFolderCount, 1)
  assert.deepEqual((await ask('GET', `/mailFolders?folderId=${parent.id}`)).body.folders, [child])
  assert.equal((await ask('DELETE', `/mailFolders/${parent.id}`)).status, 400)
  assert.equal((await ask('POST', `/mailFolders/${child.id}/move`, { destinationFolderId: '0' })).status, 200)
  assert.equal((await ask('DELETE', `/mailFolders/${parent.id}`)).status, 200)
  assert.equal((await ask('PATCH', `/mailFolders/${child.id}`, { displayName: '乙' })).status, 200)
  assert.equal((await ask('PATCH', '/mailFolders/2', { displayName: 'x' })).status, 400)
})

test('a listing is newest first, in pages that arrivals do not shift', async (t) => {
  const { ask, mail } = await openApi(t)
  for (let second = 0; second < 5; second++) mail(`m${second}`, second)
  const first = (await ask('GET', '/mailFolders/2/messages?size=2&orderby=DES&$select=subject')).body
  assert.deepEqual(first.messages.map((message: { subject: string }) => message.subject), ['m4', 'm3'])
  mail('late', 50)
  const second = (await ask('GET', `/mailFolders/2/messages?size=2&orderby=DES&$select=subject&cursor=${first.nextCursor}`)).body
  assert.deepEqual(second.messages.map((message: { subject: string }) => message.subject), ['m2', 'm1'])
  const last = (await ask('GET', `/mailFolders/2/messages?size=2&$select=subject&cursor=${second.nextCursor}`)).body
  assert.deepEqual([last.messages.length, last.nextCursor, last.hasMore], [1, '', false])
})

test('a listing shifts and ends with a sign where the switches say so', async (t) => {
  const { ask, mail } = await openApi(t, { cursor: 'shifting', endCursor: '$' })
  for (let second = 0; second < 3; second++) mail(`m${second}`, second)
  const first = (await ask('GET', '/mailFolders/2/messages?size=2&$select=subject')).body
  mail('late', 50)
  const second = (await ask('GET', `/mailFolders/2/messages?size=2&$select=subject&cursor=${first.nextCursor}`)).body
  assert.deepEqual(second.messages.map((message: { subject: string }) => message.subject), ['m1', 'm0'])
  assert.deepEqual([second.nextCursor, second.hasMore], ['$', false])
})

test('a listing can be turned round and bounded in time', async (t) => {
  const { ask, mail } = await openApi(t)
  for (let second = 0; second < 4; second++) mail(`m${second}`, second)
  const path = '/mailFolders/2/messages?isAscending=true&startTime=2026-01-01T00:00:01Z&endTime=2026-01-01T00:00:03Z&$select=subject'
  assert.deepEqual((await ask('GET', path)).body.messages.map((message: { subject: string }) => message.subject), ['m1', 'm2'])
})

test('without $select the Message-ID is missing, with it only what was asked for comes', async (t) => {
  const { ask, mail } = await openApi(t)
  const id = mail('one', 1)
  const [listed] = (await ask('GET', '/mailFolders/2/messages')).body.messages
  assert.ok(!('internetMessageId' in listed) && listed.subject === 'one')
  const { body } = await ask('GET', `/messages/${id}?$select=internetMessageId,isRead`)
  assert.deepEqual(body, { message: { id, internetMessageId: '<one@x>', isRead: false } })
})

test('a message is decoded for people', async (t) => {
  const { ask, cloud } = await openApi(t)
  const mime = [
    'From: =?GBK?B?1cU=?= <z@x.example>',
    'To: a@x.example, "B, C" <b@x.example>',
    'Subject: =?UTF-8?B?5L2g?= =?UTF-8?B?5aW9?=',
    'Content-Type: text/plain; charset=gb18030',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from([0xd6, 0xd0, 0xce, 0xc4]).toString('base64'),
  ].join('\r\n')
  const id = cloud.deliver(ADDRESS, Buffer.from(mime))
  const { message } = (await ask('GET', `/messages/${id}`)).body
  assert.deepEqual([message.from, message.subject, message.body.bodyText, message.toRecipients], [
    { email: 'z@x.example', name: '张' },
    '你好',
    '中文',
    [{ email: 'a@x.example', name: '' }, { email: 'b@x.example', name: 'B, C' }],
  ])
  assert.equal((await ask('GET', `/messages/${id}?$select=isRead`)).body.message.isRead, false)
})

test('numbers as strings, null recipients and an empty sender can be switched on', async (t) => {
  const { ask, mail } = await openApi(t, { numbersAsStrings: true, nullRecipients: true, emptyFrom: true })
  const id = mail('one')
  const { message } = (await ask('GET', `/messages/${id}`)).body
  assert.equal(typeof message.size, 'string')
  assert.equal(message.ccRecipients, null)
  assert.deepEqual([message.from, message.sender], [{ email: '', name: '' }, { email: 'b@contoso.example', name: 'B' }])
})

test('search knows the fields of the subset and no other', async (t) => {
  const { ask, mail } = await openApi(t)
  mail('one', 1)
  mail('two', 2)
  const subjects = async (query: string): Promise<unknown> => {
    const { status, body } = await ask('POST', '/messages/query?$select=subject', { query, cursor: '', size: 10 })
    return status === 200 ? [...body.messages.map((message: { subject: string }) => message.subject), body.total] : status
  }
  assert.deepEqual(await subjects('date>=2026-01-01T00:00:02Z AND folderId:2'), ['two', 1])
  assert.deepEqual(await subjects('(subject:one OR body:"body of two") AND NOT isRead:true'), ['two', 'one', 2])
  assert.deepEqual(await subjects('fromEmail:"b@contoso.example" size>10 NOT subject:one'), ['two', 1])
  assert.equal(await subjects('internetMessageId:"<one@x>"'), 400)
  assert.equal(await subjects('date>2026-01-01'), 400)
  assert.equal(await subjects('subject:one AND'), 400)
})

test('search can lag behind and answer a placeholder', async (t) => {
  const { ask, mail, shared } = await openApi(t, { searchDelayMs: 5000, zeroHitPlaceholder: true, numbersAsStrings: true, endCursor: '$' })
  mail('one')
  const query = { query: 'subject:one', cursor: '', size: 10 }
  assert.deepEqual((await ask('POST', '/messages/query', query)).body, {
    messages: [{ toRecipients: null, ccRecipients: null, bccRecipients: null, replyTo: null, tags: null }],
    total: '0',
    nextCursor: '$',
    hasMore: false,
  })
  shared.clock.advance(5001)
  assert.equal((await ask('POST', '/messages/query', query)).body.total, '1')
})

test('batches mark and tag, and tag 1 is the IMAP flag', async (t) => {
  const { ask, mail, cloud, shared } = await openApi(t)
  const id = mail('one')
  const own = cloud.addTag(ADDRESS, '客户')
  for (const more of [{ action: 'markRead' }, { action: 'addTags', tags: ['1', '11', own] }]) {
    assert.equal((await ask('POST', '/messages/batchUpdate', { ids: [id], ...more })).status, 200)
  }
  const [message] = cloud.snapshot(ADDRESS).messages
  assert.deepEqual([message?.read, message?.flag, message?.tags], [true, 'flagged', ['客户', '重要']])
  await ask('POST', '/messages/batchUpdate', { ids: [id], action: 'addTags', tags: ['2'] })
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.flag, 'complete')
  await ask('POST', '/messages/batchUpdate', { ids: [id], action: 'removeTags', tags: ['1', '2'] })
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.flag, 'none')
  shared.ledger.clear()
  await ask('POST', '/messages/batchUpdate', { ids: [id], action: 'markRead' })
  assert.deepEqual(shared.ledger.writes(), [])
  assert.equal((await ask('POST', '/messages/batchUpdate', { ids: [id, 'Dz-none'], action: 'markUnread' })).status, 404)
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.read, true)
  assert.equal((await ask('POST', '/messages/batchUpdate', { ids: [], action: 'markRead' })).status, 400)
  assert.equal((await ask('POST', '/messages/batchUpdate', { ids: [id], action: 'addTags', tags: ['999'] })).status, 404)
  cloud.switches.unknownIds = 'skip'
  assert.equal((await ask('POST', '/messages/batchUpdate', { ids: [id, 'Dz-none'], action: 'markUnread' })).status, 200)
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.read, false)
})

test('a flag set over IMAP is tag 1 over OpenAPI, and a COPY keeps the id', async (t) => {
  const { ask, mail, port } = await openApi(t)
  const id = mail('one')
  const imap = await openRaw(port)
  t.after(() => imap.close())
  await imap.ask('SELECT INBOX')
  await imap.ask('STORE 1 +FLAGS (\\Flagged \\Answered)')
  await imap.ask('UID COPY 1 &V4NXPpCuTvY-')
  const { body } = await ask('GET', `/messages/${id}?$select=tags,isReplied,folderId`)
  assert.deepEqual(body.message, { id, tags: ['1'], isReplied: true, folderId: '3' })
})

test('a move keeps the id or not, by a switch', async (t) => {
  const { ask, mail, cloud } = await openApi(t)
  const id = mail('one')
  await ask('POST', '/messages/move', { ids: [id], destinationFolderId: '3' })
  assert.equal((await ask('GET', `/messages/${id}?$select=folderId`)).body.message.folderId, '3')
  cloud.switches.moveKeepsId = false
  await ask('POST', '/messages/move', { ids: [id], destinationFolderId: '2' })
  assert.equal((await ask('GET', `/messages/${id}`)).status, 404)
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.role, 'inbox')
})

test('batchDelete moves to the deleted ones and does nothing there', async (t) => {
  const { ask, mail, cloud } = await openApi(t)
  const id = mail('one')
  for (let time = 0; time < 2; time++) {
    assert.equal((await ask('POST', '/messages/batchDelete', { ids: [id], deleteType: 'USER_DELETED' })).status, 200)
    assert.equal(cloud.snapshot(ADDRESS).messages[0]?.role, 'trash')
  }
  cloud.switches.batchDelete = 'hard'
  await ask('POST', '/messages/batchDelete', { ids: [id] })
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
})

test('a draft is made among the drafts, changed, and sent', async (t) => {
  const { ask, cloud, shared } = await openApi(t, { sentAppearsAfterMs: 500 })
  const message = {
    subject: '你好',
    internetMessageId: '<draft@shenghe.example>',
    from: { email: ADDRESS, name: 'Anna' },
    toRecipients: [{ email: 'b@contoso.example' }],
    bccRecipients: [{ email: ADDRESS }],
    body: { bodyText: 'text', bodyHtml: '<p>html</p>' },
    internetMessageHeaders: { 'X-Mine': 'yes' },
  }
  const { id } = (await ask('POST', '/messages', { message })).body.message
  assert.equal((await ask('POST', `/messages/${id}/update`, { message: { subject: 'changed' } })).status, 200)
  const select = 'subject,folderId,body,bccRecipients,internetMessageHeaders,internetMessageId'
  const { internetMessageHeaders, ...draft } = (await ask('GET', `/messages/${id}?$select=${select}`)).body.message
  assert.equal(internetMessageHeaders['X-Mine'], 'yes')
  assert.deepEqual(draft, {
    id,
    subject: 'changed',
    folderId: '5',
    body: { bodyText: 'text', bodyHtml: '<p>html</p>' },
    bccRecipients: [{ email: ADDRESS, name: '' }],
    internetMessageId: '<draft@shenghe.example>',
  })
  assert.equal((await ask('POST', `/messages/${id}/send`, { saveToSentItems: true })).status, 200)
  assert.deepEqual(shared.ledger.outbound(), [{ cloud: 'alimail', client: 'app', kind: 'mail', messageId: '<draft@shenghe.example>' }])
  assert.equal((await ask('GET', `/messages/${id}`)).status, 404)
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
  shared.clock.advance(500)
  const { messages } = cloud.snapshot(ADDRESS)
  assert.deepEqual(messages.map((each) => [each.role, each.isDraft, each.internetMessageId, /^Bcc:/im.test(each.mime().toString())]), [
    ['inbox', false, '<draft@shenghe.example>', false],
    ['sent', false, '<draft@shenghe.example>', true],
  ])
  assert.ok(!messages.some((each) => each.id === id))
})

test('a draft without Message-ID is given one, and sending nothing to nobody is refused', async (t) => {
  const { ask, cloud } = await openApi(t)
  const { id, internetMessageId } = (await ask('POST', '/messages?$select=internetMessageId', { message: { subject: 's' } })).body.message
  assert.match(internetMessageId, /^<.+>$/)
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.messageIdAssigned, true)
  assert.equal((await ask('POST', `/messages/${id}/send`, {})).status, 400)
  cloud.switches.updateDraftBy = 'none'
  assert.equal((await ask('POST', `/messages/${id}/update`, { message: {} })).status, 404)
  assert.equal((await ask('PATCH', `/messages/${id}`, { message: {} })).status, 404)
})

test('sending can give another Message-ID and keep nothing', async (t) => {
  const { ask, cloud, shared } = await openApi(t, { sendRewritesMessageId: true })
  const message = { internetMessageId: '<mine@x>', toRecipients: [{ email: 'b@contoso.example' }] }
  const { id } = (await ask('POST', '/messages', { message })).body.message
  await ask('POST', `/messages/${id}/send`, { saveToSentItems: false })
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 0)
  assert.notEqual(shared.ledger.outbound()[0]?.messageId, '<mine@x>')
})

test('an attachment goes up to a draft and comes down by a link without token', async (t) => {
  const { ask, cloud, root } = await openApi(t)
  const { id } = (await ask('POST', '/messages', { message: { subject: 's', body: { bodyText: 't' } } })).body.message
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 256))
  const attachment = { name: '报价.bin', extHeaders: { 'Content-Type': 'application/x-own' } }
  const { uploadUrl } = (await ask('POST', `/messages/${id}/attachments/createUploadSession`, { attachment })).body
  assert.equal((await fetch(uploadUrl, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes })).status, 200)
  const [listed] = (await ask('GET', `/messages/${id}/attachments`)).body.attachments
  const { id: attachmentId, ...shown } = listed
  const extHeaders = { 'Content-Type': 'application/x-own' }
  assert.deepEqual(shown, { name: '报价.bin', size: 1000, contentId: '', isInline: false, extHeaders })
  const path = `/messages/${id}/attachments/${attachmentId}/$value`
  const { status, headers } = await ask('GET', path)
  assert.equal(status, 302)
  const downloaded = await fetch(headers.get('location') ?? '')
  assert.ok(Buffer.from(await downloaded.arrayBuffer()).equals(bytes))
  cloud.switches.download = 'relative-redirect'
  assert.match((await ask('GET', path)).headers.get('location') ?? '', /^\/alimail\/v2\/stream\//)
  cloud.switches.download = 'location'
  cloud.switches.singleUseLinks = true
  const { location } = (await ask('GET', path)).body
  assert.deepEqual([(await fetch(location)).status, (await fetch(location)).status], [200, 404])
  cloud.switches.relativeUploadUrl = true
  cloud.switches.upload = 'put'
  const inline = { name: 'i.png', isInline: true, contentId: 'inline-i-1@alimail.com' }
  const session = (await ask('POST', `/messages/${id}/attachments/createUploadSession`, { attachment: inline })).body
  for (const [from, to] of [[0, 5], [6, 9]] as const) {
    const range = { 'content-range': `bytes ${from}-${to}/10` }
    assert.equal((await fetch(root + session.uploadUrl, { method: 'PUT', headers: range, body: bytes.subarray(from, to + 1) })).status, 200)
  }
  const all = (await ask('GET', `/messages/${id}/attachments`)).body.attachments
  type Listed = { contentId: string; isInline: boolean; size: number }
  assert.deepEqual(all.map(({ contentId, isInline, size }: Listed) => [contentId, isInline, size]).sort(), [
    ['', false, 1000],
    ['inline-i-1@alimail.com', true, 10],
  ])
})

test('nothing can be attached to a received message', async (t) => {
  const { ask, mail } = await openApi(t)
  const id = mail('one')
  assert.equal((await ask('POST', `/messages/${id}/attachments/createUploadSession`, { attachment: { name: 'x' } })).status, 400)
})

test('failures can hide under status 200', async (t) => {
  const { ask } = await openApi(t, { errorsUnder200: true })
  const { status, body } = await ask('GET', '/messages/nothing')
  assert.deepEqual([status, body.detailErrorCode], [200, 'message.notFound'])
})

test('tags can be listed only where such a path is switched on', async (t) => {
  const { ask, cloud } = await openApi(t)
  assert.equal((await ask('GET', '/tags')).status, 404)
  cloud.switches.tagRoutes = true
  const { tag } = (await ask('POST', '/tags', { name: '客户' })).body
  assert.deepEqual((await ask('GET', '/tags')).body.tags.map(({ id }: { id: string }) => id), ['1', '2', '11', tag.id])
})

test('every call is in the ledger once and can be cut before or after its effect', async (t) => {
  const { ask, mail, shared, cloud } = await openApi(t)
  const id = mail('one')
  shared.ledger.clear()
  shared.faults.set([
    { match: '^alimail POST messages/move$', effect: 'cut-before' },
    { match: '^alimail POST messages/move$', effect: 'cut-after' },
    { match: '^alimail GET message$', effect: 'refuse', status: 503, code: 'busy', retryAfterSeconds: 7 },
  ])
  const move = (): Promise<unknown> => ask('POST', '/messages/move', { ids: [id], destinationFolderId: '3' })
  await assert.rejects(move())
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.role, 'inbox')
  await assert.rejects(move())
  assert.equal(cloud.snapshot(ADDRESS).messages[0]?.role, 'junk')
  const refused = await ask('GET', `/messages/${id}`)
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '7'])
  assert.deepEqual(shared.ledger.requests().map(({ client, kind, status, write, count }) => [client, kind, status, write, count]), [
    ['app', 'POST messages/move', 503, false, 1],
    ['app', 'POST messages/move', 200, true, 1],
    ['app', 'GET message', 503, false, 1],
  ])
})

test('what IMAP appends is listed with its date and ids that are not UIDs', async (t) => {
  const { ask, port } = await openApi(t)
  const imap = await openRaw(port)
  t.after(() => imap.close())
  await imap.append('INBOX', MAIL, '(\\Seen) "01-Jun-2020 08:00:00 +0800" ')
  const select = 'internetMessageId,receivedDateTime,sentDateTime,isRead,hasAttachments'
  const [message] = (await ask('GET', `/mailFolders/2/messages?$select=${select}`)).body.messages
  assert.match(message.id, /^Dz/)
  delete message.id
  assert.deepEqual(message, {
    internetMessageId: '<one@shenghe.example>',
    receivedDateTime: '2020-06-01T00:00:00Z',
    sentDateTime: '2026-06-01T02:00:00Z',
    isRead: true,
    hasAttachments: false,
  })
})
