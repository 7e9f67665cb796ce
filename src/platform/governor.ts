import type { Clock } from './clock.ts'

/** At most `limit` units in any `windowMs` milliseconds. */
export interface WindowLimit {
  readonly limit: number
  readonly windowMs: number
}

export interface GovernorLimits {
  readonly requests: WindowLimit
  /** Bytes sent. */
  readonly upload: WindowLimit
  /** Requests under way at once. */
  readonly inFlight: number
}

/** Keeps one client of one cloud within its budget. Those who wait are served in the order they came. */
export interface Governor {
  /** Resolves when a request that sends `bytes` may begin; the caller calls the answer once it ended. Rejects when aborted. */
  begin(bytes: number, signal: AbortSignal): Promise<() => void>
  /** Nothing begins for the next `ms` milliseconds (the cloud asked for it). */
  block(ms: number): void
  /** How much of the tighter budget is used now, 0–1. */
  share(): number
}

/** A governor over `clock`. A single request larger than the upload limit may begin when nothing else is in the window. */
export function createGovernor(clock: Clock, limits: GovernorLimits): Governor {
  const requests = createWindow(limits.requests)
  const upload = createWindow(limits.upload)
  let inFlight = 0
  let blockedUntil = 0
  let turn: Promise<unknown> = Promise.resolve()
  let wake: () => void = () => {}

  const end = (): void => {
    inFlight--
    wake()
  }

  /** Milliseconds until `bytes` may be sent; zero for now. */
  const delayFor = (bytes: number): number => {
    const now = clock.now()
    return Math.max(0, blockedUntil - now, requests.delay(now, 1), bytes === 0 ? 0 : upload.delay(now, bytes))
  }

  const admit = async (bytes: number, signal: AbortSignal): Promise<() => void> => {
    for (;;) {
      signal.throwIfAborted()
      const delay = delayFor(bytes)
      if (delay > 0) await clock.wait(delay, signal)
      else if (inFlight >= limits.inFlight) await ended(signal)
      else break
    }
    inFlight++
    requests.add(clock.now(), 1)
    if (bytes > 0) upload.add(clock.now(), bytes)
    return once(end)
  }

  /** Resolves when a request ends; rejects when aborted. */
  const ended = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason)
      wake = () => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      signal.addEventListener('abort', abort, { once: true })
    })

  return {
    begin: (bytes, signal) => {
      const mine = turn.then(() => admit(bytes, signal))
      turn = mine.catch(() => {})
      return mine
    },
    block: (ms) => {
      blockedUntil = Math.max(blockedUntil, clock.now() + ms)
    },
    share: () => Math.max(requests.used(clock.now()) / limits.requests.limit, upload.used(clock.now()) / limits.upload.limit),
  }
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (!done) action()
    done = true
  }
}

interface Window {
  used(now: number): number
  /** Milliseconds until `amount` fits. */
  delay(now: number, amount: number): number
  add(now: number, amount: number): void
}

/** How finely a window is remembered: a thousandth of it, so that its memory is bounded. */
const STEPS = 1000

function createWindow({ limit, windowMs }: WindowLimit): Window {
  /** Oldest first. `at` is the newest moment in an entry, so that nothing is forgotten too early. */
  const entries: { started: number; at: number; amount: number }[] = []
  let sum = 0

  const forget = (now: number): void => {
    const kept = entries.findIndex((entry) => entry.at > now - windowMs)
    const gone = entries.splice(0, kept === -1 ? entries.length : kept)
    for (const entry of gone) sum -= entry.amount
  }

  return {
    used: (now) => {
      forget(now)
      return sum
    },
    delay: (now, amount) => {
      forget(now)
      let over = sum + amount - limit
      for (const entry of entries) {
        if (over <= 0) break
        over -= entry.amount
        if (over <= 0 || entry === entries.at(-1)) return entry.at + windowMs - now
      }
      return 0
    },
    add: (now, amount) => {
      const last = entries.at(-1)
      if (last !== undefined && now - last.started < windowMs / STEPS) {
        last.at = now
        last.amount += amount
      } else entries.push({ started: now, at: now, amount })
      sum += amount
    },
  }
}
