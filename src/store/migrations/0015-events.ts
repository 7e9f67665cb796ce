import { sql, type Kysely } from 'kysely'
import { randomId } from '../../platform/ids.ts'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/**
 * What happened and is no effect. Its places are those of the audit, counted on together, so that both are one feed. The feed has a
 * name, by which the cursor of another database is known.
 */
export async function events(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table event (seq bigint primary key, pair ${text} not null, at ${text} not null, kind ${text} not null, detail ${text} not null)`.execute(db)
  await sql`alter table audit add column took_ms bigint`.execute(db)
  await sql`insert into meta (pair, name, value) values ('', 'feed', ${randomId()})`.execute(db)
}
