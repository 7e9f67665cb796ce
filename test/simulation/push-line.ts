import type { PushChannel, PushTarget, Subscription } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { News } from '../../src/service/service.ts'
import type { Lifecycle } from '../../src/service/subscriber.ts'
import { Line, type LineOptions } from './noisy-line.ts'

/** What a slow endpoint is given for the handshake (page change-notifications-delivery-webhooks), in milliseconds. */
const HANDSHAKE_MS = 10_000
const MINUTE_MS = 60_000

/** One notification, as it was sent. */
export interface Telling {
  readonly subscriptionId: string
  readonly news: News
  readonly clientState: string
}

interface Live {
  readonly clientState: string
  expiresAt: number
  /** It tells nothing until it is renewed, and nothing of that afterwards either. */
  isChallenged: boolean
}

/** Subscriptions as those of Graph: they end, are removed, wait to be reauthorized, and what they tell gets lost. */
export class PushLine extends Line {
  /** All that was ever sent, whether it arrived or not. */
  readonly sent: Telling[] = []
  /** Since when a subscription is to be made or renewed, because the cloud said so; after a failure that may take a while. */
  dueSince: number | undefined
  isFailing = false
  readonly #all = new Map<string, Live>()
  readonly #lives: readonly number[] = [45 * MINUTE_MS, 4_230 * MINUTE_MS, 10_080 * MINUTE_MS]
  readonly #receive: (telling: Telling) => boolean

  /** @param receive answers whether what is told was taken */
  constructor(options: LineOptions, receive: (telling: Telling) => boolean) {
    super(options)
    this.#receive = receive
    options.cloud.watchers.add(() => this.#changed())
  }

  get live(): ReadonlyMap<string, Live> {
    const now = this.options.clock.now()
    for (const [id, { expiresAt }] of this.#all) if (expiresAt <= now) this.#all.delete(id)
    return this.#all
  }

  readonly push: PushChannel = {
    list: async () => [],
    create: ({ clientState }: PushTarget) =>
      this.#answer(() => {
        const { clock, tally } = this.options
        if (this.noise.isDown || this.noise.withinMs > HANDSHAKE_MS) {
          tally.refused++
          this.deafSince ??= clock.now()
          throw new SyncError('ENDPOINT_UNREACHABLE', 'The cloud could not reach the public URL.')
        }
        const id = `s${++tally.subscribed}`
        const live = { clientState, expiresAt: this.#end(), isChallenged: false }
        this.#all.set(id, live)
        return { id, expiresAt: live.expiresAt }
      }),
    renew: (id) =>
      this.#answer(() => {
        const live = this.live.get(id)
        if (live === undefined) throw new SyncError('NOT_FOUND', 'No such subscription.')
        Object.assign(live, { expiresAt: this.#end(), isChallenged: false })
        return { id, expiresAt: live.expiresAt }
      }),
    remove: async (id) => void this.#all.delete(id),
  }

  /** Something happens to what is there, and the cloud says so; whether that arrives is another matter. */
  tellAll(news: Lifecycle): void {
    for (const [id, live] of [...this.live]) {
      if (news === 'removed') this.#all.delete(id)
      live.isChallenged ||= news === 'reauthorize'
      this.options.tally[news]++
      this.#tell(id, live, news)
    }
  }

  /** What could not be told is given up after a while; only that is told then. */
  #changed(): void {
    const { clock, random } = this.options
    for (const [id, live] of this.live) {
      if (live.isChallenged || this.#tell(id, live, 'change') || random() < 0.5) continue
      void clock.wait(random() * 40 * MINUTE_MS).then(() => this.live.has(id) && this.#tell(id, live, 'missed'))
    }
  }

  #tell(subscriptionId: string, { clientState }: Live, news: News): boolean {
    const telling = { subscriptionId, news, clientState }
    this.sent.push(telling)
    return this.send(() => {
      const isTaken = this.#receive(telling)
      if (isTaken && (news === 'removed' || news === 'reauthorize') && !this.isFailing) this.dueSince ??= this.options.clock.now()
    })
  }

  #end(): number {
    const { clock, random } = this.options
    return clock.now() + (this.#lives[Math.floor(random() * this.#lives.length)] ?? 0)
  }

  /** Of what was done the answer may be lost too. */
  async #answer(act: () => Subscription): Promise<Subscription> {
    const { clock, random } = this.options
    this.dueSince = undefined
    try {
      await clock.wait(20 + random() * 500)
      const subscription = act()
      const isLost = random() < this.noise.loss / 3
      await clock.wait(20 + random() * 500)
      if (isLost) throw new SyncError('REMOTE_FAILURE', 'The line is bad.')
      this.isFailing = false
      this.deafSince = undefined
      return subscription
    } catch (error) {
      this.isFailing = true
      this.dueSince = undefined
      throw error
    }
  }
}
