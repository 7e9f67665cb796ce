import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** What is to be searched. */
export interface Wanted {
  readonly world: 'memory' | 'sandbox'
  readonly histories: number
  readonly commands: number
  /** The first seed. Default 1. */
  readonly from?: number
}

/**
 * Searches in a thread of its own: the test runner follows every promise of its own thread, which takes as long as the search itself.
 * @throws the failure of the search
 */
export async function searchAside(wanted: Wanted): Promise<void> {
  await once(new Worker(new URL('./search-worker.ts', import.meta.url), { workerData: wanted }), 'exit')
}
