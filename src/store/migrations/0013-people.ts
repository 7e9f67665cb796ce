import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Distinct people whose data crossed, by year and direction: keyed hashes of their addresses. No pair: a person counts once for all. */
export async function people(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table people (year integer not null, side ${text} not null, person ${text} not null, primary key (year, side, person))`.execute(db)
}
