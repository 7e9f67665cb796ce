import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { PairContext } from '../../src/engine/pair-context.ts'
import { planPair } from '../../src/engine/plan-pair.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { randomId } from '../../src/platform/ids.ts'
import { openStore } from '../../src/store/open-store.ts'
import { mail, TestClock } from '../support/memory-pair.ts'
import { openSandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, assertQuiet, AT, toldMail, UNREAD } from './told-mail.ts'

const MEGABYTE = 1024 * 1024

for (const full of ['outlook', 'dingtalk'] as const) {
  const other = full === 'outlook' ? 'dingtalk' : 'outlook'
  test(`when the ${full} mailbox is full in mid-run copying stops there and says so, marks go on, and once there is room everything arrives once`, async () => {
    const pair = await openSandboxPair()
    const { people, sandbox } = pair
    const setFull = (isFull: boolean): void => {
      if (full === 'dingtalk') sandbox.dingtalk.switches.quotaFull = isFull
      else sandbox.shared.faults.set(isFull ? [{ match: '^outlook POST message$', effect: 'refuse', status: 507, code: 'ErrorQuotaExceeded', probability: 1 }] : [])
    }
    try {
      await people.dingtalk.put('inbox', toldMail('known'), UNREAD, AT)
      await pair.sync()
      for (let n = 0; n < 12; n++) await people[other].put('inbox', toldMail(`new-${n}`), UNREAD, AT)
      await people[other].mark((await people[other].messages()).find(({ messageId }) => messageId.startsWith('known'))!, { read: true })
      setFull(true)
      const stopped = await pair.sync()
      assert.equal(stopped.stoppedBy?.code, 'MAILBOX_FULL')
      const on = full === 'outlook' ? 'right' : 'left'
      assert.deepEqual(stopped.done[on], { mark: 1 })
      assert.equal((await (await pair.app()).status('anna')).counts.setAside, 0, 'nothing is given up')
      setFull(false)
      assert.equal((await pair.sync()).stoppedBy, undefined)
      await assertInStep(pair, 13)
      await assertQuiet(pair)
    } finally {
      await pair.close()
    }
  })
}

/** 60 old messages to copy to the right, a fresh one, and a mark, with this much room. */
async function copyMany(room: { readonly left?: number; readonly disk?: number }) {
  const clock = new TestClock()
  const clouds = { left: new MemoryCloud('L'), right: new MemoryCloud('R') }
  const store = await openStore('sqlite::memory:', { clock })
  const left = openMemoryMailbox(clouds.left, { style: 'listing' })
  const right: Mailbox = { ...openMemoryMailbox(clouds.right, { style: 'delta' }), ...(room.left === undefined ? {} : { room: async () => room.left }) }
  const context: PairContext = {
    pair: 'test', run: 'run', mailboxes: { left, right }, store: store.pair('test'), policy: DEFAULT_POLICY, clock, newId: randomId, signal: new AbortController().signal, onProgress: () => {},
    disk: async () => ({ spool: room.disk, database: room.disk }),
  }
  const inbox = clouds.left.folder('inbox').id
  const known = clouds.left.add(mail('known'), inbox)
  await syncPair(context, { untilQuiet: true })
  for (let n = 0; n < 60; n++) clouds.left.add(mail(`old-${n}`, { body: 'x'.repeat(1000) }), inbox)
  clouds.left.add(mail('fresh'), inbox, {}, new Date(clock.now()).toISOString().replace('.000Z', 'Z'))
  clouds.left.mark(known.id, { read: true })
  const planned = await planPair(context)
  const report = await syncPair(context, { untilQuiet: true })
  await store.close()
  return { planned, report, arrived: clouds.right.messages.size, isMarked: [...clouds.right.messages.values()].some(({ marks }) => marks.read) }
}

test('before many messages are copied it is asked whether there is room: what would not fit is not begun, and marks and fresh mail cross', async () => {
  const { planned, report, arrived, isMarked } = await copyMany({ left: 30_000 })
  assert.deepEqual(planned.room.map(({ on, copies, leftBytes, fitsOnDisk }) => ({ on, copies, leftBytes, fitsOnDisk })), [{ on: 'right', copies: 61, leftBytes: 30_000, fitsOnDisk: true }])
  assert.equal(report.stoppedBy?.code, 'MAILBOX_FULL')
  assert.match(report.stoppedBy?.message ?? '', /^61 messages \(1 MB\) are to be copied, and the mailbox has room for 1 MB/)
  assert.deepEqual([arrived, isMarked], [2, true])
})

test('the same where the disk of this machine has too little room', async () => {
  const { planned, report, arrived, isMarked } = await copyMany({ disk: 64 * MEGABYTE })
  assert.equal(planned.room[0]?.fitsOnDisk, false)
  assert.equal(report.stoppedBy?.code, 'DISK_FULL')
  assert.deepEqual([arrived, isMarked], [2, true])
})

test('where nobody tells how much room there is, or there is enough, everything is copied', async () => {
  for (const room of [{}, { left: MEGABYTE, disk: 1000 * MEGABYTE }]) {
    const { report, arrived } = await copyMany(room)
    assert.deepEqual([report.stoppedBy, arrived], [undefined, 62])
  }
})
