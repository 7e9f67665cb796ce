import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { base64, DELIVERED, importMessage, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const FILE = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.bin', contentType: 'application/x-test', contentBytes: base64('\0bytes') }
const WITH_PARTS = [
  'From: a@x.example',
  'Subject: Parts',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=M',
  '',
  '--M',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>See <img src="cid:pic@x"></p>',
  '--M',
  'Content-Type: image/png; name=p.png',
  'Content-Disposition: inline; filename=p.png',
  'Content-ID: <pic@x>',
  'Content-Transfer-Encoding: base64',
  '',
  base64('png'),
  '--M',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment; filename="inner.eml"',
  '',
  'Subject: Inner',
  '',
  'inside',
  '--M--',
  '',
].join('\r\n')

const draft = async () => (await tenant.ask('POST', '/messages', { json: { subject: 'Draft' } })).json.id

test('a file can be added, read, listed and taken away', async () => {
  const id = await draft()
  const added = await tenant.ask('POST', `/messages/${id}/attachments`, { json: FILE })
  assert.equal(added.status, 201)
  assert.equal(added.json['@odata.type'], '#microsoft.graph.fileAttachment')
  const path = `/messages/${id}/attachments/${added.json.id}`
  assert.equal((await tenant.ask('GET', path)).json.contentBytes, FILE.contentBytes)
  const raw = await tenant.ask('GET', `${path}/$value`)
  assert.deepEqual([raw.text, raw.headers.get('content-type')], ['\0bytes', 'application/x-test'])
  assert.equal((await tenant.ask('GET', `/messages/${id}?$select=hasAttachments`)).json.hasAttachments, true)
  assert.equal((await tenant.ask('GET', `/messages/${id}?$expand=attachments`)).json.attachments.length, 1)
  assert.equal((await tenant.ask('DELETE', path)).status, 204)
  assert.equal((await tenant.ask('GET', path)).status, 404)
  assert.equal((await tenant.ask('GET', `/messages/${id}/attachments`)).json.value.length, 0)
})

test('a listing without contentBytes is had by selecting', async () => {
  const id = await draft()
  await tenant.ask('POST', `/messages/${id}/attachments`, { json: FILE })
  const { value } = (await tenant.ask('GET', `/messages/${id}/attachments?$select=name,size`)).json
  assert.deepEqual(
    value.map((each) => [each.name, each.size, 'contentBytes' in each]),
    [['a.bin', 6, false]],
  )
})

test('parts of imported MIME are attachments: inline ones with their id, messages as items', async () => {
  const { id } = await importMessage(tenant, WITH_PARTS)
  const { value } = (await tenant.ask('GET', `/messages/${id}/attachments`)).json
  assert.deepEqual(
    value.map((each) => [each['@odata.type'], each.name, each.isInline, each.contentId ?? null]),
    [
      ['#microsoft.graph.fileAttachment', 'p.png', true, 'pic@x'],
      ['#microsoft.graph.itemAttachment', 'inner.eml', false, null],
    ],
  )
  const inner = await tenant.ask('GET', `/messages/${id}/attachments/${value[1]?.id}/$value`)
  assert.match(inner.text, /^Subject: Inner\r\n\r\ninside/)
  assert.equal((await tenant.ask('GET', `/messages/${id}/$value`)).text, WITH_PARTS)
})

test('an item attachment is given as a message and read as MIME', async () => {
  const id = await draft()
  const item = { '@odata.type': '#microsoft.graph.message', subject: 'Inner', body: { contentType: 'text', content: 'inside' } }
  const added = await tenant.ask('POST', `/messages/${id}/attachments`, {
    json: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'Inner', item },
  })
  assert.equal(added.status, 201)
  assert.match((await tenant.ask('GET', `/messages/${id}/attachments/${added.json.id}/$value`)).text, /^Subject: Inner\r$[^]*inside/m)
})

test('attachments without a known type or with bad content are refused', async () => {
  const id = await draft()
  for (const json of [{ name: 'a' }, { ...FILE, '@odata.type': '#microsoft.graph.referenceAttachment' }, { ...FILE, contentBytes: '%' }]) {
    assert.equal((await tenant.ask('POST', `/messages/${id}/attachments`, { json })).status, 400)
  }
})

test('attachments can be added to a delivered message unless that is switched off', async () => {
  const { id } = (await tenant.ask('POST', '/messages', { json: { singleValueExtendedProperties: DELIVERED } })).json
  assert.equal((await tenant.ask('POST', `/messages/${id}/attachments`, { json: FILE })).status, 201)
  tenant.cloud.switches.attachmentsOnNonDrafts = false
  assert.equal((await tenant.ask('POST', `/messages/${id}/attachments`, { json: FILE })).status, 403)
  tenant.cloud.switches.attachmentsOnNonDrafts = true
})

test('an attachment id of another message opens nothing', async () => {
  const [one, two] = [await draft(), await draft()]
  const { id } = (await tenant.ask('POST', `/messages/${one}/attachments`, { json: FILE })).json
  assert.equal((await tenant.ask('GET', `/messages/${two}/attachments/${id}`)).status, 404)
})

test('a message cannot grow beyond its largest size', async () => {
  const id = await draft()
  tenant.cloud.switches.maxMessageBytes = 5
  const got = await tenant.ask('POST', `/messages/${id}/attachments`, { json: FILE })
  tenant.cloud.switches.maxMessageBytes = 35 * 1024 * 1024
  assert.deepEqual([got.status, got.json.error.code], [413, 'ErrorMessageSizeExceeded'])
})
