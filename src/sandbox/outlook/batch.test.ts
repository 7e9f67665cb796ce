import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { ADDRESS, base64, importMessage, MIME, openTenant, type Got } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())
const { cloud, shared } = tenant
const switches = { ...cloud.switches }

beforeEach(() => {
  Object.assign(cloud.switches, switches)
  shared.faults.set([])
  shared.ledger.clear()
})

interface Part {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: { readonly id?: string; readonly subject?: string; readonly error?: { readonly code: string } } | string
}

const send = (requests: unknown): Promise<Got> => tenant.ask('POST', `${tenant.base}/v1.0/$batch`, { as: 'tongbu', json: { requests } })

async function parts(requests: unknown): Promise<ReadonlyMap<string, Part>> {
  const got = await send(requests)
  assert.equal(got.status, 200, got.text)
  return new Map((JSON.parse(got.text) as { responses: Part[] }).responses.map((part) => [part.id, part]))
}

const user = `/users/${ADDRESS}`
const json = { 'Content-Type': 'application/json' }
const immutable = { Prefer: 'IdType="ImmutableId"' }
const codeOf = (part: Part | undefined) => (typeof part?.body === 'object' ? part.body.error?.code : undefined)

test('each part of a batch has an answer of its own', async () => {
  const { id } = await importMessage(tenant)
  const got = await parts([
    { id: 'read', method: 'GET', url: `${user}/messages/${id}?$select=subject`, headers: immutable },
    { id: 'mark', method: 'PATCH', url: `${user}/messages/${id}`, headers: { ...json, ...immutable }, body: { isRead: true } },
    { id: 'none', method: 'GET', url: `users/${ADDRESS}/messages/AAAA` },
    { id: 'trash', method: 'DELETE', url: `${user}/messages/${id}` },
  ])
  assert.deepEqual([...got.keys()].toSorted(), ['mark', 'none', 'read', 'trash'])
  assert.equal(got.get('mark')?.status, 200)
  assert.deepEqual([got.get('none')?.status, codeOf(got.get('none'))], [400, 'ErrorInvalidIdMalformed'])
  assert.equal(got.get('trash')?.status, 204)
  assert.match(got.get('read')?.headers['Content-Type'] ?? '', /^application\/json/)
  assert.ok(!('body' in (got.get('trash') ?? {})))
})

test('MIME comes as base64, and what is created from it needs no other encoding than usual', async () => {
  const got = await parts([{ id: '1', method: 'POST', url: `${user}/messages`, headers: { 'content-type': 'text/plain' }, body: base64(MIME) }])
  const part = got.get('1')
  assert.equal(part?.status, 201)
  const created = typeof part?.body === 'object' ? part.body.id : undefined
  const read = await parts([{ id: '1', method: 'GET', url: `${user}/messages/${created}/$value` }])
  assert.equal(Buffer.from(String(read.get('1')?.body), 'base64').toString(), MIME)
})

test('parts are counted, recorded and refused by plan one by one', async () => {
  shared.faults.set([{ match: '^outlook GET mailFolder$', effect: 'refuse', status: 429, retryAfterSeconds: 2, skip: 1 }])
  const got = await parts(['1', '2', '3'].map((id) => ({ id, method: 'GET', url: `${user}/mailFolders/inbox` })))
  const statuses = [...got.values()].map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [200, 200, 429])
  assert.equal([...got.values()].find(({ status }) => status === 429)?.headers['Retry-After'], '2')
  const recorded = shared.ledger.requests().map(({ kind, status, count }) => `${kind} ${status} ${count}`)
  assert.deepEqual(recorded.toSorted(), ['GET mailFolder 200 2', 'GET mailFolder 429 1', 'POST $batch 200 1'])
})

test('more than four parts at once are too many for one mailbox; one after the other they are not', async () => {
  const six = ['1', '2', '3', '4', '5', '6'].map((id) => ({ id, method: 'GET', url: `${user}/mailFolders/inbox` }))
  const crowded = [...(await parts(six)).values()].filter(({ status }) => status === 429)
  assert.deepEqual(crowded.map((part) => [codeOf(part), Number(part.headers['Retry-After']) > 0]), [['ApplicationThrottled', true], ['ApplicationThrottled', true]])
  const chain = six.map((each, index) => ({ ...each, ...(index > 0 ? { dependsOn: [String(index)] } : {}) }))
  assert.deepEqual([...(await parts(chain)).values()].map(({ status }) => status), [200, 200, 200, 200, 200, 200])
})

test('what depends on a part that failed is not done', async () => {
  const created = { method: 'POST', url: `${user}/mailFolders`, headers: json }
  const got = await parts([
    { id: '1', ...created, body: { displayName: 'First' } },
    { id: '2', ...created, body: { displayName: 'First' }, dependsOn: ['1'] },
    { id: '3', ...created, body: { displayName: 'Third' }, dependsOn: ['2'] },
  ])
  assert.deepEqual([...got.values()].map(({ id, status }) => [id, status]).toSorted(), [['1', 201], ['2', 409], ['3', 424]])
  assert.equal(codeOf(got.get('3')), 'FailedDependency')
  assert.equal(shared.ledger.writes().length, 1)
})

test('parts may all wait for the same one, wherever it stands', async () => {
  const read = { method: 'GET', url: `${user}/mailFolders/inbox` }
  const got = await parts([{ id: 'a', ...read, dependsOn: ['c'] }, { id: 'b', ...read }, { id: 'c', method: 'GET', url: `${user}/messages/AAAA` }])
  assert.deepEqual([...got.values()].map(({ id, status }) => [id, status]).toSorted(), [['a', 424], ['b', 200], ['c', 400]])
})

const get = (id: string, more: object = {}) => ({ id, method: 'GET', url: `${user}/mailFolders`, ...more })
const wrong: readonly (readonly [string, unknown])[] = [
  ['no requests', []],
  ['21 parts', Array.from({ length: 21 }, (_, n) => get(String(n)))],
  ['an id twice', [get('1'), get('1')]],
  ['no id', [{ method: 'GET', url: '/users' }]],
  ['a body without its type', [get('1', { method: 'POST', body: {} })]],
  ['a dependency on nothing', [get('1'), get('2', { dependsOn: ['9'] })]],
  ['dependencies in another shape', [get('1'), get('2', { dependsOn: ['1'] }), get('3'), get('4', { dependsOn: ['3'] })]],
]
for (const [what, requests] of wrong) {
  test(`a batch is refused as a whole for ${what}`, async () => {
    const got = await send(requests)
    assert.equal(got.status, 400, got.text)
    assert.deepEqual(shared.ledger.requests().map(({ kind }) => kind), ['POST $batch'])
  })
}

test('a batch in a batch is refused', async () => {
  assert.equal((await parts([{ id: '1', method: 'POST', url: '/$batch', headers: json, body: { requests: [] } }])).get('1')?.status, 400)
})

test('a part may go to the beta as the whole does', async () => {
  const got = await tenant.ask('POST', `${tenant.base}/beta/$batch`, {
    as: 'advanced',
    json: { requests: [{ id: '1', method: 'POST', url: `${user}/mailFolders/inbox/importMime`, headers: { 'Content-Type': 'text/plain' }, body: base64(MIME) }] },
  })
  assert.match(got.text, /"status":201/)
})
