import { sql, type Kysely, type Selectable } from 'kysely'
import type { AuditHead } from '../domain/audit-head.ts'
import { DEEDS } from '../domain/deed.ts'
import type { Instant } from '../domain/instant.ts'
import { SIDES } from '../domain/side.ts'
import type { AuditRecord, RunSummary } from '../engine/ports.ts'
import { fromStored, oneOf, toNullable, toStored } from './stored-text.ts'
import { CHAIN_START, linked, linkHash, type AuditRow } from './audit-chain.ts'
import type { Flavour } from './flavour.ts'
import type { AuditLink, AuditQuery, AuditVerdict, SetBack } from './store.ts'
import type { AuditTable, Tables } from './tables.ts'
import type { Upsert } from './upsert.ts'

/** Rows that are in memory at once while all are looked at. */
const BATCH = 1000

/** How records are written on this database. */
export interface AuditWriting extends Pick<Flavour, 'lockChain'> {
  readonly upsert: Upsert
}

/** Writes records after the last one of the pair and links them to it. Inside the transaction of what they tell of. */
export async function appendAudit(tx: Kysely<Tables>, pair: string, records: readonly AuditRecord[], { upsert, lockChain }: AuditWriting): Promise<void> {
  await lockChain(tx, pair)
  const last = await tx.selectFrom('audit').select('hash').where('pair', '=', pair).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  await upsert(tx, 'audit', [], linked(last?.hash ?? CHAIN_START, records.map((record) => encodeAudit(pair, record))))
}

const encodeAudit = (pair: string, record: AuditRecord): AuditRow => ({
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
  by_whom: toNullable(record.by),
  request: toNullable(record.request),
  took_ms: record.tookMs ?? null,
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
  ...(row.by_whom === null ? {} : { by: fromStored(row.by_whom) }),
  ...(row.request === null ? {} : { request: fromStored(row.request) }),
})

/** The last `most` audit records of a pair, newest first. */
export const lastAudit = async (db: Kysely<Tables>, pair: string, most: number): Promise<AuditRecord[]> =>
  (await db.selectFrom('audit').selectAll().where('pair', '=', pair).orderBy('seq', 'desc').limit(most).execute()).map(decodeAudit)

const toLink = (row: Selectable<AuditTable>): AuditLink => ({ ...decodeAudit(row), seq: Number(row.seq), hash: row.hash })

/** Records that the query names, in the order that it wants. */
export async function searchAudit(db: Kysely<Tables>, pair: string, { after, before, most, run, kind, item, by, reason, since, until, isNewestFirst = false }: AuditQuery): Promise<AuditLink[]> {
  let query = db.selectFrom('audit').selectAll().where('pair', '=', pair).where('seq', '>', after ?? 0)
  if (before !== undefined) query = query.where('seq', '<', before)
  if (by !== undefined) query = query.where(sql`lower(by_whom)`, 'like', sql`${`%${by.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`)
  if (run !== undefined) query = query.where('run', '=', toStored(run))
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (item !== undefined) query = query.where('item', '=', toStored(item))
  if (reason !== undefined) query = query.where('reason', '=', toStored(reason))
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  return (await query.orderBy('seq', isNewestFirst ? 'desc' : 'asc').limit(most).execute()).map(toLink)
}

/** Computes every link anew, a batch at a time, up to the first that does not hold, and looks for the heads that were told. */
export async function verifyAudit(db: Kysely<Tables>, pair: string, told: readonly string[] = []): Promise<AuditVerdict> {
  let [records, head, after] = [0, CHAIN_START, 0]
  const missing = new Set(told)
  const turns: SetBack['first'][] = []
  let before: Instant = ''
  const verdict = (): AuditVerdict => ({ records, head, ...(missing.size === 0 ? {} : { missing: [...missing] }), ...(turns[0] === undefined ? {} : { setBack: { times: turns.length, first: turns[0] } }) })
  for (;;) {
    const rows = await db.selectFrom('audit').selectAll().where('pair', '=', pair).where('seq', '>', after).orderBy('seq').limit(BATCH).execute()
    for (const row of rows) {
      after = Number(row.seq)
      if (linkHash(head, row) !== row.hash) return { ...verdict(), broken: { seq: after, at: row.at } }
      head = row.hash
      missing.delete(head)
      if (isOlder(row.at, before)) turns.push({ seq: after, at: row.at, after: before })
      before = row.at
      records++
    }
    if (rows.length < BATCH) return verdict()
  }
}

/** Records of writes that ended at the same time may be in either order, in milliseconds. */
const SWAPPED_MS = 5000

const isOlder = (at: Instant, before: Instant): boolean => at < before && Date.parse(at) < Date.parse(before) - SWAPPED_MS

/** How many records every pair has, and the hash of the last. */
export async function auditHeads(db: Kysely<Tables>): Promise<AuditHead[]> {
  const counted = db.selectFrom('audit').select(['pair', sql<number | string>`max(seq)`.as('last'), sql<number | string>`count(*)`.as('records')]).groupBy('pair')
  const rows = await db.selectFrom('audit').innerJoin(counted.as('counted'), 'counted.last', 'audit.seq').select(['audit.pair', 'counted.records', 'audit.hash']).orderBy('audit.pair').execute()
  return rows.map((row) => ({ pair: fromStored(row.pair), records: Number(row.records), head: row.hash }))
}

/** The last `most` runs with audit records, newest first. What people did beside runs is none. */
export async function lastRuns(db: Kysely<Tables>, pair: string, most: number): Promise<RunSummary[]> {
  const last = await db.selectFrom('audit').select('run').where('pair', '=', pair).where('kind', 'not in', DEEDS).groupBy('run').orderBy(sql`max(seq)`, 'desc').limit(most).execute()
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
    .where('kind', 'not in', DEEDS)
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

/** Records after `seq`, in order. */
export const recordsAfter = async (db: Kysely<Tables>, pair: string, seq: number): Promise<AuditRecord[]> =>
  (await db.selectFrom('audit').selectAll().where('pair', '=', pair).where('seq', '>', seq).orderBy('seq').execute()).map(decodeAudit)
