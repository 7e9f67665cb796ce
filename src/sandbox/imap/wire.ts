/** A string as RFC 3501 writes it: NIL, quoted, or a literal. One character per byte. */
export function wireString(text: string | undefined): string {
  if (text === undefined) return 'NIL'
  if (/[^\x20-\x7e]/.test(text)) return `{${text.length}}\r\n${text}`
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** INTERNALDATE, in the server's zone: so many whole hours east of Greenwich. */
export function wireDate(ms: number, utcOffsetHours: number): string {
  const time = new Date(ms + utcOffsetHours * 3_600_000).toISOString()
  const day = time.slice(8, 10).replace(/^0/, ' ')
  return `"${day}-${MONTHS[Number(time.slice(5, 7)) - 1] ?? ''}-${time.slice(0, 4)} ${time.slice(11, 19)} +${String(utcOffsetHours).padStart(2, '0')}00"`
}

/** A date-time (RFC 3501) in milliseconds since 1970; undefined when it is none. */
export function parseWireDate(text: string): number | undefined {
  const found = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text)
  if (!found) return undefined
  const [, day = '', month = '', year = '', time = '', hours = '', minutes = ''] = found
  return parseDay(day, month, year, `${time}${hours}:${minutes}`)
}

/** A date (RFC 3501), its midnight in UTC. */
export function parseWireDay(text: string): number | undefined {
  const [, day = '', month = '', year = ''] = /^"?(\d{1,2})-([A-Za-z]{3})-(\d{4})"?$/.exec(text) ?? []
  return parseDay(day, month, year, '00:00:00Z')
}

function parseDay(day: string, month: string, year: string, time: string): number | undefined {
  const number = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase()) + 1
  const ms = Date.parse(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}T${time}`)
  return Number.isNaN(ms) ? undefined : ms
}
