import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

/** Bytes that this program may still write where `path` is; nothing where the system does not tell. */
export type FreeBytes = (path: string) => Promise<number | undefined>

export const freeBytes: FreeBytes = async (path) => {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined
  }
}

/** Where large messages lie while they cross. */
export const spoolFolder = (): string => tmpdir()
