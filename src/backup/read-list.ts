import type { Spool } from '../platform/spool.ts'
import { parseList, type PointEntry } from './point.ts'

/** The entries in one list of a point. @throws {SyncError} `BACKUP_DAMAGED` */
export async function readList(list: string, open: (blob: string) => Promise<Spool>): Promise<PointEntry[]> {
  const content = await open(list)
  try {
    return parseList((await content.bytes()).toString('utf8'))
  } finally {
    await content.dispose()
  }
}
