import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/**
 * What Graph sends to our address, reduced to what it asks of us. `change`: look again. `missed`: look again, some were lost.
 * `subscriptionRemoved`: subscribe anew and look again. `reauthorizationRequired`: renew, which shows that we may still read.
 */
export interface Notification {
  readonly kind: 'change' | 'subscriptionRemoved' | 'reauthorizationRequired' | 'missed'
  readonly subscriptionId: string
  /** To be compared by `isClientState` before anything is believed. */
  readonly clientState: string
}

const named = { subscriptionId: z.string().min(1).max(128), clientState: z.string().min(1).max(128) }
const lifecycle = z.object({ ...named, lifecycleEvent: z.enum(['subscriptionRemoved', 'reauthorizationRequired', 'missed']) })
const change = z.object({ ...named, changeType: z.enum(['created', 'updated', 'deleted']), lifecycleEvent: z.undefined().optional() })
const collection = z.object({ value: z.array(z.unknown()) })

/**
 * The notifications in the body of a request to our address, each once. Anyone can send there: what is not as documented is left
 * out, and nothing is thrown. Whoever calls limits the size of a body.
 * @see https://learn.microsoft.com/graph/api/resources/changenotificationcollection and https://learn.microsoft.com/graph/change-notifications-lifecycle-events
 */
export function readNotifications(body: unknown): readonly Notification[] {
  const found = new Map<string, Notification>()
  for (const item of collection.safeParse(body).data?.value ?? []) {
    const notification = readOne(item)
    if (notification !== undefined) found.set(JSON.stringify(Object.values(notification)), notification)
  }
  return [...found.values()]
}

function readOne(item: unknown): Notification | undefined {
  const event = lifecycle.safeParse(item).data
  const one = event ?? change.safeParse(item).data
  return one && { kind: event?.lifecycleEvent ?? 'change', subscriptionId: one.subscriptionId, clientState: one.clientState }
}

/** Whether a notification carries the secret of its subscription. Takes as long for any other, so that it cannot be guessed by and by. */
export const isClientState = (expected: string, given: string): boolean => timingSafeEqual(digestOf(expected), digestOf(given))

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
