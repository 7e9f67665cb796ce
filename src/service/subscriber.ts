import type { PushChannel } from '../connectors/connector.ts'
import type { Deaf } from '../domain/deaf.ts'
import { ERROR_CODES } from '../domain/error-codes.ts'
import { SyncError } from '../domain/errors.ts'
import type { Side } from '../domain/side.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { pauseAfter } from './pace.ts'
import type { KeptSubscription, ServiceStore } from './ports.ts'

/** What a cloud may say about a subscription itself. */
export type Lifecycle = 'removed' | 'reauthorize' | 'missed'

export interface SubscriberOptions {
  readonly store: Pick<ServiceStore, 'subscriptions' | 'keepSubscription' | 'forgetSubscription'>
  readonly clock: Clock
  readonly newId: NewId
  /** Where the cloud reaches us with news of a pair. */
  readonly urlOf: (pair: string) => string
}

/** A mailbox to be subscribed to, and who is to be told. */
export interface Subscribing {
  readonly pair: string
  readonly side: Side
  readonly push: PushChannel
  /** Something may have changed unheard. */
  readonly onHint: () => void
  /** Whether the subscription lives: nothing, or what is wrong. */
  readonly onState: (deaf: Deaf | undefined) => void
}

/** A subscription that we listen for. */
interface Live {
  readonly kept: KeptSubscription
  readonly onHint: () => void
  /** What the cloud said and nobody has looked after yet. */
  said?: Lifecycle
  wake: () => void
}

/** A cloud may end a subscription at any time; asking once an hour costs little and notices it where the notice got lost. */
const LONGEST_MS = 3_600_000
const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 1_800_000

/** Keeps subscriptions to change notifications alive. */
export class Subscriber {
  readonly #options: SubscriberOptions
  readonly #live = new Map<string, Live>()

  constructor(options: SubscriberOptions) {
    this.#options = options
  }

  /** The live subscription with this id, for whoever receives a notification: what it must carry. */
  find(id: string): KeptSubscription | undefined {
    return this.#live.get(id)?.kept
  }

  /** The cloud said something about a subscription itself. */
  tell(id: string, what: Lifecycle): void {
    const live = this.#live.get(id)
    if (live === undefined) return
    live.onHint()
    // What it missed to tell needs only a look; that a subscription is gone outweighs all else.
    if (what === 'missed' || live.said === 'removed') return
    live.said = what
    live.wake()
  }

  /** Until `signal` aborts: subscribes, renews in time, and subscribes anew when the subscription was lost. Never rejects. */
  async keep(subscribing: Subscribing, signal: AbortSignal): Promise<void> {
    let failures = 0
    let kept = await this.#remembered(subscribing)
    let listened: string | undefined
    while (!signal.aborted) {
      try {
        kept = kept === undefined ? await this.#create(subscribing, signal) : await this.#renew(kept, subscribing, signal)
        failures = 0
        subscribing.onState(undefined)
        // What changed before we listened was told to nobody, also where the subscription is older.
        if (listened !== kept.id) subscribing.onHint()
        listened = kept.id
        kept = await this.#rest(kept, subscribing, signal)
      } catch (error) {
        if (signal.aborted) break
        const isLost = error instanceof SyncError && error.code === 'NOT_FOUND'
        if (isLost) {
          if (kept !== undefined) await this.#forget(kept)
          kept = undefined
          // Once is quite normal; again and again it must not become a storm.
          if (++failures === 1) continue
        } else failures++
        subscribing.onState({ code: 'unsubscribed', ...(error instanceof SyncError ? { why: error.code } : {}), text: wordsOf(error) })
        await this.#options.clock.wait(pauseAfter(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), signal).catch(() => {})
      }
    }
    if (kept !== undefined) this.#live.delete(kept.id)
  }

  async #remembered({ pair, side }: Subscribing): Promise<KeptSubscription | undefined> {
    const all = await this.#options.store.subscriptions().catch(() => [])
    return all.find((kept) => kept.pair === pair && kept.side === side && kept.expiresAt > this.#options.clock.now())
  }

  async #create(subscribing: Subscribing, signal: AbortSignal): Promise<KeptSubscription> {
    const { pair, side, push } = subscribing
    const { store, newId, urlOf } = this.#options
    const clientState = newId() + newId()
    const url = urlOf(pair)
    const { id, expiresAt } = await push.create({ notificationUrl: url, lifecycleUrl: url, clientState }, signal)
    const kept = { pair, side, id, expiresAt, clientState }
    this.#listen(kept, subscribing)
    // A subscription that cannot be written down works until the next restart, which makes a new one.
    await store.keepSubscription(kept).catch(() => {})
    return kept
  }

  async #renew(kept: KeptSubscription, subscribing: Subscribing, signal: AbortSignal): Promise<KeptSubscription> {
    this.#listen(kept, subscribing)
    const { expiresAt } = await subscribing.push.renew(kept.id, signal)
    const renewed = { ...kept, expiresAt }
    this.#listen(renewed, subscribing)
    if (expiresAt !== kept.expiresAt) await this.#options.store.keepSubscription(renewed).catch(() => {})
    return renewed
  }

  async #forget({ id, pair, side }: KeptSubscription): Promise<void> {
    this.#live.delete(id)
    await this.#options.store.forgetSubscription(pair, side).catch(() => {})
  }

  /** Until half of its life has passed, or the cloud says something about it. Answers what is to be renewed, or nothing for a new one. */
  async #rest(kept: KeptSubscription, subscribing: Subscribing, signal: AbortSignal): Promise<KeptSubscription | undefined> {
    const { clock } = this.#options
    for (let now = kept; ; ) {
      const said = await this.#wait(now.id, Math.max(1000, Math.min(LONGEST_MS, (now.expiresAt - clock.now()) / 2)), signal)
      if (said === 'removed') {
        await this.#forget(now)
        return undefined
      }
      if (said !== 'reauthorize') return now
      // Renewing shows as well that we may still read. What changed before it may have gone untold.
      now = await this.#renew(now, subscribing, signal)
      subscribing.onHint()
    }
  }

  /** What the cloud said, at once if it did already. */
  async #wait(id: string, waitMs: number, signal: AbortSignal): Promise<Lifecycle | undefined> {
    const live = this.#live.get(id)
    if (live === undefined) return undefined
    if (live.said === undefined) {
      const woken = new AbortController()
      live.wake = () => woken.abort()
      await this.#options.clock.wait(waitMs, AbortSignal.any([signal, woken.signal])).catch(() => {})
    }
    const { said } = live
    delete live.said
    return said
  }

  #listen(kept: KeptSubscription, { onHint }: Subscribing): void {
    const said = this.#live.get(kept.id)?.said
    this.#live.set(kept.id, { kept, onHint, wake: () => {}, ...(said === undefined ? {} : { said }) })
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof SyncError ? `Outlook does not tell of changes: ${error.message} ${ERROR_CODES[error.code].cure}` : 'Outlook does not tell of changes: something failed that never should.'
