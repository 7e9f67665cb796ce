/**
 * Everything that the sources yield, as it comes: each source in its own order, up to `width` of them under way at once and
 * one value read ahead in each. The first failure, or a reader that stops, ends all of them.
 */
export async function* interleave<T>(sources: Iterable<() => AsyncGenerator<T, unknown>>, width: number): AsyncGenerator<T, void> {
  const waiting = [...sources].reverse()
  const active = new Map<AsyncGenerator<T, unknown>, Promise<{ from: AsyncGenerator<T, unknown>; step: IteratorResult<T, unknown> }>>()

  const advance = (from: AsyncGenerator<T, unknown>): void => {
    const step = from.next().then((result) => ({ from, step: result }))
    // Its failure is reported by the race below; until then it must not count as unhandled.
    step.catch(() => {})
    active.set(from, step)
  }
  const fill = (): void => {
    for (let next = waiting.at(-1); next !== undefined && active.size < width; next = waiting.at(-1)) {
      waiting.pop()
      advance(next())
    }
  }

  try {
    for (fill(); active.size > 0; fill()) {
      const { from, step } = await Promise.race(active.values())
      active.delete(from)
      if (step.done) continue
      advance(from)
      yield step.value
    }
  } finally {
    await Promise.allSettled([...active.keys()].map((source) => source.return(undefined)))
  }
}
