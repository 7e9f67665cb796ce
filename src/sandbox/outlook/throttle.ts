import type { SandboxClock } from '../clock.ts'
import { throttled } from './errors.ts'
import type { OutlookSwitches } from './switches.ts'

/** One request's place among those under way. */
export interface Slot {
  /** There were already as many as may be under way. */
  readonly crowded: boolean
  /** Ends the request; a second call does nothing. */
  leave(): void
}

interface Tick {
  readonly second: number
  requests: number
  bytes: number
}

const REQUEST_WINDOW_SECONDS = 600
const UPLOAD_WINDOW_SECONDS = 300

/** Limits of the Outlook service per app and mailbox (page throttling-limits). Refused requests count too. */
export class Throttle {
  readonly #clock: SandboxClock
  readonly #switches: OutlookSwitches
  readonly #underWay = new Map<string, number>()
  readonly #ticks = new Map<string, Tick[]>()

  constructor(clock: SandboxClock, switches: OutlookSwitches) {
    this.#clock = clock
    this.#switches = switches
  }

  enter(key: string): Slot {
    const count = (this.#underWay.get(key) ?? 0) + 1
    this.#underWay.set(key, count)
    let here = true
    return {
      crowded: count > this.#switches.maxConcurrentRequests,
      leave: () => {
        if (here) this.#underWay.set(key, (this.#underWay.get(key) ?? 1) - 1)
        here = false
      },
    }
  }

  /** Counts a request and its uploaded bytes. @throws {GraphError} 429 `ApplicationThrottled` */
  count(key: string, slot: Slot | undefined, uploaded: number, fraction: number): void {
    const now = this.#clock.now() / 1000
    const ticks = this.#recent(key, now)
    const last = this.#tick(ticks, Math.floor(now))
    last.requests++
    if (slot?.crowded === true) throw throttled('MailboxConcurrency', 1 + fraction)
    const requests = ticks.reduce((sum, tick) => sum + tick.requests, 0)
    if (requests > this.#switches.maxRequestsPerWindow) throw throttled('MailboxRequests', waitFor(ticks[0], REQUEST_WINDOW_SECONDS, now))
    if (uploaded === 0) return
    const uploads = ticks.filter((tick) => tick.bytes > 0 && tick.second > now - UPLOAD_WINDOW_SECONDS)
    const bytes = uploads.reduce((sum, tick) => sum + tick.bytes, uploaded)
    if (bytes > this.#switches.maxUploadBytesPerWindow) throw throttled('MailboxUpload', waitFor(uploads[0], UPLOAD_WINDOW_SECONDS, now))
    last.bytes += uploaded
  }

  #recent(key: string, now: number): Tick[] {
    const ticks = this.#ticks.get(key) ?? []
    this.#ticks.set(key, ticks)
    while (ticks[0] !== undefined && ticks[0].second <= now - REQUEST_WINDOW_SECONDS) ticks.shift()
    return ticks
  }

  #tick(ticks: Tick[], second: number): Tick {
    const last = ticks.at(-1)
    if (last?.second === second) return last
    const made = { second, requests: 0, bytes: 0 }
    ticks.push(made)
    return made
  }
}

/** Until the oldest tick has left the window, in seconds. */
function waitFor(oldest: Tick | undefined, windowSeconds: number, now: number): number {
  return Math.max(0.001, (oldest?.second ?? now) + windowSeconds - now)
}
