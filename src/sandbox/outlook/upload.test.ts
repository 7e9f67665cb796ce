import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const MB = 1024 * 1024
const draft = async () => (await tenant.ask('POST', '/messages', { json: { subject: 'Large' } })).json.id
const start = (id: string, size: number) =>
  tenant.ask('POST', `/messages/${id}/attachments/createUploadSession`, {
    json: { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size } },
    as: 'tongbu',
  })

async function put(url: string, bytes: Buffer, from: number, total: number, headers: Record<string, string> = {}) {
  const range = `bytes ${from}-${from + bytes.length - 1}/${total}`
  const answer = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/octet-stream', 'content-range': range, ...headers },
  })
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
}

test('a large attachment goes up in ranges, in order, and ends with a Location and no body', async () => {
  const id = await draft()
  const bytes = Buffer.alloc(5 * MB, 7)
  const session = await start(id, bytes.length)
  assert.equal(session.status, 201)
  assert.deepEqual(session.json.nextExpectedRanges, ['0-'])
  const url = session.json.uploadUrl
  assert.match(url, /\/api\/v2\.0\/Users\('[^']+@[^']+'\)\/Messages\('[^']+'\)\/AttachmentSessions\('[^']+'\)\?authtoken=/)
  const first = await put(url, bytes.subarray(0, 3 * MB), 0, bytes.length)
  assert.equal(first.status, 200)
  assert.deepEqual(JSON.parse(first.text).NextExpectedRanges, [String(3 * MB)])
  const progress = (await (await fetch(url)).json()) as { NextExpectedRanges: string[] }
  assert.deepEqual(progress.NextExpectedRanges, [String(3 * MB)])
  const last = await put(url, bytes.subarray(3 * MB), 3 * MB, bytes.length)
  assert.deepEqual([last.status, last.text], [201, ''])
  const attachment = /Attachments\('([^']+)'\)$/.exec(last.location ?? '')?.[1]
  const got = await tenant.ask('GET', `/messages/${id}/attachments/${attachment}?$select=size,name`)
  assert.deepEqual([got.json.size, got.json.name], [bytes.length, 'big.bin'])
})

test('a small attachment needs no session', async () => {
  const got = await start(await draft(), 3 * MB - 1)
  assert.deepEqual([got.status, got.json.error.code], [400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize'])
})

test('an attachment beyond the size of a message is refused', async () => {
  const got = await start(await draft(), 36 * MB)
  assert.deepEqual([got.status, got.json.error.code], [413, 'ErrorMessageSizeExceeded'])
})

test('an upload address takes no Authorization, no gaps, no ranges of 4 MB and no other token', async () => {
  const url = (await start(await draft(), 5 * MB)).json.uploadUrl
  const piece = Buffer.alloc(MB)
  assert.equal((await put(url, piece, 0, 5 * MB, { authorization: 'Bearer x' })).status, 401)
  assert.equal((await put(url, piece, MB, 5 * MB)).status, 416)
  assert.equal((await put(url, piece, 0, 6 * MB)).status, 400)
  assert.equal((await put(url, Buffer.alloc(4 * MB), 0, 5 * MB)).status, 413)
  assert.equal((await put(url.replace(/authtoken=.*/, 'authtoken=other'), piece, 0, 5 * MB)).status, 401)
  assert.equal((await put(url, piece, 0, 5 * MB)).status, 200)
})

test('a session that was given up is gone', async () => {
  const url = (await start(await draft(), 5 * MB)).json.uploadUrl
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 204)
  assert.equal((await fetch(url)).status, 404)
})

test('uploads are in the ledger under the app that began them, and only the last range writes', async () => {
  const url = (await start(await draft(), 3 * MB)).json.uploadUrl
  tenant.shared.ledger.clear()
  await put(url, Buffer.alloc(2 * MB), 0, 3 * MB)
  await put(url, Buffer.alloc(MB), 2 * MB, 3 * MB)
  assert.deepEqual(
    tenant.shared.ledger.requests().map(({ client, kind, status, write }) => [client, kind, status, write]),
    [
      ['tongbu', 'PUT upload', 200, false],
      ['tongbu', 'PUT upload', 201, true],
    ],
  )
})
