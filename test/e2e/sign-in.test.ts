import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPeople } from '../../src/host/people.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { openScratch } from '../support/scratch.ts'
import { openStart, type Start } from '../support/start-scene.ts'

const PASSWORD = 'a sentence about tea'

interface Answer {
  readonly code?: string
  readonly person?: { readonly name: string }
  readonly pairs?: readonly unknown[]
  readonly accounts?: readonly unknown[]
}

/** A browser that goes to the address that was printed. */
async function enter({ url, said }: Start, name: string) {
  const secret = /\/link#([\w-]{43})/.exec(said())?.[1] ?? assert.fail(said())
  const used = await fetch(`${url}/api/v1/links/use`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secret, name, password: PASSWORD }) })
  const cookie = used.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ask = async (path: string) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { cookie } })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
  return { status: used.status, ask }
}

test('before anything is configured the first administrator comes in by the address that was printed, and nobody else', async (t) => {
  const start = await openStart(t)
  assert.equal((await fetch(`${start.url}/api/v1/pairs`)).status, 401)
  const { status, ask } = await enter(start, 'anna')
  assert.equal(status, 200)
  assert.deepEqual([(await ask('/session')).body.person?.name, (await ask('/pairs')).body.code], ['anna', 'NOT_SET_UP'])
  const listed = await runTongbu(['accounts', 'list', '--json'], { cwd: start.folder })
  assert.equal(JSON.parse(listed.stdout).accounts[0].name, 'anna', 'the command line sees the same people')
})

test('beside a service that works, people sign in and see its pairs', async (t) => {
  const start = await openStart(t, { isConfigured: true })
  const { ask } = await enter(start, 'anna')
  assert.equal((await ask('/pairs')).body.pairs?.length, 1)
  const made = await runTongbu(['accounts', 'add', 'ben', '--json'], { cwd: start.folder })
  assert.equal(made.code, 0, 'also while the database is owned by the service')
  assert.equal((await ask('/accounts')).body.accounts?.length, 2)
})

test('people stay the same while an application takes their database and gives it back, and while another is tried', async () => {
  using scratch = openScratch()
  const [home, other] = [`sqlite:${scratch.path('home.db')}`, `sqlite:${scratch.path('other.db')}`]
  let database: string | undefined
  const people = createPeople({ home, clock: systemClock, database: () => database })
  const anna = { id: 'a', name: 'anna', role: 'administrator', language: 'en', status: 'active', createdAt: 1 } as const
  await (await people.store(undefined)).change(() => ({ change: { accounts: [anna] }, audit: [], answer: undefined }))
  const names = async (app?: Parameters<typeof people.store>[0]) => (await (await people.store(app)).known()).accounts.map(({ name }) => name)
  for (const taken of [home, other]) {
    database = taken
    await people.beforeApp()
    const store = await openStore(taken, { clock: systemClock })
    if (taken === home) await assert.rejects(names(), { code: 'STORE_FAILURE' })
    assert.deepEqual(await names({ accounts: async () => store.accounts }), ['anna'], taken)
    await store.close()
    people.afterApp()
    assert.deepEqual(await names(), ['anna'])
  }
  await people.close()
})
