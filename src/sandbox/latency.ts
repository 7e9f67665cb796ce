import type { SandboxClock } from './clock.ts'
import { generator } from './faults.ts'
import type { Ledger, LedgerRequest } from './ledger.ts'

/** `none`: everything at once. `realistic`: what the clouds are seen to take, drawn from the seed. */
export type LatencyProfile = 'none' | 'realistic'

/** Least and most, in milliseconds. */
type Span = readonly [least: number, most: number]

const REALISTIC = {
  /** An answer of an HTTP API. */
  api: [150, 400],
  /** From a change to the first attempt to tell of it. */
  notification: [2_000, 10_000],
  /** One command of IMAP. */
  imap: [20, 60],
  /** From a change to the untagged answer in an idle session. */
  idle: [1_000, 3_000],
} as const satisfies Readonly<Record<string, Span>>

/** A batch takes as long as its parts do. */
const BESIDES: ReadonlySet<string> = new Set(['POST $batch'])

/**
 * How long the clouds take. Every delay that was put in is recorded in the ledger, so that a measurement can subtract it exactly.
 * Each kind of delay has a sequence of its own, drawn from the seed in the order in which it is asked for.
 */
export class Latency {
  profile: LatencyProfile = 'none'
  /** Clients (as the ledger names them) that stand for people, and do not wait. */
  readonly exempt = new Set<string>()
  readonly #clock: SandboxClock
  readonly #ledger: Ledger
  readonly #random: Readonly<Record<keyof typeof REALISTIC, () => number>>

  constructor(clock: SandboxClock, ledger: Ledger, seed: number) {
    this.#clock = clock
    this.#ledger = ledger
    this.#random = { api: generator(seed), notification: generator(seed + 1), imap: generator(seed + 2), idle: generator(seed + 3) }
  }

  /** Waits as long as this request (or command of IMAP) takes on its way there and back, and records it. */
  async request({ cloud, client, kind }: Pick<LedgerRequest, 'cloud' | 'client' | 'kind'>): Promise<void> {
    if (this.profile === 'none' || this.exempt.has(client) || BESIDES.has(kind)) return
    const delayMs = this.#draw(cloud === 'imap' || cloud === 'outlook-imap' ? 'imap' : 'api')
    this.#ledger.delay({ at: this.#clock.now(), cloud, client, kind, delayMs })
    await this.#clock.sleep(delayMs)
  }

  /** How long a change takes until this client is told, in milliseconds: by change notification or in an idle IMAP session. */
  untilTold(by: 'notification' | 'idle', client: string): number {
    return this.profile === 'none' || this.exempt.has(client) ? 0 : this.#draw(by)
  }

  #draw(of: keyof typeof REALISTIC): number {
    const [least, most] = REALISTIC[of]
    return Math.round(least + this.#random[of]() * (most - least))
  }
}
