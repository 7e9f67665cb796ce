import { sql, type Kysely } from 'kysely'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Ownership } from '../ownership.ts'
import type { PairLease } from '../store.ts'
import type { Tables } from '../tables.ts'

/** How long a process that fell silent keeps its pairs, in milliseconds. */
export const LEASE_MS = 20_000
const RENEW_MS = 5_000
/** For so long after it was renewed nobody asks whether a lease still holds. */
const FRESH_MS = 10_000
/** After so long without an answer of the database the runs over its pairs end: at the next look another may have taken over. */
const STALE_MS = LEASE_MS - RENEW_MS

/** The database's own time: the clocks of two processes may differ. */
export const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

export interface LeaseOptions {
  readonly db: Kysely<Tables>
  readonly clock: Clock
  /** Our name, used by nobody else. */
  readonly holder: string
}

export interface Leases extends Ownership {
  /** Takes a pair for one run, also one that was lost before. @throws {SyncError} `STORE_LOCKED` */
  lease(pair: string): Promise<PairLease>
  /** See `Store.confirm`. */
  confirm(pair: string): Promise<void>
  /** Gives every pair back. */
  release(): Promise<void>
}

/** A pair that is ours, as far as we know. */
interface Held {
  readonly taking: Promise<void>
  isTaken: boolean
  /** Known to be another's. */
  isLost: boolean
  /** Aborted when it may be another's. */
  readonly inDoubt: AbortController
  /** When the last renewal that succeeded was asked for, by our clock. */
  renewedAt: number
}

/**
 * A lease per pair, taken at its first use and renewed until it is given back. Each writing transaction locks the row and
 * looks whether it is still ours, so that nothing is written once another process has taken over. Silence longer than
 * the lease does no harm while nobody has taken over. A pair that was lost stays lost until it is leased anew.
 */
export function createLeases(options: LeaseOptions): Leases {
  return new PostgresLeases(options)
}

class PostgresLeases implements Leases {
  readonly #options: LeaseOptions
  readonly #held = new Map<string, Held>()
  readonly #stopped = new AbortController()
  #renewing: Promise<void> | undefined
  #asking: Promise<void> | undefined
  #isSilent = false
  /** Given back, and the database may not know. */
  readonly #owed = new Set<string>()

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  async acquire(pair: string): Promise<void> {
    await this.#hold(pair)
  }

  async check(tx: Kysely<Tables>, pair: string): Promise<void> {
    const held = this.#held.get(pair)
    if (held?.isLost === true || !(await this.#extend(tx, pair, held))) throw takenOver()
  }

  async lease(pair: string): Promise<PairLease> {
    if (this.#held.get(pair)?.inDoubt.signal.aborted === true) this.#held.delete(pair)
    const held = await this.#hold(pair)
    return {
      inDoubt: held.inDoubt.signal,
      confirm: () => this.#confirm(pair, held),
      release: async () => {
        if (this.#held.get(pair) === held) this.#held.delete(pair)
        if (held.isLost) return
        this.#owed.add(pair)
        await this.#giveBack()
      },
    }
  }

  async confirm(pair: string): Promise<void> {
    const held = this.#held.get(pair)
    if (held !== undefined) await this.#confirm(pair, held)
  }

  async release(): Promise<void> {
    this.#stopped.abort()
    await this.#renewing
    if (this.#held.size > 0) await sql`delete from lease where holder = ${this.#options.holder}`.execute(this.#options.db)
  }

  async #hold(pair: string): Promise<Held> {
    const held = this.#held.get(pair) ?? { taking: this.#take(pair), isTaken: false, isLost: false, inDoubt: new AbortController(), renewedAt: this.#options.clock.now() }
    this.#held.set(pair, held)
    this.#owed.delete(pair)
    if (held.isLost) throw takenOver()
    try {
      await held.taking
      held.isTaken = true
    } catch (error) {
      if (this.#held.get(pair) === held) this.#held.delete(pair)
      throw error
    }
    return held
  }

  async #take(pair: string): Promise<void> {
    const { db, holder } = this.#options
    const { rows } = await sql`insert into lease (pair, holder, expires_ms) values (${pair}, ${holder}, ${NOW} + ${sql.lit(LEASE_MS)})
      on conflict (pair) do update set holder = excluded.holder, expires_ms = excluded.expires_ms
      where lease.expires_ms <= ${NOW} or lease.holder = excluded.holder returning holder`.execute(db)
    if (rows.length === 0) throw new SyncError('STORE_LOCKED', 'Another Tongbu process works on this pair. Stop it, or wait until it ends.')
    this.#renewing ??= this.#renew()
  }

  async #extend(tx: Kysely<Tables>, pair: string, held: Held | undefined): Promise<boolean> {
    const askedAt = this.#options.clock.now()
    const { rows } = await sql`update lease set expires_ms = ${NOW} + ${sql.lit(LEASE_MS)}
      where pair = ${pair} and holder = ${this.#options.holder} returning pair`.execute(tx)
    if (held === undefined) return rows.length > 0
    if (rows.length === 0) lose(held)
    // A transaction that extends and is then taken back has not extended; the renewal tells soon enough.
    else if (tx === this.#options.db) held.renewedAt = askedAt
    return rows.length > 0
  }

  async #confirm(pair: string, held: Held): Promise<void> {
    const isFresh = (): boolean => {
      const age = this.#options.clock.now() - held.renewedAt
      return age >= 0 && age < FRESH_MS
    }
    // Again where the answer is late: a process that was frozen meanwhile reads one that was true before.
    while (!isFresh() && !held.isLost) await this.#extend(this.#options.db, pair, held)
    if (held.inDoubt.signal.aborted) throw takenOver()
  }

  async #giveBack(): Promise<void> {
    const names = [...this.#owed].filter((pair) => !this.#held.has(pair))
    await sql`delete from lease where holder = ${this.#options.holder} and pair = any(${names})`.execute(this.#options.db)
    for (const name of names) this.#owed.delete(name)
  }

  async #renew(): Promise<void> {
    const { clock } = this.#options
    while (!this.#stopped.signal.aborted) {
      await clock.wait(RENEW_MS, this.#stopped.signal).catch(() => {})
      if (this.#stopped.signal.aborted) break
      // A process that slept asks first; one whose question stays without answer cannot learn that somebody else has taken over.
      const isSilent = this.#isSilent || this.#asking !== undefined
      for (const held of this.#held.values()) if (isSilent && clock.now() - held.renewedAt >= STALE_MS) held.inDoubt.abort(new PairLost())
      this.#asking ??= this.#askForAll().finally(() => (this.#asking = undefined))
    }
    await this.#asking
  }

  async #askForAll(): Promise<void> {
    const { db, clock, holder } = this.#options
    const asked = [...this.#held].filter(([, { isTaken }]) => isTaken)
    const askedAt = clock.now()
    const names = [...this.#held.keys()]
    if (this.#owed.size > 0) await this.#giveBack().catch(() => {})
    const answer = await sql<{ pair: string }>`update lease set expires_ms = ${NOW} + ${sql.lit(LEASE_MS)}
      where holder = ${holder} and pair = any(${names}) returning pair`.execute(db).catch(() => undefined)
    this.#isSilent = answer === undefined
    const ours = new Set(answer?.rows.map(({ pair }) => pair))
    for (const [pair, held] of answer === undefined ? [] : asked) {
      if (ours.has(pair)) held.renewedAt = askedAt
      else if (this.#held.get(pair) === held) lose(held)
    }
  }
}

function lose(held: Held): void {
  held.isLost = true
  held.inDoubt.abort(new PairLost())
}

/** Why a run ends whose pair may be another's by now. No `SyncError`: whether a write that it cut short was done is for recovery to find out. */
class PairLost extends Error {
  override readonly name = 'PairLost'
}

const takenOver = (): SyncError => new SyncError('STORE_LOCKED', 'Another Tongbu process has taken over this pair. Stop it, then run again.')
