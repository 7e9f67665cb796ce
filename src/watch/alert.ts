import type { EventData } from '../domain/feed-event.ts'
import type { Instant } from '../domain/instant.ts'

/** What alerts are about: messages that rules fit, and how the installation stands. */
export const ALERT_KINDS = ['unread', 'unanswered', 'wrong-side', 'sign-in', 'stuck', 'hold', 'lag', 'quota', 'set-aside', 'heartbeat', 'backup'] as const

export type AlertKind = (typeof ALERT_KINDS)[number]

/** Something that somebody is to be told of, for as long as it lasts. */
export interface Condition {
  /** The same as long as it is about the same. */
  readonly key: string
  readonly kind: AlertKind
  readonly pair?: string
  /** Names of rules and numbers: no subject, no address. */
  readonly data: EventData
  /** Ids of the channels by which it is told; absent: all that want its kind. */
  readonly channels?: readonly string[]
  /** It is told once, and does not end. */
  readonly isOnce?: true
}

export interface Alert extends Condition {
  readonly raisedAt: Instant
  readonly resolvedAt?: Instant
  /** By channel: what was told last. */
  readonly told: Readonly<Record<string, 'raised' | 'resolved'>>
}

/** What comes back so soon is the same trouble: it is not told anew. */
const SAME_MS = 30 * 60_000

/** What differs from the alerts of before. */
export function turn(before: readonly Alert[], conditions: readonly Condition[], now: Instant): { readonly raised: Alert[]; readonly resolved: Alert[] } {
  const known = new Map(before.map((alert) => [alert.key, alert]))
  const lasting = new Set(conditions.map(({ key }) => key))
  const raised = conditions.flatMap((condition): Alert[] => {
    const alert = known.get(condition.key)
    if (alert !== undefined && (alert.resolvedAt === undefined || alert.isOnce === true)) return []
    const isSame = alert?.resolvedAt !== undefined && Date.parse(now) - Date.parse(alert.resolvedAt) < SAME_MS
    const told = Object.fromEntries(Object.keys(alert?.told ?? {}).map((channel) => [channel, 'raised' as const]))
    return [{ ...condition, raisedAt: isSame ? alert.raisedAt : now, told: isSame ? told : {}, ...(condition.isOnce === true ? { resolvedAt: now } : {}) }]
  })
  const resolved = before.filter(({ key, resolvedAt, isOnce }) => resolvedAt === undefined && isOnce !== true && !lasting.has(key)).map((alert) => ({ ...alert, resolvedAt: now }))
  return { raised, resolved }
}

/** What a channel is to be told now: what it was not told yet, and the end of what it was told. */
export function pendingFor(channel: string, kinds: readonly AlertKind[] | undefined, alerts: readonly Alert[]): { readonly raised: Alert[]; readonly resolved: Alert[] } {
  const meant = alerts.filter((alert) => (kinds === undefined || kinds.includes(alert.kind)) && (alert.channels === undefined || alert.channels.includes(channel)))
  return {
    raised: meant.filter(({ resolvedAt, told, isOnce }) => (resolvedAt === undefined || isOnce === true) && told[channel] === undefined),
    resolved: meant.filter(({ resolvedAt, told, isOnce }) => resolvedAt !== undefined && isOnce !== true && told[channel] === 'raised'),
  }
}
