import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** How changes of a pair are heard of, where another process listens than works. */
export async function hearing(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`alter table standings add column hearing ${text}`.execute(db)
}
