import type { Point, PointReason } from './point.ts'

export interface DueQuestion {
  /** Of the pair, in any order. */
  readonly points: readonly Pick<Point, 'takenAt'>[]
  /** The pair was never synced. */
  readonly isFirstSync: boolean
  /** A held plan is to be applied. */
  readonly appliesHold: boolean
  /** In milliseconds since 1970. */
  readonly now: number
  readonly everyHours: number
}

/**
 * Why a restore point is to be taken before a run, or nothing where the last one will do. A point of the future (the clock was set back)
 * counts for nothing: else none would be taken until then.
 */
export function pointDue({ points, isFirstSync, appliesHold, now, everyHours }: DueQuestion): PointReason | undefined {
  if (appliesHold) return 'before-hold'
  const isFresh = points.some(({ takenAt }) => {
    const age = now - Date.parse(takenAt)
    return age >= 0 && age < everyHours * 3_600_000
  })
  return isFresh ? undefined : isFirstSync ? 'first-sync' : 'daily'
}

/** Whether a failure to take this point keeps a run from beginning: without it the run could not be taken back. */
export const mustHave = (why: PointReason): boolean => why === 'first-sync' || why === 'before-hold'
