import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Operation } from '../domain/operation.ts'
import type { JournalEntry } from '../engine/ports.ts'
import { asRecord, asText, fromStored, parseJson, toNullable, toStored } from './stored-text.ts'
import type { JournalTable, Tables } from './tables.ts'

/** The row of a journal entry. */
export const encodeEntry = (pair: string, entry: JournalEntry): Insertable<JournalTable> => ({
  pair,
  token: toStored(entry.token),
  operation: JSON.stringify(entry.operation),
  bookmark: toNullable(entry.bookmark),
  at: entry.at,
  sought_at: entry.soughtAt ?? null,
})

/** The entry of a row. @throws {SyncError} `BROKEN_INVARIANT` when the row makes no sense. */
export const decodeEntry = (row: Selectable<JournalTable>): JournalEntry => ({
  token: fromStored(row.token),
  operation: readOperation(row.operation),
  ...(row.bookmark === null ? {} : { bookmark: fromStored(row.bookmark) }),
  at: row.at,
  ...(row.sought_at === null ? {} : { soughtAt: row.sought_at }),
})

function readOperation(text: string): Operation {
  const operation = asRecord(parseJson(text))
  asText(operation['kind'])
  asText(operation['reason'])
  return operation as unknown as Operation
}

/** Operations begun and not settled, in the order in which they were begun. */
export const openEntries = async (db: Kysely<Tables>, pair: string): Promise<JournalEntry[]> =>
  (await db.selectFrom('journal').selectAll().where('pair', '=', pair).orderBy('seq').execute()).map(decodeEntry)
