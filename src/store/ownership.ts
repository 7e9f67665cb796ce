import type { Transaction } from 'kysely'
import { SyncError } from '../domain/errors.ts'
import type { Tables } from './tables.ts'

/** Who may use and write a pair. */
export interface Ownership {
  /** Nobody else writes while this store is open, so what was read stays true until it is written. */
  readonly isSole?: true
  /** Called before every use of a pair. @throws {SyncError} `STORE_LOCKED` when another process has it. */
  acquire(pair: string): Promise<void>
  /** Called inside each transaction that writes. @throws {SyncError} `STORE_LOCKED` when the pair was lost meanwhile. */
  check(tx: Transaction<Tables>, pair: string): Promise<void>
}

/** For a store that only reads: it asks nobody, and refuses to write. */
export const readingOnly: Ownership = {
  acquire: async () => {},
  check: async () => {
    throw new SyncError('BROKEN_INVARIANT', 'A store that was opened for reading was to be written.')
  },
}

/** For a process that owns the database as a whole. */
export const soleOwner: Ownership = { isSole: true, acquire: async () => {}, check: async () => {} }
