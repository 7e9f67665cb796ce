import type { InUse } from '../../bench/memory-in-use.ts'
import { residentMB } from '../../bench/serve-process.ts'
import { slopeThrough } from './slope-through.ts'

/** Memory of one process while it lives. */
export interface MemoryWatch {
  /** The most resident memory that it ever had. */
  readonly peakMB: number
  /** What it had when it was last looked at. */
  readonly lastMB: number
  /** To be called often, for the peak. Every two minutes the process is asked what it has in use. */
  look(at: number): void
  /** Undefined where there is too little to tell. */
  growth(): Growth | undefined
}

/** In MB an hour, of what is in use. */
export interface Growth {
  readonly heap: number
  readonly resident: number
  /** Between the first and the last measurement that it was drawn through. */
  readonly minutes: number
  /** In use at first and at last. */
  readonly from: InUse
  readonly to: InUse
}

/** A process that has just begun grows by itself: code is compiled, caches fill. */
const WARM_UP_MS = 5 * 60_000
/** Seldom, since each measurement collects: more of them would keep the peak lower than it is where nobody measures. */
const ASK_EVERY_MS = 2 * 60_000
/** In less time work in hand says more than growth. */
const LEAST_MS = 20 * 60_000
/** The mailboxes and their folders grow meanwhile, and so does what is known of them. */
export const MOST_MB_PER_HOUR = 30
/** Measured: 381 MB during the first sync. */
export const MOST_MB = 500

/** Watches a process that tells what it has in use. */
export function watchMemory({ pid, memoryInUse }: { readonly pid: number; memoryInUse(): Promise<InUse | undefined> }): MemoryWatch {
  const points: Point[] = []
  let [peak, now, born, asked] = [0, 0, Infinity, -Infinity]
  const ask = async (at: number): Promise<void> => {
    const inUse = await memoryInUse()
    if (inUse !== undefined) points.push([at, inUse])
  }
  return {
    get peakMB() {
      return peak
    },
    get lastMB() {
      return now
    },
    look: (at) => {
      now = residentMB(pid)
      born = Math.min(born, at)
      peak = Math.max(peak, now)
      if (at - born < WARM_UP_MS || at - asked < ASK_EVERY_MS) return
      asked = at
      void ask(at)
    },
    growth: () => growthOf(points),
  }
}

type Point = readonly [ms: number, inUse: InUse]

/** By least squares; undefined when the points are of less than twenty minutes. */
export function growthOf(points: readonly Point[]): Growth | undefined {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last[0] - first[0] < LEAST_MS) return undefined
  const slope = (of: (inUse: InUse) => number): number => slopeThrough(points.map(([ms, inUse]) => [ms / 3_600_000, of(inUse)] as const))
  return { heap: slope(({ heapMB }) => heapMB), resident: slope(({ residentMB }) => residentMB), minutes: (last[0] - first[0]) / 60_000, from: first[1], to: last[1] }
}
