import type { Clock } from '../../src/platform/clock.ts'

interface Sleeper {
  at: number
  readonly wake: () => void
}

/** Time that stands still until a test moves it, and then passes every moment that somebody waits for. */
export class StillClock implements Clock {
  #now = Date.parse('2026-03-01T00:00:00Z')
  readonly #sleepers = new Set<Sleeper>()

  now(): number {
    return this.#now
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const end = (settle: () => void) => (): void => {
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const abort = end(() => reject(signal?.reason))
      const sleeper = { at: this.#now + Math.max(0, ms), wake: end(resolve) }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Lets `ms` milliseconds pass, and everything that falls due in them be done. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await settled()
    for (;;) {
      const next = [...this.#sleepers].sort((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      this.#now = Math.max(this.#now, next.at)
      next.wake()
      await settled()
    }
    this.#now = until
  }

  /** Sets the time, as a person or NTP does: whoever waits goes on waiting as long as before. */
  jump(ms: number): void {
    this.#now += ms
    for (const sleeper of this.#sleepers) sleeper.at += ms
  }
}

/** All that can be done without time passing is done: work in memory needs some turns of the loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve))
}
