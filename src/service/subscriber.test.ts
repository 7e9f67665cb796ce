import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Deaf } from '../domain/deaf.ts'
import { StillClock } from '../../test/support/still-clock.ts'
import type { PushChannel, PushTarget } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import { openStore } from '../store/open-store.ts'
import { Subscriber } from './subscriber.ts'

const HOUR = 3_600_000
const LIFE_MS = HOUR

/** A cloud that grants an hour, and what was asked of it. */
async function scene() {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  const asked: string[] = []
  const targets: PushTarget[] = []
  const live = new Map<string, number>()
  const failing: { create?: SyncError | undefined; store?: boolean } = {}
  const known = (id: string): void => {
    if ((live.get(id) ?? 0) <= clock.now()) throw new SyncError('NOT_FOUND', 'No such subscription.')
  }
  const push: PushChannel = {
    list: async () => [],
    create: async (target) => {
      asked.push('create')
      if (failing.create !== undefined) throw failing.create
      targets.push(target)
      const id = `s${targets.length}`
      live.set(id, clock.now() + LIFE_MS)
      return { id, expiresAt: clock.now() + LIFE_MS }
    },
    renew: async (id) => {
      asked.push(`renew ${id}`)
      known(id)
      live.set(id, clock.now() + LIFE_MS)
      return { id, expiresAt: clock.now() + LIFE_MS }
    },
    remove: async (id) => void live.delete(id),
  }
  let ids = 0
  const told = { hints: 0, states: [] as (string | undefined)[] }
  const open = () => {
    const subscriber = new Subscriber({ store: store.service, clock, newId: () => `id${++ids}`, urlOf: (pair) => `https://t.example/${pair}` })
    const end = new AbortController()
    const subscribing = { pair: 'anna', side: 'right', push, onHint: () => told.hints++, onState: (deaf: Deaf | undefined) => void told.states.push(deaf?.text) } as const
    const over = subscriber.keep(subscribing, end.signal)
    return { subscriber, close: async () => (end.abort(), await over) }
  }
  return { clock, store, asked, targets, live, failing, told, open, ...open() }
}

test('a subscription is made once, with a secret of its own, and renewed long before it ends', async () => {
  const { clock, asked, targets, told, subscriber, live, close, store } = await scene()
  await clock.pass(0)
  assert.deepEqual([asked, told.hints, told.states], [['create'], 1, [undefined]])
  assert.equal(subscriber.find('s1')?.clientState, targets[0]?.clientState)
  await clock.pass(24 * HOUR)
  assert.deepEqual([...new Set(asked)], ['create', 'renew s1'])
  assert.ok((live.get('s1') ?? 0) > clock.now() + LIFE_MS / 2)
  assert.deepEqual((await store.service.subscriptions()).map(({ id, expiresAt }) => [id, expiresAt]), [['s1', live.get('s1')]])
  await close()
  assert.equal(subscriber.find('s1'), undefined)
})

test('after a restart the subscription that is still alive is used on and what it told meanwhile is looked for, one that ended is made anew', async () => {
  const { clock, asked, targets, told, close, open } = await scene()
  await clock.pass(0)
  await close()
  const second = open()
  await clock.pass(0)
  assert.deepEqual([asked, told.hints], [['create', 'renew s1'], 2])
  await clock.pass(HOUR / 2)
  assert.deepEqual([asked.length, told.hints], [3, 2], 'renewing is no news')
  assert.equal(second.subscriber.find('s1')?.clientState, targets[0]?.clientState)
  await second.close()
  await clock.pass(LIFE_MS)
  const third = open()
  await clock.pass(0)
  assert.deepEqual(asked.slice(3), ['create'])
  assert.notEqual(targets[1]?.clientState, targets[0]?.clientState)
  await third.close()
})

test('one that the cloud removed, or no longer knows, is made anew, and the mailbox is looked at', async () => {
  const { clock, asked, told, subscriber, live, close } = await scene()
  await clock.pass(0)
  subscriber.tell('s1', 'removed')
  await clock.pass(0)
  assert.deepEqual([asked, told.hints], [['create', 'create'], 3])
  live.delete('s2')
  await clock.pass(HOUR)
  assert.deepEqual(asked.slice(2, 4), ['renew s2', 'create'])
  assert.equal(subscriber.find('s2'), undefined)
  await close()
})

test('it shows that it may still read when asked, and looks when notifications were lost', async () => {
  const { clock, asked, told, subscriber, close } = await scene()
  await clock.pass(0)
  subscriber.tell('s1', 'reauthorize')
  await clock.pass(0)
  assert.deepEqual(asked.slice(1), ['renew s1'])
  const before = told.hints
  subscriber.tell('s1', 'missed')
  subscriber.tell('unknown', 'removed')
  await clock.pass(0)
  assert.deepEqual([asked.length, told.hints], [2, before + 1])
  await close()
})

test('where the cloud cannot reach us it is asked ever more rarely, says why, and recovers by itself', async () => {
  const { clock, asked, told, failing, close } = await scene()
  failing.create = new SyncError('ENDPOINT_UNREACHABLE', 'Outlook could not reach the public URL.')
  await clock.pass(24 * HOUR)
  assert.ok(asked.length > 48 && asked.length < 60, `${asked.length} tries in a day`)
  assert.match(told.states.at(-1) ?? '', /could not reach the public URL\. .*polled/)
  failing.create = undefined
  await clock.pass(HOUR)
  assert.equal(told.states.at(-1), undefined)
  await close()
})
