import { SyncError } from '../domain/errors.ts'
import type { Clock } from './clock.ts'
import type { Governor, Priority } from './governor.ts'

/** Calls made by account and month (`2026-03`), remembered across restarts and shared by all processes. */
export interface CallLedger {
  /** Adds `calls`; answers the sum of that month. */
  add(account: string, month: string, calls: number): Promise<number>
  spent(account: string, month: string): Promise<number>
}

export interface MonthBudgetOptions {
  /** Whose calls are counted. */
  readonly account: string
  /** Calls in a calendar month. */
  readonly limit: number
  readonly ledger: () => Promise<CallLedger>
  readonly clock: Clock
}

/** How a month's budget stands. */
export interface MonthStanding {
  readonly used: number
  readonly limit: number
  /** The day (`2026-03-20`) on which it is spent if the month goes on as so far; absent where it lasts. */
  readonly spentOn?: string
}

/** From here on an operator should know, as a share of the limit. */
export const WARNING_SHARE = 0.8
/** What bulk requests may use of it. */
const BULK_SHARE = 0.9
/** Months begin at midnight in China, as the bills do. */
const ZONE_MS = 8 * 3_600_000

/** The calendar month of a moment. */
export const monthOf = (now: number): string => new Date(now + ZONE_MS).toISOString().slice(0, 7)

/** When the month of `now` begins and ends, in milliseconds since 1970. */
function boundsOf(now: number): { from: number; to: number } {
  const local = new Date(now + ZONE_MS)
  const at = (month: number): number => Date.UTC(local.getUTCFullYear(), month, 1) - ZONE_MS
  return { from: at(local.getUTCMonth()), to: at(local.getUTCMonth() + 1) }
}

/** `governor`, where each request also takes one call of the month. Past the limit, and for bulk requests a tenth before it, `begin` rejects. @throws {SyncError} `QUOTA_SPENT` */
export function withMonthBudget(governor: Governor, { account, limit, ledger, clock }: MonthBudgetOptions): Governor {
  const take = async (priority: Priority): Promise<void> => {
    const now = clock.now()
    const book = await ledger()
    const allowed = priority === 'bulk' ? Math.floor(limit * BULK_SHARE) : limit
    if ((await book.spent(account, monthOf(now))) >= allowed) {
      throw new SyncError('QUOTA_SPENT', `The ${allowed} calls of this month are spent.`, { retryAfterMs: boundsOf(now).to - now })
    }
    await book.add(account, monthOf(now), 1)
  }
  // One after another, so that those who ask at the same moment do not pass the limit together.
  let turn: Promise<unknown> = Promise.resolve()
  return {
    ...governor,
    begin: async (bytes, signal, priority = 'interactive') => {
      const taken = turn.then(() => take(priority))
      turn = taken.catch(() => {})
      await taken
      return governor.begin(bytes, signal, priority)
    },
  }
}

/** What is used of a month's budget, and when it ends at this pace. */
export async function monthStanding({ account, limit, ledger, clock }: MonthBudgetOptions): Promise<MonthStanding> {
  const now = clock.now()
  const used = await (await ledger()).spent(account, monthOf(now))
  const { from, to } = boundsOf(now)
  const spentAt = used === 0 ? Infinity : from + ((now - from) * limit) / used
  return { used, limit, ...(spentAt < to ? { spentOn: new Date(spentAt + ZONE_MS).toISOString().slice(0, 10) } : {}) }
}
