import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configText, openSandboxPair } from '../test/support/sandbox-pair.ts'
import { loadConfig } from './config/load-config.ts'
import { MOST_IN_FLIGHT } from './connectors/outlook/graph-client.ts'
import { SyncError } from './domain/errors.ts'
import { Mailboxes } from './mailboxes.ts'
import { systemClock } from './platform/clock.ts'
import { systemHttp } from './platform/http.ts'
import { randomId } from './platform/ids.ts'
import { NO_TELEMETRY } from './platform/telemetry.ts'

const { signal } = new AbortController()

test('a write that waited for its turn is not sent once the pair is another process\'s', async (t) => {
  const pair = await openSandboxPair()
  t.after(() => pair.close())
  const { sandbox } = pair
  const [config] = loadConfig(configText(sandbox, {}), {}, () => '').pairs
  assert.ok(config !== undefined)
  let isOurs = true
  const asked: string[] = []
  const mayWrite = async (name: string): Promise<void> => {
    asked.push(name)
    if (!isOurs) throw new SyncError('STORE_LOCKED', 'Another Tongbu process has taken over this pair.')
  }
  const unused = (): never => assert.fail('nothing of DingTalk is asked for')
  const { right } = new Mailboxes({ clock: systemClock, newId: randomId, http: systemHttp, telemetry: NO_TELEMETRY, ledger: unused, vault: unused, mayWrite }).open(config, new Map())
  await right.createFolder('before', undefined, signal)

  asked.length = 0
  sandbox.shared.faults.set([{ match: '^outlook POST', effect: 'delay', delayMs: 200, times: MOST_IN_FLIGHT }])
  const names = Array.from({ length: MOST_IN_FLIGHT + 2 }, (_, at) => `folder ${at}`)
  const creating = names.map((name) => right.createFolder(name, undefined, signal).then(() => 'made', ({ code }: SyncError) => code))
  while (asked.length < MOST_IN_FLIGHT) await systemClock.wait(5)
  isOurs = false
  assert.deepEqual(await Promise.all(creating), [...names.slice(0, MOST_IN_FLIGHT).map(() => 'made'), 'STORE_LOCKED', 'STORE_LOCKED'])
  assert.equal(sandbox.shared.ledger.writes().length, 1 + MOST_IN_FLIGHT)
  assert.deepEqual(new Set(asked), new Set(['anna']))
})
