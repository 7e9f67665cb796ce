import { closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5

/**
 * Makes this process the only one that holds `path`: an exclusive transaction on an empty SQLite file, which is made where it is
 * missing. The kernel frees it when the process ends, however it ends, and nothing has to be tidied up.
 * @returns what frees it, or nothing when another process, or another holder in this one, has it.
 */
export function lockFile(path: string): (() => void) | undefined {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    return undefined
  }
  return () => {
    if (lock.isOpen) lock.close()
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
