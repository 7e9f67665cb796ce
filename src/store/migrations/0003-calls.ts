import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Calls made by account and month. */
export async function calls(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table calls (account ${text} not null, month ${text} not null, calls bigint not null, primary key (account, month))`.execute(db)
}
