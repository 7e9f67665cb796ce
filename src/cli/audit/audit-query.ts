import type { AuditQuery } from '../../app.ts'
import { toInstant } from '../../domain/instant.ts'
import { textGiven, UsageError, type Given } from '../command.ts'

/** Which records a person wants. @throws {UsageError} for a time that is none */
export function queryOf(given: Given): Omit<AuditQuery, 'most'> {
  const time = (name: 'since' | 'until'): string | undefined => {
    const text = textGiven(given, name)
    if (text === undefined) return undefined
    const instant = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? toInstant(new Date(text)) : undefined
    if (instant === undefined) throw new UsageError(`--${name} takes a time such as 2026-11-29 or 2026-11-29T08:00:00Z.`)
    return instant
  }
  const parts = { run: textGiven(given, 'run'), kind: textGiven(given, 'kind'), item: textGiven(given, 'item'), since: time('since'), until: time('until') }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
