import { sql, type Kysely } from 'kysely'
import type { CallLedger } from '../platform/month-budget.ts'
import { toStored } from './stored-text.ts'
import { toSyncError } from './store-errors.ts'
import type { Tables } from './tables.ts'

/** Calls by account and month. Rows have no owner: each method is one statement, so that processes may count side by side. */
export function createCallLedger(db: Kysely<Tables>): CallLedger {
  const guarded = async (work: Promise<{ readonly calls: number | string } | undefined>): Promise<number> => {
    try {
      return Number((await work)?.calls ?? 0)
    } catch (error) {
      throw toSyncError(error)
    }
  }
  return {
    add: (account, month, more) =>
      guarded(
        db
          .insertInto('calls')
          .values({ account: toStored(account), month, calls: more })
          .onConflict((on) => on.columns(['account', 'month']).doUpdateSet({ calls: sql`calls.calls + ${more}` }))
          .returning('calls')
          .executeTakeFirst(),
      ),
    spent: (account, month) => guarded(db.selectFrom('calls').select('calls').where('account', '=', toStored(account)).where('month', '=', month).executeTakeFirst()),
  }
}
