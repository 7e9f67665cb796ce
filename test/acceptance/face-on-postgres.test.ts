import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { ADMINISTRATOR } from '../support/lived-in.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { NAME } from '../support/sandbox-pair.ts'
import { openStart, type Start } from '../support/start-scene.ts'
import { AT, toldMail, UNREAD } from './told-mail.ts'

const TONGBU = join(import.meta.dirname, '../../bin/tongbu.js')
/** More than may go to trash in one run without being asked about. */
const MANY = 21
/** What the worker does it does because the face asked for it. */
const NEVER = { hotSeconds: 3600, warmSeconds: 3600, idleSeconds: 3600, safetySeconds: 3600, idle: false }
/** Longer than what is written beside a service takes to be obeyed. */
const OBEYED_MS = 1500
const LOOK_MS = 200
const PATIENCE_MS = 60_000

let server: PostgresServer

/** Whoever signed in: what they ask for has to succeed. */
interface Api {
  get(path: string): Promise<ReturnType<typeof JSON.parse>>
  post(path: string, body?: object): Promise<ReturnType<typeof JSON.parse>>
  /** Begins long work and waits for its end. */
  work(path: string, body?: object): Promise<ReturnType<typeof JSON.parse>>
}

/** By the link that was printed, then with the password. */
async function signIn({ url, said }: Start): Promise<Api> {
  const enter = (path: string, body: object) => fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const secret = /\/link#(\S+)/.exec(said())?.[1] ?? assert.fail(said())
  assert.equal((await enter('links/use', { secret, ...ADMINISTRATOR })).status, 200)
  const entered = await enter('session', ADMINISTRATOR)
  const { csrf } = (await entered.json()) as { readonly csrf: string }
  const headers = { cookie: entered.headers.getSetCookie().map((each) => each.split(';')[0]).join('; '), 'x-csrf-token': csrf }
  const ask = async (path: string, more: RequestInit = {}) => {
    const answer = await fetch(`${url}/api/v1/${path}`, { ...more, headers: { ...headers, ...more.headers } })
    assert.ok(answer.ok, `${path} ${answer.status} ${answer.ok ? '' : await answer.text()}`)
    return JSON.parse(await answer.text())
  }
  const get: Api['get'] = (path) => ask(path)
  const post: Api['post'] = (path, body = {}) => ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    get,
    post,
    work: async (path, body) => {
      const { job } = await post(path, body)
      const states = await (await fetch(`${url}/api/v1/jobs/${job}/events`, { headers })).text()
      return JSON.parse(states.trim().split('\n\n').at(-1)?.replace(/^data: /, '') ?? '')
    },
  }
}

/** `tongbu worker` beside it. */
function startWorker(t: TestContext, { folder }: Start): { log(): string } {
  const child = spawn(process.execPath, [TONGBU, 'worker', '--config', join(folder, 'tongbu.yaml')], { cwd: folder, env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  t.after(async () => {
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null], log)
  })
  return { log: () => log }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await wait(LOOK_MS)) assert.ok(Date.now() < end, `not within a minute: ${what}`)
}

describe('the face on PostgreSQL', { skip: postgresMissing() ?? false }, () => {
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  test('the face shows what a worker does, and has it paused, decided, taken back, looked into and stopped', async (t) => {
    const start = await openStart(t, { isConfigured: true, database: await server.freshUrl(), serve: { ...NEVER, frontOnly: true } })
    const api = await signIn(start)
    const worker = startWorker(t, start)
    const people = await meetPeople(start.sandbox.ready)
    t.after(() => people.close())
    const put = (name: string) => people.dingtalk.put('inbox', toldMail(name), UNREAD, AT)
    const pair = () => api.get(`pairs/${NAME}`)
    const crossed = (many: number) => until(`${many} in step`, async () => {
      const { state, counts } = await pair()
      return state === 'in-step' && counts.both === many
    })
    const syncNow = () => api.post(`pairs/${NAME}/sync`)

    for (let n = 0; n < MANY; n++) await put(`mail-${n}`)
    await syncNow()
    await crossed(MANY)
    const { byChannel, isShared } = await api.get('overview')
    assert.deepEqual([byChannel, isShared], [[], true], 'what a worker measures is in its own metrics, and the page can say so')
    assert.match(worker.log(), /"run ended"/)

    await api.post(`pairs/${NAME}/pause`)
    assert.equal((await pair()).state, 'paused')
    await wait(OBEYED_MS)
    await put('one-more')
    for (const message of await people.dingtalk.messages()) if (/mail-\d+@/.test(message.messageId)) await people.dingtalk.move(message, 'trash')
    await api.post(`pairs/${NAME}/resume`)
    await until('something waits to be decided', async () => (await api.get('decisions')).holds.length > 0)
    const [hold] = (await api.get('decisions')).holds
    const { total } = await api.get(`pairs/${NAME}/holds/${hold.id}`)
    assert.equal(total, MANY)
    await api.post(`pairs/${NAME}/holds/${hold.id}/decision`, { decision: 'apply' })
    await until('it is done', async () => (await pair()).state === 'in-step')
    const inTrash = async () => (await people.outlook.messages()).filter(({ folder }) => folder === 'trash').length
    assert.equal(await inTrash(), MANY)

    const run = (await api.get(`pairs/${NAME}/runs?limit=10`)).runs.find(({ done }: { readonly done: { readonly right: { readonly trash?: number } } }) => done.right.trash === MANY)
    assert.equal((await api.post(`pairs/${NAME}/runs/${run.run}/undo`, { dryRun: true })).total, MANY)
    const undone = await api.work(`pairs/${NAME}/runs/${run.run}/undo`, { dryRun: false })
    assert.deepEqual([undone.state, undone.result?.done], ['done', MANY], JSON.stringify(undone))
    assert.equal(await inTrash(), 0)
    const leaving = await api.work(`pairs/${NAME}/leaving/plan`, { copies: 'remove' })
    assert.deepEqual([leaving.state, leaving.result?.stoppedBy], ['done', undefined], JSON.stringify(leaving))

    const looked = await api.work('privacy/erasures/plan', { person: 'nobody@nowhere.example' })
    assert.equal(looked.state, 'done', JSON.stringify(looked))
    const erased = await api.work('privacy/erasures', { plan: looked.id, because: 'asked for' })
    assert.deepEqual([erased.state, erased.result?.proof.isTraceless], ['done', true], JSON.stringify(erased))

    const { events } = await api.get(`events?pair=${NAME}&kinds=item.copied,item.trashed,item.restored&limit=1000`)
    const copied = events.filter(({ kind, on }: { readonly kind: string; readonly on: string }) => kind === 'item.copied' && on === 'right')
    assert.deepEqual([copied.length, events.filter(({ kind }: { readonly kind: string }) => kind === 'item.trashed').length], [MANY + 1, MANY])

    // What the face had in hand is the worker's again.
    await put('afterwards')
    await syncNow()
    await crossed(MANY + 2)
    assert.equal((await api.post('service/stop')).stopped.by, ADMINISTRATOR.name)
    await wait(OBEYED_MS)
    await put('while all is stopped')
    await wait(OBEYED_MS)
    assert.deepEqual([(await pair()).state, (await people.outlook.messages()).length], ['paused', MANY + 2])
    await api.post('service/resume')
    await crossed(MANY + 3)
    assert.doesNotMatch(start.said() + worker.log(), /"database failed"|STORE_FAILURE|BROKEN_INVARIANT/)
  })
})
