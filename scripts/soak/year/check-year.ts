import type { Clock } from '../../../src/platform/clock.ts'
import type { Store } from '../../../src/store/open-store.ts'
import { sampleDatabase } from './sample-database.ts'
import { revisionsOf, signIn, type YearPairs } from './year-pairs.ts'
import { differenceOf } from './year-people.ts'

export interface CheckOptions {
  readonly pairs: YearPairs
  readonly store: Store
  /** Path of the database. */
  readonly database: string
  readonly clock: Clock
  readonly operate: () => Promise<void>
}

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]
/** In this time all pairs are equal, once all is in peace. */
const PATIENCE_HOURS = 72

/** Everybody rests until all pairs are equal, then nothing moves for a day. @throws {Error} where it does not come to that */
export async function checkYear(options: CheckOptions): Promise<void> {
  const { pairs, clock, operate } = options
  for (const pair of pairs.values()) signIn(pair)
  let wrong = await findWrong(options)
  for (let hour = 1; hour <= PATIENCE_HOURS && wrong !== undefined; hour++) {
    await clock.wait(HOUR_MS)
    if (hour % 6 === 0) await operate()
    wrong = await findWrong(options)
  }
  if (wrong !== undefined) throw new Error(`in peace, but ${wrong}`)
  const before = revisionsOf(pairs)
  await clock.wait(DAY_MS)
  wrong = await findWrong(options)
  if (wrong !== undefined || revisionsOf(pairs) !== before) throw new Error(`after a day of rest ${wrong ?? 'something was written'}`)
}

async function findWrong({ pairs, store, database }: CheckOptions): Promise<string | undefined> {
  for (const [pair, { clouds }] of pairs) {
    const difference = differenceOf({ left: clouds.left.messages, right: clouds.right.messages })
    if (difference !== undefined) return `${pair}: ${difference}`
  }
  for (const { pair, state, code } of await store.service.standings()) if (state !== 'in-step') return `${pair} stands ${state} ${code ?? ''}`
  const { journal } = sampleDatabase(database).rows
  return journal === 0 ? undefined : `${journal} operations are in the journal`
}
