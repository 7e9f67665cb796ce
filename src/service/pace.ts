/** How often a pair is looked at when nothing tells of changes, in milliseconds. */
export interface Pace {
  readonly hotMs: number
  readonly warmMs: number
  readonly idleMs: number
  readonly safetyMs: number
}

const HOT_FOR_MS = 5 * 60_000
const WARM_FOR_MS = 60 * 60_000

/**
 * How long to wait before looking again. Somebody who has just changed something will change more. Where both clouds tell of
 * changes, looking is only a net for what they did not tell, and is one step rarer. A sign-in that is withdrawn meanwhile shows at the
 * next look, too: a token that is still good would tell nothing about it, and until something changes nobody misses anything.
 */
export function pollAfter(sinceChangeMs: number, isTold: boolean, { hotMs, warmMs, idleMs, safetyMs }: Pace): number {
  const steps = isTold ? [warmMs, idleMs, safetyMs] : [hotMs, warmMs, idleMs]
  const step = sinceChangeMs < HOT_FOR_MS ? 0 : sinceChangeMs < WARM_FOR_MS ? 1 : 2
  return steps[step] ?? idleMs
}

/** Growing pauses: `firstMs`, twice that, and so on up to `mostMs`. `failures` counts from 1. */
export const pauseAfter = (failures: number, firstMs: number, mostMs: number): number => Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)))

/** The last moment before `now` at which the hour `hour` (UTC) began. */
export function lastHour(hour: number, now: number): number {
  const date = new Date(now)
  const today = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour)
  return today <= now ? today : today - 86_400_000
}
