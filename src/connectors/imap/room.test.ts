import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS, mime, SIGNAL, startImap } from './imap.test-kit.ts'

test('how much room is left is known where the server tells it', async (context) => {
  const { mailbox, cloud } = await startImap(context, { advertiseQuota: true, quotaBytes: 200 * 1024 })
  assert.equal(await mailbox.room?.(SIGNAL), 200 * 1024)
  cloud.deliver(ADDRESS, Buffer.concat([mime(1), Buffer.alloc(100 * 1024, 'x\r\n')]))
  const left = await mailbox.room?.(SIGNAL)
  assert.ok(left !== undefined && left > 98 * 1024 && left <= 100 * 1024, String(left))
  const room = (await mailbox.check(SIGNAL)).find(({ what }) => what === 'Room')
  assert.equal(room?.outcome, 'warning')
})

test('where the server tells nothing, that is said', async (context) => {
  const { mailbox } = await startImap(context)
  assert.equal(await mailbox.room?.(SIGNAL), undefined)
  const room = (await mailbox.check(SIGNAL)).find(({ what }) => what === 'Room')
  assert.match(room?.detail ?? '', /^Not known/)
})
