import { sql, type Kysely } from 'kysely'
import { toInstant } from '../domain/instant.ts'
import { SIDES } from '../domain/side.ts'
import type { Crossing, MirrorRow, PersonalStore } from '../privacy/ports.ts'
import type { Flavour } from './flavour.ts'
import { peopleIn, rowsOf, unlinkPeople } from './people.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import type { Tables } from './tables.ts'
import { toSyncError } from './store-errors.ts'

const NOTE = 'erasure '
/** Kinds of audit records that wrote a message's state and not its content. */
const CHANGES = ['mark', 'move', 'trash', 'retire', 'create-folder', 'change-folder', 'delete-folder', 'restore-folder']

/** What privacy asks of this database. Nothing here needs a pair to be owned: rows of pairs are deleted by `PairStore.commit`. */
export function createPersonalStore(db: Kysely<Tables>, flavour: Pick<Flavour, 'scrub'>): PersonalStore {
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toSyncError(error)
    }
  }
  return {
    rows: (pair) => told(() => mirrorRows(db, toStored(pair))),
    bindings: (pair) =>
      told(async () => {
        const rows = await db.selectFrom('bindings').select(['id', 'left_ref', 'right_ref', 'status']).where('pair', '=', toStored(pair)).where('kind', '=', 'message').execute()
        return rows.map(({ id, left_ref: left, right_ref: right, status }) => ({ id: fromStored(id), ...(left === null ? {} : { left: fromStored(left) }), ...(right === null ? {} : { right: fromStored(right) }), status }))
      }),
    scrub: () => told(() => flavour.scrub(db)),
    traces: (needles) => told(() => tracesIn(db, needles)),
    noted: (needles) =>
      told(async () => {
        const noted: Record<string, readonly object[]> = {}
        for (const [what, { table, columns, order, shown }] of Object.entries(PASSING)) {
          const { rows } = await sql<Readonly<Record<string, unknown>>>`select * from ${sql.table(table)} where ${holdsOne(columns, needles)} order by ${sql.ref(order)}`.execute(db)
          if (rows.length > 0) noted[what] = rows.map((row) => shown((column) => textIn(row[column])))
        }
        return noted
      }),
    forgetNoted: (needles, instead) =>
      told(() =>
        db.transaction().execute(async (tx) => {
          await tx.updateTable('paused').set({ by_whom: toStored(instead) }).where(holdsOne(['by_whom'], needles)).execute()
          for (const { table, columns } of Object.values(PASSING)) if (table !== 'paused') await sql`delete from ${sql.table(table)} where ${holdsOne(columns, needles)}`.execute(tx)
        }),
      ),
    notes: () =>
      told(async () => {
        const rows = await db.selectFrom('meta').select(['name', 'value']).where('pair', '=', '').where('name', 'like', `${NOTE}%`).execute()
        return new Map(rows.map(({ name, value }) => [name.slice(NOTE.length), fromStored(value)]))
      }),
    keepNote: (note, text) =>
      told(async () => {
        const name = `${NOTE}${note}`
        if (text === null) await db.deleteFrom('meta').where('pair', '=', '').where('name', '=', name).execute()
        else await db.insertInto('meta').values({ pair: '', name, value: toStored(text) }).onConflict((on) => on.columns(['pair', 'name']).doUpdateSet({ value: toStored(text) })).execute()
      }),
    people: (year) => told(() => peopleIn(db, year)),
    unlinkPeople: (addresses) => told(() => unlinkPeople(db, addresses)),
    crossings: (pair) => told(() => crossingsOf(db, toStored(pair))),
  }
}

type Passing = { readonly table: 'event' | 'deliveries' | 'watch_alerts' | 'paused'; readonly columns: readonly string[]; readonly order: string; readonly shown: (text: (column: string) => string) => object }

/** Rows that tell what happened, and are forgotten some day anyhow: where a person may be named in them, and what is shown of them. */
const PASSING: Readonly<Record<string, Passing>> = {
  events: { table: 'event', columns: ['detail'], order: 'seq', shown: (text) => ({ at: text('at'), kind: text('kind'), pair: text('pair'), ...asRecord(parseJson(text('detail'))) }) },
  deliveries: { table: 'deliveries', columns: ['body', 'last'], order: 'place', shown: (text) => ({ webhook: text('webhook'), state: text('state'), body: text('body') }) },
  alerts: { table: 'watch_alerts', columns: ['alert', 'value'], order: 'alert', shown: (text) => asRecord(parseJson(text('value'))) },
  pauses: { table: 'paused', columns: ['by_whom'], order: 'pair', shown: (text) => ({ pair: text('pair'), by: text('by_whom'), since: toInstant(Number(text('since'))) }) },
}

const textIn = (value: unknown): string => (value === null || value === undefined ? '' : fromStored(String(value)))

/** Whether one of these texts, in small letters, is in one of these columns. */
const holdsOne = (columns: readonly string[], needles: readonly string[]) =>
  columns.length * needles.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(columns.flatMap((column) => needles.map((needle) => sql<boolean>`lower(cast(${sql.ref(column)} as text)) like ${`%${needle.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`)), sql` or `)})`

async function mirrorRows(db: Kysely<Tables>, pair: string): Promise<MirrorRow[]> {
  const rows = await db.selectFrom('items').select(['ref', 'side', 'id', 'presence', 'message_id', 'digest_exact', 'origin']).where('pair', '=', pair).execute()
  return rows.map(({ ref, side, id, presence, message_id: messageId, digest_exact: exact, origin }) => ({
    ref: fromStored(ref),
    side: oneOf(SIDES, side),
    id: fromStored(id),
    presence,
    ...(messageId === null ? {} : { internetMessageId: fromStored(messageId) }),
    digests: [exact, origin === null ? undefined : asRecord(parseJson(origin))['exact']].filter((digest) => typeof digest === 'string'),
  }))
}

/** In whatever tables there are, so that one that is new is not forgotten. */
async function tracesIn(db: Kysely<Tables>, needles: readonly string[]): Promise<Record<string, number>> {
  const traces: Record<string, number> = {}
  const tables = (await db.introspection.getTables()).filter(({ isView }) => !isView)
  // Others may have schemas of their own in the same PostgreSQL database; in SQLite there is one, without a name.
  const ours = tables.some(({ schema }) => schema !== undefined) ? (await sql<{ schema: string }>`select current_schema() as schema`.execute(db)).rows[0]?.schema : undefined
  for (const { name, columns } of tables.filter(({ schema }) => schema === ours)) {
    const table = sql.table(name)
    const condition = holdsOne(columns.map((column) => column.name), needles)
    const { rows } = await sql<{ many: number | string }>`select count(*) as many from ${table} where ${condition}`.execute(db)
    const many = Number(rows[0]?.many ?? 0)
    if (many > 0) traces[name] = many
  }
  const counted = (await rowsOf(db, needles)).length
  return counted === 0 ? traces : { ...traces, people: counted }
}

async function crossingsOf(db: Kysely<Tables>, pair: string): Promise<Crossing[]> {
  const { rows } = await sql<{ month: string; side: string; messages: number | string; bytes: number | string | null; changes: number | string }>`
    select substr(audit.at, 1, 7) as month, audit.side as side,
      sum(case when audit.kind = 'copy' then 1 else 0 end) as messages, sum(case when audit.kind = 'copy' then items.size else 0 end) as bytes,
      sum(case when audit.kind = 'copy' then 0 else 1 end) as changes
    from audit left join items on items.pair = audit.pair and items.ref = audit.item
    where audit.pair = ${pair} and audit.side is not null and audit.kind in ('copy', ${sql.join(CHANGES)})
    group by substr(audit.at, 1, 7), audit.side order by 1, 2`.execute(db)
  return rows.map(({ month, side, messages, bytes, changes }) => ({ month, to: oneOf(SIDES, side), messages: Number(messages), bytes: Number(bytes ?? 0), changes: Number(changes) }))
}
