import type { EventKind, FeedEvent, NewEvent } from '../domain/feed-event.ts'
import type { Instant } from '../domain/instant.ts'
import type { Side } from '../domain/side.ts'
import type { AuditRecord } from '../engine/ports.ts'
import type { Delivery, Fate, NewDelivery, Webhook } from './webhook.ts'

/** Which events, each part narrowing it further. */
export interface FeedQuery {
  /** The cursor to go on from: `next` of a page, or the id of an event. Default: the oldest event that is kept. */
  readonly after?: string
  /** At most so many events. */
  readonly limit: number
  readonly kinds?: readonly EventKind[]
  readonly pairs?: readonly string[]
}

export interface FeedPage {
  /** In the order of the feed. */
  readonly events: readonly FeedEvent[]
  /** Where the next page begins, also after a page without events. */
  readonly next: string
  /** Whether there is more by now. */
  readonly isMore: boolean
}

/**
 * Everything that happened, in one order that never changes: what comes later has a later cursor, however many processes write, so a
 * reader that goes on from its last cursor misses nothing and sees nothing twice. Every method may throw `STORE_FAILURE`.
 */
export interface EventFeed {
  /** @throws {SyncError} `CURSOR_EXPIRED` where the cursor is none of this feed, or what came after it is no longer kept */
  read(query: FeedQuery): Promise<FeedPage>
  /** The cursor after everything that has happened so far; or so many places before that, to begin with what happened last. */
  end(before?: number): Promise<string>
  /** Adds what is no effect; effects are told by the audit. */
  tell(events: readonly NewEvent[]): Promise<void>
  /** What was written to either side between these moments, the second left out, by hour (UTC). */
  crossed(from: Instant, until: Instant): Promise<readonly CrossedHour[]>
  /** How long the last `most` changes since then were on their way, the newest first, as far as that is known. */
  delays(since: Instant, most: number): Promise<readonly Delay[]>
  /** Forgets what happened before, as far as nobody else needs it: the audit stays whole. */
  trim(before: Instant): Promise<void>
}

/** Writes of one kind to one side within one hour. */
export interface CrossedHour {
  /** Its beginning. */
  readonly hour: Instant
  readonly on: Side
  readonly kind: EventKind
  readonly many: number
}

/** One change that was carried. */
export interface Delay {
  readonly on: Side
  readonly kind: EventKind
  readonly tookMs: number
}

/** How long events are kept, in milliseconds: 30 days. */
export const KEPT_MS = 30 * 86_400_000

/** How far a webhook has come in the feed. */
export interface KeptWebhook extends Webhook, Fate {
  /** What a person said of it, as it is kept: whoever changes it says what it was. */
  readonly kept: string
  /** The cursor after the last event for which a delivery is noted. */
  readonly position: string
}

export interface DeliveryQuery {
  readonly most: number
  readonly state?: Delivery['state']
}

/** Webhooks and what becomes of each delivery. It has no owner. Every method may throw `STORE_FAILURE`. */
export interface WebhookStore {
  /** In the order in which they were made. */
  list(): Promise<readonly KeptWebhook[]>
  /** One that is new, and begins at `position`. `audit`: who did it, at once. */
  add(webhook: Webhook, position: string, audit: readonly AuditRecord[]): Promise<void>
  /**
   * Puts what a person says of it in the place of what is still `before`, and how it fares, where that is said. Answers whether it was still that;
   * else nothing is written.
   */
  change(webhook: Webhook, before: KeptWebhook['kept'], also: { readonly fate?: Fate; readonly audit: readonly AuditRecord[] }): Promise<boolean>
  setFate(id: string, fate: Fate, also: { readonly audit?: readonly AuditRecord[]; readonly events?: readonly NewEvent[] }): Promise<void>
  /** Its deliveries go with it. */
  remove(id: string, audit: readonly AuditRecord[]): Promise<void>
  /** Notes deliveries and how far that brings the webhook, at once. What is noted already stays as it is. */
  note(id: string, deliveries: readonly NewDelivery[], position: string): Promise<void>
  /** Those of one webhook that are due, the longest due first, then in the order of the feed. */
  due(id: string, now: number, most: number): Promise<readonly Delivery[]>
  /** How many of one webhook wait. */
  waiting(id: string): Promise<number>
  /** Whether any message of one webhook was sent, as far as deliveries are kept. */
  isTried(id: string): Promise<boolean>
  settle(delivery: Delivery): Promise<void>
  /** The newest first. */
  deliveries(id: string, query: DeliveryQuery): Promise<readonly Delivery[]>
  /** Has them delivered again at once: that of one event, or all of what happened since. Answers how many. */
  replay(id: string, which: { readonly event: string } | { readonly since: Instant }, now: number, audit: readonly AuditRecord[]): Promise<number>
  /** Forgets deliveries that were noted before and wait for nothing. */
  trim(before: Instant): Promise<void>
}
