import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { openSandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, AT, toldMail, UNREAD } from './told-mail.ts'

const DAY_MS = 86_400_000
const LIMIT = 40

test('a month\'s budget that is spent on the 20th stops the pair with the next step, across a restart, and the next month goes on without loss or duplicate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-quota-'))
  let ahead = Date.parse('2027-01-20T04:00:00Z') - systemClock.now()
  const clock: Clock = { now: () => systemClock.now() + ahead, wait: systemClock.wait }
  const pair = await openSandboxPair({ database: `sqlite:${join(folder, 'tongbu.db')}`, openapi: true, callsPerMonth: LIMIT, clock })
  const { people, sandbox } = pair
  const callsMade = (): number => sandbox.shared.ledger.requests().reduce((sum, { cloud, client, kind, count }) => sum + (cloud === 'alimail' && client === sandbox.ready.accounts.dingtalk.appId && !/token/.test(kind) ? count : 0), 0)
  try {
    await people.dingtalk.put('inbox', toldMail('first'), UNREAD, AT)
    assert.equal((await pair.sync()).stoppedBy, undefined)
    const before = (await (await pair.app()).status('anna')).month
    assert.ok(before !== undefined && before.used > 0 && before.used < LIMIT)
    assert.equal(before.used, callsMade(), 'what was counted is what was asked')

    for (let run = 0; run < 20; run++) await pair.sync()
    const stopped = await pair.sync()
    assert.equal(stopped.stoppedBy?.code, 'QUOTA_SPENT')
    assert.ok((stopped.stoppedBy?.retryAfterMs ?? 0) > 10 * DAY_MS)
    assert.equal(callsMade(), LIMIT)
    await people.dingtalk.put('inbox', toldMail('second'), UNREAD, AT)
    await pair.closeApp()
    assert.equal((await pair.sync()).stoppedBy?.code, 'QUOTA_SPENT')
    assert.equal(callsMade(), LIMIT, 'nothing is asked after a restart either')
    assert.equal((await (await pair.app()).status('anna')).month?.used, LIMIT)

    ahead += 12 * DAY_MS
    assert.equal((await pair.sync()).stoppedBy, undefined)
    await assertInStep(pair, 2)
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
