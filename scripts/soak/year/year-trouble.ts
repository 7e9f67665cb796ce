import { SIDES, type Side } from '../../../src/domain/side.ts'
import { endSubscription, type Weather } from './year-cloud.ts'
import type { PairsOptions, YearPair, YearPairs } from './year-pairs.ts'

const HOUR_MS = 3_600_000
/** On one day in so many a cloud is away for hours: each pair then looks again every five minutes. */
const OUTAGES = 1 / 15
export const PEACE: Weather = { fails: 0, throttles: 0, isAway: false }
const BAD_WEATHER = [{ fails: 0, throttles: 0.1 }, { fails: 0.05, throttles: 0 }, { fails: 0.02, throttles: 0.05 }, PEACE] as const

/** What the two clouds do to everybody. */
export class YearTrouble {
  readonly counts = { outages: 0, signOuts: 0 }
  readonly #options: Pick<PairsOptions, 'random' | 'weather' | 'hear'>
  readonly #pairs: YearPairs

  constructor(pairs: YearPairs, options: Pick<PairsOptions, 'random' | 'weather' | 'hear'>) {
    this.#pairs = pairs
    this.#options = options
  }

  /** What goes wrong from `from` on for some hours; what it returns is to be called again and again. */
  plan(from: number): (now: number) => void {
    const { random, weather } = this.#options
    const side: Side = random() < 0.5 ? 'left' : 'right'
    const isAway = random() < OUTAGES
    const today: Weather = { ...(BAD_WEATHER[Math.floor(random() * BAD_WEATHER.length)] ?? PEACE), isAway }
    const hours = isAway ? random() * 3 : 1 + random() * 6
    let state: 'before' | 'during' | 'after' = 'before'
    return (now) => {
      if (state === 'before' && now >= from) {
        state = 'during'
        Object.assign(weather[side], today)
        if (isAway) this.counts.outages++
        this.#withdraw()
      } else if (state === 'during' && now >= from + hours * HOUR_MS) {
        state = 'after'
        Object.assign(weather[side], PEACE)
      }
    }
  }

  /** Ends it before its time. */
  calm(): void {
    for (const side of SIDES) Object.assign(this.#options.weather[side], PEACE)
  }

  /** A sign-in ends, delta links and subscriptions of some end. */
  #withdraw(): void {
    const { random, hear } = this.#options
    for (const { clouds } of this.#some(0.01)) {
      clouds[random() < 0.5 ? 'left' : 'right'].isSignedOut = true
      this.counts.signOuts++
    }
    for (const { clouds } of this.#some(0.05)) clouds.right.isDeltaGone = true
    for (const { clouds } of this.#some(0.02)) endSubscription(clouds.right, random, hear)
  }

  #some(share: number): YearPair[] {
    return [...this.#pairs.values()].filter(() => this.#options.random() < share)
  }
}
