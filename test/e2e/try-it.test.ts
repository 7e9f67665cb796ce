import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { openTrialClouds } from '../../src/cli/try-it/open-clouds.ts'
import { createHost } from '../../src/host/host.ts'
import { createDoor } from '../../src/host/open-door.ts'
import { createTryIt } from '../../src/host/try-it.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { NO_TELEMETRY } from '../../src/platform/telemetry.ts'
import { addFace } from '../../src/server/face.ts'
import { NOTHING_BEHIND } from '../../src/server/face.test-kit.ts'
import { openFront } from '../../src/server/front.ts'
import type { TryIt } from '../../src/server/routes/try-it.ts'
import { openScratch } from '../support/scratch.ts'

/** The service with no configuration, as `tongbu start` builds it. */
async function scene(t: TestContext) {
  const scratch = openScratch()
  const clock = systemClock
  const host = createHost({ config: undefined, platform: { clock, newId: randomId, http: systemHttp, telemetry: NO_TELEMETRY } })
  const folder = scratch.path('trial')
  const temporaryFolder = () => ({ path: mkdirSync(folder, { recursive: true }) ?? folder, remove: () => scratch[Symbol.dispose]() })
  const tryIt = createTryIt({ host, clock, openClouds: () => openTrialClouds({ clock, temporaryFolder }, front.url) })
  const door = createDoor()
  const front = await openFront({ host: '127.0.0.1', port: 0, clock, readiness: door.readiness, takeNotifications: door.takeNotifications, face: (server) => addFace(server, { ...NOTHING_BEHIND, onFailure: (error) => assert.fail(String(error)), tryIt }) })
  const ending = new AbortController()
  const over = host.run(ending.signal, { url: front.url, attach: door.attach })
  t.after(async () => {
    ending.abort()
    await over
    await front.close()
    scratch[Symbol.dispose]()
  })
  return { host, tryIt, folder, url: front.url }
}

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask()
    if (value !== undefined) return value
    await systemClock.wait(20)
  }
}

const sameMessages = async (tryIt: TryIt) => {
  const { left, right } = await tryIt.look()
  const seen = ({ messages }: typeof left) => messages.map(({ id, folder, read, flagged }) => `${folder} ${id} ${read} ${flagged}`).sort().join('\n')
  return seen(left) === seen(right) ? left.messages : undefined
}

test('before anything is connected a visitor sees mail, marks and moves cross between two simulated mailboxes, with the time that each took, and nothing of it stays', async (t) => {
  const { tryIt, host, folder, url } = await scene(t)
  assert.deepEqual(tryIt.state(), { isConnected: false, isRunning: false })
  await assert.rejects(tryIt.look(), { code: 'NOT_THERE' })
  await Promise.all([tryIt.begin(), tryIt.begin()])
  assert.equal(existsSync(folder), true)

  const messages = await until(() => sameMessages(tryIt))
  assert.equal(messages.length, 12)
  const customs = messages.find(({ subject }) => subject.includes('清關補件'))
  assert.ok(customs !== undefined && !customs.read && customs.flagged)
  const order = messages.find(({ subject }) => subject.startsWith('Change order'))
  assert.deepEqual((await tryIt.read('left', order?.id ?? '')).attachments.map(({ name }) => name), ['PO-4711-change.csv'])

  const made = await tryIt.put('right', { from: 'A visitor', subject: 'Hello 你好', text: 'Hi', withAttachment: true })
  const crossed = (number: number) => until(async () => (await tryIt.look()).crossings.find((each) => each.number === number && each.tookMs !== undefined))
  assert.deepEqual((({ kind, from, subject }) => ({ kind, from, subject }))(await crossed(1)), { kind: 'new', from: 'right', subject: 'Hello 你好' })
  await tryIt.mark('left', made, { read: true, flagged: true })
  await Promise.all([crossed(2), crossed(3)])
  await tryIt.move('left', made, 'trash')
  assert.equal((await crossed(4)).kind, 'trashed')
  assert.equal((await sameMessages(tryIt))?.find(({ id }) => id === made)?.folder, 'trash')
  await assert.rejects(tryIt.move('left', made, 'nowhere'), { code: 'NOT_THERE' })
  await assert.rejects(tryIt.mark('right', 'unknown', { read: true }), { code: 'NOT_THERE' })

  const refused = await fetch(`${url}/api/v1/try-it/mailboxes/left/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: 'x', subject: 'x'.repeat(201), text: '' }) })
  assert.equal(refused.status, 400)

  await tryIt.end()
  assert.equal(existsSync(folder), false)
  assert.throws(() => host.app(), { code: 'NOT_SET_UP' })
  await tryIt.begin()
  assert.equal((await tryIt.look()).crossings.length, 0, 'it begins anew')
})

test('what a visitor does and undoes at once is waited for once, and the simulation gives way to accounts that are connected', async (t) => {
  const { tryIt, host } = await scene(t)
  await tryIt.begin()
  const [message] = await until(() => sameMessages(tryIt))
  const id = message?.id ?? ''
  await Promise.all([tryIt.mark('left', id, { flagged: false }), tryIt.mark('left', id, { flagged: true }), tryIt.mark('left', id, { flagged: false })])
  assert.equal((await tryIt.look()).crossings.filter(({ tookMs }) => tookMs === undefined).length <= 1, true)

  const another = await openTrialClouds({ clock: systemClock, temporaryFolder: () => ({ path: ':memory:', remove: () => {} }) }, 'http://127.0.0.1:9')
  const isOver = Promise.withResolvers<void>()
  await host.become({ ...another.config, database: 'sqlite::memory:' }, async () => {
    await another.close()
    isOver.resolve()
  })
  await until(async () => (tryIt.state().isRunning ? undefined : true))
  assert.deepEqual(tryIt.state(), { isConnected: true, isRunning: false })
  await assert.rejects(tryIt.begin(), { code: 'NOT_ALLOWED', message: /tongbu start --try/ })
  await host.become(undefined)
  await isOver.promise
})
