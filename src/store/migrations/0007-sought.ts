import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** The journal knows since when a create is looked for. */
export async function sought(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`alter table journal add column sought_at ${text}`.execute(db)
}
