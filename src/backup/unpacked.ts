import { spool, type SeekableSpool, type Spool } from '../platform/spool.ts'
import type { Place } from './pack-index.ts'
import { packPath, type PackTools } from './packs.ts'
import { unsealed } from './seal.ts'

/** Packs that stay unpacked, in temporary files. */
const KEPT = 8

interface Unpacked {
  readonly archive: Promise<SeekableSpool>
  users: number
  isKept: boolean
}

/** Blobs by their place. What is near each other is unpacked once. */
export interface Unpacker {
  /** Caller disposes. @throws {SyncError} `BACKUP_DAMAGED` */
  open(place: Place): Promise<Spool>
  close(): Promise<void>
}

export function unpacker({ files, sealer }: PackTools): Unpacker {
  const unpacked = new Map<string, Unpacked>()
  const free = async (pack: Unpacked): Promise<void> => {
    if (pack.isKept || pack.users > 0) return
    await (await pack.archive.catch(() => undefined))?.dispose()
  }
  const drop = async (name: string): Promise<void> => {
    const pack = unpacked.get(name)
    if (pack === undefined) return
    unpacked.delete(name)
    pack.isKept = false
    await free(pack)
  }
  const take = async (name: string): Promise<Unpacked> => {
    const path = packPath(name)
    const pack = unpacked.get(name) ?? { archive: spool(unsealed(files.read(path), path, sealer)), users: 0, isKept: true }
    pack.archive.catch(() => undefined)
    unpacked.delete(name)
    unpacked.set(name, pack)
    pack.users++
    const [oldest] = unpacked.keys()
    if (unpacked.size > KEPT && oldest !== undefined) await drop(oldest)
    return pack
  }
  return {
    open: async ({ pack: name, at, size }) => {
      const pack = await take(name)
      const release = async (): Promise<void> => {
        pack.users--
        await free(pack)
      }
      try {
        return (await pack.archive).part(at, size, release)
      } catch (error) {
        await release()
        await drop(name)
        throw error
      }
    },
    close: async () => {
      for (const name of unpacked.keys()) await drop(name)
    },
  }
}
