import { sql, type Insertable, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely'
import type { Binding, BindingStatus } from '../domain/binding.ts'
import { inLists } from './in-lists.ts'
import { fromStored, oneOf, toNullable, toStored } from './stored-text.ts'
import type { BindingsTable, Tables } from './tables.ts'

/** Every status there is. */
export const BINDING_STATUSES: readonly BindingStatus[] = ['live', 'differs', 'tombstone', 'departed', 'retired']
const KINDS = ['message', 'folder'] as const

type BindingQuery = SelectQueryBuilder<Tables, 'bindings', Selectable<BindingsTable>>

const bindingsIn = (db: Kysely<Tables>, pair: string): BindingQuery => db.selectFrom('bindings').selectAll().where('pair', '=', pair)

const read = async (query: BindingQuery): Promise<Binding[]> => (await query.execute()).map(decodeBinding)

/** The row of a binding. */
export const encodeBinding = (pair: string, binding: Binding): Insertable<BindingsTable> => ({
  pair,
  id: toStored(binding.id),
  kind: binding.kind,
  left_ref: toNullable(binding.left),
  right_ref: toNullable(binding.right),
  status: binding.status,
  since: binding.since,
})

/** The binding of a row. @throws {SyncError} `BROKEN_INVARIANT` when the row makes no sense. */
export const decodeBinding = (row: Selectable<BindingsTable>): Binding => ({
  id: fromStored(row.id),
  kind: oneOf(KINDS, row.kind),
  ...(row.left_ref === null ? {} : { left: fromStored(row.left_ref) }),
  ...(row.right_ref === null ? {} : { right: fromStored(row.right_ref) }),
  status: oneOf(BINDING_STATUSES, row.status),
  since: row.since,
})

/** Bindings that name one of `refs` on either side, each once. */
export async function bindingsOf(db: Kysely<Tables>, pair: string, refs: readonly string[]): Promise<Binding[]> {
  const stored = refs.map(toStored)
  const left = await inLists(stored, (list) => read(bindingsIn(db, pair).where('left_ref', 'in', list)))
  const right = await inLists(stored, (list) => read(bindingsIn(db, pair).where('right_ref', 'in', list)))
  return [...new Map([...left, ...right].map((binding) => [binding.id, binding])).values()]
}

/** Bindings of folders, whatever their status. */
export const folderBindings = (db: Kysely<Tables>, pair: string): Promise<Binding[]> =>
  read(bindingsIn(db, pair).where(sql<boolean>`kind = 'folder'`))

/** Bindings with this status, of messages and folders. */
export const bindingsWith = (db: Kysely<Tables>, pair: string, status: BindingStatus): Promise<Binding[]> => {
  const query = bindingsIn(db, pair).where('status', '=', status)
  return read(status === 'live' ? query : query.where(sql<boolean>`status <> 'live'`))
}
