import { generator } from '../../faults.ts'
import type { Telling } from '../../ledger.ts'
import type { World } from '../call.ts'
import { changeKey, messageId } from '../ids.ts'
import type { Mailbox, MailboxChange } from '../state.ts'
import { Deliveries, type Delivery } from './deliveries.ts'
import type { ChangeType, Subscription } from './subscription.ts'

/** Page change-notifications-lifecycle-events. */
export type LifecycleEvent = 'subscriptionRemoved' | 'reauthorizationRequired' | 'missed'

/** Who wants to be told of changes to messages, and the telling. */
export class Subscriptions {
  readonly #world: Pick<World, 'shared' | 'switches' | 'tenantId'>
  readonly #all = new Map<string, Subscription>()
  readonly #watched = new WeakSet<Mailbox>()
  readonly #deliveries: Deliveries
  #plan: unknown
  #chance: () => number = () => 1

  constructor(world: Pick<World, 'shared' | 'switches' | 'tenantId'>) {
    this.#world = world
    this.#deliveries = new Deliveries(world.shared)
  }

  /** Those that have not ended. */
  live(): readonly Subscription[] {
    const now = this.#world.shared.clock.now()
    for (const subscription of this.#all.values()) if (subscription.expiresAt <= now) this.remove(subscription)
    return [...this.#all.values()]
  }

  add(subscription: Subscription): void {
    this.#all.set(subscription.id, subscription)
    const { mailbox } = subscription
    if (!this.#watched.has(mailbox)) mailbox.watchers.add((change) => this.#changed(mailbox, change))
    this.#watched.add(mailbox)
    this.authorize(subscription)
  }

  /** Ends a subscription; nothing more is told to it. */
  remove(subscription: Subscription): void {
    subscription.callOff()
    this.#all.delete(subscription.id)
  }

  /** After it was made, renewed or reauthorized: the next challenge comes later. */
  authorize(subscription: Subscription): void {
    const { shared, switches } = this.#world
    const { reauthorizationLeadMinutes: lead, reauthorizationEveryMinutes: every } = switches
    const now = shared.clock.now()
    const dueIn = [subscription.expiresAt - lead * 60_000 - now, every * 60_000].filter((ms) => ms > 0)
    subscription.callOff()
    subscription.authorizedAt = now
    subscription.challenged = false
    if (dueIn.length === 0) return
    subscription.callOff = shared.clock.after(Math.min(...dueIn), () => this.tellLifecycle(subscription, 'reauthorizationRequired'))
  }

  /** Sends a lifecycle notification, and does what it says. Nothing is sent where no address for it was given. */
  tellLifecycle(subscription: Subscription, lifecycleEvent: LifecycleEvent): void {
    const url = subscription.lifecycleUrl
    if (lifecycleEvent === 'subscriptionRemoved') this.remove(subscription)
    if (url === undefined) return
    if (lifecycleEvent === 'reauthorizationRequired') subscription.challenged = true
    const { id, resource } = subscription
    const body = { ...this.#named(subscription), lifecycleEvent, resource, organizationId: this.#world.tenantId }
    const wanted = (): boolean => lifecycleEvent === 'subscriptionRemoved' || this.#all.has(id)
    this.#deliveries.send({ url, body, wanted, lost: () => undefined }, this.#world.shared.latency.untilTold('notification', subscription.client))
  }

  /** Aborted when the sandbox ends. */
  get signal(): AbortSignal {
    return this.#deliveries.signal
  }

  /** Ends all telling. */
  close(): void {
    for (const subscription of this.#all.values()) subscription.callOff()
    this.#deliveries.close()
  }

  #changed(mailbox: Mailbox, change: MailboxChange): void {
    for (const subscription of this.live()) {
      if (subscription.mailbox !== mailbox) continue
      const type = typeFor(subscription, change, this.#world.switches.mailboxMoves)
      if (type === undefined || !subscription.changeTypes.has(type)) continue
      if (subscription.challenged && this.#world.switches.challengePauses) continue
      this.#tell(subscription, change, type)
    }
  }

  /** Chance is drawn alike for every change, so that a plan of faults meets the same ones each time. */
  #tell(subscription: Subscription, change: MailboxChange, type: ChangeType): void {
    const { clock, faults, latency, ledger } = this.#world.shared
    const { drop = 0, duplicate = 0, reorderWithinMs = 0, delayMs = 0, seed = 1 } = faults.notifications
    if (this.#plan !== faults.notifications) this.#chance = generator(seed)
    this.#plan = faults.notifications
    const drawn = { drop: this.#chance(), duplicate: this.#chance(), held: this.#chance() }
    const wait = latency.untilTold('notification', subscription.client) + delayMs + Math.round(drawn.held * reorderWithinMs)
    const telling: Telling = {
      channel: 'notification',
      to: subscription.id,
      change: type,
      internetMessageId: change.message.internetMessageId,
      changedAt: clock.now(),
      delayMs: wait,
      attempts: 0,
      outcome: drawn.drop < drop ? 'dropped' : 'waiting',
    }
    ledger.tell(telling)
    if (telling.outcome === 'dropped') return
    const delivery = this.#delivery(subscription, change, { type, telling })
    this.#deliveries.send(delivery, wait)
    if (drawn.duplicate < duplicate) this.#deliveries.send(delivery, wait + 1)
  }

  #delivery(subscription: Subscription, change: MailboxChange, { type, telling }: { type: ChangeType; telling: Telling }): Delivery {
    const { mailbox, immutable, notificationUrl } = subscription
    const id = messageId(mailbox, { n: change.message.n, gen: change.gen }, immutable)
    const resource = `Users/${mailbox.userId}/Messages/${id}`
    const etag = `W/"${changeKey(mailbox, change.message)}"`
    return {
      url: notificationUrl,
      body: {
        ...this.#named(subscription),
        changeType: type,
        resource,
        resourceData: { '@odata.type': '#Microsoft.Graph.Message', '@odata.id': resource, '@odata.etag': etag, id },
      },
      telling,
      wanted: () => this.live().includes(subscription),
      lost: () => this.tellLifecycle(subscription, 'missed'),
    }
  }

  /** What every notification says of its subscription. */
  #named({ id, expiresAt, clientState }: Subscription): object {
    return {
      subscriptionId: id,
      subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
      ...(clientState === undefined ? {} : { clientState }),
      tenantId: this.#world.tenantId,
    }
  }
}

const RECOVERABLE = 'recoverableitemsdeletions'

/** What a change is to a subscription; nothing where it is none of its business. Recoverable Items are no part of "all messages". */
function typeFor({ folder }: Subscription, change: MailboxChange, moves: 'both' | 'created' | 'updated'): ChangeType | undefined {
  if (folder !== undefined) return folder === change.folder ? change.type : undefined
  const within = change.folder.alias !== RECOVERABLE
  const stays = change.movedWith !== undefined && change.movedWith.alias !== RECOVERABLE
  if (!within) return undefined
  if (!stays || moves === 'both') return change.type
  return change.type === 'deleted' ? undefined : moves
}
