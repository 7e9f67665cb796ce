import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** What is remembered of the safety measures of each pair. */
export async function gate(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table gate (pair ${text} not null, kind ${text} not null, name ${text} not null, value ${text} not null, primary key (pair, kind, name))`.execute(db)
}
