import type { Clock } from '../../src/platform/clock.ts'

/**
 * Time that passes only while someone waits: then at once, and in order. `#onPassing` is told how much of it passed, so that the
 * clocks of others can go along.
 */
export class VirtualClock implements Clock {
  #now: number
  #isGoing = false
  readonly #onPassing: (ms: number) => void
  readonly #waiting: { readonly until: number; readonly wake: () => void }[] = []

  constructor(now: number, onPassing: (ms: number) => void = () => {}) {
    this.#now = now
    this.#onPassing = onPassing
  }

  now(): number {
    return this.#now
  }

  /** What a clock does that is set: nobody waits longer or shorter for it. */
  step(ms: number): void {
    this.#now += ms
    for (const [at, { until, wake }] of this.#waiting.entries()) this.#waiting[at] = { until: until + ms, wake }
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve) => {
      const entry = { until: this.#now + Math.max(0, ms), wake: resolve }
      this.#waiting.push(entry)
      signal?.addEventListener('abort', () => resolve(), { once: true })
      this.#go()
    })
    signal?.throwIfAborted()
  }

  #go(): void {
    if (this.#isGoing) return
    this.#isGoing = true
    setImmediate(() => {
      this.#isGoing = false
      const [next] = this.#waiting.toSorted((a, b) => a.until - b.until)
      if (next === undefined) return
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      const passed = Math.max(0, next.until - this.#now)
      this.#now += passed
      this.#onPassing(passed)
      next.wake()
      this.#go()
    })
  }
}
