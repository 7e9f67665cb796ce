import type { Point } from './point.ts'

/** Of how many days, weeks and months with restore points the last one of each is kept. */
export interface Keep {
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
}

const DAY_MS = 86_400_000
/** Whatever was taken since then is kept, in milliseconds. */
const RECENT_MS = DAY_MS
/** What was taken before a held plan was applied, or before a rollback, is kept so long: whether the decision was right shows late. */
const HOLD_MS = 30 * DAY_MS

/**
 * The points that need not be kept any more. Never the last of a pair, nor one that is pinned. A clock that was set back makes points
 * of the future, and those are kept.
 */
export function pointsToDrop(points: readonly Point[], keep: Keep, now: number): readonly Point[] {
  return [...Map.groupBy(points, ({ pair }) => pair).values()].flatMap((ofPair) => dropOf(ofPair, keep, now))
}

function dropOf(points: readonly Point[], keep: Keep, now: number): Point[] {
  const newestFirst = [...points].sort((a, b) => (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : a.id < b.id ? 1 : -1))
  const kept = new Set([...newestFirst.slice(0, 1), ...newestFirst.filter((point) => isKeptAnyway(point, now))])
  for (const [bucket, most] of [[dayOf, keep.daily], [weekOf, keep.weekly], [monthOf, keep.monthly]] as const) {
    const buckets = Map.groupBy(newestFirst, bucket)
    for (const [newest] of [...buckets.values()].slice(0, most)) if (newest !== undefined) kept.add(newest)
  }
  return newestFirst.filter((point) => !kept.has(point))
}

function isKeptAnyway({ pinned, why, takenAt }: Point, now: number): boolean {
  const age = now - Date.parse(takenAt)
  return pinned || age < RECENT_MS || ((why === 'before-hold' || why === 'before-rollback') && age < HOLD_MS)
}

const dayOf = ({ takenAt }: Point): string => takenAt.slice(0, 10)
const monthOf = ({ takenAt }: Point): string => takenAt.slice(0, 7)
/** Weeks begin on Monday; the first day of 1970 was a Thursday. */
const weekOf = ({ takenAt }: Point): string => String(Math.floor((Date.parse(takenAt) / DAY_MS + 3) / 7))
