import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/platform/clock.ts'

/** Rounds of the event loop after which what needs no input or output has come to rest. */
const TURNS = 8

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/**
 * Time that passes by itself to whatever is due next, but only once all else is done: hours pass in seconds, and nothing that the
 * machine makes slow is measured. What goes over a network goes through `standStill`.
 */
export class PassingClock implements Clock {
  #now: number
  #busy = 0
  #rested = Promise.withResolvers<void>()
  #timers: Timer[] = []

  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const abort = (): void => {
        this.#timers = this.#timers.filter((each) => each !== timer)
        reject(signal?.reason)
      }
      const fire = (): void => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      const timer = { at: this.#now + ms, fire }
      this.#timers.push(timer)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** No time passes until `work` has ended. */
  async standStill<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy++
    try {
      return await work()
    } finally {
      if (--this.#busy === 0) {
        this.#rested.resolve()
        this.#rested = Promise.withResolvers()
      }
    }
  }

  /** Lets time pass until `work` has ended. */
  async passUntil<Result>(work: Promise<Result>): Promise<Result> {
    const state = { ended: false }
    const watched = work.finally(() => (state.ended = true))
    const ending = watched.catch(() => {})
    while (!state.ended) {
      if (this.#busy > 0) await Promise.race([this.#rested.promise, ending])
      for (let n = 0; n < TURNS && !state.ended; n++) await turn()
      if (!state.ended && this.#busy === 0) this.#passToNext()
    }
    return watched
  }

  #passToNext(): void {
    const next = this.#timers.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined)
    if (next === undefined) return
    this.#timers = this.#timers.filter((timer) => timer !== next)
    this.#now = Math.max(this.#now, next.at)
    next.fire()
  }
}
