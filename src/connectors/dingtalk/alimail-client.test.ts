import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../platform/clock.ts'
import { createGovernor, type Governor } from '../../platform/governor.ts'
import { systemHttp, type Http, type HttpRequest } from '../../platform/http.ts'
import { spool } from '../../platform/spool.ts'
import { ADDRESS, mime, SIGNAL } from '../imap/imap.test-kit.ts'
import { openAlimail } from './alimail-client.ts'
import { startDingtalk } from './dingtalk.test-kit.ts'
import { readMessages } from './wire.ts'

const list = '/mailFolders/2/messages?size=100&$select=internetMessageId'

test('a token is asked for once and used for every call', async (context) => {
  const { openapi, shared } = await startDingtalk(context)
  const client = openAlimail(openapi)
  await Promise.all([1, 2, 3].map(async () => await client.call('GET', '/mailFolders', undefined, SIGNAL)))
  const tokens = shared.ledger.requests().filter(({ kind }) => /token/.test(kind))
  assert.equal(tokens.reduce((sum, { count }) => sum + count, 0), 1)
})

test('a token that the cloud no longer takes is renewed once', async (context) => {
  const { openapi, cloud } = await startDingtalk(context)
  const client = openAlimail(openapi)
  await client.call('GET', '/mailFolders', undefined, SIGNAL)
  cloud.expireTokens()
  cloud.deliver(ADDRESS, mime(1))
  assert.equal(readMessages(await client.call('GET', list, undefined, SIGNAL)).messages[0]?.internetMessageId, '<1@a.example>')
})

test('a refused secret is tried once', async (context) => {
  const { openapi } = await startDingtalk(context)
  let asked = 0
  const http: Http = async (request, signal) => (asked++, await systemHttp(request, signal))
  const client = openAlimail({ ...openapi, appSecret: 'wrong', http })
  for (let turn = 0; turn < 3; turn++) await assert.rejects(client.call('GET', '/mailFolders', undefined, SIGNAL), { code: 'UNAUTHORIZED' })
  assert.equal(asked, 1)
})

for (const errorsUnder200 of [false, true]) {
  test(`a message that is not there is told so${errorsUnder200 ? ' under status 200' : ''}`, async (context) => {
    const { openapi } = await startDingtalk(context, { errorsUnder200 })
    await assert.rejects(openAlimail(openapi).call('GET', '/messages/nothing', undefined, SIGNAL), { code: 'NOT_FOUND' })
  })
}

/** A cloud that answers these statuses in turn, and then 200. */
function scripted(statuses: readonly number[], headers: Readonly<Record<string, string>> = {}) {
  const asked: HttpRequest[] = []
  const waits: number[] = []
  const http: Http = async (request) => {
    const isToken = request.url.endsWith('/token')
    const status = isToken ? 200 : (statuses[asked.length] ?? 200)
    if (!isToken) asked.push(request)
    const body = await spool(Buffer.from(isToken ? '{"access_token":"t","expires_in":3600}' : '{}'))
    return {
      kind: 'answered',
      status,
      header: (name) => (name === 'content-type' ? 'application/json' : status === 200 ? undefined : headers[name]),
      body,
    }
  }
  const clock = { now: () => 0, wait: async () => {} }
  const governor = { begin: async () => () => {}, block: (ms: number) => void waits.push(ms), blockedMs: () => 0, share: () => 0 }
  return {
    asked,
    waits,
    client: openAlimail({ baseUrl: 'http://alimail.example', appId: 'a', appSecret: 's', address: 'x@y.example', http, clock, governor }),
  }
}

test('too many calls are waited out, a little longer each time, and then told', async () => {
  const patient = scripted([429, 429, 429])
  await patient.client.call('GET', '/mailFolders', undefined, SIGNAL)
  assert.deepEqual(patient.waits, [250, 500, 750])
  const refused = scripted([429, 429, 429, 429])
  await assert.rejects(refused.client.call('GET', '/mailFolders', undefined, SIGNAL), { code: 'THROTTLED' })
})

test('the wait that the cloud asks for is kept, by everyone who shares the budget', async () => {
  const { client, waits } = scripted([429], { 'retry-after': '2' })
  await client.call('GET', '/mailFolders', undefined, SIGNAL)
  assert.deepEqual(waits, [2000])
})

test('a pause of minutes is told instead of waited out, and nothing is sent before it ends', async () => {
  const { client, asked, waits } = scripted([429], { 'retry-after': '300' })
  await assert.rejects(client.call('GET', '/mailFolders', undefined, SIGNAL), { code: 'THROTTLED', retryAfterMs: 300_000 })
  assert.deepEqual([asked.length, waits], [1, [300_000]])
})

test('mailboxes of one domain share its budget, and what is asked interactively goes first', async (context) => {
  const { openapi } = await startDingtalk(context)
  const began: string[] = []
  const budget = createGovernor(systemClock, { requests: { limit: 100, windowMs: 1000 }, upload: { limit: 1, windowMs: 1 }, inFlight: 1 })
  const end = await budget.begin(0, SIGNAL)
  let waiting = 0
  const governor: Governor = {
    ...budget,
    begin: (...request) => {
      const mine = budget.begin(...request)
      if (++waiting === 3) end()
      return mine
    },
  }
  const http: Http = async (request, signal) => {
    if (!request.url.endsWith('/token')) began.push(new URL(request.url).searchParams.get('who') ?? '')
    return systemHttp(request, signal)
  }
  const anna = openAlimail({ ...openapi, governor, http }).as('bulk')
  const ben = openAlimail({ ...openapi, governor, http })
  await Promise.all([
    ...['a1', 'a2'].map((who) => anna.call('GET', `/mailFolders?who=${who}`, undefined, SIGNAL)),
    ben.call('GET', '/mailFolders?who=b', undefined, SIGNAL),
  ])
  assert.deepEqual(began, ['b', 'a1', 'a2'])
})

test('the token never follows a redirect', async () => {
  const { client, asked } = scripted([302], { location: 'http://elsewhere.example/v2/stream/1' })
  await (await client.download('/messages/1/attachments/2/$value', SIGNAL)).dispose()
  assert.equal(asked[1]?.url, 'http://elsewhere.example/v2/stream/1')
  assert.equal(asked[1]?.headers, undefined)
})
