import type { Clock } from '../platform/clock.ts'
import type { Jobs } from './jobs.ts'
import type { PairQueue, Why } from './ports.ts'

export interface SharedJobsOptions {
  readonly queue: Pick<PairQueue, 'add'>
  readonly clock: Clock
  /** Told when a wish could not be written down. */
  readonly onFailure: (error: unknown) => void
}

/** For a process that only says what is to run: others do it, and see to it by themselves that what is under way ends. */
export function createSharedJobs({ queue, clock, onFailure }: SharedJobsOptions): Jobs {
  return {
    want: async (pair: string, why: Why, dueAt = clock.now()) => queue.add({ pair, why, since: clock.now(), dueAt }).catch(onFailure),
    interrupt: () => {},
    wake: () => {},
    run: (_work, ending) => new Promise((resolve) => (ending.aborted ? resolve() : ending.addEventListener('abort', () => resolve(), { once: true }))),
  }
}
