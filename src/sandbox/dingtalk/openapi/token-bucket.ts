import type { SandboxClock } from '../../clock.ts'

/** So many calls per second, as many at once after a pause. */
export class TokenBucket {
  readonly #clock: SandboxClock
  readonly #perSecond: () => number
  #left = Infinity
  #at = 0

  /** @param perSecond 0 is no limit; asked for each call, so that it may change */
  constructor(clock: SandboxClock, perSecond: () => number) {
    this.#clock = clock
    this.#perSecond = perSecond
  }

  /** Whether one more call may be made now. */
  take(): boolean {
    const perSecond = this.#perSecond()
    if (perSecond <= 0) return true
    const now = this.#clock.now()
    this.#left = Math.min(perSecond, this.#left + (Math.max(0, now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
