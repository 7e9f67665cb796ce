const WINDOW_MS = 10 * 60_000
const LEAST_ANSWERS = 100
const SLOW_MS = 3_000
const VERY_SLOW_MS = 10_000

/** How the service thinks of an endpoint (page change-notifications-delivery-webhooks). */
export type Health = 'well' | 'slow' | 'drop'

/** What an endpoint did in the last ten minutes. Nobody is judged by less than a hundred answers. */
export class EndpointHealth {
  #answers: { readonly at: number; readonly tookMs: number }[] = []

  note(at: number, tookMs: number): void {
    this.#answers.push({ at, tookMs })
  }

  /** `slow`: more than a tenth took over 3 s. `drop`: more than 15 % took over 10 s. */
  at(now: number): Health {
    this.#answers = this.#answers.filter(({ at }) => at > now - WINDOW_MS)
    const all = this.#answers.length
    if (all < LEAST_ANSWERS) return 'well'
    const over = (ms: number): number => this.#answers.filter(({ tookMs }) => tookMs >= ms).length
    return over(VERY_SLOW_MS) > 0.15 * all ? 'drop' : over(SLOW_MS) > 0.1 * all ? 'slow' : 'well'
  }
}
