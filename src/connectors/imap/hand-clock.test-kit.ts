import type { Clock } from '../../platform/clock.ts'

/** A clock that stands still until a test moves it. */
export interface HandClock extends Clock {
  /** Resolves once somebody waits for exactly `ms` milliseconds. */
  awaited(ms: number): Promise<void>
  /** Ends the waits of exactly `ms` milliseconds, once there is one. Time moves on by as much. */
  pass(ms: number): Promise<void>
}

export function handClock(): HandClock {
  let now = 1_000_000_000_000
  const waits = new Set<{ readonly ms: number; readonly end: () => void }>()
  const looking = new Set<() => void>()
  const find = (ms: number) => [...waits].filter((wait) => wait.ms === ms)
  const awaited = async (ms: number): Promise<void> => {
    while (find(ms).length === 0) await new Promise<void>((resolve) => looking.add(resolve))
  }
  return {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const wait = { ms, end: resolve }
        const abort = (): void => {
          waits.delete(wait)
          reject(signal?.reason)
        }
        waits.add(wait)
        signal?.addEventListener('abort', abort, { once: true })
        for (const look of looking) look()
        looking.clear()
      }),
    awaited,
    pass: async (ms) => {
      await awaited(ms)
      now += ms
      for (const wait of find(ms)) {
        waits.delete(wait)
        wait.end()
      }
    },
  }
}
