/** One thing that goes wrong, for requests that match. */
export interface Fault {
  /** Matches `${cloud} ${kind}` of the ledger, e.g. `^outlook POST message$`; case-sensitive regular expression source. */
  readonly match: string
  /** Only requests of this client, as the ledger calls it; people are then left alone. Default: of all. */
  readonly client?: string
  /**
   * `refuse`: answer `status` without doing it. `cut-before`: close the connection, nothing done. `cut-after`: do it, then
   * close the connection. `error-after`: do it, then answer `status`. `delay`: wait `delayMs`, then do it.
   */
  readonly effect: 'refuse' | 'cut-before' | 'cut-after' | 'error-after' | 'delay'
  readonly status?: number
  /** The cloud's error code for `status`. */
  readonly code?: string
  readonly retryAfterSeconds?: number
  readonly delayMs?: number
  /** How many matching requests to leave alone first. Default 0. */
  readonly skip?: number
  /** How many to hit. Default 1. */
  readonly times?: number
  /** Instead of `skip`/`times`: chance of each, 0–1, drawn from `seed`. */
  readonly probability?: number
  readonly seed?: number
}

/** What goes wrong with telling of changes: change notifications of Graph. Chances are 0–1. */
export interface NotificationFaults {
  /** Chance that one is never sent. Default 0. */
  readonly drop?: number
  /** Chance that one is sent a second time. Default 0. */
  readonly duplicate?: number
  /** Each is held back by up to so many milliseconds, so that they pass each other. Default 0. */
  readonly reorderWithinMs?: number
  /** Each is held back by so many milliseconds. Default 0. */
  readonly delayMs?: number
  /** So long from now, in milliseconds of the sandbox clock, none is sent. Default 0. */
  readonly outageMs?: number
  /** What becomes of those that an outage met: never sent (the default), or sent after it. */
  readonly afterOutage?: 'lost' | 'late'
  readonly seed?: number
}

/** The seeded fault plan of a sandbox. The same plan and requests give the same faults. */
export class Faults {
  /** What goes wrong with notifications, and when that plan was made (milliseconds of the sandbox clock). */
  notifications: NotificationFaults & { readonly since: number } = { since: 0 }
  #plan: { fault: Fault; match: RegExp; seen: number; hit: number; random: () => number }[] = []

  set(faults: readonly Fault[]): void {
    this.#plan = faults.map((fault) => ({ fault, match: new RegExp(fault.match), seen: 0, hit: 0, random: generator(fault.seed ?? 1) }))
  }

  /** The fault for this request, if one is due. Counts the request. */
  next(cloud: string, kind: string, client?: string): Fault | undefined {
    for (const entry of this.#plan) {
      if (!entry.match.test(`${cloud} ${kind}`) || (entry.fault.client ?? client) !== client) continue
      entry.seen++
      const { probability, skip = 0, times = 1 } = entry.fault
      const due = probability === undefined ? entry.seen > skip && entry.hit < times : entry.random() < probability
      if (!due) continue
      entry.hit++
      return entry.fault
    }
    return undefined
  }
}

/** mulberry32: a small generator with a known sequence. Numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
