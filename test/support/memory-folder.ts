import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
/** What the tests that are at work at one time may fill, in bytes. */
const ROOM = 2 * 2 ** 30

/** A folder that lies in memory where the machine has room there: most tests try states of files, not the disk, and would wait for it. */
export function memoryFolder(): string {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= ROOM ? MEMORY : tmpdir()
}
