import { sql, type Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What is remembered of a pair for its own sake, in the order of reading; the journal goes last. */
export const FORGOTTEN = ['folders', 'items', 'bindings', 'checkpoints', 'set_aside', 'facts', 'subscriptions', 'wanted', 'decisions', 'standings', 'gate', 'sign_ins', 'watch_matches', 'journal'] as const satisfies readonly (keyof Tables)[]

/** What stays, and why. */
export const KEPT = {
  meta: 'that there was such a pair: its audit can be asked for',
  audit: 'the record of what was done, its end included; it holds no content',
  event: 'what happened, for whoever has not heard of it yet; it holds no content and goes after a month',
  paused: 'keeps a running service from beginning anew',
  lease: 'who may write the pair now',
} as const satisfies Partial<Record<keyof Tables, string>>

/** Rows of the pair by table, tables without one left out. */
export async function rememberedRows(db: Kysely<Tables>, pair: string): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const table of FORGOTTEN) {
    const found = await sql<{ many: number | string }>`select count(*) as many from ${sql.table(table)} where pair = ${pair}`.execute(db)
    const many = Number(found.rows[0]?.many ?? 0)
    if (many > 0) rows[table] = many
  }
  return rows
}

/** Deletes them, inside the transaction that it is given. */
export async function forgetRows(tx: Kysely<Tables>, pair: string): Promise<void> {
  for (const table of FORGOTTEN) await sql`delete from ${sql.table(table)} where pair = ${pair}`.execute(tx)
}
