import { SyncError } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import type { TroubleCode } from '../domain/trouble.ts'
import type { AddressRefused } from '../platform/address-check.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { KEPT_MS, type EventFeed, type KeptWebhook, type WebhookStore } from './ports.ts'
import { messageId, signedHeaders } from './sign.ts'
import { afterAttempt, afterTry, deliveryOf, isTaken, type Attempt, type Delivery, type SealedSecret } from './webhook.ts'

export interface DeliverOptions {
  readonly store: () => Promise<{ readonly feed: EventFeed; readonly webhooks: WebhookStore }>
  /** To addresses that others named. */
  readonly http: Http
  readonly clock: Clock
  readonly telemetry: Telemetry
  /** Opens the secret of a webhook. @throws {SyncError} `SECRETS_KEY`, `SEALED_VALUE` */
  readonly openSecret: (webhook: string, secret: SealedSecret) => Promise<string>
  /** Whether it is for this process to deliver now. */
  readonly mayDeliver: () => boolean
  /** How often it is looked whether anything is to be sent, in milliseconds. */
  readonly everyMs: number
  /** What a failure of the network means. */
  readonly trouble: (cause: unknown) => TroubleCode | undefined
}

const TRIM_MS = 3_600_000
const TIMEOUT_MS = 10_000
/** Events that are read at once, and deliveries that may wait before no more are noted: the feed keeps the rest. */
const PAGE = 200
const MOST_WAITING = 1000
/** While an endpoint fails it is tried at growing intervals, with one message at a time. */
const AGAIN = { firstMs: 1000, mostMs: 300_000 }

/**
 * Delivers what happens to all webhooks, each in the order of the feed as long as nothing fails, until `signal` aborts. At least once: what was
 * sent when the process died is sent again, under the same id.
 */
export async function deliver(options: DeliverOptions, signal: AbortSignal): Promise<void> {
  const { clock, telemetry, store, mayDeliver } = options
  const lines = new Map<string, Line>()
  let trimAt = 0
  for (; !signal.aborted; await clock.wait(options.everyMs, signal).catch(() => {})) {
    if (!mayDeliver()) continue
    try {
      const { feed, webhooks } = await store()
      if (clock.now() >= trimAt) {
        const before = toInstant(clock.now() - KEPT_MS) ?? ''
        await feed.trim(before)
        await webhooks.trim(before)
        trimAt = clock.now() + TRIM_MS
      }
      for (const webhook of await webhooks.list()) {
        if (webhook.disabled !== undefined) continue
        const line = lines.get(webhook.id) ?? { failures: 0, againAt: 0, isBusy: false }
        lines.set(webhook.id, line)
        // A slow endpoint keeps nobody else waiting.
        if (!line.isBusy) void serve(webhook, line, options, signal)
      }
    } catch {
      if (!signal.aborted) telemetry.log('warn', 'webhooks wait', { problem: 'the database failed' })
    }
  }
  while ([...lines.values()].some(({ isBusy }) => isBusy)) await clock.wait(10)
}

/** How one webhook fares. */
interface Line {
  isBusy: boolean
  /** Tries in a row in vain. */
  failures: number
  againAt: number
}

/** Notes what is new, and sends what is due. Never rejects. */
async function serve(webhook: KeptWebhook, line: Line, options: DeliverOptions, signal: AbortSignal): Promise<void> {
  const { store, clock, telemetry } = options
  line.isBusy = true
  try {
    const { feed, webhooks } = await store()
    if ((await webhooks.waiting(webhook.id)) < MOST_WAITING) await noteNew(webhook, feed, webhooks, clock.now())
    if (clock.now() < line.againAt) return
    for (const delivery of await webhooks.due(webhook.id, clock.now(), line.failures > 0 ? 1 : PAGE)) {
      if (signal.aborted || !options.mayDeliver() || !(await attempt(webhook, delivery, line, options, signal))) return
    }
  } catch (error) {
    if (!signal.aborted) telemetry.log('warn', 'webhook waits', { webhook: webhook.id, problem: error instanceof SyncError ? error.code : 'unknown' })
  } finally {
    line.isBusy = false
  }
}

async function noteNew({ id, position, kinds, pairs }: KeptWebhook, feed: EventFeed, webhooks: WebhookStore, now: number): Promise<void> {
  const query = { limit: PAGE, ...(kinds === undefined ? {} : { kinds }), ...(pairs === undefined ? {} : { pairs }) }
  // What was not read for a month is gone; what is kept follows.
  const page = await feed.read({ ...query, after: position }).catch((error: unknown) => {
    if (error instanceof SyncError && error.code === 'CURSOR_EXPIRED') return feed.read(query)
    throw error
  })
  if (page.next !== position) await webhooks.note(id, page.events.map((event) => deliveryOf(event, now)), page.next)
}

/** One try. Answers whether it arrived. @throws {SyncError} `STORE_FAILURE`, `SECRETS_KEY`, the reason of `signal` */
async function attempt(webhook: KeptWebhook, delivery: Delivery, line: Line, options: DeliverOptions, signal: AbortSignal): Promise<boolean> {
  const { clock, store, telemetry } = options
  const { last, askedMs } = await send(webhook, { id: messageId(delivery.event), body: delivery.body }, options, signal)
  const isDone = isTaken(last)
  telemetry.count('tongbu_webhook_deliveries_total', { outcome: isDone ? 'delivered' : 'failed' })
  line.failures = isDone ? 0 : line.failures + 1
  line.againAt = isDone ? 0 : clock.now() + Math.min(AGAIN.mostMs, AGAIN.firstMs * 2 ** Math.min(20, line.failures - 1))
  const { webhooks } = await store()
  await webhooks.settle(afterAttempt(delivery, last, askedMs))
  // As it is now: a person may have changed it meanwhile.
  const now = (await webhooks.list()).find(({ id }) => id === webhook.id)
  if (now === undefined || now.disabled !== undefined) return false
  const at = toInstant(clock.now()) ?? ''
  const after = afterTry(now, last, at)
  if (after.failingSince === now.failingSince && after.disabled === undefined) return isDone
  const told = after.disabled === undefined ? [] : [{ at, kind: 'webhook.disabled' as const, data: { webhook: webhook.id, because: after.disabled.because } }]
  await webhooks.setFate(webhook.id, after, { events: told })
  return isDone
}

/** Sends one message to a webhook, signed. @throws {SyncError} `SECRETS_KEY`, `SEALED_VALUE`; the reason of `signal` */
export async function send(webhook: Pick<KeptWebhook, 'id' | 'url' | 'secrets'>, { id, body }: { readonly id: string; readonly body: string }, { http, clock, openSecret, trouble }: Pick<DeliverOptions, 'http' | 'clock' | 'openSecret' | 'trouble'>, signal: AbortSignal): Promise<{ readonly last: Attempt; readonly askedMs: number }> {
  const at = clock.now()
  const secrets = await Promise.all(webhook.secrets.filter(({ until = Infinity }) => until > at).map((secret) => openSecret(webhook.id, secret)))
  const outcome = await http({ method: 'POST', url: webhook.url, headers: { 'user-agent': 'tongbu', ...signedHeaders(id, body, secrets, at) }, body, timeoutMs: TIMEOUT_MS }, signal)
  const took = { at, tookMs: clock.now() - at }
  if (outcome.kind === 'lost') return { last: { ...took, problem: refusal(outcome.cause) ?? trouble(outcome.cause) ?? 'no-answer' }, askedMs: 0 }
  await outcome.body.dispose()
  const seconds = Number(outcome.header('retry-after') ?? 0)
  return { last: { ...took, status: outcome.status }, askedMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0 }
}

/** What the guarded door says itself. */
const refusal = (cause: unknown): TroubleCode | undefined => (cause instanceof Error && cause.name === 'AddressRefused' ? (cause as AddressRefused).trouble : undefined)
