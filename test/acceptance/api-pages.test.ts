import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { createHost } from '../../src/host/host.ts'
import { createJobs } from '../../src/host/jobs.ts'
import { pageOptions } from '../../src/host/page-options.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { keepDelays } from '../../src/platform/keep-delays.ts'
import { NO_TELEMETRY } from '../../src/platform/telemetry.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'
import { addFace } from '../../src/server/face.ts'
import { NOTHING_BEHIND } from '../../src/server/face.test-kit.ts'
import { configText } from '../support/sandbox-pair.ts'
import { AT, toldMail, UNREAD } from './told-mail.ts'

const COUNT = 40
/** What a folder may be called by somebody who means ill. */
const HTML = 'img src=x onerror=alert(1)'
/** Once in a while is often enough to look. */
const LOOK_MS = 150

interface Answer {
  readonly status: number
  /** What a route answers is what each test looks into. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly headers: Readonly<Record<string, unknown>>
}

let sandbox: Sandbox
let people: People
let server: FastifyInstance
const ending = new AbortController()
let served: Promise<void>

async function ask(method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await server.inject({ method, url: `/api/v1${path}`, headers, ...(body === undefined ? {} : { payload: body }) })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

async function until<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
  for (let turn = 0; turn < 200; turn++) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    await wait(LOOK_MS)
  }
  assert.fail(`it did not come about: ${what}`)
}

const stands = (state: string) => until(state, async () => (await ask('GET', '/pairs/anna')).body.state === state)
const jobDone = (id: string) => until('the job', async () => {
  const { body } = await ask('GET', `/jobs/${id}`)
  return body.state === 'running' ? undefined : body
})
/** Asks for a run, and waits until another one has ended with nothing left to do. */
async function syncNow(): Promise<void> {
  const last = async () => (await ask('GET', '/pairs/anna')).body.lastRun
  const { run } = await last()
  await ask('POST', '/pairs/anna/sync', {})
  await until('a run', async () => {
    const now = await last()
    return now.run !== run && now.quiet
  })
}

/** Longer than the service takes to obey. */
async function pause(): Promise<void> {
  await ask('POST', '/pairs/anna/pause', {})
  await wait(1500)
}

before(async () => {
  sandbox = await startSandbox({})
  people = await meetPeople(sandbox.ready)
  await people.dingtalk.ensureFolder([HTML])
  for (let n = 0; n < COUNT; n++) await people.dingtalk.put(n === 0 ? [HTML] : 'inbox', toldMail(`mail ${n}`), UNREAD, AT)
  const { telemetry, delays } = keepDelays(NO_TELEMETRY)
  const jobs = createJobs({ clock: systemClock, newId: randomId, onFailure: (error) => assert.fail(String(error)) })
  const host = createHost({ config: loadConfig(configText(sandbox, {}), {}, () => ''), jobs, platform: { clock: systemClock, newId: randomId, http: systemHttp, telemetry } })
  served = host.run(ending.signal, { url: 'http://127.0.0.1', attach: () => () => {} })
  server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, ...pageOptions({ host, clock: systemClock, versions: { tongbu: '1.2.3' }, delays }), jobs, onFailure: (error) => assert.fail(String(error)) }))
  await until('the application', async () => (await ask('GET', '/pairs')).status === 200)
  await stands('in-step')
})

after(async () => {
  ending.abort(new Error('the test is over'))
  await served
  await server.close()
  await people.close()
  await sandbox.close()
})

test('a pair tells its counts, its folders as they are called, its policy and its runs', async () => {
  const { body: pair } = await ask('GET', '/pairs/anna')
  assert.deepEqual([pair.state, pair.counts.both, pair.policy.departed, pair.openHolds], ['in-step', COUNT, 'keep', []])
  assert.equal(pair.cure, undefined)
  const { folders } = (await ask('GET', '/pairs/anna/folders')).body
  assert.deepEqual(folders.find(({ left }: { left?: string }) => left === HTML), { left: HTML, right: HTML })
  assert.deepEqual(folders.filter(({ left, right }: { left?: string; right?: string }) => left === undefined || right === undefined), [])
  const [run] = (await ask('GET', '/pairs/anna/runs?limit=5')).body.runs
  assert.deepEqual([run.done.right.copy, run.isUndo], [COUNT, false])
})

test('the overview counts what was carried by hour and tells how long it took', async () => {
  const { hours } = (await ask('GET', '/overview/hours')).body
  assert.equal(hours.reduce((sum: number, { messages }: { messages: { right: number } }) => sum + messages.right, 0), COUNT)
  const late = toldMail('just now')
  await people.dingtalk.put('inbox', late, UNREAD, new Date())
  await syncNow()
  const body = await until('a delay', async () => {
    const { body: now } = await ask('GET', '/overview')
    return now.byDirection.length > 0 && now
  })
  assert.deepEqual(body.states, { 'in-step': 1 })
  assert.deepEqual(body.waits, [])
  assert.deepEqual(body.byDirection.map(({ to, what, count }: { to: string; what: string; count: number }) => [to, what, count]), [['right', 'messages', 1]])
  assert.ok(body.byDirection[0].p95 < 60_000)
  assert.ok(body.byChannel.length > 0 && !body.isShared)
})

test('one pair is paused and resumed, and everything is stopped and goes on, each on whose word', async () => {
  assert.equal((await ask('POST', '/pairs/anna/pause', {})).status, 202)
  const { body: paused } = await ask('GET', '/pairs/anna')
  assert.deepEqual([paused.state, paused.paused.by, paused.paused.all], ['paused', 'anna', false])
  assert.deepEqual([(await ask('POST', '/pairs/anna/sync', {})).body.code], ['PAUSED'])
  await ask('POST', '/pairs/anna/resume', {})
  await stands('in-step')
  assert.equal((await ask('POST', '/service/stop', {})).body.stopped.by, 'anna')
  assert.equal((await ask('GET', '/pairs/anna')).body.paused.all, true)
  assert.deepEqual((await ask('GET', '/overview')).body.states, { paused: 1 })
  assert.equal((await ask('POST', '/service/resume', {})).body.stopped, undefined)
  await stands('in-step')
})

test('a hold is opened and read, decided once, and what it did is taken back', async () => {
  const inbox = (await people.outlook.messages()).filter(({ messageId }) => /^mail-(?:[1-9]|1\d|2\d)@/.test(messageId))
  // A run between two of these moves would carry those before it.
  await pause()
  for (const message of inbox) await people.outlook.move(message, 'trash')
  await ask('POST', '/pairs/anna/resume', {})
  await stands('decide')
  const { body: waiting } = await ask('GET', '/decisions')
  const [hold] = waiting.holds
  assert.deepEqual([hold.pair, hold.on, hold.operations, hold.reason], ['anna', 'left', inbox.length, 'too-many'])
  assert.equal((await ask('GET', '/service')).body.toDecide, 1)
  const { body: read } = await ask('GET', `/pairs/anna/holds/${hold.id}`)
  const { kind, on, to, sentence } = read.steps[0]
  assert.deepEqual([read.total, kind, on, to === undefined, sentence.startsWith('DingTalk: move the message of')], [inbox.length, 'trash', 'left', false, true])

  assert.equal((await ask('GET', '/pairs/anna/holds/0000')).body.code, 'HOLD_CHANGED')
  assert.equal((await ask('POST', '/pairs/anna/holds/0000/decision', { decision: 'apply' })).body.code, 'HOLD_CHANGED')
  const path = `/pairs/anna/holds/${hold.id}/decision`
  assert.equal((await ask('POST', path, { decision: 'apply' })).status, 202)
  const other = await ask('POST', path, { decision: 'discard' })
  assert.deepEqual([other.status, other.body.code], [412, 'CHANGED_MEANWHILE'])
  await stands('in-step')
  const [run] = (await ask('GET', '/pairs/anna/runs?limit=1')).body.runs
  assert.equal(run.done.left.trash, inbox.length)

  const undo = `/pairs/anna/runs/${run.run}/undo`
  const { status, body: plan } = await ask('POST', undo, { dryRun: true })
  assert.deepEqual([status, plan.total, plan.steps[0].reason], [200, inbox.length, 'undone'])
  const started = await ask('POST', undo, { dryRun: false })
  const job = await jobDone(started.body.job)
  assert.deepEqual([started.status, job.kind, job.state, job.result.done, job.result.left], [202, 'undo', 'done', inbox.length, 0])
  const { outlook, dingtalk } = people
  await until('all are back on both sides', async () => [...(await outlook.messages()), ...(await dingtalk.messages())].every(({ folder }) => folder !== 'trash'))
})

test('a conflict is shown with both values and which was applied, and the other one is taken', async () => {
  await syncNow()
  await pause()
  for (const side of [people.dingtalk, people.outlook]) {
    await side.ensureFolder(['A'])
    await side.ensureFolder(['B'])
  }
  const named = async (side: People['dingtalk'] | People['outlook']) => (await side.messages()).find(({ messageId }) => messageId.includes('mail-30@')) ?? assert.fail()
  await people.dingtalk.move(await named(people.dingtalk), ['A'])
  await people.outlook.move(await named(people.outlook), ['B'])
  await ask('POST', '/pairs/anna/resume', {})
  const conflict = await until('the conflict', async () => (await ask('GET', '/pairs/anna/conflicts')).body.conflicts[0])
  assert.deepEqual([conflict.kind, conflict.on, conflict.values, conflict.isTakenBack], ['move', 'left', [{ field: 'folder', lost: 'A', applied: 'B' }], false])
  await stands('in-step')
  const undo = `/pairs/anna/runs/${conflict.run}/undo`
  const plan = await ask('POST', undo, { dryRun: true, item: conflict.message.item })
  assert.deepEqual([plan.body.total, plan.body.steps[0].folder, plan.body.steps[0].to], [1, 'B', 'A'])
  await jobDone((await ask('POST', undo, { dryRun: false, item: conflict.message.item })).body.job)
  await until('it is in A on both sides', async () => (await named(people.outlook)).folder[0] === 'A' && (await named(people.dingtalk)).folder[0] === 'A')
  assert.equal((await ask('GET', '/pairs/anna/conflicts')).body.conflicts[0].isTakenBack, true)
})

test('what departed is listed, and is sent to trash or kept as a person says', async () => {
  const gone = async (name: string) => (await people.dingtalk.messages()).find(({ messageId }) => messageId.includes(`${name}@`)) ?? assert.fail()
  for (const name of ['mail-31', 'mail-32']) await people.dingtalk.purge(await gone(name))
  await ask('POST', '/pairs/anna/sync', {})
  const items = await until('both are listed', async () => {
    const { body } = await ask('GET', '/pairs/anna/departed')
    return body.items.length === 2 && body.items
  })
  assert.deepEqual([items[0].on, items[0].folder], ['right', 'Inbox'])
  assert.equal((await ask('GET', '/decisions')).body.pairs[0].departed, 2)
  const bindings = [items[0].binding]
  const plan = await ask('POST', '/pairs/anna/departed/trash', { bindings, dryRun: true })
  assert.deepEqual([plan.body.total, plan.body.steps[0].on, plan.body.steps[0].kind], [1, 'right', 'trash'])
  const job = await jobDone((await ask('POST', '/pairs/anna/departed/trash', { bindings, dryRun: false })).body.job)
  assert.deepEqual([job.state, job.result], ['done', { done: 1, failed: 0 }])
  assert.equal((await people.outlook.messages()).filter(({ folder, messageId }) => folder === 'trash' && /mail-3[12]@/.test(messageId)).length, 1)
  assert.equal((await ask('POST', '/pairs/anna/departed/trash', { bindings, dryRun: true })).body.code, 'NOT_FOUND')
  const kept = await ask('POST', '/pairs/anna/departed/keep', { until: items[1].since })
  assert.deepEqual([kept.body.items, typeof kept.body.keptUntil], [[], 'string'])
})

test('the same request with the same key is done once and answered twice; another one with that key is refused', async () => {
  const key = { 'idempotency-key': 'k-1' }
  const first = await ask('POST', '/pairs/anna/sync', {}, key)
  const again = await ask('POST', '/pairs/anna/sync', {}, key)
  assert.deepEqual([again.status, again.body, again.headers['idempotency-replayed']], [202, first.body, 'true'])
  const other = await ask('POST', '/pairs/anna/pause', {}, key)
  assert.deepEqual([other.status, other.body.code], [409, 'SAME_KEY'])
  assert.equal((await ask('GET', '/pairs/anna')).body.paused, undefined)
})

test('what is no field, too large, too long, unknown or a path out is refused with a code and what to do', async () => {
  const refused: readonly (readonly ['GET' | 'POST', string, object | undefined, number, string])[] = [
    ['POST', '/pairs/anna/pause', { until: 'tomorrow' }, 400, 'BAD_REQUEST'],
    ['POST', '/service/stop', { all: true }, 400, 'BAD_REQUEST'],
    ['POST', '/pairs/nobody/pause', {}, 404, 'NOT_THERE'],
    ['POST', '/pairs/..%2F..%2Fetc/pause', {}, 404, 'NOT_THERE'],
    ['GET', '/pairs/..%2F..%2Fetc%2Fpasswd', undefined, 404, 'NOT_THERE'],
    ['POST', '/pairs/anna/departed/keep', { until: 'tomorrow' }, 400, 'BAD_REQUEST'],
    ['GET', '/pairs?limit=100000', undefined, 400, 'BAD_REQUEST'],
    ['GET', '/pairs?order=name', undefined, 400, 'BAD_REQUEST'],
    ['GET', '/jobs/none', undefined, 404, 'NOT_THERE'],
    ['POST', '/pairs/anna/runs/none/undo', { dryRun: true }, 404, 'UNKNOWN_RUN'],
    ['POST', '/pairs/anna/departed/trash', { bindings: [], dryRun: true }, 400, 'BAD_REQUEST'],
    ['POST', '/pairs/anna/set-aside/try-again', { items: ['x'.repeat(2_000_000)] }, 413, 'TOO_MUCH'],
    ['POST', '/pairs/anna/holds/x/decision', { decision: 'whatever' }, 400, 'BAD_REQUEST'],
  ]
  for (const [method, path, body, status, code] of refused) {
    const answer = await ask(method, path, body)
    assert.deepEqual([path, answer.status, answer.body.code, answer.body.next.length > 5], [path, status, code, true])
  }
  const html = await ask('GET', '/pairs/%3Cscript%3Ealert(1)%3C%2Fscript%3E')
  assert.match(String(html.headers['content-type']), /^application\/problem\+json/)
  assert.equal(html.headers['x-content-type-options'], 'nosniff')
})

test('the configuration is shown without secrets, and the bundle for support without names and addresses', async () => {
  const { accounts } = sandbox.ready
  const shown = JSON.stringify((await ask('GET', '/configuration')).body)
  assert.ok(shown.includes(accounts.dingtalk.address))
  for (const secret of [accounts.outlook.clientSecret, accounts.dingtalk.imapPassword]) assert.ok(!shown.includes(secret))
  const bundle = await ask('GET', '/support-bundle')
  const text = JSON.stringify(bundle.body)
  for (const secret of [accounts.outlook.clientSecret, accounts.dingtalk.imapPassword, accounts.dingtalk.address, HTML]) assert.ok(!text.includes(secret), secret)
  assert.match(String(bundle.headers['content-disposition']), /attachment; filename="tongbu-support.json"/)
  assert.equal((await ask('GET', '/about')).body.version, '1.2.3')
})
