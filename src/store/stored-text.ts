import { SyncError } from '../domain/errors.ts'

/** Marks text that is stored as JSON because a text column would refuse or change it. */
const ESCAPED = '\u0001'

/**
 * Text as a column may hold it, one to one: PostgreSQL refuses NUL, and both databases would turn half a
 * surrogate pair into a replacement character. Equal texts give equal columns, so look-ups use it too.
 */
export const toStored = (text: string): string =>
  text.includes('\0') || text.startsWith(ESCAPED) || !text.isWellFormed() ? ESCAPED + JSON.stringify(text) : text

/** The reverse of `toStored`. */
export const fromStored = (text: string): string => (text.startsWith(ESCAPED) ? asText(parseJson(text.slice(1))) : text)

/** `toStored` for what may be absent. */
export const toNullable = (text: string | undefined): string | null => (text === undefined ? null : toStored(text))

/** A row that this version cannot have written. */
export const unreadable = (what: string): SyncError => new SyncError('BROKEN_INVARIANT', `The database holds ${what} that cannot be read.`)

/** @throws {SyncError} `BROKEN_INVARIANT` when `text` is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('a value')
  }
}

/** @throws {SyncError} `BROKEN_INVARIANT` when `value` is not text. */
export function asText(value: unknown): string {
  if (typeof value !== 'string') throw unreadable('a value')
  return value
}

/** A JSON object; its fields are still unknown. @throws {SyncError} `BROKEN_INVARIANT` */
export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable('a value')
  return value as Record<string, unknown>
}

/** `value` as one of `allowed`. @throws {SyncError} `BROKEN_INVARIANT` */
export function oneOf<T extends string>(allowed: readonly T[], value: unknown): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw unreadable('a word')
  return found
}
