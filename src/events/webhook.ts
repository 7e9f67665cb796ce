import { fingerprint } from '../domain/fingerprint.ts'
import type { EventKind, FeedEvent } from '../domain/feed-event.ts'
import type { Instant } from '../domain/instant.ts'

/** An address outside that is told of events. */
export interface Webhook {
  readonly id: string
  readonly url: string
  /** Absent: all kinds. */
  readonly kinds?: readonly EventKind[]
  /** Absent: all pairs, and what is about none. */
  readonly pairs?: readonly string[]
  /** What a person calls it. */
  readonly name?: string
  readonly by: string
  readonly createdAt: Instant
  /** Sealed, the newest first. All sign; an older one only until a day after it was replaced. */
  readonly secrets: readonly SealedSecret[]
}

/** How the endpoint of a webhook fares. */
export interface Fate {
  /** Since when nothing has arrived, in milliseconds since 1970. */
  readonly failingSince?: number
  /** Why nothing is sent any more. */
  readonly disabled?: { readonly at: Instant; readonly because: 'failed' | 'gone' | 'asked' }
}

export interface SealedSecret {
  readonly sealed: string
  /** In milliseconds since 1970. */
  readonly until?: number
}

/** What is sent about one event: the same bytes each time. */
export interface NewDelivery {
  readonly event: string
  readonly at: Instant
  readonly kind: EventKind
  readonly body: string
  readonly dueAt: number
}

export interface Delivery extends NewDelivery {
  readonly webhook: string
  /** `given-up`: a day of tries was in vain. */
  readonly state: 'waiting' | 'delivered' | 'given-up'
  readonly attempts: number
  readonly firstTriedAt?: number
  readonly last?: Attempt
}

export interface Attempt {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly tookMs: number
  /** What was answered. */
  readonly status?: number
  /** Why nothing was: a code of `TROUBLE`. What was written before there were codes is a sentence. */
  readonly problem?: string
}

/** Tries end a day after the first. */
export const GIVE_UP_MS = 86_400_000
/** How long an older secret still signs beside a new one. */
export const OVERLAP_MS = 86_400_000

const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000] as const

/** How long until the next try, after so many: longer each time, and for each message by up to a fifth more or less, so that what failed together is not tried together. */
export function pauseBefore(attempts: number, key: string): number {
  const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? PAUSES_MS[0]
  const share = parseInt(fingerprint(`${key} ${attempts}`, 8), 16) / 0x1_0000_0000
  return Math.round(pause * (0.8 + 0.4 * share))
}

/** What becomes of a delivery after a try at `now`. `askedMs`: how long the endpoint asked to be left alone. */
export function afterAttempt(delivery: Delivery, last: Attempt, askedMs = 0): Delivery {
  const attempts = delivery.attempts + 1
  const now = last.at + last.tookMs
  const firstTriedAt = delivery.firstTriedAt ?? last.at
  const tried = { ...delivery, attempts, firstTriedAt, last }
  if (isTaken(last)) return { ...tried, state: 'delivered' }
  const dueAt = now + Math.max(pauseBefore(attempts, `${delivery.webhook} ${delivery.event}`), Math.min(askedMs, 3_600_000))
  return dueAt - firstTriedAt > GIVE_UP_MS ? { ...tried, state: 'given-up' } : { ...tried, dueAt }
}

export const isTaken = ({ status = 0 }: Attempt): boolean => status >= 200 && status < 300

/** An endpoint that says so wants nothing more. */
export const isGone = ({ status }: Attempt): boolean => status === 410

/** What becomes of a webhook after a try: it is disabled once nothing has arrived for a day, or where the endpoint is gone for good. */
export function afterTry({ failingSince }: Fate, last: Attempt, at: Instant): Fate {
  if (isTaken(last)) return {}
  const since = failingSince ?? last.at
  const because = isGone(last) ? 'gone' : last.at + last.tookMs - since >= GIVE_UP_MS ? 'failed' : undefined
  return { failingSince: since, ...(because === undefined ? {} : { disabled: { at, because } }) }
}

/** The message about an event, as Standard Webhooks has it. */
export function deliveryOf({ id, at, kind, ...rest }: FeedEvent, now: number): NewDelivery {
  return { event: id, at, kind, dueAt: now, body: JSON.stringify({ type: kind, timestamp: at, data: { id, ...rest } }) }
}
