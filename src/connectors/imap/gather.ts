interface Call<In, Out> {
  readonly given: In
  readonly signal: AbortSignal
  readonly resolve: (answer: Out) => void
  readonly reject: (reason: unknown) => void
}

/** Does one thing for all of `given`, which is never empty; answers in their order. */
export type DoTogether<In, Out> = (given: readonly In[], signal: AbortSignal, key: string) => Promise<readonly Out[]>

export interface GatherLimits {
  /** Calls that are done together at most. */
  readonly most: number
  /** Groups of one key that are under way at once; calls that come meanwhile wait and are the next group. */
  readonly atOnce: number
}

/**
 * A function that does together what is asked of it under one key (a folder) while earlier calls are under way: a round trip for
 * each would be most of the time. Nothing waits for company: where nothing is under way a call is done at once. A group fails as
 * a whole, and only calls with one signal are in one group, so that nobody's abort ends somebody else's call.
 */
export function gather<In, Out>(work: DoTogether<In, Out>, { most, atOnce }: GatherLimits): (key: string, given: In, signal: AbortSignal) => Promise<Out> {
  const waiting = new Map<string, Call<In, Out>[]>()
  const underWay = new Map<string, number>()

  const next = (key: string): void => {
    const calls = waiting.get(key) ?? []
    const [first] = calls
    if (first === undefined || (underWay.get(key) ?? 0) >= atOnce) return
    const group = calls.filter(({ signal }) => signal === first.signal).slice(0, most)
    const rest = calls.filter((call) => !group.includes(call))
    if (rest.length > 0) waiting.set(key, rest)
    else waiting.delete(key)
    underWay.set(key, (underWay.get(key) ?? 0) + 1)
    void finish(key, group)
    next(key)
  }

  const finish = async (key: string, group: readonly Call<In, Out>[]): Promise<void> => {
    await settle(group, key, work)
    const left = (underWay.get(key) ?? 1) - 1
    if (left > 0) underWay.set(key, left)
    else underWay.delete(key)
    next(key)
  }

  return (key, given, signal) =>
    new Promise((resolve, reject) => {
      waiting.set(key, [...(waiting.get(key) ?? []), { given, signal, resolve, reject }])
      // What is asked in one breath is one group.
      queueMicrotask(() => next(key))
    })
}

async function settle<In, Out>(group: readonly Call<In, Out>[], key: string, work: DoTogether<In, Out>): Promise<void> {
  const [first] = group
  if (first === undefined) return
  try {
    const answers = await work(group.map(({ given }) => given), first.signal, key)
    for (const [at, { resolve }] of group.entries()) resolve(answers[at] as Out)
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
