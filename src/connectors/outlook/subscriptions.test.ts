import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { mimeOf } from '../../../test/contract/contract-mail.ts'
import { openOutlookScene, type OutlookScene } from '../../../test/contract/outlook-scene.ts'
import { systemHttp } from '../../platform/http.ts'
import { randomId } from '../../platform/ids.ts'
import { openEndpoint, type Endpoint } from '../../sandbox/outlook/subscriptions/subscriptions.test-kit.ts'
import type { PushChannel } from '../connector.ts'
import { isClientState, readNotifications } from './notifications.ts'
import { openOutlookMailbox } from './outlook-mailbox.ts'

const signal = new AbortController().signal
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

for (const [name, switches] of [['by default', {}], ['in the older position', { subscriptionMaxMinutes: 4_230, subscriptionTwinsConflict: true }]] as const) {
  describe(`subscriptions ${name}`, () => {
    let scene: OutlookScene
    let endpoint: Endpoint
    let push: PushChannel
    before(async () => {
      scene = await openOutlookScene({ outlook: switches })
      endpoint = await openEndpoint()
    })
    beforeEach(() => {
      push = open().push ?? assert.fail('no push')
      scene.counted.clear()
    })
    afterEach(async () => {
      for (const { id } of live()) await push.remove(id, signal)
      endpoint.requests.length = 0
      const { clientId } = scene.sandbox.ready.accounts.outlook
      assert.deepEqual(scene.sandbox.shared.ledger.outbound().filter(({ client }) => client === clientId), [], 'nothing is ever sent')
    })
    after(async () => {
      endpoint.close()
      await scene.close()
    })

    const longest = 'subscriptionMaxMinutes' in switches ? switches.subscriptionMaxMinutes : 10_080
    const clock = () => scene.sandbox.shared.clock
    const live = () => scene.sandbox.outlook.subscriptions.live()
    /** A connector on the clock of the sandbox. */
    const open = () => {
      const { graphUrl, loginUrl, accounts } = scene.sandbox.ready
      return openOutlookMailbox({
        ...accounts.outlook, graphUrl, loginUrl, http: systemHttp, newId: randomId, clock: { now: () => clock().now(), wait: (ms) => clock().sleep(ms) },
        onRequest: (kind, outcome) => void scene.counted.set(`${kind} ${outcome}`, (scene.counted.get(`${kind} ${outcome}`) ?? 0) + 1),
      })
    }
    const target = (clientState = 'a-secret') => ({ notificationUrl: endpoint.url, lifecycleUrl: `${endpoint.url}?lifecycle`, clientState })
    const about = (at: number, minutes: number) => {
      const left = (at - clock().now()) / MINUTE
      assert.ok(left > minutes - 6 && left <= minutes, `${left} minutes left`)
    }

    test('a subscription lives as long as is granted, tells of changes in any folder, and carries our secret', async () => {
      const made = await push.create(target(), signal)
      about(made.expiresAt, longest)
      await scene.people.append('sent', mimeOf('told'), { read: true })
      const [told] = await endpoint.told(1)
      const [notification] = readNotifications({ value: [told] })
      assert.deepEqual({ kind: notification?.kind, id: notification?.subscriptionId }, { kind: 'change', id: made.id })
      assert.equal(isClientState('a-secret', notification?.clientState ?? ''), true)
      assert.equal(live()[0]?.immutable, true)
      await push.remove(made.id, signal)
      assert.equal(live().length, 0)
    })

    test('renewing prolongs as long as is granted, and what was refused before is not asked for again', async () => {
      const made = await push.create(target(), signal)
      clock().advance(2 * DAY)
      scene.counted.clear()
      const renewed = await push.renew(made.id, signal)
      assert.equal(renewed.id, made.id)
      about(renewed.expiresAt, longest)
      assert.equal(live()[0]?.expiresAt, renewed.expiresAt)
      assert.deepEqual([...scene.counted.keys()].filter((key) => !key.endsWith(' 200')), [])
    })

    test('one that has ended cannot be renewed, and ending it again succeeds', async () => {
      const made = await push.create(target(), signal)
      clock().advance(8 * DAY)
      await assert.rejects(push.renew(made.id, signal), { code: 'NOT_FOUND' })
      await push.remove(made.id, signal)
    })

    test('the cloud asks to be shown the permission again, and what happened to the subscription is told', async () => {
      const made = await push.create(target(), signal)
      const [subscription] = live()
      assert.ok(subscription)
      scene.sandbox.outlook.subscriptions.tellLifecycle(subscription, 'reauthorizationRequired')
      assert.equal(readNotifications({ value: await endpoint.told(1) })[0]?.kind, 'reauthorizationRequired')
      await push.renew(made.id, signal)
      assert.equal(subscription.challenged, false)
      scene.sandbox.outlook.subscriptions.tellLifecycle(subscription, 'missed')
      await endpoint.told(2)
      scene.sandbox.outlook.subscriptions.tellLifecycle(subscription, 'subscriptionRemoved')
      const told = readNotifications({ value: await endpoint.told(3) })
      assert.deepEqual(told.map(({ kind, subscriptionId }) => ({ kind, subscriptionId })).slice(1), [
        { kind: 'missed', subscriptionId: made.id }, { kind: 'subscriptionRemoved', subscriptionId: made.id },
      ])
    })

    test('an address that does not answer as agreed, or not at all, is named as the cause', async () => {
      const agreed = endpoint.handshake
      endpoint.handshake = (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('something else')
      await assert.rejects(push.create(target(), signal), { code: 'ENDPOINT_UNREACHABLE', remedy: 'reconfigure' })
      endpoint.handshake = agreed
      await assert.rejects(push.create({ ...target(), notificationUrl: 'http://127.0.0.1:1/' }, signal), { code: 'ENDPOINT_UNREACHABLE' })
      await push.create(target(), signal)
    })

    test('one of ours that a lost memory left behind does not stand in the way', async () => {
      await push.create(target('before'), signal)
      const made = await push.create(target('after'), signal)
      const conflicts = 'subscriptionTwinsConflict' in switches
      assert.deepEqual(live().map(({ clientState }) => clientState), conflicts ? ['after'] : ['before', 'after'])
      assert.equal(live().at(-1)?.id, made.id)
    })
  })
}

test('a mailbox that has all the subscriptions that it can have needs a person', async () => {
  const scene = await openOutlookScene({ outlook: { maxSubscriptionsPerMailbox: 0 } })
  const endpoint = await openEndpoint()
  try {
    const target = { notificationUrl: endpoint.url, lifecycleUrl: endpoint.url, clientState: 's' }
    await assert.rejects(scene.mailbox.push?.create(target, signal) ?? Promise.resolve(), { code: 'FORBIDDEN', message: /all the subscriptions that it can have/ })
  } finally {
    endpoint.close()
    await scene.close()
  }
})
