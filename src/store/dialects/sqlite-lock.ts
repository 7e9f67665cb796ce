import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SyncError } from '../../domain/errors.ts'
import { lockFile } from '../../platform/file-lock.ts'

/**
 * Makes this process the only owner of the database at `location`, by a lock on a file beside it. Two names of one file (a link)
 * give one lock. Returns what frees it.
 * @throws {SyncError} `STORE_LOCKED` when another process, or another store of this one, owns it.
 */
export function lockSqlite(location: string): () => void {
  const free = lockFile(`${realPath(location)}.lock`)
  if (free === undefined) throw new SyncError('STORE_LOCKED', 'Another Tongbu process uses this database. Stop it, or wait until it ends.')
  return free
}

function realPath(location: string): string {
  if (existsSync(location)) return realpathSync(location)
  mkdirSync(dirname(location), { recursive: true })
  return join(realpathSync(dirname(location)), basename(location))
}
