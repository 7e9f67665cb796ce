import { sql, type Kysely } from 'kysely'
import { randomId } from '../../platform/ids.ts'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/**
 * What happened and is no effect. Its places are those of the audit, counted on together, so that both are one feed. The feed has a
 * name, by which the cursor of another database is known. Webhooks read from it.
 */
export async function events(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table event (seq bigint primary key, pair ${text} not null, at ${text} not null, kind ${text} not null, detail ${text} not null)`.execute(db)
  await sql`create table webhooks (id ${text} primary key, value ${text} not null, fate ${text} not null, position ${text} not null, created_at ${text} not null)`.execute(db)
  await sql`create table deliveries (webhook ${text} not null, event ${text} not null, place bigint not null, at ${text} not null, kind ${text} not null, body ${text} not null,
    state ${text} not null, attempts integer not null, due_at bigint not null, first_tried_at bigint, last ${text}, primary key (webhook, event))`.execute(db)
  await sql`create index deliveries_by_due on deliveries (webhook, state, due_at, place)`.execute(db)
  await sql`alter table audit add column took_ms bigint`.execute(db)
  await sql`insert into meta (pair, name, value) values ('', 'feed', ${randomId()})`.execute(db)
}
