import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import { SIDES } from '../domain/side.ts'
import type { AuditRecord, RunSummary } from '../engine/ports.ts'
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

/** The last `most` runs with audit records, newest first. */
export async function lastRuns(db: Kysely<Tables>, pair: string, most: number): Promise<RunSummary[]> {
  const last = await db.selectFrom('audit').select('run').where('pair', '=', pair).groupBy('run').orderBy(sql`max(seq)`, 'desc').limit(most).execute()
  const runs: RunSummary[] = []
  for (const { run } of last) {
    const summary = await runOf(db, pair, run)
    if (summary !== undefined) runs.push(summary)
  }
  return runs
}

/** What the audit holds of one run, by its stored name. */
export async function runOf(db: Kysely<Tables>, pair: string, run: string): Promise<RunSummary | undefined> {
  const rows = await db
    .selectFrom('audit')
    .select(['kind', 'side', 'reason', sql<number | string>`count(*)`.as('many'), sql<string>`min(at)`.as('first'), sql<string>`max(at)`.as('last')])
    .where('pair', '=', pair)
    .where('run', '=', run)
    .groupBy(['kind', 'side', 'reason'])
    .execute()
  if (rows.length === 0) return undefined
  const done: Record<(typeof SIDES)[number], Partial<Record<AuditRecord['kind'], number>>> = { left: {}, right: {} }
  for (const { kind, side, many } of rows) {
    if (side === null) continue
    const counts = done[oneOf(SIDES, side)]
    counts[kind as AuditRecord['kind']] = (counts[kind as AuditRecord['kind']] ?? 0) + Number(many)
  }
  const times = rows.flatMap(({ first, last }) => [first, last]).sort()
  return { run: fromStored(run), from: times[0] ?? '', to: times.at(-1) ?? '', done, isUndo: rows.some(({ reason }) => reason === 'undone') }
}

/** Records with detail from the first of `run` on, in order. */
export const writesSince = async (db: Kysely<Tables>, pair: string, run: string): Promise<AuditRecord[]> => {
  const first = db.selectFrom('audit').select(sql<number>`min(seq)`.as('first')).where('pair', '=', pair).where('run', '=', run)
  const rows = await db.selectFrom('audit').selectAll().where('pair', '=', pair).where('detail', 'is not', null).where('seq', '>=', first).orderBy('seq').execute()
  return rows.map(decodeAudit)
}
