import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Who may sign in, who is signed in, and what lets somebody in. No secret in clear: passwords as argon2id, all else as SHA-256, and what must be read again sealed. */
export async function accounts(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  const statements = [
    sql`create table accounts (id ${text} not null primary key, name_key ${text} not null unique, value ${text} not null)`,
    sql`create table account_links (hash ${text} not null primary key, account ${text}, value ${text} not null)`,
    sql`create table account_tokens (id ${text} not null primary key, hash ${text} not null unique, account ${text} not null, value ${text} not null, used_at bigint)`,
    sql`create table account_sessions (
      hash ${text} not null primary key, account ${text} not null, value ${text} not null, created_at bigint not null, seen_at bigint not null, expires_at bigint not null)`,
    sql`create index account_sessions_account on account_sessions (account)`,
    sql`create table second_person (id ${text} not null primary key, value ${text} not null)`,
    sql`create table sign_in_failures (key ${text} not null primary key, times integer not null, last_at bigint not null)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
