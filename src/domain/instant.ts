/** A moment in UTC to the second, `2026-01-31T08:00:00Z`. Text order is time order. */
export type Instant = string

/** The instant of `date` (a `Date` or milliseconds since 1970), or nothing when it is not a usable date. */
export function toInstant(date: Date | number | undefined): Instant | undefined {
  if (date === undefined) return undefined
  const time = typeof date === 'number' ? date : date.getTime()
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? `${new Date(time).toISOString().slice(0, 19)}Z` : undefined
}
