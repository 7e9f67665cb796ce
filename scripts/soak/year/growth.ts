import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What there is at one moment. */
export interface Sample {
  /** Days since the beginning. */
  readonly day: number
  readonly heapMB: number
  readonly residentMB: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (how: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void

/**
 * Memory of this process once everything that nobody needs is gone.
 *
 * An ordinary collection gives nothing back to the system: V8 keeps the pages that it empties, touches them one after another over
 * months, and was seen to hold 400 MB for a heap of 60 MB. Resident memory would then say how fast rubbish was made, and 10 to 20 MB
 * a month of that were more than any leak. A collection as for want of memory gives them back, so that what stays resident is in use:
 * by the heap, by SQLite (a page cache of at most 32 MB, which is full once the database is larger) and by whatever is native.
 */
export function sampleMemory(day: number): Sample {
  for (let n = 0; n < 2; n++) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, external, rss } = process.memoryUsage()
  return { day, heapMB: (heapUsed + external) / 2 ** 20, residentMB: rss / 2 ** 20 }
}

/** Rows by table, and the size of the file with its log. */
export function sampleDatabase(path: string): { readonly rows: Readonly<Record<string, number>>; readonly mb: number } {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%'").all()
    const rows = tables.map(({ name }) => [String(name), Number(database.prepare(`select count(*) as many from "${String(name)}"`).get()?.['many'])] as const)
    return { rows: Object.fromEntries(rows), mb: statSync(path).size / 2 ** 20 }
  } finally {
    database.close()
  }
}
