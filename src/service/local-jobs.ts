import type { Clock } from '../platform/clock.ts'
import { Interruption, type Jobs, type Work } from './jobs.ts'
import type { ServiceStore, Why, Wish } from './ports.ts'

export interface LocalJobsOptions {
  readonly store: Pick<ServiceStore, 'wish' | 'fulfil'>
  readonly clock: Clock
  /** Runs at the same time. */
  readonly most: number
  /** Whether a pair may run now for this reason. Asked again at every `wake`. */
  readonly may: (pair: string, why: Why) => boolean
  /** Told when a wish could not be written down. */
  readonly onFailure: (error: unknown) => void
}

/** After this long a run lets another pair have its turn, in milliseconds. It goes on where it stopped. */
const TURN_MS = 60_000
/** The longest sleep: a timer may not be set for longer than 24 days, and a clock may be set back meanwhile. */
const LONGEST_MS = 300_000

interface Running {
  readonly startedAt: number
  readonly ending: AbortController
  readonly done: Promise<void>
}

/** Jobs of one process. Those that are due first come first, so that nobody waits for ever behind a busy pair. */
export function createLocalJobs(options: LocalJobsOptions): Jobs {
  return new LocalJobs(options)
}

class LocalJobs implements Jobs {
  readonly #options: LocalJobsOptions
  readonly #wishes = new Map<string, Wish>()
  readonly #running = new Map<string, Running>()
  #sleep = new AbortController()

  constructor(options: LocalJobsOptions) {
    this.#options = options
  }

  async want(pair: string, why: Why, dueAt = this.#options.clock.now()): Promise<void> {
    const known = this.#wishes.get(pair)
    const wish = earlier(known, { pair, why, since: this.#options.clock.now(), dueAt })
    if (wish === known) return
    this.#wishes.set(pair, wish)
    this.wake()
    // What a person asks for is written by commands only, so that each is obeyed once.
    await this.#options.store.wish(wish.why === 'asked' ? { ...wish, why: 'start' } : wish).catch(this.#options.onFailure)
  }

  interrupt(pair: string): void {
    this.#running.get(pair)?.ending.abort(new Interruption('interrupted'))
  }

  wake(): void {
    this.#sleep.abort()
  }

  async run(work: Work, ending: AbortSignal): Promise<void> {
    const stop = () => this.wake()
    ending.addEventListener('abort', stop, { once: true })
    while (!ending.aborted) {
      this.#sleep = new AbortController()
      this.#startDue(work)
      await this.#rest()
    }
    for (const pair of this.#running.keys()) this.interrupt(pair)
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  #startDue(work: Work): void {
    const now = this.#options.clock.now()
    for (const wish of this.#due(now)) {
      if (this.#running.size >= this.#options.most) return this.#endTurns(now)
      this.#wishes.delete(wish.pair)
      const ending = new AbortController()
      const done = this.#do(wish, work, ending.signal)
      this.#running.set(wish.pair, { startedAt: now, ending, done })
    }
  }

  /** Who may run now, the one that has been due longest first. */
  #due(now: number): Wish[] {
    const isDue = ({ pair, why, dueAt }: Wish): boolean => dueAt <= now && !this.#running.has(pair) && this.#options.may(pair, why)
    return [...this.#wishes.values()].filter(isDue).sort((a, b) => a.dueAt - b.dueAt)
  }

  #endTurns(now: number): void {
    for (const { startedAt, ending } of this.#running.values()) if (now - startedAt >= TURN_MS) ending.abort(new Interruption('turn'))
  }

  async #do(wish: Wish, work: Work, ending: AbortSignal): Promise<void> {
    // The row of the wish stays until the run has ended: a process that dies in it will find it.
    await Promise.resolve()
    let last = wish
    const takeWish = (): Wish | undefined => {
      const next = this.#wishes.get(wish.pair)
      if (next === undefined || next.why === 'asked' || next.dueAt > this.#options.clock.now()) return undefined
      this.#wishes.delete(wish.pair)
      return (last = next)
    }
    await work({ pair: wish.pair, why: wish.why, since: wish.since, ending, takeWish })
    this.#running.delete(wish.pair)
    if (!this.#wishes.has(wish.pair)) await this.#options.store.fulfil(wish.pair, last.since).catch(this.#options.onFailure)
    this.wake()
  }

  /** Sleeps until somebody is due, or woken. */
  async #rest(): Promise<void> {
    const { clock } = this.#options
    const before = clock.now()
    const isFull = this.#running.size >= this.#options.most
    const moments = [...this.#wishes.values()].filter(({ pair, why }) => !this.#running.has(pair) && this.#options.may(pair, why)).map(({ dueAt }) => dueAt)
    const turns = isFull && moments.length > 0 ? [...this.#running.values()].map(({ startedAt }) => startedAt + TURN_MS) : []
    const next = Math.min(before + LONGEST_MS, ...(isFull ? turns : moments))
    // Nobody's turn ends twice: what was told to end is waited for.
    const waitMs = isFull && next <= before ? LONGEST_MS : Math.max(0, next - before)
    try {
      await clock.wait(waitMs, this.#sleep.signal)
    } catch {
      return
    }
    this.#followClock(before + waitMs - clock.now())
  }

  /** A clock that was set back would leave everybody waiting for as long as that. */
  #followClock(behindMs: number): void {
    if (behindMs < 1000) return
    for (const [pair, wish] of this.#wishes) this.#wishes.set(pair, { ...wish, dueAt: wish.dueAt - behindMs })
  }
}

/** The wish that counts of two for one pair; what a person asked for outweighs all else. */
function earlier(known: Wish | undefined, wish: Wish): Wish {
  if (known === undefined) return wish
  if (known.why === 'asked' || wish.why === 'asked') return known.why === 'asked' && known.dueAt <= wish.dueAt ? known : { ...wish, why: 'asked', dueAt: Math.min(known.dueAt, wish.dueAt) }
  return known.dueAt <= wish.dueAt ? known : wish
}
