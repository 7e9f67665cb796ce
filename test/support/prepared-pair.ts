import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { MemoryPair, type MemoryPairOptions, type Moment } from './memory-pair.ts'
import type { openScratch } from './scratch.ts'

/** A pair in step, edited since: what is tried on it begins there each time, without the way to get there. */
export interface PreparedPair {
  /** A pair of its own, to be ended with `loseState`: as prepared, or with this database in this world. */
  begin(image?: DatabaseImage, moment?: Moment): MemoryPair
}

/** What is on the disk of a database. */
export interface DatabaseImage {
  readonly file: Buffer
  /** Its write-ahead log. */
  readonly log: Buffer
}

/** The disk as it is now. The database must be one in a file. */
export function imageOf({ database }: MemoryPair): DatabaseImage {
  const path = database.slice('sqlite:'.length)
  const log = `${path}-wal`
  return { file: readFileSync(path), log: existsSync(log) ? readFileSync(log) : Buffer.alloc(0) }
}

/** Fills with `before` and makes a run, if there is any, then edits. */
export async function preparePair(
  { options, before, edits }: { readonly options?: MemoryPairOptions; readonly before?: (pair: MemoryPair) => void; readonly edits: (pair: MemoryPair) => void },
  scratch: ReturnType<typeof openScratch>,
): Promise<PreparedPair> {
  const first = new MemoryPair({ ...options, database: `sqlite:${scratch.path('prepared.db')}` })
  if (before !== undefined) {
    before(first)
    await first.sync()
  } else await first.pairStore()
  edits(first)
  const prepared = first.moment()
  await first.loseState()
  const asPrepared = imageOf(first)
  let begun = 0
  return {
    begin: (image = asPrepared, moment = prepared) => {
      const path = scratch.path(`${++begun % 16}.db`)
      for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
      writeFileSync(path, image.file)
      if (image.log.length > 0) writeFileSync(`${path}-wal`, image.log)
      return new MemoryPair({ ...options, database: `sqlite:${path}` }, moment)
    },
  }
}
