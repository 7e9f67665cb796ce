import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { ListedSubscription, PushChannel, PushTarget, Subscription } from '../connector.ts'
import { linkedPages } from './delta.ts'
import { toPushError } from './errors.ts'
import { toLinkedPage } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { wireSubscription, wireSubscriptionPage, type WireSubscription } from './wire.ts'

export interface PushOptions {
  readonly client: GraphClient
  readonly clock: Clock
  readonly graphUrl: string
  readonly address: string
}

/**
 * How long a subscription to messages may live, in minutes, as Graph's pages now say and as older ones did. A little less is
 * asked for, since clocks differ. @see https://learn.microsoft.com/graph/api/resources/subscription (subscription lifetime)
 */
const LIVES = [10_080, 4_230] as const
const MARGIN_MINUTES = 5
const CHANGES = 'created,updated,deleted'

/** Subscriptions to all messages of one mailbox. @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
export function createPushChannel({ client, clock, graphUrl, address }: PushOptions): PushChannel {
  const base = `${graphUrl.replace(/\/$/, '')}/subscriptions`
  const resource = `users/${address}/messages`
  const pathOf = (id: string): string => `${base}/${encodeURIComponent(id)}`
  /** Until a longer life was refused. */
  let mayLiveLong = true

  /** Asks for the longest life that is granted. */
  const forLong = async (ask: (expirationDateTime: string) => Promise<WireSubscription>): Promise<Subscription> => {
    const until = (minutes: number): string => new Date(clock.now() + (minutes - MARGIN_MINUTES) * 60_000).toISOString()
    const [long, short] = LIVES
    if (!mayLiveLong) return toSubscription(await ask(until(short)))
    try {
      return toSubscription(await ask(until(long)))
    } catch (error) {
      // Which of its words Graph has for a life that is too long is not certain; whatever else was refused will be so again.
      if (!(error instanceof SyncError) || error.code !== 'REJECTED') throw error
      const granted = toSubscription(await ask(until(short)))
      mayLiveLong = false
      return granted
    }
  }

  const subscribe = ({ notificationUrl, lifecycleUrl, clientState }: PushTarget, signal: AbortSignal): Promise<Subscription> =>
    forLong((expirationDateTime) => {
      const addresses = { notificationUrl, lifecycleNotificationUrl: lifecycleUrl }
      const json = { changeType: CHANGES, resource, ...addresses, clientState, expirationDateTime, latestSupportedTlsVersion: 'v1_2' }
      return client.read(wireSubscription, { kind: 'POST subscription', method: 'POST', path: base, json }, signal)
    })

  const remove = async (id: string, signal: AbortSignal): Promise<void> => {
    try {
      await client.tell({ kind: 'DELETE subscription', method: 'DELETE', path: pathOf(id) }, signal)
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error
    }
  }

  const list = async (signal: AbortSignal): Promise<readonly ListedSubscription[]> => {
    const get = async (path: string) => toLinkedPage(await client.read(wireSubscriptionPage, { kind: 'GET subscriptions', method: 'GET', path }, signal))
    const found: ListedSubscription[] = []
    for await (const { items } of linkedPages(base, get)) {
      const here = items.filter((item) => item.resource?.toLowerCase() === resource.toLowerCase())
      found.push(...here.map(({ id, notificationUrl }) => ({ id, ...(typeof notificationUrl === 'string' ? { notificationUrl } : {}) })))
    }
    return found
  }

  /** Ends those to the same address, which a lost answer or a lost memory left behind. @returns whether there were any */
  const removeTwins = async (notificationUrl: string, signal: AbortSignal): Promise<boolean> => {
    const twins = (await list(signal)).filter((item) => item.notificationUrl === notificationUrl)
    for (const { id } of twins) await remove(id, signal)
    return twins.length > 0
  }

  return {
    list,
    create: async (target, signal) => {
      try {
        return await subscribe(target, signal).catch(async (error: unknown) => {
          const isTwin = error instanceof SyncError && error.code === 'PRECONDITION_FAILED'
          if (isTwin && (await removeTwins(target.notificationUrl, signal))) return await subscribe(target, signal)
          throw error
        })
      } catch (error) {
        throw toPushError(error)
      }
    },
    renew: (id, signal) =>
      forLong((expirationDateTime) => client.read(wireSubscription, { kind: 'PATCH subscription', method: 'PATCH', path: pathOf(id), json: { expirationDateTime } }, signal)),
    remove,
  }
}

const toSubscription = ({ id, expirationDateTime }: WireSubscription): Subscription => ({ id, expiresAt: Date.parse(expirationDateTime) })
