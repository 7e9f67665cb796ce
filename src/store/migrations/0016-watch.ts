import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Rules and channels, sealed; which messages rules fit, without a word of them; and what somebody was told. */
export async function watch(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table watch_parts (id ${text} primary key, kind ${text} not null, sealed ${text} not null, created_at ${text} not null)`.execute(db)
  await sql`create table watch_matches (pair ${text} not null, rule ${text} not null, item ${text} not null, side ${text} not null, due_at ${text} not null, state ${text} not null, primary key (pair, rule, item))`.execute(db)
  await sql`create index watch_matches_by_due on watch_matches (due_at)`.execute(db)
  await sql`create table watch_alerts (alert ${text} primary key, value ${text} not null, resolved_at ${text})`.execute(db)
}
