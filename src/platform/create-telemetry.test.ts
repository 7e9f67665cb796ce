import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTelemetry } from './create-telemetry.ts'
import { METRICS, type LogLevel } from './telemetry.ts'

function open(level: 'debug' | 'info' = 'info') {
  const lines: string[] = []
  return { lines, telemetry: createTelemetry({ level, write: (line) => lines.push(line), now: () => Date.parse('2026-03-01T00:00:00Z') }) }
}

test('a log line is one line of JSON with level, time, event and fields, and lines below the level are left out', () => {
  const { lines, telemetry } = open()
  telemetry.log('debug', 'looked')
  telemetry.log('warn', 'run stopped', { pair: 'anna', code: 'THROTTLED', waitMs: 2000, missing: undefined })
  assert.equal(lines.length, 1)
  assert.ok(lines[0]?.endsWith('}\n'))
  assert.deepEqual(JSON.parse(lines[0] ?? ''), { level: 'warn', at: '2026-03-01T00:00:00.000Z', event: 'run stopped', pair: 'anna', code: 'THROTTLED', waitMs: 2000 })
})

test('the level follows whoever sets it, from the next line on', () => {
  const lines: string[] = []
  let level: LogLevel = 'warn'
  const telemetry = createTelemetry({ level: () => level, write: (line) => lines.push(line), now: () => 0 })
  for (const next of ['info', 'error'] as const) {
    telemetry.log('info', `before ${next}`)
    level = next
    telemetry.log('info', `after ${next}`)
  }
  assert.deepEqual(lines.map((line) => JSON.parse(line).event), ['after info', 'before error'])
})

test('an address or a secret that slips into a field is not written', () => {
  const { lines, telemetry } = open()
  telemetry.log('error', 'failed', { detail: 'no mailbox anna.chan@contoso.example here', token: 'eyJ0', password: 'hunter2', subject: 'Invoice' })
  assert.doesNotMatch(lines.join(''), /contoso|eyJ0|hunter2|Invoice/)
  assert.deepEqual(JSON.parse(lines[0] ?? '').detail, 'no mailbox *** here')
})

test('every metric is told with its help; counters add up, gauges stand where they were set, histograms have their buckets', async () => {
  const { telemetry } = open()
  telemetry.count('tongbu_requests_total', { cloud: 'outlook', kind: 'GET message', outcome: '200' })
  telemetry.count('tongbu_requests_total', { cloud: 'outlook', kind: 'GET message', outcome: '200' }, 2)
  telemetry.gauge('tongbu_held', { pair: 'anna' }, 7)
  telemetry.gauge('tongbu_held', { pair: 'anna' }, 3)
  telemetry.observe('tongbu_propagation_seconds', { kind: 'mark', channel: 'push' }, 1.5)
  const { text, contentType } = await telemetry.metrics()
  assert.match(contentType, /^text\/plain/)
  assert.match(text, /^tongbu_requests_total\{cloud="outlook",kind="GET message",outcome="200"\} 3$/m)
  assert.match(text, /^tongbu_held\{pair="anna"\} 3$/m)
  assert.match(text, /^tongbu_propagation_seconds_bucket\{le="1",kind="mark",channel="push"\} 0$/m)
  assert.match(text, /^tongbu_propagation_seconds_bucket\{le="2",kind="mark",channel="push"\} 1$/m)
  for (const name of Object.keys(METRICS)) assert.match(text, new RegExp(`^# HELP ${name} .`, 'm'))
})

test('what changes by itself is refreshed before each reading, until that is ended', async () => {
  const { telemetry } = open()
  let asked = 0
  const end = telemetry.beforeMetrics(() => telemetry.gauge('tongbu_lag_seconds', { pair: 'anna' }, ++asked))
  assert.match((await telemetry.metrics()).text, /tongbu_lag_seconds\{pair="anna"\} 1/)
  assert.match((await telemetry.metrics()).text, /tongbu_lag_seconds\{pair="anna"\} 2/)
  end()
  assert.match((await telemetry.metrics()).text, /tongbu_lag_seconds\{pair="anna"\} 2/)
})

test('two of them in one process do not meet', async () => {
  const [one, two] = [open().telemetry, open().telemetry]
  one.gauge('tongbu_held', { pair: 'anna' }, 1)
  assert.doesNotMatch((await two.metrics()).text, /anna/)
})
