import type { Mailbox, PushChannel, Subscription } from '../../src/connectors/connector.ts'
import type { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { NO_TELEMETRY } from '../../src/platform/telemetry.ts'
import type { PairRunner } from '../../src/service/pair-runner.ts'
import { Service, type ServiceSettings } from '../../src/service/service.ts'
import type { Store } from '../../src/store/open-store.ts'
import type { Telling } from './push-line.ts'

export const PAIR = 'anna'
/** The longest that a run takes here: what is told while one is under way is looked at after it. */
export const RUN_MS = 25_000

export interface ToldOptions {
  readonly clock: Clock
  readonly clouds: Record<Side, MemoryCloud>
  /** How long requests take. */
  readonly random: () => number
  readonly settings: ServiceSettings
  readonly watch: NonNullable<Mailbox['watch']>
  readonly push: PushChannel
  readonly onRun: () => void
}

/** The real service over two mailboxes whose requests take their time, and an account of what it was told and when it looked. */
export class ToldService {
  /** Where nobody would see them thrown. */
  readonly failures: string[] = []
  runs = 0
  /** The longest that anything told had to wait for a look, in milliseconds. */
  slowestMs = 0
  readonly #options: ToldOptions
  /** What it was told and did not look at yet, since when. */
  readonly #told: Record<Side, number[]> = { left: [], right: [] }
  #life: { readonly service: Service; end(): Promise<void> } | undefined
  #ids = 0

  constructor(options: ToldOptions) {
    this.#options = options
  }

  start(store: Store): void {
    const { clock, settings } = this.#options
    // A service that starts looks at everything by itself.
    for (const side of SIDES) this.#told[side] = []
    const ending = new AbortController()
    const http = async () => ({ kind: 'lost', reached: false, cause: undefined }) as const
    const service = new Service({ pairs: [PAIR], runner: this.#runner(store), store: store.service, clock, newId: this.#newId, http, telemetry: NO_TELEMETRY, settings })
    const over = service.run(ending.signal)
    this.#life = { service, end: async () => (ending.abort(new Error('ending')), await over) }
  }

  async end(): Promise<void> {
    await this.#life?.end()
    this.#life = undefined
  }

  /** @returns whether it was taken */
  hear({ subscriptionId, news, clientState }: Telling): boolean {
    let isTaken = false
    this.#life?.service.hear(subscriptionId, news, (expected) => (isTaken = expected === clientState))
    if (isTaken) this.#note('right')
    return isTaken
  }

  readonly #newId = (): string => `i${String(++this.#ids).padStart(6, '0')}`

  #note(side: Side): void {
    this.#told[side].push(this.#options.clock.now())
  }

  #runner(store: Store): PairRunner {
    const { clock, watch, onRun } = this.#options
    const hinting: typeof watch = (onHint, signal, onLost) => watch(() => (this.#note('left'), onHint()), signal, onLost)
    const mailboxes = { left: { ...this.#slow('left', 'listing'), watch: hinting }, right: { ...this.#slow('right', 'delta'), push: this.#pushing() } }
    return {
      run: async (pair, { signal, ending, takeHint }) => {
        const startedAt = clock.now()
        const context = { pair, run: this.#newId(), mailboxes, store: store.pair(pair), policy: DEFAULT_POLICY, clock, newId: this.#newId, signal, ending, takeHint: () => takeHint() !== undefined, onProgress: () => {} }
        const report = await syncPair(context, { untilQuiet: true })
        this.runs++
        if (clock.now() - startedAt > RUN_MS) this.failures.push(`a run took ${clock.now() - startedAt} ms`)
        if (report.stoppedBy !== undefined) this.failures.push(`a run was stopped: ${report.stoppedBy.code}`)
        onRun()
        return report
      },
      mailboxes: async () => mailboxes,
      reopen: async () => {},
    }
  }

  /** What changed before it listened to a subscription was told to nobody. */
  #pushing(): PushChannel {
    const listened = new Set<string>()
    const listen = (made: Subscription): Subscription => {
      if (!listened.has(made.id)) this.#note('right')
      listened.add(made.id)
      return made
    }
    const { push } = this.#options
    return { ...push, create: async (target, signal) => listen(await push.create(target, signal)), renew: async (id, signal) => listen(await push.renew(id, signal)) }
  }

  #slow(side: Side, style: 'listing' | 'delta'): Mailbox {
    const { clock, clouds, random } = this.#options
    const mailbox = openMemoryMailbox(clouds[side], { style })
    const travel = (): Promise<void> => clock.wait(20 + random() ** 3 * 2000)
    const slowly = <Given extends readonly unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) => async (...given: Given): Promise<Answer> => {
      await travel()
      const answer = await ask(...given)
      await travel()
      return answer
    }
    const look = (): void => this.#look(side)
    return {
      ...mailbox,
      create: slowly(mailbox.create),
      mark: slowly(mailbox.mark),
      move: slowly(mailbox.move),
      observe: async function* (checkpoints, signal) {
        await travel()
        look()
        const end = yield* mailbox.observe(checkpoints, signal)
        await travel()
        return end
      },
    }
  }

  #look(side: Side): void {
    const now = this.#options.clock.now()
    const [first = now] = this.#told[side].splice(0)
    this.slowestMs = Math.max(this.slowestMs, now - first)
    if (now - first > RUN_MS) this.failures.push(`what was told of the ${side} side was looked at only after ${now - first} ms`)
  }
}
