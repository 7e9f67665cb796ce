import type { Kysely } from 'kysely'
import { SyncError } from '../domain/errors.ts'
import type { Flavour } from './flavour.ts'
import type { Migration } from './migrations/migrations.ts'
import type { Tables } from './tables.ts'

/** How many migrations the database has seen; 0 when it is new. */
export async function schemaVersionOf(db: Kysely<Tables>, flavour: Flavour): Promise<number> {
  if (!(await flavour.hasTable(db, 'meta'))) return 0
  const row = await db.selectFrom('meta').select('value').where('pair', '=', '').where('name', '=', 'schema').executeTakeFirst()
  return Number(row?.value ?? 0)
}

/**
 * Refuses a database that this version must not touch. A new one is never refused.
 * @throws {SyncError} `STORE_NEWER` when a newer version wrote it, `STORE_OLDER` when an older one did and `mode` is `refuse`.
 */
export function refuseUnfit(version: number, migrations: readonly Migration[], mode: 'auto' | 'refuse'): void {
  const known = migrations.length
  if (version > known) throw new SyncError('STORE_NEWER', `The database was written by a newer Tongbu: it has schema ${version}, this one knows ${known}.`)
  if (mode === 'refuse' && version > 0 && version < known) {
    throw new SyncError('STORE_OLDER', `The database has schema ${version}; this Tongbu needs ${known}. Run \`tongbu migrate\`.`)
  }
}

/**
 * Applies what is pending, all or nothing, and names it. Safe to call from two processes at once.
 * @throws {SyncError} `STORE_NEWER`
 */
export async function migrate(db: Kysely<Tables>, flavour: Flavour, migrations: readonly Migration[]): Promise<readonly string[]> {
  return db.transaction().execute(async (tx) => {
    await flavour.lockSchema(tx)
    const version = await schemaVersionOf(tx, flavour)
    refuseUnfit(version, migrations, 'auto')
    const pending = migrations.slice(version)
    for (const migration of pending) await migration.up(tx, flavour)
    if (pending.length > 0) {
      const value = String(migrations.length)
      await tx
        .insertInto('meta')
        .values({ pair: '', name: 'schema', value })
        .onConflict((conflict) => conflict.columns(['pair', 'name']).doUpdateSet({ value }))
        .execute()
    }
    return pending.map((migration) => migration.name)
  })
}
