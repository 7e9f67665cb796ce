import type { Mailbox } from '../../src/connectors/connector.ts'
import type { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import type { Clock } from '../../src/platform/clock.ts'

/** How it goes with what a cloud tells. May be changed at any time. */
export interface Noise {
  /** Share that never arrives, 0–1. */
  readonly loss: number
  /** Share that arrives twice, 0–1. */
  readonly twice: number
  /** Each arrives within so many milliseconds, by its own chance, so that they pass each other. */
  readonly withinMs: number
  /** Nothing arrives, and no connection or subscription can be made. */
  readonly isDown: boolean
}

export const FAIR: Noise = { loss: 0, twice: 0, withinMs: 40, isDown: false }

/** What happened to what was told, and to those who listened: a programme in which nothing happens proves nothing. */
export interface Tally {
  told: number
  lost: number
  twice: number
  late: number
  cut: number
  removed: number
  missed: number
  reauthorize: number
  refused: number
  subscribed: number
}

export interface LineOptions {
  readonly cloud: MemoryCloud
  readonly clock: Clock
  readonly random: () => number
  readonly tally: Tally
}

const MINUTE_MS = 60_000

/** A line on which a cloud tells of changes. */
export class Line {
  noise: Noise = FAIR
  /** Since when whoever listens knows that nothing can be heard, in milliseconds. */
  deafSince: number | undefined
  readonly options: LineOptions

  constructor(options: LineOptions) {
    this.options = options
  }

  /** @returns whether it will arrive */
  send(arrive: () => void): boolean {
    const { clock, random, tally } = this.options
    const { loss, twice, withinMs, isDown } = this.noise
    if (isDown || random() < loss) {
      tally.lost++
      return false
    }
    const copies = random() < twice ? 2 : 1
    tally.told++
    tally.twice += copies - 1
    for (let n = 0; n < copies; n++) {
      const afterMs = random() * withinMs
      if (afterMs > MINUTE_MS) tally.late++
      void clock.wait(afterMs).then(arrive)
    }
    return true
  }
}

/** A connection that waits for news, as IMAP IDLE: it may be cut, or live on and tell nothing. */
export class IdleLine extends Line {
  readonly #cuts = new Set<() => void>()

  cut(): void {
    this.options.tally.cut += this.#cuts.size
    for (const cut of this.#cuts) cut()
  }

  watch: NonNullable<Mailbox['watch']> = async (onHint, signal, onLost) => {
    const { cloud, clock } = this.options
    for (let pauseMs = 1000; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 5 * MINUTE_MS)) {
      if (!this.noise.isDown) {
        pauseMs = 1000
        const ended = new AbortController()
        const changed = (): void => void this.send(() => (signal.aborted ? undefined : onHint()))
        const cut = (): void => ended.abort()
        cloud.watchers.add(changed)
        this.#cuts.add(cut)
        this.deafSince = undefined
        onHint()
        await clock.wait(Infinity, AbortSignal.any([signal, ended.signal])).catch(() => {})
        cloud.watchers.delete(changed)
        this.#cuts.delete(cut)
        if (signal.aborted) return
      }
      this.deafSince ??= clock.now()
      onLost?.()
      await clock.wait(pauseMs, signal).catch(() => {})
    }
  }
}
