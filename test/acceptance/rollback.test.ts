import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RollbackRequest } from '../../src/rollback-app.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'
import { NAME, openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertInStep, assertNothingSent, live, mailboxesOf, toldMail } from './told-mail.ts'

const CLOUDS = ['dingtalk', 'outlook'] as const
const at = (n: number): Date => new Date(Date.UTC(2026, 0, 5, 8, n))

/** Both clouds, with a backup of their own. */
async function withBackup(options: SandboxPairOptions, work: (pair: SandboxPair) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') }, ...options })
  try {
    await (await pair.app()).backups().init()
    await work(pair)
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
}

async function fill(pair: SandboxPair, count: number): Promise<void> {
  for (const cloud of CLOUDS) await pair.people[cloud].ensureFolder([cloud === 'dingtalk' ? '供應商' : 'Customers'])
  for (let n = 0; n < count; n++) {
    const cloud = n % 2 === 0 ? 'dingtalk' : 'outlook'
    const folder = n % 3 === 0 ? [cloud === 'dingtalk' ? '供應商' : 'Customers'] : 'inbox'
    await pair.people[cloud].put(folder, toldMail(`m${n}`), { read: n % 4 < 2, flagged: n % 5 === 0, answered: n % 8 < 4 }, at(n))
  }
}

const { signal } = new AbortController()
const newestPoint = async (pair: SandboxPair): Promise<string> => (await (await (await pair.app()).backups().repository()).points(NAME)).at(-1)?.id ?? ''
const takePoint = async (pair: SandboxPair): Promise<string> => (await (await pair.app()).backups().take(NAME, { why: 'asked', signal })).point.id
const rollBack = async (pair: SandboxPair, request: Partial<RollbackRequest> & Pick<RollbackRequest, 'to'>) => (await pair.app()).rollbacks().rollBack(NAME, { sides: ['left', 'right'], scope: 'ours', signal, ...request })

/** Messages outside the trash, with everything that can be seen of them but ids and our mark. */
const liveOf = (pair: SandboxPair, cloud: (typeof CLOUDS)[number]): string[] =>
  live(mailboxesOf(pair.sandbox)[cloud])
    .map(({ internetMessageId, path, read, flag, answered, receivedAt, mime }) => JSON.stringify({ internetMessageId, path, read, flag, answered, receivedAt, bytes: mime().toString('latin1').replace(/^X-Tongbu-Origin:.*\r\n(?:[ \t].*\r\n)*/im, '') }))
    .sort()

test('after a first sync with both clouds a rollback brings both mailboxes back: copies in trash, originals untouched, nothing sent', async () => {
  await withBackup({}, async (pair) => {
    await fill(pair, 12)
    const before = { dingtalk: liveOf(pair, 'dingtalk'), outlook: liveOf(pair, 'outlook') }
    const ids = CLOUDS.flatMap((cloud) => mailboxesOf(pair.sandbox)[cloud].map(({ id }) => id)).sort()
    await pair.sync()
    const point = await newestPoint(pair)
    const dry = await rollBack(pair, { to: point, dryRun: true })
    assert.deepEqual([dry.planned.filter(({ kind }) => kind === 'move').length, dry.pointBefore], [12, undefined])
    const report = await rollBack(pair, { to: point, by: 'Anna' })
    assert.deepEqual([report.planned, report.listed, report.stoppedBy], [[], [], undefined])
    for (const cloud of CLOUDS) assert.deepEqual(liveOf(pair, cloud), before[cloud], cloud)
    assert.deepEqual(CLOUDS.flatMap((cloud) => live(mailboxesOf(pair.sandbox)[cloud]).map(({ id }) => id)).sort(), ids, 'the very same messages')
    assert.equal(CLOUDS.flatMap((cloud) => mailboxesOf(pair.sandbox)[cloud]).length, 24, 'and the copies are in the trash')
    const app = await pair.app()
    assert.equal((await app.status(NAME)).paused?.by, 'rollback')
    const [deed] = (await (await app.audit()).search(NAME, { most: 9, kind: 'restore' })).map(({ by, reason }) => [by, reason])
    assert.deepEqual(deed, ['Anna', `to ${point}, left and right, ours`])
    await pair.sync()
    for (const cloud of CLOUDS) assert.deepEqual(liveOf(pair, cloud), before[cloud], `${cloud}, a run later`)
    const back = await rollBack(pair, { to: report.pointBefore ?? '' })
    assert.deepEqual([back.planned, back.listed], [[], []], 'a rollback can be rolled back')
    await pair.sync()
    await assertInStep(pair, 12)
  })
})

test('a mailbox that was lost is filled again from a restore point, by whichever route its cloud allows, and is in step with the other', async () => {
  for (const importMime of ['off', 'auto'] as const) {
    await withBackup({ importMime }, async (pair) => {
      await fill(pair, 10)
      await pair.sync()
      const point = await takePoint(pair)
      const before = { dingtalk: liveOf(pair, 'dingtalk'), outlook: liveOf(pair, 'outlook') }
      for (const cloud of CLOUDS) {
        await pair.people[cloud].folders()
        for (const message of await pair.people[cloud].messages()) await pair.people[cloud].purge(message)
      }
      const report = await rollBack(pair, { to: point, scope: 'everything', includeDeparted: true })
      assert.deepEqual([report.planned, report.listed, report.stoppedBy, report.compared.differs + report.compared.unread], [[], [], undefined, 0])
      assert.equal(report.compared.exact + report.compared.same, 20)
      assert.equal(report.compared.exact >= 10, true, 'what goes to DingTalk is the same byte for byte')
      assert.deepEqual(liveOf(pair, 'dingtalk'), before.dingtalk)
      assert.equal(liveOf(pair, 'outlook').length, before.outlook.length)
      await pair.sync()
      await assertInStep(pair, 10)
    })
  }
})

test('mailboxes that are emptied for good right after a rollback filled them are filled again by the next one', async () => {
  await withBackup({}, async (pair) => {
    await fill(pair, 6)
    const before = { dingtalk: liveOf(pair, 'dingtalk').length, outlook: liveOf(pair, 'outlook').length }
    const to = await takePoint(pair)
    for (const time of ['first', 'second']) {
      pair.sandbox.dingtalk.empty(pair.sandbox.ready.accounts.dingtalk.address)
      pair.sandbox.outlook.empty(pair.sandbox.ready.accounts.outlook.address)
      const { listed, failed } = await rollBack(pair, { to, scope: 'everything', includeDeparted: true, noPoint: true })
      assert.deepEqual([listed, failed], [[], 0], time)
      assert.deepEqual({ dingtalk: liveOf(pair, 'dingtalk').length, outlook: liveOf(pair, 'outlook').length }, before, time)
    }
  })
})

test('a rehearsal restores into a folder of its own on each side, finds it equal, and leaves nothing behind', async () => {
  await withBackup({}, async (pair) => {
    await fill(pair, 12)
    await pair.sync()
    const folders = async () => [await pair.people.dingtalk.folders(), await pair.people.outlook.folders()]
    const before = [await folders(), CLOUDS.map((cloud) => mailboxesOf(pair.sandbox)[cloud].map(({ id }) => id).sort())]
    const rehearsal = await (await pair.app()).rollbacks().rehearse(NAME, { most: 8, signal })
    assert.deepEqual([rehearsal.isEqual, rehearsal.sides, rehearsal.refused], [true, ['left', 'right'], []], JSON.stringify(rehearsal))
    assert.deepEqual([await folders(), CLOUDS.map((cloud) => mailboxesOf(pair.sandbox)[cloud].map(({ id }) => id).sort())], before)
    assert.deepEqual(await (await pair.app()).rollbacks().lastRehearsal(NAME), rehearsal)
    await assertInStep(pair, 12)
  })
})

test('AC-13: a run that changed 300 messages is taken back, and both sides are as before', async () => {
  const pair = new MemoryPair()
  const { left, right } = pair.clouds
  for (let n = 0; n < 600; n++) {
    const cloud = n % 2 === 0 ? left : right
    cloud.add(mail(`m${n}`), cloud.folder('inbox').id, { read: n % 3 === 0, flag: n % 7 === 0 ? 'flagged' : 'none' }, `2026-01-05T08:00:${String(n % 60).padStart(2, '0')}Z`)
  }
  await pair.sync()
  const before = { left: pair.lines('left'), right: pair.lines('right') }
  for (const [n, { id }] of [...left.messages.values()].slice(0, 300).entries()) {
    if (n % 2 === 0) left.mark(id, { flag: 'complete', answered: true })
    left.move(id, left.folder(n % 3 === 0 ? 'junk' : 'trash').id, true)
  }
  const held = await pair.sync()
  const { run, done } = await pair.sync({ untilQuiet: true, applyHold: held.holds[0]?.id ?? '' })
  const changed = ({ move = 0, trash = 0 }: { move?: number; trash?: number }): number => move + trash
  assert.equal(changed(held.done.right) + changed(done.right), 300)
  for (const each of [run, held.run]) if ((await (await pair.pairStore()).run(each)) !== undefined) assert.deepEqual((await pair.undo({ of: each })).listed, [])
  await pair.sync()
  assert.deepEqual({ left: pair.lines('left'), right: pair.lines('right') }, before)
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision)
  await pair.loseState()
})
