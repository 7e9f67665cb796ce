import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ADDRESS, DELIVERED, importMessage, MIME, openTenant, type Ask } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const folder = async (displayName: string) => (await tenant.ask('POST', '/mailFolders', { json: { displayName } })).json.id
const folderOf = async (id: string) => {
  const { parentFolderId } = (await tenant.ask('GET', `/messages/${id}`)).json
  return (await tenant.ask('GET', `/mailFolders/${parentFolderId}`)).json.displayName
}

test('a listing has ten messages, newest first, and an opaque link to more', async () => {
  const id = await folder('Twelve')
  for (let i = 10; i < 22; i++) await importMessage(tenant, MIME.replace('10:00:05', `10:00:${i}`).replace('Order 1', `Order ${i}`), id)
  const first = (await tenant.ask('GET', `/mailFolders/${id}/messages?$select=subject`)).json
  assert.equal(first.value[0]?.subject, 'Order 21')
  assert.equal(first.value.length, 10)
  assert.match(first['@odata.nextLink'], /skip=10/)
  const second = (await tenant.ask('GET', first['@odata.nextLink'])).json
  assert.deepEqual(
    second.value.map(({ subject }) => subject),
    ['Order 11', 'Order 10'],
  )
  assert.equal(second['@odata.nextLink'], undefined)
})

test('a selection shows only what was selected, and the id', async () => {
  const { id } = await importMessage(tenant)
  const { json } = await tenant.ask('GET', `/messages/${id}?$select=subject,isRead`)
  assert.deepEqual(
    Object.keys(json).filter((name) => !name.startsWith('@')),
    ['id', 'subject', 'isRead'],
  )
  assert.equal((await tenant.ask('GET', `/messages/${id}?$select=wellKnownName`)).status, 400)
})

test('query options may be percent-encoded', async () => {
  const got = await tenant.ask('GET', '/messages?%24top=1&%24select=id')
  assert.deepEqual([got.status, got.json.value.length], [200, 1])
})

test('the whole mailbox is listed across folders, Deleted Items too', async () => {
  const { id } = await importMessage(tenant, MIME, 'deleteditems')
  const got = await tenant.ask('GET', '/messages?$top=1000&$select=id&$count=true')
  assert.ok(got.json.value.some((message) => message.id === id))
  assert.equal(got.json['@odata.count'], got.json.value.length)
})

test('a filter finds by Message-ID, by date and by extended property', async () => {
  const id = 'String {aaaaaaaa-0000-4000-8000-000000000001} Name Mark'
  const json = { subject: 'Find', internetMessageId: '<find@x.example>', singleValueExtendedProperties: [...DELIVERED, { id, value: 'Me' }] }
  const made = (await tenant.ask('POST', '/mailFolders/inbox/messages', { json })).json
  const find = async (filter: string) =>
    (await tenant.ask('GET', `/messages?$filter=${encodeURIComponent(filter)}`)).json.value.map((each) => each.id)
  assert.deepEqual(await find("internetMessageId eq '<find@x.example>'"), [made.id])
  assert.deepEqual(await find('receivedDateTime ge 2023-05-06T07:08:10Z and receivedDateTime lt 2023-05-06T07:08:11Z'), [made.id])
  assert.deepEqual(await find(`singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq 'me')`), [made.id])
  assert.deepEqual(await find(`singleValueExtendedProperties/Any(ep: ep/id eq '${id.replace('Mark', 'mark')}' and ep/value eq 'me')`), [])
  assert.deepEqual(await find(`startswith(subject,'fin') and not (isDraft eq true)`), [made.id])
})

test('a filter does not find what was just made', async () => {
  tenant.cloud.switches.indexLagMs = 1000
  await importMessage(tenant, MIME.replace('<order-1@', '<lag@'))
  const find = () => tenant.ask('GET', `/messages?$filter=internetMessageId eq '<lag@shop.example>'`)
  assert.equal((await find()).json.value.length, 0)
  tenant.shared.clock.advance(1001)
  assert.equal((await find()).json.value.length, 1)
  tenant.cloud.switches.indexLagMs = 0
})

test('what is sorted by must be filtered by first', async () => {
  const status = async (query: string) => (await tenant.ask('GET', `/messages?${query}`)).json.error?.code
  assert.equal(await status('$filter=isRead eq false&$orderby=receivedDateTime desc'), 'InefficientFilter')
  assert.equal(
    await status('$filter=isRead eq false and receivedDateTime ge 2020-01-01T00:00:00Z&$orderby=receivedDateTime desc'),
    'InefficientFilter',
  )
  assert.equal(await status('$filter=receivedDateTime ge 2020-01-01T00:00:00Z and isRead eq false&$orderby=receivedDateTime desc'), undefined)
})

test('a filter that cannot be parsed is refused', async () => {
  assert.equal((await tenant.ask('GET', '/messages?$filter=isRead eq')).status, 400)
  assert.equal((await tenant.ask('GET', "/messages?$filter=subject like 'a'")).status, 400)
})

test('paging over a folder that changes can be stale', async () => {
  tenant.cloud.switches.staleSearch = true
  const first = (await tenant.ask('GET', '/messages?$top=1')).json
  await importMessage(tenant)
  const got = await tenant.ask('GET', first['@odata.nextLink'])
  tenant.cloud.switches.staleSearch = false
  assert.equal(got.json.error.code, 'ErrorExecuteSearchStaleData')
  assert.equal((await tenant.ask('GET', first['@odata.nextLink'])).status, 200)
})

test('an id is 72 characters in the immutable space and 140 in the other, and either opens the message', async () => {
  const { id } = await importMessage(tenant)
  const other = (await tenant.ask('GET', `/messages/${id}`, { immutable: false })).json.id
  assert.deepEqual([id.length, other.length], [72, 140])
  assert.equal((await tenant.ask('GET', `/messages/${other}`)).json.id, id)
  tenant.cloud.switches.idSpacesStrict = true
  assert.equal((await tenant.ask('GET', `/messages/${other}`)).status, 404)
  assert.equal((await tenant.ask('GET', `/messages/${id}`)).status, 200)
  tenant.cloud.switches.idSpacesStrict = false
})

test('a move keeps the immutable id and changes the other', async () => {
  const { id } = await importMessage(tenant)
  const before = (await tenant.ask('GET', `/messages/${id}`, { immutable: false })).json.id
  const move = (ask: Ask) => tenant.ask('POST', `/messages/${id}/move`, ask)
  const moved = await move({ json: { destinationId: 'archive' } })
  assert.equal(moved.status, 201)
  assert.equal(moved.json.id, id)
  assert.notEqual((await tenant.ask('GET', `/messages/${id}`, { immutable: false })).json.id, before)
  assert.equal((await tenant.ask('GET', `/messages/${before}`, { immutable: false })).status, 404)
  assert.equal((await move({ json: { DestinationId: 'inbox' }, immutable: false })).json.id.length, 140)
  assert.equal((await move({ json: { destinationId: 'nowhere' } })).status, 400)
  assert.equal((await move({ json: {} })).status, 400)
})

test('a message is found through its own folder only', async () => {
  const { id } = await importMessage(tenant)
  assert.equal((await tenant.ask('GET', `/mailFolders/inbox/messages/${id}`)).status, 200)
  assert.equal((await tenant.ask('GET', `/mailFolders/archive/messages/${id}`)).status, 404)
})

test('a copy has an id of its own and the same bytes', async () => {
  const { id } = await importMessage(tenant)
  const copy = await tenant.ask('POST', `/messages/${id}/copy`, { json: { destinationId: 'archive' } })
  assert.equal(copy.status, 201)
  assert.notEqual(copy.json.id, id)
  assert.equal((await tenant.ask('GET', `/messages/${copy.json.id}/$value`)).text, MIME)
  assert.equal(await folderOf(id), 'Inbox')
})

test('deleting goes to Deleted Items, then to Recoverable Items, then nowhere', async () => {
  const { id } = await importMessage(tenant)
  assert.equal((await tenant.ask('DELETE', `/messages/${id}`)).status, 204)
  assert.equal(await folderOf(id), 'Deleted Items')
  assert.equal((await tenant.ask('DELETE', `/messages/${id}`)).status, 204)
  assert.equal(await folderOf(id), 'Deletions')
  assert.equal(
    (await tenant.ask('GET', '/messages?$top=1000&$select=id')).json.value.some((message) => message.id === id),
    false,
  )
  tenant.cloud.switches.recoverableReadable = false
  assert.equal((await tenant.ask('GET', `/messages/${id}`)).status, 404)
  tenant.cloud.switches.recoverableReadable = true
  assert.equal((await tenant.ask('DELETE', `/messages/${id}`)).status, 204)
  assert.equal((await tenant.ask('GET', `/messages/${id}`)).status, 404)
})

test('permanentDelete leaves nothing', async () => {
  const { id } = await importMessage(tenant)
  assert.equal((await tenant.ask('POST', `/messages/${id}/permanentDelete`)).status, 204)
  const got = await tenant.ask('GET', `/messages/${id}`)
  assert.deepEqual([got.status, got.json.error.code], [404, 'ErrorItemNotFound'])
  assert.equal((await tenant.ask('DELETE', `/messages/${id}`)).status, 404)
})

test('a body can be asked for as text', async () => {
  const { id } = (await tenant.ask('POST', '/messages', { json: { body: { contentType: 'HTML', content: '<p>Hello <b>you</b></p>' } } })).json
  const got = await tenant.ask('GET', `/messages/${id}`, { headers: { prefer: 'outlook.body-content-type="text"' } })
  assert.deepEqual(got.json.body, { contentType: 'text', content: 'Hello you' })
  assert.equal(got.json.bodyPreview, 'Hello you')
})

test('MAPI properties of a message can be read', async () => {
  const { id } = await importMessage(tenant)
  const ids = ['Integer 0x0E07', 'Integer 0x0E08', 'SystemTime 0x0E06', 'String 0x1035']
  const expand = `singleValueExtendedProperties($filter=${ids.map((each) => `id eq '${each}'`).join(' or ')})`
  const { singleValueExtendedProperties } = (await tenant.ask('GET', `/messages/${id}?$select=id&$expand=${expand}`)).json
  assert.deepEqual(
    singleValueExtendedProperties.map(({ value }) => value),
    ['0', String(MIME.length), '2024-01-01T02:00:05Z', '<order-1@shop.example>'],
  )
})

test('a snapshot leaves out what belongs to the service', async () => {
  const { id } = await importMessage(tenant)
  await tenant.ask('DELETE', `/messages/${id}`)
  const inTrash = tenant.cloud.snapshot(ADDRESS).messages.find((message) => message.id === id)
  assert.deepEqual([inTrash?.role, inTrash?.folderRole, inTrash?.path], ['trash', 'trash', ['Deleted Items']])
  await tenant.ask('DELETE', `/messages/${id}`)
  const { messages, folders } = tenant.cloud.snapshot(ADDRESS)
  assert.equal(
    messages.some((message) => message.id === id),
    false,
  )
  assert.equal(
    folders.some(({ path }) => ['Outbox', 'Sync Issues', 'Deletions'].includes(path[0] ?? '')),
    false,
  )
})
