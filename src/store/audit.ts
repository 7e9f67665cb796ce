import type { Insertable, Kysely, Selectable } from 'kysely'
import { SIDES } from '../domain/side.ts'
import type { AuditRecord } from '../engine/ports.ts'
import { fromStored, oneOf, toNullable, toStored } from './stored-text.ts'
import type { AuditTable, Tables } from './tables.ts'

/** The row of an audit record. */
export const encodeAudit = (pair: string, record: AuditRecord): Insertable<AuditTable> => ({
  pair,
  at: record.at,
  run: toStored(record.run),
  kind: record.kind,
  side: record.on ?? null,
  item: toNullable(record.item),
  binding: toNullable(record.binding),
  reason: toStored(record.reason),
  token: toNullable(record.token),
  detail: toNullable(record.detail),
})

const decodeAudit = (row: Selectable<AuditTable>): AuditRecord => ({
  at: row.at,
  run: fromStored(row.run),
  kind: row.kind as AuditRecord['kind'],
  ...(row.side === null ? {} : { on: oneOf(SIDES, row.side) }),
  ...(row.item === null ? {} : { item: fromStored(row.item) }),
  ...(row.binding === null ? {} : { binding: fromStored(row.binding) }),
  reason: fromStored(row.reason),
  ...(row.token === null ? {} : { token: fromStored(row.token) }),
  ...(row.detail === null ? {} : { detail: fromStored(row.detail) }),
})

/** The last `most` audit records of a pair, newest first. */
export const lastAudit = async (db: Kysely<Tables>, pair: string, most: number): Promise<AuditRecord[]> =>
  (await db.selectFrom('audit').selectAll().where('pair', '=', pair).orderBy('seq', 'desc').limit(most).execute()).map(decodeAudit)
