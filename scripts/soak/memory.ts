import { residentMB } from '../../bench/serve-process.ts'

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
  /** Of the measurements that it was drawn through. */
  readonly minutes: number
}

/** A process that has just begun grows by itself: code is compiled, caches fill. */
const WARM_UP_MS = 5 * 60_000
/** Of a shorter time a slope says nothing. */
const LEAST_MS = 10 * 60_000
/** Half an hour at this slope is what garbage collection moves about by itself. */
export const MOST_MB_PER_HOUR = 20
export const MOST_MB = 400

export function watchMemory(): MemoryWatch {
  const points: (readonly [ms: number, mb: number])[] = []
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
    slope: () => slopeOf(points),
  }
}

/** Least squares; nothing where the time is too short to tell. */
export function slopeOf(points: readonly (readonly [ms: number, mb: number])[]): Slope | undefined {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last[0] - first[0] < LEAST_MS) return undefined
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [meanOf(points.map(([ms]) => ms)), meanOf(points.map(([, mb]) => mb))]
  const over = points.reduce((sum, [ms, mb]) => sum + (ms - x) * (mb - y), 0)
  const under = points.reduce((sum, [ms]) => sum + (ms - x) ** 2, 0)
  return { mbPerHour: (over / under) * 3_600_000, minutes: (last[0] - first[0]) / 60_000 }
}
