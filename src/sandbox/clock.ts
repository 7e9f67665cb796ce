/** The longest that a timer of Node can wait. */
const MOST_TIMER_MS = 2 ** 31 - 1

interface Due {
  readonly at: number
  readonly run: () => void
  timer: NodeJS.Timeout | undefined
}

/** The sandbox's own time, which tests can move. What waits on it wakes when it is moved past. */
export class SandboxClock {
  #offsetMs = 0
  readonly #waiting = new Set<Due>()

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  /** Moves time forward (or back) by `ms`; what is due by then runs before this returns, in the order of its time. */
  advance(ms: number): void {
    this.#offsetMs += ms
    for (const due of [...this.#waiting].sort((a, b) => a.at - b.at)) this.#look(due)
  }

  /** Runs `run` once, `ms` from now by this clock and never before the present moment is over. @returns what calls it off */
  after(ms: number, run: () => void): () => void {
    const due: Due = { at: this.now() + Math.max(0, ms), run, timer: undefined }
    this.#waiting.add(due)
    this.#arm(due)
    return () => this.#drop(due)
  }

  /** Ends `ms` from now by this clock. Never ends once the clock is stopped. */
  async sleep(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.after(ms, resolve))
  }

  /** Calls off everything that waits. */
  stop(): void {
    for (const due of this.#waiting) this.#drop(due)
  }

  #arm(due: Due): void {
    clearTimeout(due.timer)
    due.timer = setTimeout(() => this.#look(due), Math.min(Math.max(0, due.at - this.now()), MOST_TIMER_MS))
    due.timer.unref()
  }

  #look(due: Due): void {
    if (!this.#waiting.has(due)) return
    if (due.at > this.now()) return this.#arm(due)
    this.#drop(due)
    due.run()
  }

  #drop(due: Due): void {
    clearTimeout(due.timer)
    this.#waiting.delete(due)
  }
}
