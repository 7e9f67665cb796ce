import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox, ObservationEnd, ObservationPage } from '../../src/connectors/connector.ts'
import type { Side } from '../../src/domain/side.ts'
import type { Report } from '../../src/engine/report.ts'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'
import { openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { assertInStep, assertQuiet, AT, live, mailboxesOf, messageIdOf, toldMail, UNREAD, wholeOf } from './told-mail.ts'

const COUNT = 60

/** 60 messages in step; messages 0 to 29 came in first. */
async function inStep(options: ConstructorParameters<typeof MemoryPair>[0]): Promise<MemoryPair> {
  const pair = new MemoryPair(options)
  for (let n = 0; n < COUNT; n++) {
    const cloud = pair.clouds[n % 2 === 0 ? 'left' : 'right']
    cloud.add(mail(`m${n}`), cloud.folder('inbox').id, { read: n % 3 === 0 }, n < COUNT / 2 ? '2026-01-05T08:00:00Z' : '2026-02-20T08:00:00Z')
  }
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  return pair
}

type Shows = (message: NonNullable<ObservationPage['messages']>[number]) => boolean

/** A listing that leaves messages out and says nothing of it. */
const shownOnly = (mailbox: Mailbox, shows: Shows): Mailbox => ({
  ...mailbox,
  async *observe(checkpoints, signal): AsyncGenerator<ObservationPage, ObservationEnd> {
    const pages = mailbox.observe(checkpoints, signal)
    for (;;) {
      const { done, value } = await pages.next()
      if (done === true) return value
      const messages = value.messages?.filter(shows)
      const ids = messages?.map(({ id }) => id)
      yield { ...value, ...(messages === undefined ? {} : { messages }), ...(value.listed === undefined || ids === undefined ? {} : { listed: { ...value.listed, ids } }) }
    }
  },
})

const syncShowing = (pair: MemoryPair, side: Side, shows: Shows, options: Parameters<MemoryPair['sync']>[0] = { untilQuiet: true }): Promise<Report> =>
  pair.sync(options, { mailbox: (mailbox) => (mailbox.capabilities.idsSurviveMove === (side === 'right') ? shownOnly(mailbox, shows) : mailbox) })

const SCENES: readonly { readonly name: string; readonly shows: Shows; readonly hidden: number; readonly reason: string }[] = [
  { name: 'an empty listing', shows: () => false, hidden: COUNT, reason: 'side-empty' },
  { name: 'a window of the last weeks only', shows: ({ envelope }) => envelope === undefined || envelope.receivedAt > '2026-02-01', hidden: COUNT / 2, reason: 'too-many' },
]
/** The side that lists whole folders: the other one reports single removals, and each of them is looked up. */
const BLIND = 'left'

/** A listing in which this folder cannot be read. */
const unreadable = (mailbox: Mailbox, folderId: string): Mailbox => ({
  ...mailbox,
  async *observe(checkpoints, signal): AsyncGenerator<ObservationPage, ObservationEnd> {
    yield { unavailable: { folderId, reason: 'refused' }, checkpoints: {} }
    return yield* mailbox.observe(checkpoints, signal)
  },
})

test('what is held because a folder could not be read goes to trash once it can be, without anybody deciding, but not what was held for another reason', async () => {
  const pair = await inStep({})
  const { left } = pair.clouds
  const trashOnLeft = (count: number): void => {
    for (const { id } of [...left.messages.values()].filter(({ folderId }) => folderId === left.folder('inbox').id).slice(0, count)) left.move(id, left.folder('trash').id, true)
  }
  const blind = { mailbox: (mailbox: Mailbox): Mailbox => (mailbox.capabilities.idsSurviveMove ? mailbox : unreadable(mailbox, left.folder('inbox').id)) }
  trashOnLeft(1)
  const held = await pair.sync({ untilQuiet: true }, blind)
  assert.deepEqual(held.holds.map(({ on, operations, reason }) => [on, operations, reason]), [['right', 1, 'folder-unavailable']])
  assert.deepEqual([(await pair.sync()).holds, pair.lines('right')], [[], pair.lines('left')])

  trashOnLeft(21)
  for (const how of [{}, blind, {}]) assert.deepEqual((await pair.sync({ untilQuiet: true }, how)).holds.map(({ operations, reason }) => [operations, reason]), [[21, 'too-many']])
})

for (const { name, shows, hidden, reason } of SCENES) {
  test(`AC-13: ${name} sends nothing to trash, and when all is shown again both sides are as before`, async () => {
    const pair = await inStep({})
    const before = pair.lines('right')
    const { revision } = pair
    for (let run = 0; run < 3; run++) {
      const report = await syncShowing(pair, BLIND, shows)
      assert.deepEqual(report.done, { left: {}, right: {} }, `run ${run}`)
      assert.equal(report.findings.find(({ kind }) => kind === 'departed')?.count, hidden, 'what is no longer shown is listed')
    }
    await pair.sync()
    assert.equal(pair.revision, revision, 'neither side was written to')
    assert.deepEqual(pair.lines('left'), before)
    assert.deepEqual(pair.lines('right'), before)
    pair.clouds.right.mark([...pair.clouds.right.messages.keys()][0] ?? '', { flag: 'flagged' })
    await pair.sync()
    assert.deepEqual(pair.lines('left'), pair.lines('right'), 'both are in step again')
  })

  test(`AC-13: where departed mail goes to trash, ${name} is held and shown, and nothing crosses until somebody decides`, async () => {
    const pair = await inStep({ policy: { departed: 'trash' } })
    const before = pair.lines('right')
    const [first, second] = [await syncShowing(pair, BLIND, shows), await syncShowing(pair, BLIND, shows)]
    for (const report of [first, second]) {
      assert.equal(report.stoppedBy, undefined)
      assert.deepEqual(report.holds.map(({ on, operations, reason: because }) => [on, operations, because]), [['right', hidden, reason]])
    }
    assert.equal(first.holds[0]?.id, second.holds[0]?.id, 'a hold keeps its name while it is the same')
    assert.deepEqual(pair.lines('right'), before)
  })

  test(`AC-13: what was held because of ${name} is kept when the hold is discarded`, async () => {
    const pair = await inStep({ policy: { departed: 'trash' } })
    const before = pair.lines('right')
    const [hold] = (await syncShowing(pair, BLIND, shows)).holds
    const discarded = await syncShowing(pair, BLIND, shows, { untilQuiet: true, discardHold: hold?.id ?? '' })
    assert.deepEqual([discarded.holds, discarded.quiet], [[], true])
    assert.deepEqual(pair.lines('right'), before)
    await pair.sync()
    assert.deepEqual([pair.lines('left'), pair.lines('right')], [before, before], 'all is shown again: in step, nothing moved')
  })

  test(`AC-13: what was held because of ${name} goes to trash when the hold is applied, and only then`, async () => {
    const pair = await inStep({ policy: { departed: 'trash' } })
    const [hold] = (await syncShowing(pair, BLIND, shows)).holds
    await assert.rejects(async () => {
      const { stoppedBy } = await syncShowing(pair, BLIND, shows, { applyHold: 'another' })
      throw new Error(stoppedBy?.code)
    }, /HOLD_CHANGED/)
    const applied = await syncShowing(pair, BLIND, shows, { untilQuiet: true, applyHold: hold?.id ?? '' })
    assert.deepEqual([applied.holds, applied.done.right.trash], [[], hidden])
    assert.equal(pair.lines('right').filter((line) => line.startsWith('trash')).length, hidden)
    assert.equal(pair.clouds.right.messages.size, COUNT, 'to trash, not away')
  })
}

const withClouds = async (options: SandboxPairOptions, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair(options)
  try {
    const puts = Array.from({ length: 50 }, (_, n) => pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, AT))
    await Promise.all(puts)
    await pair.sync()
    await assertInStep(pair, 50)
    await work(pair)
  } finally {
    await pair.close()
  }
}

const states = ({ sandbox }: SandboxPair, cloud: Cloud): string[] => mailboxesOf(sandbox)[cloud].map(({ id, path, read, flag }) => [id, ...path, read, flag].join(' '))

test('AC-13: the permission for the Outlook mailbox is revoked: nothing crosses, the run says so, and goes on once it is granted again', async () => {
  await withClouds({}, async (pair) => {
    const { dingtalk } = pair.people
    const before = states(pair, 'outlook')
    pair.sandbox.outlook.switches.accessPolicyDenies = [pair.sandbox.ready.accounts.outlook.address]
    await dingtalk.put('inbox', toldMail('meanwhile'), UNREAD, AT)
    const here = states(pair, 'dingtalk')
    for (let run = 0; run < 3; run++) {
      const report = await pair.sync()
      assert.ok(['FORBIDDEN', 'UNAUTHORIZED'].includes(report.stoppedBy?.code ?? ''), `stopped by ${report.stoppedBy?.code}`)
      assert.deepEqual(report.done, { left: {}, right: {} })
    }
    pair.sandbox.outlook.switches.accessPolicyDenies = []
    assert.deepEqual([states(pair, 'dingtalk'), states(pair, 'outlook')], [here, before])
    await pair.closeApp()
    await pair.sync()
    await assertInStep(pair, 51)
  })
})

test('AC-13: a DingTalk folder that may no longer be opened: nothing of it crosses, and it is listed', async () => {
  await withClouds({ policy: { departed: 'trash' } }, async (pair) => {
    const before = states(pair, 'outlook')
    pair.sandbox.shared.faults.set([{ match: '^imap (STATUS|SELECT|EXAMINE)$', effect: 'refuse', code: 'NOPERM', probability: 1 }])
    for (let run = 0; run < 3; run++) {
      const report = await pair.sync()
      assert.deepEqual([report.done.left.trash, report.done.right.trash], [undefined, undefined])
      assert.ok(report.stoppedBy !== undefined || report.findings.some(({ kind }) => kind === 'unavailable'), 'it is told')
      assert.deepEqual(states(pair, 'outlook'), before)
    }
    pair.sandbox.shared.faults.set([])
    await pair.sync()
    await assertInStep(pair, 50)
  })
})

for (const cloud of ['dingtalk', 'outlook'] as const) {
  const other = cloud === 'dingtalk' ? 'outlook' : 'dingtalk'
  const side = cloud === 'dingtalk' ? 'right' : 'left'

  test(`AC-13: a ${cloud} mailbox that is suddenly empty leaves ${other} as it is`, async () => {
    await withClouds({ policy: { departed: 'trash' } }, async (pair) => {
      const before = states(pair, other)
      for (const message of await pair.people[cloud].messages()) await pair.people[cloud].purge(message)
      const report = await pair.sync()
      assert.deepEqual(report.holds.map(({ on, operations, reason }) => [on, operations, reason]), [[side, 50, 'side-empty']])
      assert.deepEqual(states(pair, other), before)
      const discarded = await pair.sync({ discardHold: report.holds[0]?.id ?? '' })
      assert.deepEqual(discarded.holds, [])
      assert.deepEqual(states(pair, other), before)
      assert.deepEqual(states(pair, cloud), [], 'and nothing is put back')
      await assertQuiet(pair)
    })
  })

  test(`AC-13: 30 messages moved to trash on ${cloud} are held, then applied: all in trash on ${other}, and whole`, async () => {
    await withClouds({}, async (pair) => {
      const names = Array.from({ length: 30 }, (_, n) => messageIdOf(`m${n}`))
      for (const message of await pair.people[cloud].messages()) if (names.includes(`<${message.messageId}>`)) await pair.people[cloud].move(message, 'trash')
      const report = await pair.sync()
      assert.deepEqual(report.holds.map(({ on, operations, reason }) => [on, operations, reason]), [[side, 30, 'too-many']])
      assert.equal(live(mailboxesOf(pair.sandbox)[other]).length, 50)
      assert.equal((await (await pair.app()).status('anna')).openHolds[0]?.id, report.holds[0]?.id, 'status shows it')
      const applied = await pair.sync({ applyHold: report.holds[0]?.id ?? '' })
      assert.deepEqual(applied.holds, [])
      assert.equal(live(mailboxesOf(pair.sandbox)[other]).length, 20)
      await assertInStep(pair, 50)
    })
  })
}

/** 72 messages in step, in three folders, with all combinations of marks, written on either side. */
async function markedInStep(pair: SandboxPair): Promise<void> {
  const places = ['inbox', 'sent', ['供應商']] as const
  for (const cloud of ['dingtalk', 'outlook'] as const) await pair.people[cloud].ensureFolder(['供應商'])
  await Promise.all(
    Array.from({ length: 72 }, (_, n) => {
      const marks = { read: n % 2 === 0, flagged: n % 4 < 2, answered: n % 8 < 4 }
      return pair.people[n % 3 === 0 ? 'dingtalk' : 'outlook'].put(places[Math.floor(n / 24)] ?? 'inbox', toldMail(`m${n}`, { body: `Body of ${n}: 訂單 ${'x'.repeat(n)}` }), marks, AT)
    }),
  )
  await pair.sync()
  await assertInStep(pair, 72)
}

for (const cloud of ['dingtalk', 'outlook'] as const) {
  const [other, side] = cloud === 'dingtalk' ? (['outlook', 'right'] as const) : (['dingtalk', 'left'] as const)

  test(`AC-13: 64 messages deleted by mistake on ${cloud}, held, applied and taken back: bytes, folders and marks as before on both sides`, async () => {
    const pair = await openSandboxPair()
    try {
      await markedInStep(pair)
      const before = { dingtalk: wholeOf(pair, 'dingtalk'), outlook: wholeOf(pair, 'outlook') }
      const names = Array.from({ length: 64 }, (_, n) => messageIdOf(`m${n}`))
      for (const message of await pair.people[cloud].messages()) if (names.includes(`<${message.messageId}>`)) await pair.people[cloud].move(message, 'trash')
      const [hold] = (await pair.sync()).holds
      assert.deepEqual([hold?.on, hold?.operations], [side, 64])
      assert.deepEqual(wholeOf(pair, other), before[other], 'nothing crossed yet')
      const applied = await pair.sync({ applyHold: hold?.id ?? '' })
      assert.equal(applied.done[side].trash, 64)
      assert.equal(live(mailboxesOf(pair.sandbox)[other]).length, 8)

      const [last] = await (await pair.app()).runs('anna', 1)
      assert.deepEqual([last?.run, last?.done[side].trash], [applied.run, 64], 'the run is listed')
      pair.writes()
      const planned = await pair.undo(applied.run, { dryRun: true })
      assert.deepEqual([planned.planned.length, planned.sentences.length, pair.writes()], [64, 64, 0], 'first only said')
      const undone = await pair.undo(applied.run)
      assert.deepEqual([undone.done[side], undone.planned, undone.listed, undone.stoppedBy], [{ move: 64 }, [], [], undefined])
      assert.deepEqual(wholeOf(pair, other), before[other], 'where the run wrote, all is as before')

      const carried = await pair.sync()
      assert.deepEqual([carried.holds, carried.failed], [[], 0])
      for (const each of ['dingtalk', 'outlook'] as const) assert.deepEqual(wholeOf(pair, each), before[each], each)
      await assertInStep(pair, 72)
    } finally {
      await pair.close()
    }
  })
}
