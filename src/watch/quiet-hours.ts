/** From one time of the day to another, perhaps over midnight, in a time zone. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string
  readonly to: string
  /** Of the IANA database, such as `Asia/Hong_Kong`. */
  readonly zone: string
}

/** Whether a moment, in milliseconds since 1970, is within them. */
export function isQuiet({ from, to, zone }: QuietHours, now: number): boolean {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(now))
  return from <= to ? from <= time && time < to : time >= from || time < to
}

export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
