/** The sandbox's own time, which tests can move. */
export class SandboxClock {
  #offsetMs = 0

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  /** Moves time forward (or back) by `ms`. */
  advance(ms: number): void {
    this.#offsetMs += ms
  }
}
