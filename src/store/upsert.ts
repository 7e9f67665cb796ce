import { CompiledQuery, sql, type Insertable, type Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Rows per statement. Few sizes mean few statements, which stay prepared; the largest keeps every table under 32,766 parameters. */
const SIZES = [256, 64, 16, 4, 1] as const

/** Writes rows, each in place of the one with the same key. `key` is without the pair, which is part of every key. */
export type Upsert = <T extends keyof Tables>(
  tx: Kysely<Tables>,
  table: T,
  key: readonly (keyof Insertable<Tables[T]> & string)[],
  rows: readonly Insertable<Tables[T]>[],
) => Promise<void>

/**
 * The one way in for rows: several per statement, and the text of a statement is compiled once per table and size,
 * because compiling it again for each change set costs more than running it.
 */
export function createUpsert(): Upsert {
  const compiled = new Map<string, string>()

  return async (tx, table, key, rows) => {
    const first = rows[0]
    if (first === undefined) return
    const columns = Object.keys(first) as (keyof typeof first & string)[]
    const last = lastOfEach(rows, key)
    for (let at = 0; at < last.length; ) {
      const size = SIZES.find((one) => one <= last.length - at) ?? 1
      const name = `${table} ${size}`
      const text = compiled.get(name) ?? compile(tx, table, columns, key, size)
      compiled.set(name, text)
      const values: unknown[] = []
      for (const row of last.slice(at, at + size)) for (const column of columns) values.push(row[column])
      await tx.executeQuery(CompiledQuery.raw(text, values))
      at += size
    }
  }
}

/** PostgreSQL refuses a statement that writes one row twice; a change set may name one twice, and the later one counts. */
function lastOfEach<Row extends object>(rows: readonly Row[], key: readonly (keyof Row)[]): readonly Row[] {
  if (rows.length === 1 || key.length === 0) return rows
  const byKey = new Map<string, Row>()
  for (const row of rows) byKey.set(key.map((column) => row[column]).join('\n'), row)
  return byKey.size === rows.length ? rows : [...byKey.values()]
}

/** Without a key it is a plain insert. */
function compile(tx: Kysely<Tables>, table: string, columns: readonly string[], key: readonly string[], size: number): string {
  const row = sql`(${sql.join(columns.map(() => null))})`
  const insert = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(Array.from({ length: size }, () => row))}`
  if (key.length === 0) return insert.compile(tx).sql
  const changes = columns
    .filter((column) => column !== 'pair' && !key.includes(column))
    .map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  return sql`${insert} on conflict (pair, ${sql.join(key.map((column) => sql.ref(column)))}) do update set ${sql.join(changes)}`.compile(tx).sql
}
