import type { Config } from './config/config.ts'
import { open, seal } from './config/sealed.ts'
import { ensureKey, readSecretsKey, type KeyPlace } from './config/secrets-key.ts'
import { etagOf, type Changing } from './domain/changing.ts'
import { SyncError } from './domain/errors.ts'
import type { EventKind } from './domain/feed-event.ts'
import { toInstant, type Instant } from './domain/instant.ts'
import type { AuditRecord } from './engine/ports.ts'
import { deliver, send } from './events/deliver.ts'
import type { DeliveryQuery, KeptWebhook } from './events/ports.ts'
import { messageId } from './events/sign.ts'
import { OVERLAP_MS, type Attempt, type Delivery, type Fate, type SealedSecret, type Webhook } from './events/webhook.ts'
import { AddressRefused, checkAddresses, systemResolve } from './platform/address-check.ts'
import type { Clock } from './platform/clock.ts'
import { checkUrl, guardedHttp } from './platform/guarded-http.ts'
import { chance, type NewId } from './platform/ids.ts'
import { networkTrouble, networkTroubleCode } from './platform/network-trouble.ts'
import type { Telemetry } from './platform/telemetry.ts'
import type { Store } from './store/store.ts'

/** A webhook as it may be shown. */
export interface WebhookInfo extends Omit<KeptWebhook, 'secrets' | 'position' | 'kept'> {
  /** Another after every change by a person. */
  readonly etag: string
  /** Deliveries that are not done. */
  readonly waiting: number
  /** Whether anything was sent yet, as far as deliveries are kept. */
  readonly isTried: boolean
}

/** What a person says of a webhook. */
export interface WebhookWish {
  readonly url: string
  /** Without them: all. */
  readonly kinds?: readonly EventKind[] | undefined
  readonly pairs?: readonly string[] | undefined
  readonly name?: string | undefined
}

/** What changes. `null`: all of them, or no name. */
export interface WebhookChange {
  readonly url?: string | undefined
  readonly kinds?: readonly EventKind[] | null | undefined
  readonly pairs?: readonly string[] | null | undefined
  readonly name?: string | null | undefined
  /** One that is enabled goes on where it stopped, as far back as events are kept. */
  readonly isEnabled?: boolean | undefined
}

/** Addresses outside that are told of events. `by`: who wants it, for the audit. Every method that names one throws `UNKNOWN_WEBHOOK`. */
export interface Webhooks {
  list(): Promise<readonly WebhookInfo[]>
  /** Tells what happens from now on. Answers the secret that its messages are signed with, which is shown to nobody again. @throws {SyncError} `WEBHOOK_ADDRESS` */
  add(wish: WebhookWish, by: string): Promise<{ readonly webhook: WebhookInfo; readonly secret: string }>
  /** Nothing, where it is not what it was by `etag`, or somebody else changes it at this moment. @throws {SyncError} `WEBHOOK_ADDRESS` */
  change(id: string, wish: WebhookChange, changing: Changing): Promise<WebhookInfo | undefined>
  /** A new secret; the one before signs beside it for a day. Nothing, where somebody else changes it at this moment. */
  rotate(id: string, by: string): Promise<string | undefined>
  remove(id: string, by: string): Promise<void>
  /** Sends one message of the type `webhook.test`, now. */
  test(id: string, signal: AbortSignal): Promise<Attempt>
  deliveries(id: string, query: DeliveryQuery): Promise<readonly Delivery[]>
  /** See `WebhookStore.replay`. */
  replay(id: string, which: { readonly event: string } | { readonly since: Instant }, by: string): Promise<number>
  /** See `deliver`. */
  deliver(mayDeliver: () => boolean, signal: AbortSignal): Promise<void>
}

export interface WebhooksOptions {
  readonly config: Pick<Config, 'webhooks'>
  readonly clock: Clock
  readonly newId: NewId
  readonly telemetry: Telemetry
  /** Where the key is that secrets are sealed with. */
  readonly keyPlace: KeyPlace | undefined
  readonly store: (use: false | 'beside') => Promise<Store>
}

const SECRET_BYTES = 32
const LOOK_MS = 1000

/** Opens nothing before it is asked. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { config, clock, newId, telemetry, store } = options
  const http = guardedHttp(config.webhooks)
  const keyPlace = (): KeyPlace => {
    if (options.keyPlace === undefined) throw new SyncError('SECRETS_KEY', 'There is no place for the key that secrets are sealed with.')
    return options.keyPlace
  }
  const nameOf = (id: string): string => `webhooks.${id}`
  const openSecret = async (id: string, { sealed }: SealedSecret): Promise<string> => open(readSecretsKey(keyPlace()), nameOf(id), sealed)
  const newSecret = async (id: string): Promise<{ readonly secret: string; readonly sealed: SealedSecret }> => {
    const secret = `whsec_${chance(SECRET_BYTES).toString('base64')}`
    return { secret, sealed: { sealed: seal((await ensureKey(keyPlace())).key, nameOf(id), secret) } }
  }
  const now = (): Instant => toInstant(clock.now()) ?? ''
  const record = (reason: string, by: string, detail: object): readonly AuditRecord[] => [{ at: now(), run: `d${newId()}`, kind: 'webhook', by, reason, detail: JSON.stringify(detail) }]
  const kept = async (id: string): Promise<KeptWebhook> => {
    const found = (await (await store(false)).webhooks.list()).find((webhook) => webhook.id === id)
    if (found === undefined) throw new SyncError('UNKNOWN_WEBHOOK', 'There is no webhook of that id.')
    return found
  }
  const infoOf = async ({ secrets: _secrets, position: _position, kept: text, ...webhook }: KeptWebhook): Promise<WebhookInfo> => {
    const { webhooks } = await store(false)
    return { ...webhook, etag: etagOf(text), waiting: await webhooks.waiting(webhook.id), isTried: await webhooks.isTried(webhook.id) }
  }
  const write = async (id: string, { etag }: Pick<Changing, 'etag'>, turned: (before: Webhook) => { readonly next: Webhook; readonly fate?: Fate; readonly audit: readonly AuditRecord[] }): Promise<KeptWebhook | undefined> => {
    const { position: _position, failingSince: _since, disabled: _disabled, kept: before, ...webhook } = await kept(id)
    if (etag !== undefined && etag !== etagOf(before)) return undefined
    const { next, ...also } = turned(webhook)
    return (await (await store('beside')).webhooks.change(next, before, also)) ? kept(id) : undefined
  }

  return {
    list: async () => Promise.all((await (await store(false)).webhooks.list()).map(infoOf)),
    add: async (wish, by) => {
      await checkReach(wish.url, config.webhooks.allowPrivate)
      const id = `w${newId()}`
      const { secret, sealed } = await newSecret(id)
      const { feed, webhooks } = await store('beside')
      await webhooks.add({ id, ...present(wish), url: wish.url, by, createdAt: now(), secrets: [sealed] }, await feed.end(), record('added', by, { webhook: id, host: new URL(wish.url).host }))
      return { webhook: await infoOf(await kept(id)), secret }
    },
    change: async (id, { isEnabled, ...wish }, changing) => {
      if (wish.url !== undefined) await checkReach(wish.url, config.webhooks.allowPrivate)
      const { by } = changing
      const fate: Fate = isEnabled === false ? { disabled: { at: now(), because: 'asked' } } : {}
      const written = await write(id, changing, (before) => {
        const next = changed(before, wish)
        const said = JSON.stringify(next) === JSON.stringify(before) ? [] : record('changed', by, { webhook: id, host: new URL(next.url).host })
        if (isEnabled === undefined) return { next, audit: said }
        return { next, fate, audit: [...record(isEnabled ? 'enabled' : 'disabled', by, { webhook: id }), ...said] }
      })
      return written === undefined ? undefined : infoOf(written)
    },
    rotate: async (id, by) => {
      const { secret, sealed: first } = await newSecret(id)
      const written = await write(id, {}, (before) => ({
        next: { ...before, secrets: [first, ...before.secrets.slice(0, 1).map(({ sealed }) => ({ sealed, until: clock.now() + OVERLAP_MS }))] },
        audit: record('given a new secret', by, { webhook: id, host: new URL(before.url).host }),
      }))
      return written === undefined ? undefined : secret
    },
    remove: async (id, by) => {
      await kept(id)
      await (await store('beside')).webhooks.remove(id, record('removed', by, { webhook: id }))
    },
    test: async (id, signal) => {
      const body = JSON.stringify({ type: 'webhook.test', timestamp: now(), data: { webhook: id } })
      return (await send(await kept(id), { id: messageId(`test.${newId()}`), body }, { http, clock, openSecret, trouble: networkTroubleCode }, signal)).last
    },
    deliveries: async (id, query) => {
      await kept(id)
      return (await store(false)).webhooks.deliveries(id, query)
    },
    replay: async (id, which, by) => {
      await kept(id)
      const many = await (await store('beside')).webhooks.replay(id, which, clock.now(), record('delivers again', by, { webhook: id, ...which }))
      if (many === 0 && 'event' in which) throw new SyncError('UNKNOWN_WEBHOOK', 'No delivery of that event is kept for this webhook.')
      return many
    },
    deliver: (mayDeliver, signal) => deliver({ store: () => store('beside'), http, clock, telemetry, openSecret, mayDeliver, everyMs: LOOK_MS, trouble: networkTroubleCode }, signal),
  }
}

/** Only what is said. */
const present = (wish: WebhookChange): Partial<Webhook> => Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))

const changed = (webhook: Webhook, wish: WebhookChange): Webhook => Object.fromEntries(Object.entries({ ...webhook, ...present(wish) }).filter(([, value]) => value !== null)) as unknown as Webhook

/** Says at once what would be refused at each delivery. @throws {SyncError} `WEBHOOK_ADDRESS` */
async function checkReach(text: string, allowPrivate: boolean): Promise<void> {
  try {
    const { hostname } = checkUrl(text, allowPrivate)
    checkAddresses(await systemResolve(hostname.replace(/^\[(.*)\]$/, '$1')), allowPrivate)
  } catch (cause) {
    const why = cause instanceof AddressRefused ? cause.message : (networkTrouble(cause) ?? 'the name of the server cannot be resolved')
    throw new SyncError('WEBHOOK_ADDRESS', `Nothing can be sent to this address: ${why}.`, { cause })
  }
}
