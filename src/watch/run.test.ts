import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Trouble } from '../domain/trouble.ts'
import { StillClock } from '../../test/support/still-clock.ts'
import { NO_TELEMETRY } from '../platform/telemetry.ts'
import { openStore } from '../store/open-store.ts'
import type { Channel } from './channel.ts'
import { watch } from './run.ts'
import type { PairState } from './states.ts'

const channel = (fields: Partial<Channel> = {}): Channel => ({ id: 'c', name: 'ops', language: 'en', by: 'ops', createdAt: '', to: { way: 'dingtalk', accessToken: 't', secret: 's' }, ...fields })

/** A service that alerts, in time that the test moves. */
async function scene(t: TestContext, channels: readonly Channel[] = [channel()]) {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  const told: string[] = []
  const now: { pairs: PairState[]; problem: Trouble | undefined; mayWatch: boolean } = { pairs: [], problem: undefined, mayWatch: true }
  const tries: number[] = []
  const ending = new AbortController()
  const tell = async ({ id }: Channel, { raised, resolved }: { readonly raised: readonly { readonly key: string }[]; readonly resolved: readonly { readonly key: string }[] }) => {
    tries.push(clock.now())
    if (now.problem === undefined) told.push(`${id}: ${[...raised.map(({ key }) => `+${key}`), ...resolved.map(({ key }) => `-${key}`)].join(' ')}`)
    return now.problem
  }
  const state = async () => ({ pairs: now.pairs, heartbeatsLost: 0, now: clock.now() })
  const over = watch({ store: async () => store.watch, mirror: async (pair) => store.pair(pair), parts: async () => ({ rules: [], channels: channels.map((channel) => ({ ...channel, etag: channel.id })) }), state, thresholds: { lagMinutes: 60, setAsidePerDay: 10 }, tell, clock, telemetry: NO_TELEMETRY, mayWatch: () => now.mayWatch, everyMs: 30_000 }, ending.signal)
  t.after(async () => {
    ending.abort(new Error('over'))
    await over
    await store.close()
  })
  return { clock, store, told, tries, now }
}

const stands = (pair: string, state: string): PairState => ({ pair, state, isPaused: false, setAside: 0 })

test('what needs somebody is told once, all of it in one message, and its end is told', async (t) => {
  const { clock, store, told, now } = await scene(t)
  await clock.pass(60_000)
  now.pairs = [stands('anna', 'sign-in'), stands('ben', 'decide'), stands('carl', 'in-step')]
  await clock.pass(120_000)
  now.pairs = [stands('anna', 'in-step'), stands('ben', 'decide')]
  await clock.pass(120_000)
  assert.deepEqual(told, ['c: +hold ben +sign-in anna', 'c: -sign-in anna'])
  const { events } = await store.feed.read({ limit: 9 })
  assert.deepEqual(events.map(({ kind, pair, data }) => [kind, pair, data?.['about']]), [['alert.raised', 'anna', 'sign-in'], ['alert.raised', 'ben', 'hold'], ['alert.resolved', 'anna', 'sign-in']])
})

test('a channel that fails is tried at growing intervals, keeps no other waiting, and hears of everything once it works', async (t) => {
  const { clock, told, tries, now } = await scene(t)
  now.problem = { code: 'no-answer' }
  now.pairs = [stands('anna', 'sign-in')]
  await clock.pass(4 * 3_600_000)
  assert.ok(tries.length >= 6 && tries.length <= 12, `${tries.length} tries in four hours`)
  now.pairs = [stands('anna', 'sign-in'), stands('ben', 'stuck')]
  now.problem = undefined
  await clock.pass(3_700_000)
  assert.deepEqual(told, ['c: +sign-in anna +stuck ben'])
})

test('in quiet hours nothing is told, and afterwards what still lasts in one message; a channel hears only of its kinds', async (t) => {
  // The clock begins at 08:00 in Hong Kong.
  const { clock, told, now } = await scene(t, [channel({ quiet: { from: '07:00', to: '09:00', zone: 'Asia/Hong_Kong' } }), channel({ id: 'd', kinds: ['hold'] })])
  now.pairs = [stands('anna', 'sign-in'), stands('ben', 'decide')]
  await clock.pass(50 * 60_000)
  assert.deepEqual(told, ['d: +hold ben'])
  now.pairs = [stands('ben', 'decide'), stands('carl', 'stuck')]
  await clock.pass(11 * 60_000)
  assert.deepEqual(told.slice(1), ['c: +hold ben +stuck carl'])
})

test('a process whose turn it is not tells nobody', async (t) => {
  const { clock, told, now } = await scene(t)
  now.mayWatch = false
  await clock.pass(30_000)
  now.pairs = [stands('anna', 'sign-in')]
  await clock.pass(300_000)
  assert.deepEqual(told, [])
})
