import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ADDRESS, DELIVERED, importMessage, MIME, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const patch = (id: string, json: unknown, headers: Record<string, string> = {}) =>
  tenant.ask('PATCH', `/messages/${id}`, { json, headers, as: 'tongbu' })
const WANTS_RECEIPT = MIME.replace('MIME-Version', 'Disposition-Notification-To: sender@shop.example\r\nMIME-Version')

test('marks of any message can be changed', async () => {
  const { id } = await importMessage(tenant)
  const got = await patch(id, { isRead: true, flag: { flagStatus: 'flagged' }, categories: ['Red'], importance: 'high' })
  assert.equal(got.status, 200)
  assert.deepEqual([got.json.isRead, got.json.flag.flagStatus, got.json.categories, got.json.importance], [true, 'flagged', ['Red'], 'high'])
  const told = tenant.cloud.snapshot(ADDRESS).messages.find((message) => message.id === id)
  assert.deepEqual([told?.read, told?.flag, told?.tags], [true, 'flagged', ['Red']])
})

test('the etag changes with every change, and a stale one is refused', async () => {
  const before = await importMessage(tenant)
  const later = (await patch(before.id, { isRead: true })).json
  assert.notEqual(later['@odata.etag'], before['@odata.etag'])
  const stale = await patch(before.id, { isRead: false }, { 'if-match': before['@odata.etag'] })
  assert.deepEqual([stale.status, stale.json.error.code], [412, 'ErrorIrresolvableConflict'])
  assert.equal((await patch(before.id, { isRead: false }, { 'if-match': later['@odata.etag'] })).status, 200)
})

test('a due date needs a start date', async () => {
  const { id } = await importMessage(tenant)
  const day = { dateTime: '2026-01-05T00:00:00', timeZone: 'UTC' }
  assert.equal((await patch(id, { flag: { flagStatus: 'flagged', dueDateTime: day } })).status, 400)
  assert.deepEqual((await patch(id, { flag: { flagStatus: 'flagged', startDateTime: day, dueDateTime: day } })).json.flag.dueDateTime, day)
  assert.ok((await patch(id, { flag: { flagStatus: 'complete' } })).json.flag.completedDateTime)
  assert.deepEqual((await patch(id, { flag: { flagStatus: 'notFlagged' } })).json.flag, { flagStatus: 'notFlagged' })
})

test('the last verb tells answered from forwarded', async () => {
  const { id } = await importMessage(tenant)
  const verb = async (value: string) => {
    await patch(id, { singleValueExtendedProperties: [{ id: 'Integer 0x1081', value }] })
    const told = tenant.cloud.snapshot(ADDRESS).messages.find((message) => message.id === id)
    return [told?.answered, told?.forwarded]
  }
  assert.deepEqual(await verb('102'), [true, false])
  assert.deepEqual(await verb('103'), [true, false])
  assert.deepEqual(await verb('104'), [false, true])
})

test('a draft takes new content', async () => {
  const { id } = (await tenant.ask('POST', '/messages', { json: { subject: 'One' } })).json
  const to = [{ emailAddress: { address: 'b@x.example', name: 'B' } }]
  const got = await patch(id, {
    subject: 'Two',
    body: { contentType: 'text', content: 'New' },
    toRecipients: to,
    internetMessageId: '<two@x.example>',
  })
  assert.deepEqual([got.json.subject, got.json.body.content, got.json.internetMessageId], ['Two', 'New', '<two@x.example>'])
  assert.match((await tenant.ask('GET', `/messages/${id}/$value`)).text, /^Subject: Two\r$/m)
})

test('content of a message that is no draft needs Mail-Advanced once that is enforced', async () => {
  const { id } = (await tenant.ask('POST', '/mailFolders/inbox/messages', { json: { subject: 'One', singleValueExtendedProperties: DELIVERED } }))
    .json
  assert.equal((await patch(id, { subject: 'Two' })).status, 200)
  tenant.cloud.switches.advancedMailEnforced = true
  assert.equal((await patch(id, { subject: 'Three' })).status, 403)
  assert.equal((await patch(id, { isRead: true })).status, 200)
  assert.equal((await tenant.ask('PATCH', `/messages/${id}`, { json: { subject: 'Three' }, as: 'advanced' })).status, 200)
  tenant.cloud.switches.advancedMailEnforced = false
})

test('the Message-ID of a delivered message cannot be changed', async () => {
  const { id } = await importMessage(tenant)
  assert.equal((await patch(id, { internetMessageId: '<other@x.example>' })).status, 400)
})

test('editing the content of a message from MIME gives up its bytes', async () => {
  const { id } = await importMessage(tenant)
  await patch(id, { isRead: true })
  assert.equal((await tenant.ask('GET', `/messages/${id}/$value`)).text, MIME)
  await patch(id, { subject: 'Edited' })
  const { text } = await tenant.ask('GET', `/messages/${id}/$value`)
  assert.match(text, /^Subject: Edited\r$/m)
  assert.match(text, /^X-Shop-Order: 0001\r$/m)
  assert.match(text, /Thank you\./)
})

test('unknown and read-only properties cannot be deserialized', async () => {
  const { id } = await importMessage(tenant)
  for (const json of [{ id: 'x' }, { isDraft: false }, { colour: 'red' }]) {
    assert.equal((await patch(id, json)).json.error.code, 'UnableToDeserializePostBody')
  }
})

test('marking read what asks for a receipt sends one, once', async () => {
  const { id, isReadReceiptRequested } = await importMessage(tenant, WANTS_RECEIPT)
  assert.equal(isReadReceiptRequested, true)
  const count = () => tenant.shared.ledger.outbound().length
  const before = count()
  await patch(id, { isRead: true })
  await patch(id, { isRead: false })
  await patch(id, { isRead: true })
  assert.equal(count(), before + 1)
  assert.deepEqual(tenant.shared.ledger.outbound().at(-1), {
    cloud: 'outlook',
    client: 'tongbu',
    kind: 'receipt',
    messageId: '<order-1@shop.example>',
  })
})

test('no receipt is sent once the request was taken back, even in the same change', async () => {
  const before = tenant.shared.ledger.outbound().length
  const first = await importMessage(tenant, WANTS_RECEIPT)
  await patch(first.id, { isReadReceiptRequested: false })
  await patch(first.id, { isRead: true })
  const second = await importMessage(tenant, WANTS_RECEIPT)
  await patch(second.id, { isReadReceiptRequested: false, isRead: true })
  const draft = (await tenant.ask('POST', '/messages', { json: { isRead: false, isReadReceiptRequested: true } })).json
  await patch(draft.id, { isRead: true })
  assert.equal(tenant.shared.ledger.outbound().length, before)
})

test('deleting an unread message may send a not-read receipt', async () => {
  const before = tenant.shared.ledger.outbound().length
  await tenant.ask('DELETE', `/messages/${(await importMessage(tenant, WANTS_RECEIPT)).id}`)
  assert.equal(tenant.shared.ledger.outbound().length, before)
  tenant.cloud.switches.deletionSendsReceipt = true
  await tenant.ask('POST', `/messages/${(await importMessage(tenant, WANTS_RECEIPT)).id}/move`, { json: { destinationId: 'deleteditems' } })
  assert.equal(tenant.shared.ledger.outbound().length, before + 1)
  tenant.cloud.switches.deletionSendsReceipt = false
})
