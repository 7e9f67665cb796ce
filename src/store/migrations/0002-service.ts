import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** What `tongbu serve` remembers. Times are milliseconds since 1970; in `paused`, a pair without name is all of them. */
export async function service(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  const statements = [
    sql`create table subscriptions (
      pair ${text} not null, side ${text} not null check (side in ('left', 'right')), id ${text} not null,
      expires_at bigint not null, client_state ${text} not null, primary key (pair, side))`,
    sql`create table paused (pair ${text} not null primary key, by_whom ${text} not null, since bigint not null, until bigint)`,
    sql`create table wanted (pair ${text} not null primary key, why ${text} not null, since bigint not null, due_at bigint not null)`,
    sql`create table decisions (pair ${text} not null primary key, hold ${text} not null, decision ${text} not null check (decision in ('apply', 'discard')))`,
    sql`create table standings (pair ${text} not null primary key, value ${text} not null)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
