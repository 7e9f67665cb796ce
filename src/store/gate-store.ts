import type { Kysely } from 'kysely'
import type { GateStore } from '../gate/ports.ts'
import { nameOf, type GateRecord } from '../gate/records.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import { toSyncError } from './store-errors.ts'
import type { Tables } from './tables.ts'

const KINDS: readonly GateRecord['kind'][] = ['evidence', 'answer', 'waiver', 'opening']

/** Rows have no owner: each method is one statement, so that a command may write beside a running service. */
export function createGateStore(db: Kysely<Tables>): GateStore {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toSyncError(error)
    }
  }
  return {
    records: (pair) =>
      guarded(async () => {
        const rows = await db.selectFrom('gate').selectAll().where('pair', '=', toStored(pair)).orderBy('kind').orderBy('name').execute()
        return rows.map(({ kind, value }) => ({ ...asRecord(parseJson(fromStored(value))), kind: oneOf(KINDS, kind) }) as unknown as GateRecord)
      }),
    keep: (pair, record) =>
      guarded(async () => {
        const value = toStored(JSON.stringify(record))
        await db.insertInto('gate').values({ pair: toStored(pair), kind: record.kind, name: nameOf(record), value }).onConflict((on) => on.columns(['pair', 'kind', 'name']).doUpdateSet({ value })).execute()
      }),
    forget: (pair, record) =>
      guarded(async () => {
        await db.deleteFrom('gate').where('pair', '=', toStored(pair)).where('kind', '=', record.kind).where('name', '=', nameOf(record)).execute()
      }),
  }
}
