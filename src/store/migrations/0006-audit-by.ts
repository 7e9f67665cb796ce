import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** A record of the audit may name a person, and the request at the cloud. */
export async function auditBy(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  for (const column of ['by_whom', 'request']) await sql`alter table audit add column ${sql.ref(column)} ${text}`.execute(db)
}
