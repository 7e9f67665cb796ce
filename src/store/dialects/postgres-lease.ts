import { sql, type Kysely } from 'kysely'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Ownership } from '../ownership.ts'
import type { Tables } from '../tables.ts'

/** How long a process that fell silent keeps its pairs, in milliseconds. */
const LEASE_MS = 20_000
const RENEW_MS = 5_000

/** The database's own time: the clocks of two processes may differ. */
const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

export interface LeaseOptions {
  readonly db: Kysely<Tables>
  readonly clock: Clock
  /** Our name, used by nobody else. */
  readonly holder: string
}

export interface Leases extends Ownership {
  /** Gives every pair back. */
  release(): Promise<void>
}

/**
 * A lease per pair, taken at its first use and renewed until `release`. Each writing transaction locks the row and
 * looks whether it is still ours, so that nothing is written once another process has taken over. Silence longer than
 * the lease does no harm while nobody has taken over. A pair that was lost stays lost for this store.
 */
export function createLeases({ db, clock, holder }: LeaseOptions): Leases {
  const taken = new Map<string, Promise<void>>()
  const lost = new Set<string>()
  const stopped = new AbortController()
  let renewing: Promise<void> | undefined

  const take = async (pair: string): Promise<void> => {
    const { rows } = await sql`insert into lease (pair, holder, expires_ms) values (${pair}, ${holder}, ${NOW} + ${sql.lit(LEASE_MS)})
      on conflict (pair) do update set holder = excluded.holder, expires_ms = excluded.expires_ms
      where lease.expires_ms <= ${NOW} returning holder`.execute(db)
    if (rows.length === 0) throw new SyncError('STORE_LOCKED', 'Another Tongbu process works on this pair. Stop it, or wait until it ends.')
    renewing ??= renew()
  }

  const extend = async (tx: Kysely<Tables>, pair: string): Promise<boolean> => {
    const { rows } = await sql`update lease set expires_ms = ${NOW} + ${sql.lit(LEASE_MS)}
      where pair = ${pair} and holder = ${holder} returning pair`.execute(tx)
    if (rows.length === 0) lost.add(pair)
    return rows.length > 0
  }

  const renew = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await clock.wait(RENEW_MS, stopped.signal).catch(() => {})
      if (stopped.signal.aborted) return
      // A database that does not answer now may answer in time; the check in each commit decides.
      for (const pair of taken.keys()) if (!lost.has(pair)) await extend(db, pair).catch(() => {})
    }
  }

  return {
    acquire: async (pair) => {
      if (lost.has(pair)) throw takenOver()
      const taking = taken.get(pair) ?? take(pair)
      taken.set(pair, taking)
      await taking.catch((error: unknown) => {
        taken.delete(pair)
        throw error
      })
    },
    check: async (tx, pair) => {
      if (!(await extend(tx, pair))) throw takenOver()
    },
    release: async () => {
      stopped.abort()
      await renewing
      if (taken.size > 0) await sql`delete from lease where holder = ${holder}`.execute(db)
    },
  }
}

const takenOver = (): SyncError => new SyncError('STORE_LOCKED', 'Another Tongbu process has taken over this pair. Stop it, then run again.')
