import type { ArchiveQuery } from '../../archive-app.ts'
import { textGiven, type Invocation } from '../command.ts'
import { instantGiven } from '../instant-given.ts'

/** What to look for, as it was written. @throws {UsageError} for a time that is none */
export function queryGiven({ given, rest }: Invocation): ArchiveQuery {
  const parts = {
    ...Object.fromEntries((['pair', 'from', 'to', 'subject', 'folder'] as const).map((name) => [name, textGiven(given, name)])),
    since: instantGiven(given, 'since'),
    until: instantGiven(given, 'until'),
    hasAttachment: given['hasAttachment'] === true ? true : undefined,
  }
  return { words: rest, ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) }
}
