/** Hong Kong and the mainland have one time, and no summer time. */
const ZONE_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
/** Night is from 22:00 to 6:00. */
const [FROM_MS, UNTIL_MS] = [22 * 3_600_000, 6 * 3_600_000]

/** Whether it is night in Hong Kong and in mainland China at this moment, in milliseconds since 1970. */
export function isNight(now: number): boolean {
  const time = (((now + ZONE_MS) % DAY_MS) + DAY_MS) % DAY_MS
  return time >= FROM_MS || time < UNTIL_MS
}
