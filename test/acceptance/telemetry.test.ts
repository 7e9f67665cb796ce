import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../src/platform/clock.ts'
import { createTelemetry } from '../../src/platform/create-telemetry.ts'
import { openSandboxPair } from '../support/sandbox-pair.ts'
import { AT, toldMail, UNREAD } from './told-mail.ts'

test('metrics and logs tell what a run did, how long changes took and how the pair stands, and nothing of what the mail says', async () => {
  const lines: string[] = []
  const telemetry = createTelemetry({ level: 'debug', write: (line) => lines.push(line), now: systemClock.now })
  const pair = await openSandboxPair({ telemetry })
  const { people, sandbox } = pair
  const metrics = async (): Promise<string> => (await telemetry.metrics()).text
  const valueOf = (text: string, start: string): number | undefined => {
    const line = text.split('\n').find((each) => each.startsWith(`${start} `))
    return line === undefined ? undefined : Number(line.slice(start.length + 1))
  }
  try {
    await people.dingtalk.put('inbox', toldMail('there'), UNREAD, new Date(systemClock.now()))
    await pair.sync()
    assert.equal(valueOf(await metrics(), 'tongbu_propagation_seconds_count{kind="copy",channel="manual"}'), undefined, 'what was there before the first copy says nothing about latency')
    await people.dingtalk.put('inbox', toldMail('old'), UNREAD, AT)
    await people.dingtalk.put('inbox', toldMail('fresh'), UNREAD, new Date(systemClock.now()))
    await pair.sync()
    const first = await metrics()
    assert.equal(valueOf(first, 'tongbu_operations_total{on="right",kind="copy"}'), 3)
    assert.equal(valueOf(first, 'tongbu_runs_total{outcome="quiet"}'), 2)
    assert.equal(valueOf(first, 'tongbu_propagation_seconds_count{kind="copy",channel="manual"}'), 1, 'nor does an old message')
    const lag = valueOf(first, 'tongbu_lag_seconds{pair="anna"}')
    assert.ok(lag !== undefined && lag >= 0 && lag < 600)
    const left = valueOf(first, 'tongbu_budget_left_ratio{cloud="outlook"}')
    assert.ok(left !== undefined && left > 0.9 && left <= 1)
    assert.match(first, /^tongbu_requests_total\{cloud="outlook",kind="POST message",outcome="201"\} 3$/m)
    assert.match(first, /^tongbu_requests_total\{cloud="imap",kind="[^"]+",outcome="ok"\} \d+$/m)

    const copied = (await people.outlook.messages()).find(({ messageId }) => messageId.includes('fresh'))
    assert.ok(copied)
    await people.outlook.mark(copied, { read: true })
    await pair.sync()
    assert.equal(valueOf(await metrics(), 'tongbu_propagation_seconds_count{kind="mark",channel="manual"}'), 1)

    sandbox.shared.faults.set([{ match: '^outlook ', effect: 'refuse', status: 403, code: 'ErrorAccessDenied', probability: 1 }])
    await pair.sync()
    sandbox.shared.faults.set([])
    const stopped = await metrics()
    assert.equal(valueOf(stopped, 'tongbu_runs_total{outcome="FORBIDDEN"}'), 1)
    assert.match(stopped, /outcome="403"/)

    const told = stopped + lines.join('')
    const { accounts } = sandbox.ready
    for (const secret of [accounts.outlook.address, accounts.dingtalk.address, accounts.outlook.clientSecret, accounts.dingtalk.imapPassword, 'told-mail', '@']) {
      assert.ok(!told.includes(secret), `${secret} is told`)
    }
    const events = lines.map((line) => JSON.parse(line) as { event: string; level: string; code?: string })
    assert.deepEqual(events.map(({ level, event, code }) => [level, event, code]), [['info', 'run ended', undefined], ['info', 'run ended', undefined], ['info', 'run ended', undefined], ['warn', 'run stopped', 'FORBIDDEN']])
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
  }
})
