import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Memory of a process once everything that nobody needs is gone, in MB. */
export interface InUse {
  /** Objects of V8, and what they hold outside its heap. */
  readonly heapMB: number
  /** Pages of the system: the heap, SQLite (a page cache of at most 32 MB, which is full once the database is larger) and whatever is native. */
  readonly residentMB: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (how: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void

/**
 * Collects, and measures this process.
 *
 * An ordinary collection gives nothing back to the system: V8 keeps the pages that it empties, touches them one after another over
 * months, and was seen to hold 400 MB for a heap of 60 MB. Resident memory would then say how fast rubbish was made, and 10 to 20 MB
 * a month of that were more than any leak. A collection as for want of memory gives them back, so that what stays resident is in use.
 */
export function memoryInUse(): InUse {
  for (let n = 0; n < 2; n++) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapMB: (heapUsed + external) / 2 ** 20, residentMB: rss / 2 ** 20 }
}
