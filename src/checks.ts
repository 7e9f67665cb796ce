import { dirname } from 'node:path'
import type { CheckResult, Mailbox } from './connectors/connector.ts'
import { SyncError } from './domain/errors.ts'
import { freeBytes, spoolFolder, type FreeBytes } from './platform/disk.ts'

export interface FreeSpace {
  /** For temporary files, in bytes; absent where the system does not tell. */
  readonly spool: number | undefined
  /** Where the database is, if it is a file. */
  readonly database: number | undefined
}

/** What is left on the disks that are used. `database`: as the configuration names it. */
export async function freeSpace(database: string, free: FreeBytes = freeBytes): Promise<FreeSpace> {
  const folder = folderOf(database)
  return { spool: await free(spoolFolder()), database: folder === undefined ? undefined : await free(folder) }
}

/** What is found about this machine, for `doctor`. */
export async function checkMachine(database: string, free?: FreeBytes): Promise<readonly CheckResult[]> {
  const space = await freeSpace(database, free)
  return [diskCheck('Room for temporary files', space.spool), ...(folderOf(database) === undefined ? [] : [diskCheck('Room for the database', space.database)])]
}

/** Where the database is, if it is a file. */
function folderOf(database: string): string | undefined {
  const file = /^sqlite:(?:\/\/)?(?!:memory:)(.+)$/.exec(database)?.[1]
  return file === undefined ? undefined : dirname(file)
}

/** Below this a disk is nearly full, in bytes. */
const SCARCE_BYTES = 500 * 1024 * 1024

function diskCheck(what: string, bytes: number | undefined): CheckResult {
  if (bytes === undefined) return { what, outcome: 'ok', detail: 'Not known: the system does not tell.' }
  const detail = `${Math.floor(bytes / 1048576).toLocaleString('en')} MB are free.`
  return bytes < SCARCE_BYTES ? { what, outcome: 'warning', detail: `${detail} Make room before much is copied.` } : { what, outcome: 'ok', detail }
}

/** What is wrong with one side is for `doctor` to tell, not to fail on. */
export async function checkMailbox(mailbox: Mailbox, signal: AbortSignal): Promise<readonly CheckResult[]> {
  try {
    return await mailbox.check(signal)
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return [{ what: 'connection', outcome: 'failed', detail: error.message }]
  }
}
