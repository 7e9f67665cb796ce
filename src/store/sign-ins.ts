import { sql, type Kysely, type Selectable } from 'kysely'
import type { SignInStore, StoredSignIn } from '../platform/sign-in-store.ts'
import { fromStored, toStored } from './stored-text.ts'
import { toSyncError } from './store-errors.ts'
import type { SignInsTable, Tables } from './tables.ts'

/** Sign-ins of people, by pair. */
export function createSignInStore(db: Kysely<Tables>): SignInStore {
  const ofPair = (pair: string) => db.selectFrom('sign_ins').selectAll().where('pair', '=', toStored(pair))
  return {
    read: (pair) => told(async () => toSignIn(await ofPair(pair).executeTakeFirst())),
    list: () => told(async () => (await db.selectFrom('sign_ins').selectAll().orderBy('pair').execute()).flatMap((row) => toSignIn(row) ?? [])),
    keep: (pair, sealed, at) =>
      told(async () => {
        const rest = { sealed: toStored(sealed), signed_in_at: at, renewed_at: at, refused: null, refused_at: null }
        await db.insertInto('sign_ins').values({ pair: toStored(pair), version: 1, turn_by: null, turn_until: null, ...rest }).onConflict((on) => on.column('pair').doUpdateSet({ ...rest, version: sql`sign_ins.version + 1` })).execute()
      }),
    replace: (pair, version, sealed, at) =>
      told(async () => {
        const change = { sealed: toStored(sealed), version: version + 1, renewed_at: at, refused: null, refused_at: null }
        const done = await db.updateTable('sign_ins').set(change).where('pair', '=', toStored(pair)).where('version', '=', version).executeTakeFirst()
        return Number(done.numUpdatedRows) === 1
      }),
    refuse: (pair, version, problem, at) =>
      told(async () => void (await db.updateTable('sign_ins').set({ refused: toStored(problem), refused_at: at }).where('pair', '=', toStored(pair)).where('version', '=', version).execute())),
    takeTurn: (pair, by, now, until) =>
      told(async () => {
        const free = db.updateTable('sign_ins').set({ turn_by: by, turn_until: until }).where('pair', '=', toStored(pair)).where((row) => row.or([row('turn_until', 'is', null), row('turn_until', '<', now)]))
        if (Number((await free.executeTakeFirst()).numUpdatedRows) === 1) return true
        return (await ofPair(pair).executeTakeFirst()) === undefined
      }),
    endTurn: (pair, by) => told(async () => void (await db.updateTable('sign_ins').set({ turn_by: null, turn_until: null }).where('pair', '=', toStored(pair)).where('turn_by', '=', by).execute())),
    forget: (pair) => told(async () => void (await db.deleteFrom('sign_ins').where('pair', '=', toStored(pair)).execute())),
  }
}

function toSignIn(row: Selectable<SignInsTable> | undefined): StoredSignIn | undefined {
  if (row === undefined) return undefined
  const refusal = row.refused === null ? {} : { refusal: { problem: fromStored(row.refused), at: row.refused_at ?? row.renewed_at } }
  return { pair: fromStored(row.pair), sealed: fromStored(row.sealed), version: Number(row.version), signedInAt: row.signed_in_at, renewedAt: row.renewed_at, ...refusal }
}

/** Failures are told as everywhere in the store. */
async function told<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toSyncError(error)
  }
}
