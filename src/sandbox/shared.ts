import { Blobs } from './blobs.ts'
import { SandboxClock } from './clock.ts'
import { Faults, generator } from './faults.ts'
import { Latency } from './latency.ts'
import { Ledger } from './ledger.ts'

/** What both simulated clouds have in common: one time, one place for bytes, one record of what happened, one plan of faults. */
export interface Shared {
  readonly clock: SandboxClock
  readonly blobs: Blobs
  readonly ledger: Ledger
  readonly faults: Faults
  readonly latency: Latency
  /** The only source of chance, so that a seeded run can be repeated. Numbers in [0, 1). */
  readonly random: () => number
}

/** A world in which nothing has happened yet. */
export function createShared(seed = 1): Shared {
  const clock = new SandboxClock()
  const ledger = new Ledger()
  return { clock, blobs: new Blobs(), ledger, faults: new Faults(), latency: new Latency(clock, ledger, seed), random: generator(seed) }
}
