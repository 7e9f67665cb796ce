import type { Blobs } from './blobs.ts'
import type { SandboxClock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'

/** What both simulated clouds have in common: one time, one place for bytes, one record of what happened, one plan of faults. */
export interface Shared {
  readonly clock: SandboxClock
  readonly blobs: Blobs
  readonly ledger: Ledger
  readonly faults: Faults
  /** The only source of chance, so that a seeded run can be repeated. Numbers in [0, 1). */
  readonly random: () => number
}
