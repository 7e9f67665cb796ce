import { toInstant, type Instant } from '../domain/instant.ts'
import { textGiven, UsageError, type Given } from './command.ts'

/** The time given for an option, or nothing. @throws {UsageError} for one that is none */
export function instantGiven(given: Given, name: string): Instant | undefined {
  const text = textGiven(given, name)
  if (text === undefined) return undefined
  const instant = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? toInstant(new Date(text)) : undefined
  if (instant === undefined) throw new UsageError(`--${name} takes a time such as 2026-11-29 or 2026-11-29T08:00:00Z.`)
  return instant
}
