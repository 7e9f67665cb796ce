import type { Kysely, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** Everything in which the two databases differ for migrations. Queries do not differ. */
export interface Flavour {
  /** Column type for text that is compared byte by byte. */
  readonly text: RawBuilder<unknown>
  /** Column definition of a number that the database counts up, as primary key. */
  readonly sequence: RawBuilder<unknown>
  hasTable(db: Kysely<Tables>, table: keyof Tables): Promise<boolean>
  /** Until the transaction ends nobody else adds to the audit of the pair: each record follows the one before it. And the feed waits for it, see `settled`. */
  lockChain(tx: Kysely<Tables>, pair: string): Promise<void>
  /** As many places in the feed, in order, for events that are written before the transaction ends. */
  takePlaces(tx: Kysely<Tables>, many: number): Promise<readonly number[]>
  /**
   * Resolves once no transaction is under way any more that may have a place which was given before this was called: what of it can be
   * seen then is all there ever will be. Answers false where that takes too long.
   */
  settled(db: Kysely<Tables>): Promise<boolean>
  /** See `PersonalStore.scrub`. */
  scrub(db: Kysely<Tables>): Promise<void>
  /** Keeps other processes from migrating until the transaction ends. */
  lockSchema(tx: Kysely<Tables>): Promise<void>
}
