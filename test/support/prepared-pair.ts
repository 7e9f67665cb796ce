import { readFileSync, writeFileSync } from 'node:fs'
import { MemoryPair, type MemoryPairOptions } from './memory-pair.ts'
import type { openScratch } from './scratch.ts'

/** A pair in step, edited since: what is tried on it begins there each time, without the way to get there. */
export interface PreparedPair {
  /** A pair of its own, to be ended with `loseState`. */
  begin(): MemoryPair
}

/** Fills with `before` and makes a run, if there is any, then edits. */
export async function preparePair(
  { options, before, edits }: { readonly options?: MemoryPairOptions; readonly before?: (pair: MemoryPair) => void; readonly edits: (pair: MemoryPair) => void },
  scratch: ReturnType<typeof openScratch>,
): Promise<PreparedPair> {
  const first = new MemoryPair({ ...options, database: `sqlite:${scratch.path('prepared.db')}` })
  if (before !== undefined) {
    before(first)
    await first.sync()
  } else await first.pairStore()
  edits(first)
  const moment = first.moment()
  await first.loseState()
  const bytes = readFileSync(scratch.path('prepared.db'))
  let begun = 0
  return {
    begin: () => {
      const path = scratch.path(`${++begun % 16}.db`)
      writeFileSync(path, bytes)
      return new MemoryPair({ ...options, database: `sqlite:${path}` }, moment)
    },
  }
}
