/** When a restore point was taken, as its name says: `20260301T080000Z-a1b2c3`. */
export function takenAtOf(point: string): string {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(point) ?? []
  return year === undefined ? new Date(0).toISOString() : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}
