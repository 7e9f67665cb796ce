import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { APIRequestContext, Page } from 'playwright-core'
import { fillMailboxes } from '../../src/cli/try-it/open-clouds.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'
import { NAME } from './sandbox-pair.ts'
import { openStart, type Start } from './start-scene.ts'
import type { Cleanup } from './visit.ts'

export const ADMINISTRATOR = { name: 'Anna Chan', password: 'a sentence about tea' }

/** An installation some time after its beginning: mail has crossed, people have worked, and something waits to be decided. */
export interface LivedIn extends Start {
  readonly people: People
  readonly api: SignedIn
}

const UNREAD = { read: false, flagged: false, answered: false }
/** More than may go to trash in one run without being asked about. */
const MANY = 24
const PATIENCE_MS = 60_000

/** The same each time, but for the hour. `page` is signed in afterwards. */
export async function openLivedIn(cleanup: Cleanup, page: Page): Promise<LivedIn> {
  const start = await openStart(cleanup, { isConfigured: true, withBackup: true, tellsHere: true })
  const people = await meetPeople(start.sandbox.ready)
  cleanup.after(() => people.close())
  await fillMailboxes({ left: people.dingtalk, right: people.outlook }, Date.now())
  for (let number = 1; number <= MANY; number++) await people.outlook.put('inbox', newsletter(number), UNREAD, new Date(Date.now() - number * 3_600_000))
  const api = await signedIn(page, start)
  await api.post(`pairs/${NAME}/sync`)
  await untilSame(start)
  await work(start, people, api)
  return { ...start, people, api }
}

const newsletter = (number: number): Buffer => Buffer.from([`Message-ID: <news.${number}@fair.example>`, 'From: Toy Fair News <news@fair.example>', 'To: anna.chan@contoso-trading.example', `Subject: Toy Fair News no. ${number}`, 'Content-Type: text/plain', '', 'The fair opens in January.', ''].join('\r\n'))

/** The API, for whoever is signed in with a page. */
export interface SignedIn {
  get(path: string): Promise<unknown>
  post(path: string, body?: object): Promise<unknown>
  put(path: string, body: object): Promise<unknown>
  /** Begins long work, and waits for its end. */
  long(path: string, body?: object): Promise<void>
}

/** Goes in by the link that was printed. */
export async function signedIn(page: Page, { url, said }: Start): Promise<SignedIn> {
  const secret = /\/link#(\S+)/.exec(said())?.[1] ?? assert.fail(said())
  const { request } = page.context()
  const answer = await ask(request, `${url}/api/v1/links/use`, 'post', { secret, ...ADMINISTRATOR })
  const { csrf } = answer as { readonly csrf: string }
  const get: SignedIn['get'] = (path) => ask(request, `${url}/api/v1/${path}`, 'get')
  const send = (method: 'post' | 'put', path: string, body: object) => ask(request, `${url}/api/v1/${path}`, method, body, { 'x-csrf-token': csrf })
  const post: SignedIn['post'] = (path, body = {}) => send('post', path, body)
  return {
    get,
    post,
    put: (path, body) => send('put', path, body),
    async long(path, body) {
      const { job } = (await post(path, body)) as { readonly job: string }
      await until(`${path} has ended`, async () => ((await get(`jobs/${job}`)) as { readonly state: string }).state !== 'running')
    },
  }
}

async function ask(request: APIRequestContext, url: string, method: 'get' | 'post' | 'put', data?: object, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await request.fetch(url, { method, headers, ...(data === undefined ? {} : { data }) })
  assert.ok(answer.ok(), `${url} ${answer.status()} ${await answer.text()}`)
  return answer.status() === 204 ? undefined : answer.json()
}

/** A morning's work, two people who move one mail at the same time, and a clearing out that is larger than it may be. */
async function work(start: Start, { dingtalk, outlook }: People, api: SignedIn): Promise<void> {
  const customs = await found(dingtalk, 'first.0@')
  await dingtalk.mark(customs, { read: true })
  await outlook.mark(await found(outlook, 'first.6@'), { read: true, flagged: false, answered: true })
  await dingtalk.move(await found(dingtalk, 'first.1@'), ['供应商 Suppliers'])
  await api.post(`pairs/${NAME}/sync`)
  await untilSame(start)
  await api.post(`pairs/${NAME}/pause`)
  // The service obeys within a second; what it saw before would go to trash in portions that are small enough.
  await pause(1500)
  await dingtalk.move(await found(dingtalk, 'first.7@'), ['船務 Shipping'])
  await outlook.move(await found(outlook, 'first.7@'), ['供应商 Suppliers'])
  for (const message of (await outlook.messages()).filter(({ messageId }) => messageId.startsWith('news.'))) await outlook.move(message, 'trash')
  await api.post(`pairs/${NAME}/resume`)
  await until('something waits to be decided', async () => ((await api.get('decisions')) as { readonly holds: readonly unknown[] }).holds.length > 0)
}

async function found(person: Pick<People['dingtalk'], 'messages'>, beginning: string) {
  return (await person.messages()).find(({ messageId }) => messageId.startsWith(beginning)) ?? assert.fail(beginning)
}

export const untilSame = ({ sandbox }: Start): Promise<void> => until('both sides are the same', async () => (await sandbox.compare()).equal)

/** @throws after a minute */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const from = performance.now()
  while (!(await isSo())) {
    if (performance.now() - from > PATIENCE_MS) assert.fail(`Not within a minute: ${what}`)
    await pause(50)
  }
}
