import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { base64, DELIVERED, MIME, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const post = (json: unknown, path = '/messages') => tenant.ask('POST', path, { json })

test('a JSON message without MAPI properties is a draft in Drafts, received now', async () => {
  const got = await post({ subject: 'Draft' })
  assert.equal(got.status, 201)
  assert.equal(got.json.isDraft, true)
  assert.equal(got.json.isRead, true)
  assert.equal(got.json.parentFolderId, (await tenant.ask('GET', '/mailFolders/drafts')).json.id)
  assert.ok(Math.abs(Date.parse(got.json.receivedDateTime) - Date.now()) < 5000)
})

test('a draft that names no sender has none, rather than an empty one', async () => {
  const { json } = await post({ subject: 'From nobody yet' })
  assert.deepEqual(['from' in json, 'sender' in json], [false, false])
})

test('message flags and dates at creation make a delivered message', async () => {
  const { json } = await post({ subject: 'Old', singleValueExtendedProperties: DELIVERED }, '/mailFolders/inbox/messages')
  assert.equal(json.isDraft, false)
  assert.equal(json.isRead, false)
  assert.equal(json.sentDateTime, '2023-05-06T07:08:09Z')
  assert.equal(json.receivedDateTime, '2023-05-06T07:08:10Z')
})

test('flags decide the read state unless the body names it', async () => {
  const read = await post({ singleValueExtendedProperties: [{ id: 'Integer 0x0E07', value: '1' }] })
  assert.deepEqual([read.json.isRead, read.json.isDraft], [true, false])
  const unread = await post({ isRead: false, singleValueExtendedProperties: [{ id: 'Integer 0x0E07', value: '1' }] })
  assert.equal(unread.json.isRead, false)
})

test('the unsent flag keeps a message a draft', async () => {
  assert.equal((await post({ singleValueExtendedProperties: [{ id: 'Integer 0x0E07', value: '9' }] })).json.isDraft, true)
})

test('a message cannot stop to be a draft by a later change', async () => {
  const { id } = (await post({ subject: 'Draft' })).json
  const got = await tenant.ask('PATCH', `/messages/${id}`, { json: { singleValueExtendedProperties: [{ id: 'Integer 0x0E07', value: '1' }] } })
  assert.deepEqual([got.status, got.json.isDraft], [200, true])
})

test('dates in the body are ignored without a word', async () => {
  const got = await post({ receivedDateTime: '2001-01-01T00:00:00Z', sentDateTime: '2001-01-01T00:00:00Z' })
  assert.equal(got.status, 201)
  assert.notEqual(got.json.receivedDateTime, '2001-01-01T00:00:00Z')
})

for (const name of ['id', 'changeKey', 'parentFolderId', 'bodyPreview', 'hasAttachments', 'isDraft', 'nonsense']) {
  test(`a body with ${name} cannot be deserialized`, async () => {
    const got = await post({ [name]: 'x' })
    assert.equal(got.status, 400)
    assert.equal(got.json.error.code, 'UnableToDeserializePostBody')
    assert.match(got.json.error.message, /were unable to deserialize/)
  })
}

test('values of the wrong kind cannot be deserialized', async () => {
  for (const json of [{ subject: 1 }, { importance: 'urgent' }, { isRead: 'yes' }, { toRecipients: [{ address: 'a@b.c' }] }]) {
    assert.equal((await post(json)).json.error.code, 'UnableToDeserializePostBody')
  }
})

test('a message without a Message-ID is given one', async () => {
  const given = await post({ internetMessageId: '<mine@x.example>' })
  assert.equal(given.json.internetMessageId, '<mine@x.example>')
  const made = await post({})
  assert.match(made.json.internetMessageId, /^<[^@<>]+@[^@<>]+>$/)
  const told = tenant.cloud.snapshot('anna@contoso.example').messages
  assert.equal(told.find(({ id }) => id === made.json.id)?.messageIdAssigned, true)
  assert.equal(told.find(({ id }) => id === given.json.id)?.messageIdAssigned, false)
})

test('custom headers begin with x- and are at most five, and no empty list', async () => {
  const headers = (...names: string[]) => ({ internetMessageHeaders: names.map((name) => ({ name, value: 'v' })) })
  assert.equal((await post(headers('Received'))).json.error.code, 'InvalidInternetMessageHeader')
  assert.equal((await post(headers())).json.error.code, 'InvalidInternetMessageHeaderCollection')
  assert.equal((await post(headers('x-1', 'x-2', 'x-3', 'x-4', 'x-5', 'x-6'))).json.error.code, 'InvalidInternetMessageHeaderCollection')
  const { id } = (await post(headers('X-One'))).json
  const got = await tenant.ask('GET', `/messages/${id}?$select=internetMessageHeaders`)
  assert.deepEqual(got.json.internetMessageHeaders, [{ name: 'X-One', value: 'v' }])
})

test('attachments come along in the create', async () => {
  const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentType: 'text/plain', contentBytes: base64('abc') }
  const got = await post({ subject: 'With', attachments: [file, { ...file, name: 'i.png', isInline: true, contentId: 'pic' }] })
  assert.equal(got.json.hasAttachments, true)
  const { value } = (await tenant.ask('GET', `/messages/${got.json.id}/attachments`)).json
  assert.deepEqual(
    value.map(({ name, size, isInline, contentId, contentBytes }) => ({ name, size, isInline, contentId, contentBytes })),
    [
      { name: 'a.txt', size: 3, isInline: false, contentId: null, contentBytes: base64('abc') },
      { name: 'i.png', size: 3, isInline: true, contentId: 'pic', contentBytes: base64('abc') },
    ],
  )
})

test('extended properties are not echoed but can be expanded', async () => {
  const id = 'String {aaaaaaaa-0000-4000-8000-000000000001} Name TongbuOrigin'
  const got = await post({ singleValueExtendedProperties: [{ id, value: 'v=1' }] })
  assert.equal('singleValueExtendedProperties' in got.json, false)
  const shown = await tenant.ask(
    'GET',
    `/messages/${got.json.id}?$select=id&$expand=singleValueExtendedProperties($filter=id eq '${id}' or id eq 'Integer 0x1081')`,
  )
  assert.deepEqual(shown.json.singleValueExtendedProperties, [{ id, value: 'v=1' }])
  assert.equal(tenant.cloud.snapshot('anna@contoso.example').messages.find((message) => message.id === got.json.id)?.originMark, 'v=1')
})

test('a malformed extended property id is refused', async () => {
  assert.equal((await post({ singleValueExtendedProperties: [{ id: 'Text 0x1', value: '' }] })).status, 400)
})

test('MIME makes a read draft in Drafts, received now, sent when it says', async () => {
  const got = await tenant.ask('POST', '/messages', { text: base64(MIME) })
  assert.equal(got.status, 201)
  const { isDraft, isRead, subject, internetMessageId, sentDateTime, receivedDateTime, from } = got.json
  assert.deepEqual([isDraft, isRead, subject, internetMessageId], [true, true, 'Order 1', '<order-1@shop.example>'])
  assert.equal(sentDateTime, '2024-01-01T02:00:00Z')
  assert.notEqual(receivedDateTime, sentDateTime)
  assert.equal(from?.emailAddress.name, '陳安娜')
  assert.equal(got.json.body.content, 'Thank you.\n')
})

test('MIME cannot be put into a folder', async () => {
  const got = await tenant.ask('POST', '/mailFolders/inbox/messages', { text: base64(MIME) })
  assert.equal(got.status, 400)
  assert.equal(got.json.error.code, 'UnableToDeserializePostBody')
})

test('MIME that is no base64 is refused', async () => {
  const got = await tenant.ask('POST', '/messages', { text: 'From: a' })
  assert.equal(got.status, 400)
  assert.equal(got.json.error.code, 'ErrorMimeContentInvalidBase64String')
})
