import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { startSandbox, type Sandbox } from './sandbox.ts'

const sandbox = await startSandbox({ latency: 'realistic' })
after(() => sandbox.close())
const { clock, ledger } = sandbox.shared
const { ready } = sandbox

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** Ends with the answer; every delay on the way is skipped by moving the clock. */
async function hurry<Value>(work: Promise<Value>): Promise<Value> {
  const end = new AbortController()
  const watched = work.finally(() => end.abort())
  while (!end.signal.aborted) {
    clock.advance(500)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return watched
}

async function tokenFor({ tenant, clientId, clientSecret }: { readonly tenant: string; readonly clientId: string; readonly clientSecret: string }): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' }
  const answer = await hurry(fetch(`${ready.loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) }))
  return ((await answer.json()) as { readonly access_token: string }).access_token
}

const { accounts } = ready
const listFolders = (token: string) => fetch(`${ready.graphUrl}/users/${accounts.outlook.address}/mailFolders`, { headers: { authorization: `Bearer ${token}` } })

test('an answer of Graph comes 150 to 400 ms later, by the sandbox clock, and the delay is in the ledger', async () => {
  const token = await tokenFor(accounts.outlook)
  ledger.clear()
  const asked = listFolders(token)
  await until(() => ledger.delays().length === 1)
  const [delay] = ledger.delays()
  assert.deepEqual([delay?.cloud, delay?.client, delay?.kind], ['outlook', accounts.outlook.clientId, 'GET mailFolders'])
  assert.ok(delay && delay.delayMs >= 150 && delay.delayMs <= 400, String(delay?.delayMs))
  assert.deepEqual(ledger.requests(), [], 'not before its time')
  clock.advance(delay.delayMs)
  assert.equal((await asked).status, 200)
})

test('people do not wait', async () => {
  const token = await tokenFor(accounts.outlookSeed)
  ledger.clear()
  assert.equal((await listFolders(token)).status, 200)
  assert.deepEqual(ledger.delays(), [])
})

test('a batch takes as long as its parts, not longer', async () => {
  const token = await tokenFor(accounts.outlook)
  ledger.clear()
  const requests = ['1', '2', '3'].map((id) => ({ id, method: 'GET', url: `/users/${accounts.outlook.address}/mailFolders/inbox` }))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await hurry(fetch(`${ready.graphUrl}/$batch`, { method: 'POST', headers, body: JSON.stringify({ requests }) }))
  assert.equal(answer.status, 200)
  assert.deepEqual(ledger.delays().map(({ kind }) => kind), ['GET mailFolder', 'GET mailFolder', 'GET mailFolder'])
})

test('Alibaba Mail takes its time as well', async () => {
  const { appId, appSecret } = accounts.dingtalk
  ledger.clear()
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret })
  await hurry(fetch(`${ready.alimailUrl}/oauth2/v2.0/token`, { method: 'POST', body: form }))
  assert.deepEqual(ledger.delays().map(({ cloud }) => cloud), ['alimail'])
})

/** A connection that idles in the inbox, and what it was told. */
async function idle(password: string): Promise<{ told: () => string; done: () => Promise<void>; end: () => void }> {
  const socket = connect(ready.imap.port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (data) => {
    text += data
  })
  const send = async (line: string, answer: RegExp): Promise<void> => {
    socket.write(`${line}\r\n`)
    await hurry(until(() => answer.test(text)))
  }
  await send(`a LOGIN ${accounts.dingtalk.address} ${password}`, /^a OK/m)
  await send('b SELECT INBOX', /^b OK/m)
  await send('c IDLE', /^\+ idling/m)
  text = ''
  return { told: () => text, done: () => send('DONE', /^c OK/m), end: () => socket.destroy() }
}

const deliver = (id: string) => sandbox.dingtalk.deliver(accounts.dingtalk.address, Buffer.from(`Message-ID: <${id}@shop.example>\r\n\r\nHello`))

test('a command of IMAP takes 20 to 60 ms, and an idle session hears of new mail one to three seconds later', async () => {
  ledger.clear()
  const session = await idle(accounts.dingtalk.imapPassword)
  assert.deepEqual(ledger.delays().map(({ kind }) => kind), ['LOGIN', 'SELECT', 'IDLE'])
  assert.ok(ledger.delays().every(({ delayMs }) => delayMs >= 20 && delayMs <= 60))
  deliver('1')
  deliver('2')
  const [first, second] = ledger.tellings()
  assert.ok(first && first.delayMs >= 1000 && first.delayMs <= 3000, String(first?.delayMs))
  assert.deepEqual([first.channel, first.to, first.change, first.internetMessageId, first.outcome], ['idle', 'tongbu', 'created', '<1@shop.example>', 'waiting'])
  assert.ok(second && second.delayMs <= first.delayMs, 'it is told along with the first')
  const drawnMs = first.delayMs
  while (!session.told().includes('2 EXISTS')) {
    clock.advance(100)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  assert.ok((first.sentAt ?? 0) - first.changedAt >= drawnMs, 'not before its time')
  assert.ok(ledger.tellings().every(({ outcome, sentAt = 0, changedAt, delayMs }) => outcome === 'told' && sentAt - changedAt >= delayMs))
  session.end()
})

test('whoever stops idling is told at once, and the ledger says so', async () => {
  const session = await idle(accounts.dingtalk.imapPassword)
  ledger.clear()
  deliver('3')
  await session.done()
  assert.match(session.told(), /EXISTS/)
  const [telling] = ledger.tellings()
  assert.ok(telling?.outcome === 'told' && telling.delayMs <= (telling.sentAt ?? 0) - telling.changedAt)
  session.end()
})

test('the same seed gives the same delays', async () => {
  const draws = ({ shared }: Sandbox): number[] => Array.from({ length: 20 }, () => shared.latency.untilTold('notification', 'tongbu'))
  const twins = await Promise.all([5, 5, 6].map((seed) => startSandbox({ seed, latency: 'realistic' })))
  const [one, two, other] = twins.map(draws)
  assert.deepEqual(one, two)
  assert.notDeepEqual(one, other)
  assert.ok(one?.every((ms) => ms >= 2000 && ms <= 10_000))
  await Promise.all(twins.map((each) => each.close()))
})

test('delays and tellings are in the hands of the control API, and cleared with the requests', async () => {
  const look = async () => (await (await fetch(`${ready.controlUrl}/delays`)).json()) as { readonly requests: unknown[]; readonly notifications: unknown[] }
  assert.deepEqual(await look(), { requests: [...ledger.delays()], notifications: JSON.parse(JSON.stringify(ledger.tellings())) })
  await fetch(`${ready.controlUrl}/requests/clear`, { method: 'POST' })
  assert.deepEqual(await look(), { requests: [], notifications: [] })
})
