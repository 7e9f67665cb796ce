import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { importMessage, openTenant, type Ask, type Got, type Json } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

let count = 0
const newFolder = async () => (await tenant.ask('POST', '/mailFolders', { json: { displayName: `Folder ${++count}` } })).json.id
const move = (id: string, to: string) => tenant.ask('POST', `/messages/${id}/move`, { json: { destinationId: to } })
const MESSAGES = (folder: string, query = '$select=subject,isRead') => `/mailFolders/${folder}/messages/delta?${query}`

/** All pages from `start`, and the delta link at their end. */
async function follow(start: string, ask: Ask = {}): Promise<{ pages: Got[]; items: Json[]; deltaLink: string }> {
  const pages: Got[] = []
  for (let url = start; ;) {
    const got = await tenant.ask('GET', url, ask)
    assert.equal(got.status, 200, got.text)
    pages.push(got)
    if (got.json['@odata.nextLink'] === undefined)
      return { pages, items: pages.flatMap((page) => page.json.value), deltaLink: got.json['@odata.deltaLink'] }
    url = got.json['@odata.nextLink']
  }
}

test('a first round reports every message in pages and ends with a delta link', async () => {
  const folder = await newFolder()
  const ids = []
  for (let i = 0; i < 5; i++) ids.push((await importMessage(tenant, undefined, folder)).id)
  const { pages, items } = await follow(MESSAGES(folder, '$select=subject&$top=2'))
  assert.equal(pages.length, 3)
  assert.deepEqual(
    items.map(({ id }) => id),
    ids,
  )
  assert.equal(items[0]?.['@odata.type'], '#microsoft.graph.message')
  assert.deepEqual(
    Object.keys(items[0] ?? {}).filter((name) => !name.startsWith('@')),
    ['id', 'subject'],
  )
})

test('the page size may come as a preference', async () => {
  const folder = await newFolder()
  for (let i = 0; i < 3; i++) await importMessage(tenant, undefined, folder)
  const headers = { prefer: 'IdType="ImmutableId", odata.maxpagesize=2' }
  assert.equal((await follow(MESSAGES(folder), { headers })).pages.length, 2)
})

for (const form of ['delta', 'delta()', 'microsoft.graph.delta()', 'microsoft.graph.delta']) {
  test(`the form ${form} is understood for messages and folders`, async () => {
    assert.equal((await tenant.ask('GET', `/mailFolders/inbox/messages/${form}`)).status, 200)
    assert.equal((await tenant.ask('GET', `/mailFolders/${form}`)).status, 200)
  })
}

test('a later round reports changed, new and removed messages with the selected properties', async () => {
  const folder = await newFolder()
  const changed = await importMessage(tenant, undefined, folder)
  const removed = await importMessage(tenant, undefined, folder)
  await importMessage(tenant, undefined, folder)
  const first = await follow(MESSAGES(folder))
  await tenant.ask('PATCH', `/messages/${changed.id}`, { json: { isRead: true } })
  await tenant.ask('POST', `/messages/${removed.id}/permanentDelete`)
  const added = await importMessage(tenant, undefined, folder)
  const { items, deltaLink } = await follow(first.deltaLink)
  assert.deepEqual(
    items.map((item) => [item.id, item['@removed']?.reason, item.isRead]),
    [
      [changed.id, undefined, true],
      [removed.id, 'deleted', undefined],
      [added.id, undefined, false],
    ],
  )
  assert.equal((await follow(deltaLink)).items.length, 0)
  assert.equal((await follow(first.deltaLink)).items.length, 3)
})

test('a move is a removal in one chain and an item in the other, under the same immutable id', async () => {
  const from = await newFolder()
  const to = await newFolder()
  const { id } = await importMessage(tenant, undefined, from)
  const [a, b] = [await follow(MESSAGES(from)), await follow(MESSAGES(to))]
  await move(id, to)
  assert.deepEqual((await follow(a.deltaLink)).items, [{ '@odata.type': '#microsoft.graph.message', id, '@removed': { reason: 'deleted' } }])
  assert.deepEqual(
    (await follow(b.deltaLink)).items.map((item) => item.id),
    [id],
  )
})

test('in the default id space a moved message leaves under its old id and arrives under a new one', async () => {
  const [from, to] = [await newFolder(), await newFolder()]
  const { id } = await importMessage(tenant, undefined, from)
  const ask = { immutable: false }
  const [a, b] = [await follow(MESSAGES(from), ask), await follow(MESSAGES(to), ask)]
  await move(id, to)
  const left = (await follow(a.deltaLink, ask)).items
  const arrived = (await follow(b.deltaLink, ask)).items
  assert.deepEqual(
    left.map((item) => item.id),
    a.items.map((item) => item.id),
  )
  assert.notEqual(arrived[0]?.id, left[0]?.id)
})

test('what left and came back between two polls is reported deleted only, as long as that issue is known', async () => {
  const folder = await newFolder()
  const { id } = await importMessage(tenant, undefined, folder)
  const { deltaLink } = await follow(MESSAGES(folder))
  await move(id, 'archive')
  await move(id, folder)
  const known = (await follow(deltaLink)).items
  assert.deepEqual(
    known.map((item) => [item.id, item['@removed'] !== undefined]),
    [[id, true]],
  )
  tenant.cloud.switches.deltaForgetsReturned = false
  const repaired = (await follow(deltaLink)).items
  tenant.cloud.switches.deltaForgetsReturned = true
  assert.deepEqual(
    repaired.map((item) => [item.id, item['@removed'] !== undefined]),
    [[id, false]],
  )
})

test('what came and went between two polls is not reported at all', async () => {
  const folder = await newFolder()
  const { deltaLink } = await follow(MESSAGES(folder))
  const { id } = await importMessage(tenant, undefined, folder)
  await move(id, 'archive')
  assert.equal((await follow(deltaLink)).items.length, 0)
})

test('a message that goes while a first round is read is reported removed in the next', async () => {
  const folder = await newFolder()
  const first = await importMessage(tenant, undefined, folder)
  await importMessage(tenant, undefined, folder)
  const page = (await tenant.ask('GET', MESSAGES(folder, '$top=1'))).json
  await tenant.ask('POST', `/messages/${first.id}/permanentDelete`)
  const { items, deltaLink } = await follow(page['@odata.nextLink'])
  assert.equal(items.length, 1)
  assert.deepEqual(
    (await follow(deltaLink)).items.map((item) => item['@removed']?.reason),
    ['deleted'],
  )
})

test('a message that changes while a round is read is not lost', async () => {
  const folder = await newFolder()
  const ids = []
  for (let i = 0; i < 3; i++) ids.push((await importMessage(tenant, undefined, folder)).id)
  const page = (await tenant.ask('GET', MESSAGES(folder, '$select=isRead&$top=1'))).json
  await tenant.ask('PATCH', `/messages/${ids[2]}`, { json: { isRead: true } })
  const rest = await follow(page['@odata.nextLink'])
  const { items } = await follow(rest.deltaLink)
  assert.deepEqual([...page.value, ...rest.items, ...items].map((item) => item.id).sort(), [...ids].sort())
  assert.equal(items[0]?.isRead, true)
})

test('items and pages can be repeated', async () => {
  const folder = await newFolder()
  for (let i = 0; i < 3; i++) await importMessage(tenant, undefined, folder)
  tenant.cloud.switches.deltaRepeats = 'items'
  assert.equal((await follow(MESSAGES(folder, '$top=2'))).items.length, 5)
  tenant.cloud.switches.deltaRepeats = 'pages'
  const { pages, items } = await follow(MESSAGES(folder, '$top=2'))
  tenant.cloud.switches.deltaRepeats = 'none'
  assert.deepEqual([pages.length, items.length], [4, 6])
  assert.equal(new Set(items.map(({ id }) => id)).size, 3)
})

test('extended properties are expanded in every page and every round, where delta can do that', async () => {
  const id = 'String {00020386-0000-0000-C000-000000000046} Name X-Shop-Order'
  const folder = await newFolder()
  await importMessage(tenant, undefined, folder)
  const query = `$select=id&$expand=singleValueExtendedProperties($filter=id eq '${id}')`
  const { items, deltaLink } = await follow(MESSAGES(folder, query))
  assert.deepEqual(items[0]?.singleValueExtendedProperties, [{ id, value: '0001' }])
  await importMessage(tenant, undefined, folder)
  assert.equal((await follow(deltaLink)).items[0]?.singleValueExtendedProperties[0]?.value, '0001')
  tenant.cloud.switches.deltaExpandsProperties = false
  assert.equal((await follow(MESSAGES(folder, query))).items[0]?.singleValueExtendedProperties, undefined)
  tenant.cloud.switches.deltaExpandsProperties = true
})

test('a change of the read state alone may be reported without the rest', async () => {
  const folder = await newFolder()
  const { id } = await importMessage(tenant, undefined, folder)
  const { deltaLink } = await follow(MESSAGES(folder))
  tenant.cloud.switches.partialReadStateChanges = true
  await tenant.ask('PATCH', `/messages/${id}`, { json: { isRead: true } })
  assert.deepEqual((await follow(deltaLink)).items, [{ '@odata.type': '#microsoft.graph.message', id, isRead: true }])
  await tenant.ask('PATCH', `/messages/${id}`, { json: { categories: ['A'] } })
  assert.equal((await follow(deltaLink)).items[0]?.subject, 'Order 1')
  tenant.cloud.switches.partialReadStateChanges = false
})

test('an expired link is gone and a malformed one is a bad request', async () => {
  const folder = await newFolder()
  const { deltaLink } = await follow(MESSAGES(folder))
  assert.equal((await tenant.ask('GET', `${deltaLink}x`)).status, 400)
  assert.equal((await tenant.ask('GET', MESSAGES('inbox', deltaLink.split('?')[1]))).status, 400)
  tenant.cloud.expire({ deltaLinks: true })
  const got = await tenant.ask('GET', deltaLink)
  assert.deepEqual([got.status, got.json.error.code], [410, 'SyncStateNotFound'])
  assert.match(got.headers.get('location') ?? '', /messages\/delta\?/)
  await follow(MESSAGES(folder))
})

test('a fault can expire the chain at its second page', async () => {
  const folder = await newFolder()
  for (let i = 0; i < 2; i++) await importMessage(tenant, undefined, folder)
  tenant.shared.faults.set([{ match: 'GET messages/delta', effect: 'refuse', status: 410, skip: 1 }])
  const page = (await tenant.ask('GET', MESSAGES(folder, '$top=1'))).json
  const got = await tenant.ask('GET', page['@odata.nextLink'])
  assert.deepEqual([got.status, got.json.error.code], [410, 'SyncStateNotFound'])
})

test('delta filters by received date only', async () => {
  const folder = await newFolder()
  await importMessage(tenant, undefined, folder)
  assert.equal((await follow(MESSAGES(folder, '$filter=receivedDateTime ge 2024-01-01T00:00:00Z'))).items.length, 1)
  assert.equal((await follow(MESSAGES(folder, '$filter=receivedDateTime ge 2024-02-01T00:00:00Z'))).items.length, 0)
  assert.equal((await tenant.ask('GET', MESSAGES(folder, '$filter=isRead eq true'))).status, 400)
})

test('a folder that is gone has no delta', async () => {
  const folder = await newFolder()
  const { deltaLink } = await follow(MESSAGES(folder))
  await tenant.ask('POST', `/mailFolders/${folder}/permanentDelete`)
  assert.equal((await tenant.ask('GET', deltaLink)).status, 404)
})

test('folder delta reports the whole visible tree, then what changed in it', async () => {
  const first = await follow('/mailFolders/delta?$top=50')
  const names = first.items.map(({ displayName }) => displayName)
  assert.ok(names.includes('Inbox') && names.includes('Conflicts'))
  assert.equal(names.includes('Clutter') || names.includes('Deletions') || names.includes('Top of Information Store'), false)
  const folder = await newFolder()
  const gone = await newFolder()
  const second = await follow(first.deltaLink)
  assert.deepEqual(
    second.items.map(({ id }) => id),
    [folder, gone],
  )
  await importMessage(tenant, undefined, folder)
  assert.equal((await follow(second.deltaLink)).items.length, 0)
  await tenant.ask('PATCH', `/mailFolders/${folder}`, { json: { displayName: 'Renamed' } })
  await tenant.ask('POST', `/mailFolders/${gone}/permanentDelete`)
  const third = await follow(second.deltaLink)
  assert.deepEqual(
    third.items.map((item) => [item.id, item.displayName, item['@removed']?.reason]),
    [
      [folder, 'Renamed', undefined],
      [gone, undefined, 'deleted'],
    ],
  )
})
