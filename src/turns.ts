/** One piece of work at a time for each pair, in this process: what comes meanwhile waits, in its order. Between processes the database decides. */
export interface Turns {
  /** @throws the reason of `signal`, where it aborts before its turn comes */
  take<Result>(pair: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>
}

/** Nobody has a turn yet. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>()
  return {
    async take(pair, signal, work) {
      const before = last.get(pair) ?? Promise.resolve()
      const { promise: done, resolve: end } = Promise.withResolvers<void>()
      const mine = before.then(() => done)
      last.set(pair, mine)
      void mine.then(() => last.get(pair) === mine && last.delete(pair))
      try {
        await orAborted(before, signal)
        return await work()
      } finally {
        end()
      }
    },
  }
}

async function orAborted(before: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([before, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
