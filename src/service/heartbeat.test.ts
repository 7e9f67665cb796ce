import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StillClock } from '../../test/support/still-clock.ts'
import { spool } from '../platform/spool.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import { beat } from './heartbeat.ts'

test('whether each heartbeat arrived is told, and none is sent while not all is well', async () => {
  const clock = new StillClock()
  const ending = new AbortController()
  const answers: (number | 'lost')[] = [200, 500, 'lost', 204]
  const [outcomes, now] = [[] as boolean[], { isReady: true }]
  const http = async () => {
    const status = answers.shift() ?? 200
    return status === 'lost' ? ({ kind: 'lost', reached: false, cause: undefined } as const) : ({ kind: 'answered', status, header: () => undefined, body: await spool(new Uint8Array()) } as const)
  }
  const over = beat({ url: 'https://hc.example/', everyMs: 1000, http, clock, telemetry: NO_TELEMETRY, isReady: () => now.isReady, onOutcome: (arrived) => outcomes.push(arrived) }, ending.signal)
  await clock.pass(4500)
  now.isReady = false
  await clock.pass(3000)
  assert.deepEqual(outcomes, [true, false, false, true])
  ending.abort(new Error('over'))
  await over
})
