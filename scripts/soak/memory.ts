import { residentMB } from '../../bench/serve-process.ts'
import { slopeThrough } from './slope-through.ts'

/** Resident memory of one process while it lives. */
export interface MemoryWatch {
  /** The most that it ever had. */
  readonly peakMB: number
  /** What it had when it was last looked at. */
  readonly lastMB: number
  note(pid: number, at: number): void
  slope(): Slope | undefined
}

export interface Slope {
  readonly mbPerHour: number
  /** Between the first and the last measurement that it was drawn through. */
  readonly minutes: number
}

/** A process that has just begun grows by itself: code is compiled, caches fill. */
const WARM_UP_MS = 5 * 60_000
/**
 * Resident memory goes up and down between collections (measured: 252 to 371 MB, every five to six minutes), so that the slope of all
 * of it says where in a cycle the measuring began. What is left after a collection is the least of a span that is longer than a cycle.
 */
const SPAN_MS = 8 * 60_000
/** Of fewer spans a slope says nothing. */
const LEAST_SPANS = 3
/** Of what is left after collections. Measured: it comes back to within 3 MB, which is 10 MB an hour over the shortest time. */
export const MOST_MB_PER_HOUR = 30
/** Measured: 381 MB during the first sync. */
export const MOST_MB = 500

export function watchMemory(): MemoryWatch {
  const points: Point[] = []
  let [peak, now, born] = [0, 0, Infinity]
  return {
    get peakMB() {
      return peak
    },
    get lastMB() {
      return now
    },
    note: (pid, at) => {
      const mb = residentMB(pid)
      if (mb === 0) return
      now = mb
      born = Math.min(born, at)
      peak = Math.max(peak, mb)
      if (at - born >= WARM_UP_MS) points.push([at, mb])
    },
    slope: () => slopeOf(floorsOf(points)),
  }
}

type Point = readonly [ms: number, mb: number]

/** The least of each whole span. */
export function floorsOf(points: readonly Point[]): Point[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  const spans = Math.floor((last[0] - first[0]) / SPAN_MS)
  const floors = Array.from({ length: spans }, (_, n) => {
    const from = first[0] + n * SPAN_MS
    return points.filter(([ms]) => ms >= from && ms < from + SPAN_MS).reduce((least, point) => (point[1] < least[1] ? point : least), [from, Infinity] as Point)
  })
  return floors.filter(([, mb]) => mb < Infinity)
}

/** Least squares; nothing where there is too little to tell. */
function slopeOf(floors: readonly Point[]): Slope | undefined {
  const [first, last] = [floors[0], floors.at(-1)]
  if (first === undefined || last === undefined || floors.length < LEAST_SPANS) return undefined
  return { mbPerHour: slopeThrough(floors.map(([ms, mb]) => [ms / 3_600_000, mb] as const)), minutes: (last[0] - first[0]) / 60_000 }
}
