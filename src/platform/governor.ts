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

/** `interactive`: somebody may be waiting for it. `bulk`: it may take its time, as in a first copy. */
export type Priority = 'interactive' | 'bulk'

/** Keeps those who share one budget of one cloud within it. Those who wait are served in the order they came, interactive requests before bulk. */
export interface Governor {
  /**
   * Resolves when a request that sends `bytes` may begin; the caller calls the answer once it ended. Rejects when aborted.
   * The last tenth of each window is left to interactive requests. Default: interactive.
   */
  begin(bytes: number, signal: AbortSignal, priority?: Priority): Promise<() => void>
  /** Nothing begins for the next `ms` milliseconds (the cloud asked for it). */
  block(ms: number): void
  /** For how many more milliseconds nothing begins because the cloud asked for it. */
  blockedMs(): number
  /** How much of the tighter budget is used now, 0–1. */
  share(): number
}

/** Part of a window that bulk requests may use. */
const BULK_SHARE = 0.9

/** A governor over `clock`. A single request larger than the upload limit may begin when nothing else is in the window. */
export function createGovernor(clock: Clock, limits: GovernorLimits): Governor {
  const requests = createWindow(limits.requests)
  const upload = createWindow(limits.upload)
  const turns: Record<Priority, Promise<unknown>> = { interactive: Promise.resolve(), bulk: Promise.resolve() }
  const wakers = new Set<() => void>()
  let inFlight = 0
  let blockedUntil = 0
  /** Interactive requests that were not admitted yet, and whether the first of them waits for a window rather than for its turn. */
  let urgent = 0
  let urgentWaits = false

  const wakeAll = (): void => {
    for (const wake of [...wakers]) wake()
  }
  const end = (): void => {
    inFlight--
    wakeAll()
  }

  /** Milliseconds until `bytes` may be sent; zero for now. */
  const delayFor = (bytes: number, priority: Priority): number => {
    const now = clock.now()
    const share = priority === 'bulk' ? BULK_SHARE : 1
    return Math.max(0, blockedUntil - now, requests.delay(now, 1, share), bytes === 0 ? 0 : upload.delay(now, bytes, share))
  }

  const waitForWindow = async (delay: number, priority: Priority, signal: AbortSignal): Promise<void> => {
    if (priority === 'bulk') return clock.wait(delay, signal)
    urgentWaits = true
    wakeAll()
    try {
      await clock.wait(delay, signal)
    } finally {
      urgentWaits = false
    }
  }

  const admit = async (bytes: number, priority: Priority, signal: AbortSignal): Promise<() => void> => {
    for (;;) {
      signal.throwIfAborted()
      const delay = delayFor(bytes, priority)
      const givesWay = priority === 'bulk' && urgent > 0 && !urgentWaits
      if (delay > 0) await waitForWindow(delay, priority, signal)
      else if (inFlight >= limits.inFlight || givesWay) await somethingChanged(signal)
      else break
    }
    inFlight++
    requests.add(clock.now(), 1)
    if (bytes > 0) upload.add(clock.now(), bytes)
    return once(end)
  }

  /** Resolves when a request ends or an interactive one no longer waits for its turn; rejects when aborted. */
  const somethingChanged = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        wakers.delete(wake)
        signal.removeEventListener('abort', abort)
      }
      const wake = (): void => {
        stop()
        resolve()
      }
      const abort = (): void => {
        stop()
        reject(signal.reason)
      }
      wakers.add(wake)
      signal.addEventListener('abort', abort, { once: true })
    })

  return {
    begin: (bytes, signal, priority = 'interactive') => {
      const mine = turns[priority].then(() => admit(bytes, priority, signal))
      turns[priority] = mine.catch(() => {})
      if (priority === 'bulk') return mine
      urgent++
      return mine.finally(() => {
        urgent--
        wakeAll()
      })
    },
    block: (ms) => {
      blockedUntil = Math.max(blockedUntil, clock.now() + ms)
    },
    blockedMs: () => Math.max(0, blockedUntil - clock.now()),
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
  /** Milliseconds until `amount` fits into this share of the window. */
  delay(now: number, amount: number, share: number): number
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
    delay: (now, amount, share) => {
      forget(now)
      let over = sum + amount - Math.max(1, Math.floor(limit * share))
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
