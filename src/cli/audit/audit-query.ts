import type { AuditQuery } from '../../app.ts'
import { textGiven, type Given } from '../command.ts'
import { instantGiven } from '../instant-given.ts'

/** Which records a person wants. @throws {UsageError} for a time that is none */
export function queryOf(given: Given): Omit<AuditQuery, 'most'> {
  const parts = { run: textGiven(given, 'run'), kind: textGiven(given, 'kind'), item: textGiven(given, 'item'), since: instantGiven(given, 'since'), until: instantGiven(given, 'until') }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
