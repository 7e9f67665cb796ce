import type { SandboxClock } from '../../clock.ts'

/** What the cloud will have done at a later moment of the sandbox clock. */
export class Later {
  readonly #clock: SandboxClock
  #waiting: { readonly at: number; readonly run: () => void }[] = []

  constructor(clock: SandboxClock) {
    this.#clock = clock
  }

  /** At once when `ms` is 0. */
  after(ms: number, run: () => void): void {
    if (ms <= 0) run()
    else this.#waiting.push({ at: this.#clock.now() + ms, run })
  }

  /** Does what is due. */
  settle(): void {
    if (this.#waiting.length === 0) return
    const now = this.#clock.now()
    const due = this.#waiting.filter((entry) => entry.at <= now)
    if (due.length === 0) return
    this.#waiting = this.#waiting.filter((entry) => entry.at > now)
    for (const entry of due) entry.run()
  }
}
