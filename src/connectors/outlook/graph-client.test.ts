import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { systemHttp, type Http } from '../../platform/http.ts'
import { createGraphClient, graphGovernor, retryAfter } from './graph-client.ts'
import { quickClock, serve, type Reply, type Seen } from './serve.test-kit.ts'

const signal = new AbortController().signal
const READ = { kind: 'GET thing', method: 'GET', path: 'things/1' } as const
const CREATE = { kind: 'POST thing', method: 'POST', path: 'things', json: { a: 1 } } as const

async function setUp(reply: (index: number, seen: Seen) => Reply | Promise<Reply>, inFlight?: number) {
  const server = await serve((seen, index) => reply(index, seen))
  const clock = quickClock()
  const counted: (number | 'lost')[] = []
  const sentAt: number[] = []
  const http: Http = (request, stop) => {
    sentAt.push(clock.now())
    return systemHttp(request, stop)
  }
  let names = 0
  const client = createGraphClient({
    graphUrl: `${server.url}/v1.0`, address: 'anna.chan@contoso.example', http, clock, newId: () => `id-${names++}`, governor: graphGovernor(clock, inFlight),
    tokens: { token: async (_, refused) => (refused === undefined ? 'old' : 'new') },
    onRequest: (_, outcome) => counted.push(outcome),
  })
  return { server, clock, client, counted, sentAt }
}

const ok = (json: unknown = {}): Reply => ({ status: 200, json })

test('every request names the mailbox, asks for immutable ids and has a name of its own', async () => {
  const { server, client } = await setUp(() => ok())
  await using _ = server
  await client.tell({ ...READ, prefer: ['odata.maxpagesize=5'] }, signal)
  await client.tell(READ, signal)
  const [first, second] = server.seen
  assert.equal(first?.url, '/v1.0/users/anna.chan%40contoso.example/things/1')
  assert.equal(first?.headers['prefer'], 'IdType="ImmutableId", odata.maxpagesize=5')
  assert.match(String(first?.headers['client-request-id']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.notEqual(first?.headers['client-request-id'], second?.headers['client-request-id'])
})

test('throttling is waited out to the fraction of a second, and everything is counted', async () => {
  const { server, client, clock, counted } = await setUp((index) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '2.128' }, json: { error: { code: 'TooManyRequests' } } } : ok(),
  )
  await using _ = server
  await client.tell(CREATE, signal)
  assert.deepEqual(clock.waits, [2128])
  assert.deepEqual(counted, [429, 200])
})

test('who waits for the place of a request that is told to pause does not go into that pause', async () => {
  const { server, client, sentAt } = await setUp((index) => (index === 0 ? { status: 429, headers: { 'retry-after': '60' }, json: { error: { code: 'TooManyRequests' } } } : ok()), 1)
  await using _ = server
  await Promise.all([client.tell(READ, signal), client.tell({ ...READ, path: 'things/2' }, signal)])
  assert.deepEqual(sentAt.map((at) => at - (sentAt[0] ?? 0)), [0, 60_000, 60_000])
})

test('after a pause of minutes was asked for, nothing is sent before it ends, whoever shares the budget', async () => {
  const { server, client, clock } = await setUp((index) => (index === 0 ? { status: 429, headers: { 'retry-after': '300' }, json: { error: { code: 'TooManyRequests' } } } : ok()))
  await using _ = server
  await assert.rejects(client.tell(CREATE, signal), { code: 'THROTTLED', retryAfterMs: 300_000 })
  clock.advance(100_000)
  await assert.rejects(client.as('bulk').tell(READ, signal), { code: 'THROTTLED', retryAfterMs: 200_000, ambiguous: false })
  assert.equal(server.seen.length, 1)
  clock.advance(190_000)
  await client.tell(READ, signal)
  assert.deepEqual([clock.waits, server.seen.length], [[10_000], 2])
})

test('a read whose connection is cut is repeated', async () => {
  const { server, client, counted } = await setUp((index) => (index === 0 ? 'cut' : ok()))
  await using _ = server
  await client.tell(READ, signal)
  assert.deepEqual(counted, ['lost', 200])
})

test('a create whose connection is cut is sent once and is ambiguous', async () => {
  const { server, client } = await setUp(() => 'cut')
  await using _ = server
  await assert.rejects(client.tell(CREATE, signal), { code: 'REMOTE_FAILURE', ambiguous: true })
  assert.equal(server.seen.length, 1)
})

test('a create that cannot connect is not ambiguous', async () => {
  const { server, client } = await setUp(() => ok())
  await server[Symbol.asyncDispose]()
  await assert.rejects(client.tell(CREATE, signal), { code: 'REMOTE_FAILURE', ambiguous: false })
})

test('a token that is refused is renewed once', async () => {
  const { server, client } = await setUp((_, { headers }) => (headers.authorization === 'Bearer new' ? ok() : { status: 401 }))
  await using _ = server
  await client.tell(CREATE, signal)
  assert.equal(server.seen.length, 2)
})

test('a token that is refused twice is a refused sign-in', async () => {
  const { server, client } = await setUp(() => ({ status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } }))
  await using _ = server
  await assert.rejects(client.tell(READ, signal), { code: 'UNAUTHORIZED' })
  assert.equal(server.seen.length, 2)
})

test('an answer that cannot be read is said to be so, and a create is then ambiguous', async () => {
  const { server, client } = await setUp(() => ({ status: 200, text: '{"id":' }))
  await using _ = server
  await assert.rejects(client.read(z.object({ id: z.string() }), READ, signal), { code: 'UNREADABLE_ANSWER', ambiguous: false })
  await assert.rejects(client.read(z.object({ id: z.string() }), CREATE, signal), { code: 'UNREADABLE_ANSWER', ambiguous: true })
})

test('our token is not carried to another host by a link', async () => {
  const { server, client } = await setUp(() => ok())
  await using _ = server
  await assert.rejects(client.tell({ ...READ, path: 'https://elsewhere.example/v1.0/things?$skiptoken=1' }, signal), { code: 'DELTA_EXPIRED' })
  await client.tell({ ...READ, path: `${server.url}/v1.0/things?$skiptoken=1` }, signal)
  assert.deepEqual(server.seen.map(({ url }) => url), ['/v1.0/things?$skiptoken=1'])
})

test('no more than four requests are under way', async () => {
  let open = 0
  let most = 0
  const { server, client } = await setUp(async () => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setTimeout(resolve, 5))
    open--
    return ok()
  })
  await using _ = server
  await Promise.all(Array.from({ length: 12 }, () => client.tell(READ, signal)))
  assert.equal(most, 4)
})

test('parts of an upload carry no token and go where the session wants them', async () => {
  const { server, client } = await setUp((index) => (index === 0 ? { status: 200, json: { NextExpectedRanges: ['2'] } } : { status: 201 }))
  await using _ = server
  const uploadUrl = `${server.url}/session?authtoken=x`
  assert.equal(await client.upload({ uploadUrl, bytes: Buffer.from('abcd'), from: 0, total: 6 }, signal), 2)
  assert.equal(await client.upload({ uploadUrl, bytes: Buffer.from('cdef'), from: 2, total: 6 }, signal), 6)
  assert.equal(server.seen[0]?.headers.authorization, undefined)
  assert.deepEqual(server.seen.map(({ headers }) => headers['content-range']), ['bytes 0-3/6', 'bytes 2-5/6'])
})

test('an abort passes as it is', async () => {
  const { server, client } = await setUp(() => ok())
  await using _ = server
  const reason = new Error('stopped')
  await assert.rejects(client.tell(READ, AbortSignal.abort(reason)), reason)
})

test('a time to retry may be seconds, a fraction, or a date', () => {
  const clock = quickClock()
  assert.equal(retryAfter('3', clock), 3000)
  assert.equal(retryAfter('0.25', clock), 250)
  assert.equal(retryAfter(new Date(clock.now() + 5000).toUTCString(), clock), 5000)
  assert.equal(retryAfter('soon', clock), undefined)
  assert.equal(retryAfter(undefined, clock), undefined)
})
