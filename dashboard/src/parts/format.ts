import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** A moment, as the API tells it or in milliseconds since 1970. */
export type Moment = string | number

/** Numbers and times as they are written in the language that is shown; times in this browser's zone. */
export interface Format {
  readonly number: (value: number) => string
  /** 0–1 → `12 %`. */
  readonly share: (value: number) => string
  readonly bytes: (value: number) => string
  /** In milliseconds → `0.2 s`, `3 min`. */
  readonly duration: (ms: number) => string
  /** Date and time to the minute. */
  readonly moment: (at: Moment) => string
  /** Date and time to the second, with the zone. */
  readonly exact: (at: Moment) => string
  readonly day: (at: Moment) => string
  /** A day of the calendar that belongs to no zone, as `2026-11-30`; what is no such day is told as it is. */
  readonly date: (day: string) => string
  /** A month of the calendar, as `2026-11`. */
  readonly month: (month: string) => string
  /** Weekday and day of the month. */
  readonly shortDay: (at: Moment) => string
  /** Hour and minute. */
  readonly clock: (at: Moment) => string
  /** `5 minutes ago`, `in 2 hours`. */
  readonly ago: (at: Moment, now: number) => string
  /** `Asia/Hong_Kong` → `Hong Kong Standard Time`; what this browser does not know is told as it is. */
  readonly zone: (name: string) => string
  /** `a, b and c`. */
  readonly list: (those: readonly string[]) => string
}

/** How values are written in the chosen language. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatOf(i18n.language), [i18n.language])
}

const STEPS = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['month', 30 * 86_400_000],
  ['year', 365 * 86_400_000],
] as const

const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** The same for a language that is named. */
export function formatOf(language: string): Format {
  const written = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(language, options)
    return (value) => format.format(value)
  }
  const told = (options: Intl.DateTimeFormatOptions): ((at: Moment) => string) => {
    const format = new Intl.DateTimeFormat(language, { hour12: false, ...options })
    return (at) => format.format(new Date(at))
  }
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const list = new Intl.ListFormat(language)
  // Bytes alone have no short name that every language knows. A number and its unit stay on one line.
  const unit = (value: number, name: string): string => written({ style: 'unit', unit: name, unitDisplay: name === 'byte' ? 'long' : 'short', maximumFractionDigits: value < 10 ? 1 : 0 })(value).replace(' ', '\u00a0')
  const stepOf = (ms: number) => STEPS.findLast(([, length]) => Math.abs(ms) >= length) ?? STEPS[0]
  return {
    number: written({ maximumFractionDigits: 1 }),
    share: written({ style: 'percent', maximumFractionDigits: 1 }),
    bytes(value) {
      const step = Math.min(BYTES.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3))
      return unit(value / 1000 ** step, BYTES[step] ?? 'byte')
    },
    duration(ms) {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond')
      const [name, length] = stepOf(ms)
      return unit(ms / length, name)
    },
    moment: told({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    exact: told({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }),
    day: told({ year: 'numeric', month: 'short', day: 'numeric' }),
    date: (day) => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? told({ year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' })(day) : day),
    month: told({ year: 'numeric', month: 'long', timeZone: 'UTC' }),
    shortDay: told({ weekday: 'short', day: 'numeric' }),
    clock: told({ hour: '2-digit', minute: '2-digit' }),
    ago(at, now) {
      const passed = new Date(at).getTime() - now
      const [name, length] = stepOf(passed)
      return relative.format(name === 'second' ? Math.trunc(passed / 10_000) * 10 : Math.trunc(passed / length), name)
    },
    zone(name) {
      try {
        return new Intl.DateTimeFormat(language, { timeZone: name, timeZoneName: 'longGeneric' }).formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? name
      } catch {
        return name
      }
    },
    list: (those) => list.format(those),
  }
}
