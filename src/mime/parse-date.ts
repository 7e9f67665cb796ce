import type { Instant } from '../domain/instant.ts'
import { toInstant } from '../domain/instant.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Hours of the zone names of RFC 5322 section 4.3; any other name means UTC there. */
const ZONES: Readonly<Record<string, number>> = { est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 }

const DAY = String.raw`(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})`
const TIME = String.raw`(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(am|pm)?`
const ZONE = String.raw`((?:GMT|UTC?)?[+-]\d{1,2}(?::?\d{2})?|[a-z]+)?`
const RFC_5322 = new RegExp(String.raw`${DAY}[\s,]+${TIME}\s*${ZONE}`, 'i')
const ASCTIME = /([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})\s+(?:([a-z]{3,4})\s+)?(\d{4})(?:\s*([+-]\d{4}))?/i
const ISO_8601 = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/i

/**
 * The instant that a Date header names (RFC 5322 sections 3.3 and 4.3, asctime and ISO 8601 as some senders write them).
 * A date without zone is UTC, so that the answer never depends on the machine. Nothing when it is no date that a mailbox
 * can hold (years 1970 to 9999).
 */
export function parseDate(header: string): Instant | undefined {
  const text = header.trim().slice(0, 200)
  const iso = ISO_8601.exec(text)
  if (iso !== null) return instantOf(iso[1], Number(iso[2]) - 1, iso[3], iso.slice(4, 7), iso[7])
  const usual = RFC_5322.exec(text)
  if (usual !== null) {
    const [, day, month = '', year, hour, minute, second, half, zone] = usual
    return instantOf(year, MONTHS.indexOf(month.toLowerCase()), day, [String(hourOfDay(Number(hour), half)), minute, second], zone)
  }
  const unix = ASCTIME.exec(text)
  if (unix === null) return undefined
  const [, month = '', day, hour, minute, second, name, year, zone] = unix
  return instantOf(year, MONTHS.indexOf(month.toLowerCase()), day, [hour, minute, second], zone ?? name)
}

function instantOf(year = '', month: number, day = '', time: readonly (string | undefined)[], zone = ''): Instant | undefined {
  const [hour, minute, second] = time.map((part) => Number(part ?? 0))
  const fullYear = year.length > 2 && year.length !== 3 ? Number(year) : Number(year) + (year.length === 3 || Number(year) >= 50 ? 1900 : 2000)
  if (month < 0 || month > 11 || Number(day) < 1 || Number(day) > 31 || (hour ?? 0) > 24 || (minute ?? 0) > 59) return undefined
  if (fullYear < 1970 || fullYear > 9999) return undefined
  const local = Date.UTC(fullYear, month, Number(day), hour, minute, Math.min(second ?? 0, 59))
  const at = local - offsetMinutes(zone) * 60_000
  return at < 0 ? undefined : toInstant(at)
}

function offsetMinutes(zone: string): number {
  const number = /^(?:[a-z]*)([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone)
  if (number === null) return (ZONES[zone.toLowerCase()] ?? 0) * 60
  const minutes = Number(number[2]) * 60 + Number(number[3] ?? 0)
  return minutes > 24 * 60 ? 0 : number[1] === '-' ? -minutes : minutes
}

function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}
