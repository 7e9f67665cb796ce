import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { ADDRESS, base64, importMessage, MIME, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const post = (text: string, as: 'tongbu' | 'advanced' = 'advanced', version: 'beta' | 'v1.0' = 'beta') =>
  tenant.ask('POST', '/mailFolders/inbox/importMime', { version, text, as })

test('an imported message is no draft, is unread, and was received when its topmost Received field says', async () => {
  const got = await post(base64(MIME))
  assert.equal(got.status, 201)
  const { isDraft, isRead, receivedDateTime, sentDateTime } = got.json
  assert.deepEqual([isDraft, isRead, receivedDateTime, sentDateTime], [false, false, '2024-01-01T02:00:05Z', '2024-01-01T02:00:00Z'])
})

test('an imported message without a Received field was received on its Date', async () => {
  const { receivedDateTime } = await importMessage(tenant, MIME.replace(/^Received.*\r\n/, ''))
  assert.equal(receivedDateTime, '2024-01-01T02:00:00Z')
})

test('import may take the present as received time', async () => {
  tenant.cloud.switches.importReceivedNow = true
  const { receivedDateTime } = await importMessage(tenant)
  tenant.cloud.switches.importReceivedNow = false
  assert.ok(Date.parse(receivedDateTime) > Date.parse('2025-01-01'))
})

test('an imported message may be read', async () => {
  tenant.cloud.switches.importIsRead = true
  const { isRead } = await importMessage(tenant)
  tenant.cloud.switches.importIsRead = false
  assert.equal(isRead, true)
})

test('imported bytes come back as they were, whatever they are', async () => {
  const bytes = Buffer.concat([Buffer.from('Subject: 8bit \xe9\r\n\r\n', 'latin1'), Buffer.from([0xff, 0, 0x0a, 0x80])])
  const { id } = await importMessage(tenant, bytes)
  const told = tenant.cloud.snapshot(ADDRESS).messages.find((message) => message.id === id)
  assert.equal(
    createHash('sha256')
      .update(told?.mime() ?? '')
      .digest('hex'),
    createHash('sha256').update(bytes).digest('hex'),
  )
})

test('import needs Mail-Advanced.ReadWrite.All', async () => {
  const got = await post(base64(MIME), 'tongbu')
  assert.deepEqual([got.status, got.json.error.code], [403, 'ErrorAccessDenied'])
})

test('import is not in v1.0, and nothing else is in beta', async () => {
  assert.equal((await post(base64(MIME), 'advanced', 'v1.0')).status, 400)
  assert.equal((await tenant.ask('GET', '/messages', { version: 'beta' })).status, 400)
})

test('import may be missing altogether', async () => {
  tenant.cloud.switches.importMimeAvailable = false
  const got = await post(base64(MIME))
  tenant.cloud.switches.importMimeAvailable = true
  assert.equal(got.status, 400)
})

test('what is no base64 or no MIME is refused', async () => {
  assert.equal((await post('%%%')).json.error.code, 'ErrorMimeContentInvalidBase64String')
  assert.equal((await post('')).status, 400)
  assert.equal((await post(base64('no header here'))).status, 400)
})

test('X- headers are named properties, found without content, unless that is switched off', async () => {
  const { id } = await importMessage(tenant, MIME.replace('X-Shop-Order: 0001', 'X-Tongbu-Origin: v=1; a=\r\n b'))
  const property = 'String {00020386-0000-0000-C000-000000000046} Name X-Tongbu-Origin'
  const read = async () =>
    (await tenant.ask('GET', `/messages/${id}?$select=id&$expand=singleValueExtendedProperties($filter=id eq '${property}')`)).json
      .singleValueExtendedProperties
  assert.deepEqual(await read(), [{ id: property, value: 'v=1; a= b' }])
  tenant.cloud.switches.propertyIdEcho = 'lower'
  assert.equal((await read())[0]?.id, property.replace('C000', 'c000'))
  tenant.cloud.switches.propertyIdEcho = 'asked'
  tenant.cloud.switches.headersAsProperties = false
  assert.equal(await read(), undefined)
  tenant.cloud.switches.headersAsProperties = true
  assert.equal(tenant.cloud.snapshot(ADDRESS).messages.find((message) => message.id === id)?.originMark, 'v=1; a= b')
})

test('all headers are readable when selected', async () => {
  const { id } = await importMessage(tenant)
  const { internetMessageHeaders } = (await tenant.ask('GET', `/messages/${id}?$select=internetMessageHeaders`)).json
  assert.deepEqual(internetMessageHeaders.map(({ name }) => name).slice(0, 3), ['Received', 'From', 'To'])
})

test('import sends nothing', async () => {
  const before = tenant.shared.ledger.outbound().length
  await importMessage(tenant, MIME, 'sentitems')
  assert.equal(tenant.shared.ledger.outbound().length, before)
})
