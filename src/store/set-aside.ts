import type { Insertable, Kysely, Selectable } from 'kysely'
import type { SetAside } from '../engine/ports.ts'
import { fromStored, toStored } from './stored-text.ts'
import type { SetAsideTable, Tables } from './tables.ts'

/** The row of an item that is set aside. */
export const encodeSetAside = (pair: string, row: SetAside): Insertable<SetAsideTable> => ({
  pair,
  item: toStored(row.item),
  code: row.code,
  message: toStored(row.message),
  state: toStored(row.state),
  attempts: row.attempts,
  since: row.since,
})

const decodeSetAside = (row: Selectable<SetAsideTable>): SetAside => ({
  item: fromStored(row.item),
  code: row.code,
  message: fromStored(row.message),
  state: fromStored(row.state),
  attempts: row.attempts,
  since: row.since,
})

/** Everything of a pair that is set aside. */
export const allSetAside = async (db: Kysely<Tables>, pair: string): Promise<SetAside[]> =>
  (await db.selectFrom('set_aside').selectAll().where('pair', '=', pair).execute()).map(decodeSetAside)
