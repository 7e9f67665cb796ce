import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { PackIndex } from './pack-index.ts'
import { PACKS, packOf, readPack, type PackTools } from './packs.ts'
import type { PointsFolder } from './points-folder.ts'

/** What the parts of a repository work with. */
export interface Tools extends PackTools {
  readonly index: PackIndex
  readonly points: PointsFolder
  readonly clock: Clock
  /** A pack is ended once it holds so many bytes. */
  readonly packBytes: number
}

/** Brings the index in step with the packs that are there: it may be lost, and a process may have ended before it was written. */
export async function refresh(tools: Tools): Promise<void> {
  const { files, index } = tools
  const there = new Set((await files.list(PACKS)).flatMap(({ name }) => packOf(name) ?? []))
  const known = new Set(index.packs())
  for (const pack of known) if (!there.has(pack)) index.lose(pack)
  for (const pack of there) {
    if (known.has(pack)) continue
    try {
      const blobs = []
      for await (const { id, at, size } of readPack(pack, tools)) blobs.push({ id, at, size })
      index.add(pack, blobs)
    } catch (error) {
      // What it holds is then missing where it is asked for, and `verify` names the file.
      if (!(error instanceof SyncError) || error.code !== 'BACKUP_DAMAGED') throw error
    }
  }
}
