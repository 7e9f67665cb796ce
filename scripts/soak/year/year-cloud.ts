import type { Mailbox, PushChannel, PushTarget } from '../../../src/connectors/connector.ts'
import type { MemoryCloud } from '../../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../../src/connectors/memory/memory-mailbox.ts'
import { SyncError } from '../../../src/domain/errors.ts'
import type { Side } from '../../../src/domain/side.ts'
import type { Clock } from '../../../src/platform/clock.ts'
import type { News } from '../../../src/service/service.ts'

/** How a cloud is today, for everybody who uses it. */
export interface Weather {
  /** Share of calls that fail, before or after they are done. */
  fails: number
  /** Share of calls that are told to come back later. */
  throttles: number
  /** Nothing is answered at all. */
  isAway: boolean
}

/** One mailbox of one person in a cloud, and what a year does to it. It outlives the service. */
export interface YearCloud {
  readonly side: Side
  readonly messages: MemoryCloud
  readonly weather: Weather
  /** How it tells of changes: to our address, over a connection, or not at all. */
  readonly tells: 'push' | 'watch' | 'nothing'
  /** The sign-in was withdrawn; a person has to give it anew. */
  isSignedOut: boolean
  /** What was read so far has to be read again. */
  isDeltaGone: boolean
  subscription?: { readonly id: string; readonly clientState: string; expiresAt: number } | undefined
  renewals: number
}

export interface LineOptions {
  readonly clock: Clock
  readonly random: () => number
  /** Whether the process that asks still lives: the dead neither ask nor learn an answer. */
  readonly isAlive: () => boolean
}

const CALLS = { create: true, mark: true, move: true, remove: true, createFolder: true, changeFolder: true, deleteFolder: true, read: false, findCreated: false, lookUp: false } as const
const DAY_MS = 86_400_000
/** As long as Graph lets a subscription to messages without content live, or nearly. */
const SUBSCRIBED_MS = 7 * DAY_MS

/** The mailbox as the service sees it: behind a line, in this weather. */
export function openYearMailbox(cloud: YearCloud, line: LineOptions): Mailbox {
  const { messages, side } = cloud
  const mailbox = openMemoryMailbox(messages, { style: side === 'left' ? 'listing' : 'delta' })
  const call = callOver(cloud, line)
  const wrapped: Mailbox = { ...mailbox }
  for (const [name, isWrite] of Object.entries(CALLS)) {
    const real = Reflect.get(mailbox, name) as ((...args: unknown[]) => Promise<unknown>) | undefined
    if (real !== undefined) Object.assign(wrapped, { [name]: (...args: unknown[]) => call(isWrite, () => real(...args)) })
  }
  const { watch: _, ...quiet } = wrapped
  return {
    ...(cloud.tells === 'watch' ? wrapped : quiet),
    ...(cloud.tells === 'push' ? { push: pushOf(cloud, line, call) } : {}),
    ...(side === 'right' ? { relist: () => ({ revision: '-1' }) } : {}),
    observe: async function* (checkpoints, signal) {
      await call(false, async () => {})
      const isAfresh = cloud.isDeltaGone
      const end = yield* mailbox.observe(isAfresh ? new Map() : checkpoints, signal)
      if (!line.isAlive()) throw new Gone()
      if (isAfresh) cloud.isDeltaGone = false
      return end
    },
  }
}

/** Nobody is there any more to be told. */
export class Gone extends Error {
  override readonly name = 'Gone'
}

type Call = <Answer>(isWrite: boolean, act: () => Promise<Answer>) => Promise<Answer>

function callOver(cloud: YearCloud, { clock, random, isAlive }: LineOptions): Call {
  return async (isWrite, act) => {
    const { weather } = cloud
    await clock.wait(50 + random() * 400)
    if (!isAlive()) throw new Gone()
    if (cloud.isSignedOut) throw new SyncError('UNAUTHORIZED', 'The sign-in was refused.')
    if (weather.isAway) throw new SyncError('REMOTE_FAILURE', 'The cloud is away.')
    if (random() < weather.throttles) throw new SyncError('THROTTLED', 'Too many requests.', { retryAfterMs: 30_000 })
    const fate = random() < weather.fails ? random() : 1
    if (fate < 0.5) throw new SyncError('REMOTE_FAILURE', 'The connection was lost.')
    const answer = await act()
    if (!isAlive()) throw new Gone()
    if (fate < 1) throw new SyncError('REMOTE_FAILURE', 'The answer was lost.', { ambiguous: isWrite })
    return answer
  }
}

function pushOf(cloud: YearCloud, { clock }: LineOptions, call: Call): PushChannel {
  const live = (id: string) => {
    const { subscription } = cloud
    if (subscription?.id !== id || subscription.expiresAt <= clock.now()) throw new SyncError('NOT_FOUND', 'The subscription has ended.')
    return subscription
  }
  return {
    list: async () => (cloud.subscription === undefined ? [] : [{ id: cloud.subscription.id }]),
    create: ({ clientState }: PushTarget) =>
      call(false, async () => {
        const subscription = { id: `s${++cloud.messages.created}-${cloud.messages.name}`, clientState, expiresAt: clock.now() + SUBSCRIBED_MS }
        cloud.subscription = subscription
        return { ...subscription }
      }),
    renew: (id) =>
      call(false, async () => {
        const subscription = live(id)
        subscription.expiresAt = clock.now() + SUBSCRIBED_MS
        cloud.renewals++
        return { id, expiresAt: subscription.expiresAt }
      }),
    remove: async () => void (cloud.subscription = undefined),
  }
}

/** Has a cloud tell our address of changes, a few seconds late and not always. `hear`: whoever listens there now. */
export function tellChanges(cloud: YearCloud, { clock, random }: Pick<LineOptions, 'clock' | 'random'>, hear: (id: string, news: News, clientState: string) => void): void {
  let isTelling = false
  const tell = async (): Promise<void> => {
    await clock.wait(1000 + random() * 4000)
    isTelling = false
    const { subscription, weather } = cloud
    if (subscription === undefined || subscription.expiresAt <= clock.now() || weather.isAway || random() < weather.fails) return
    hear(subscription.id, 'change', subscription.clientState)
  }
  cloud.messages.watchers.add(() => {
    if (isTelling || cloud.tells !== 'push') return
    isTelling = true
    void tell()
  })
}

/** The cloud ends the subscription, and mostly says so. */
export function endSubscription(cloud: YearCloud, random: () => number, hear: (id: string, news: News, clientState: string) => void): void {
  const { subscription } = cloud
  if (subscription === undefined) return
  if (random() < 0.3) return hear(subscription.id, 'reauthorize', subscription.clientState)
  cloud.subscription = undefined
  if (random() < 0.7) hear(subscription.id, 'removed', subscription.clientState)
}
