import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

const words = (...allowed: readonly string[]): RawBuilder<unknown> => sql.join(allowed.map((word) => sql.lit(word)))

/** All tables. A partial index holds only the rows that its question can be about: what is dirty, missing, not gone. */
export async function initial(db: Kysely<Tables>, { text, sequence }: Flavour): Promise<void> {
  const statements = [
    sql`create table folders (
      pair ${text} not null, ref ${text} not null, side ${text} not null check (side in (${words('left', 'right')})),
      id ${text} not null, name ${text} not null, parent ${text}, role ${text},
      presence ${text} not null check (presence in (${words('present', 'gone')})), base ${text}, primary key (pair, ref))`,

    sql`create table items (
      pair ${text} not null, ref ${text} not null, side ${text} not null check (side in (${words('left', 'right')})),
      id ${text} not null, folder ${text} not null, presence ${text} not null check (presence in (${words('present', 'missing', 'gone')})),
      state ${text} not null, base ${text} not null, message_id ${text},
      role_class ${text} not null check (role_class in (${words('received', 'sent', 'draft')})),
      headline ${text} not null, received_at ${text} not null, size bigint not null, origin ${text},
      digest_exact ${text}, digest_normal ${text}, etag ${text}, primary key (pair, ref))`,
    sql`create index items_dirty on items (pair) where state <> base`,
    sql`create index items_missing on items (pair, side) where presence = 'missing'`,
    // Not unique: one change set may give an item the id that another had (moves on an IMAP server), and rows are
    // written several at a time in no particular order, so that two rows may share an id until the transaction ends.
    sql`create index items_by_id on items (pair, side, id) where presence <> 'gone'`,
    sql`create index items_gone_by_id on items (pair, side, id) where presence = 'gone'`,
    sql`create index items_by_folder on items (pair, side, folder) where presence <> 'gone'`,
    // A PostgreSQL index takes entries up to 2.7 kB, and a Message-ID may be longer than that.
    sql`create index items_by_message_id on items (pair, substr(message_id, 1, 255)) where message_id is not null and presence <> 'gone'`,
    sql`create index items_by_received on items (pair, received_at) where message_id is null and presence <> 'gone'`,

    sql`create table bindings (
      pair ${text} not null, id ${text} not null, kind ${text} not null check (kind in (${words('message', 'folder')})),
      left_ref ${text}, right_ref ${text},
      status ${text} not null check (status in (${words('live', 'differs', 'tombstone', 'departed', 'retired')})),
      since ${text} not null, primary key (pair, id))`,
    sql`create index bindings_by_left on bindings (pair, left_ref) where left_ref is not null`,
    sql`create index bindings_by_right on bindings (pair, right_ref) where right_ref is not null`,
    sql`create index bindings_not_live on bindings (pair, status) where status <> 'live'`,
    sql`create index bindings_of_folders on bindings (pair) where kind = 'folder'`,

    sql`create table checkpoints (
      pair ${text} not null, side ${text} not null check (side in (${words('left', 'right')})), scope ${text} not null,
      value ${text} not null, primary key (pair, side, scope))`,

    sql`create table journal (
      seq ${sequence}, pair ${text} not null, token ${text} not null, operation ${text} not null, bookmark ${text},
      at ${text} not null, unique (pair, token))`,

    sql`create table audit (
      seq ${sequence}, pair ${text} not null, at ${text} not null, run ${text} not null, kind ${text} not null, side ${text},
      item ${text}, binding ${text}, reason ${text} not null, token ${text}, detail ${text})`,
    sql`create index audit_by_pair on audit (pair, seq)`,
    sql`create index audit_by_run on audit (pair, run, seq)`,

    sql`create table set_aside (
      pair ${text} not null, item ${text} not null, code ${text} not null, message ${text} not null, state ${text} not null,
      attempts integer not null, since ${text} not null, primary key (pair, item))`,
    sql`create table facts (pair ${text} not null, name ${text} not null, value ${text} not null, primary key (pair, name))`,
    sql`create table meta (pair ${text} not null, name ${text} not null, value ${text} not null, primary key (pair, name))`,
    sql`create table lease (pair ${text} not null primary key, holder ${text} not null, expires_ms bigint not null)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
