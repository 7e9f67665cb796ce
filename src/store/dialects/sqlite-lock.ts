import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SyncError } from '../../domain/errors.ts'

const SQLITE_BUSY = 5

/**
 * Makes this process the only owner of the database at `location`: an exclusive transaction on a second, empty
 * SQLite file beside it. The kernel frees it when the process ends, however it ends, and nothing has to be tidied up.
 * Two names of one file (a link) give one lock. Returns what frees it.
 * @throws {SyncError} `STORE_LOCKED` when another process, or another store of this one, owns it.
 */
export function lockSqlite(location: string): () => void {
  const path = `${realPath(location)}.lock`
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new SyncError('STORE_LOCKED', 'Another Tongbu process uses this database. Stop it, or wait until it ends.', { cause: error })
  }
  return () => {
    if (lock.isOpen) lock.close()
  }
}

function realPath(location: string): string {
  if (existsSync(location)) return realpathSync(location)
  mkdirSync(dirname(location), { recursive: true })
  return join(realpathSync(dirname(location)), basename(location))
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
