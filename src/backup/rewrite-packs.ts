import { SyncError } from '../domain/errors.ts'
import { kindOf, newPack, packPath, readPack, type NewPack, type PackedBlob } from './packs.ts'
import type { Tools } from './tools.ts'

export interface RewriteOptions {
  /** Whether a blob goes on to be kept in the packs that are written. */
  readonly isKept: (id: string, pack: string) => boolean
  readonly signal: AbortSignal
  readonly onPack?: () => void
}

/**
 * Writes what is kept of some packs into new ones, and removes the old once all that is kept of them is durable elsewhere. Killed at
 * any point, everything that is kept is in one pack or in two. @returns the names of the new packs @throws {SyncError} `BACKUP_DAMAGED` before a pack that cannot be read back is removed
 */
export async function rewritePacks(packs: readonly string[], tools: Tools, { isKept, signal, onPack = () => {} }: RewriteOptions): Promise<string[]> {
  const made: string[] = []
  for (const [kind, ofKind] of Map.groupBy(packs, kindOf)) {
    let target: NewPack | undefined
    let copied: string[] = []
    const settle = async (): Promise<void> => {
      await target?.end()
      if (target !== undefined) tools.index.add(target.name, target.blobs)
      if (target !== undefined) made.push(target.name)
      target = undefined
      await removePacks(copied, tools)
      copied = []
    }
    try {
      for (const pack of ofKind) {
        signal.throwIfAborted()
        for await (const blob of readPack(pack, tools)) {
          if (!isKept(blob.id, pack)) continue
          target ??= newPack(kind, tools)
          await copy(blob, target, tools)
        }
        copied.push(pack)
        onPack()
        if (target === undefined || target.size >= tools.packBytes) await settle()
      }
      await settle()
    } catch (error) {
      await target?.abandon()
      throw error
    }
  }
  return made
}

/** Copies a blob, and looks whether it is what its name says: the original will be gone. */
async function copy({ id, size, content, pack }: PackedBlob, target: NewPack, { namer }: Tools): Promise<void> {
  const naming = namer()
  async function* named(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      naming.update(chunk)
      yield chunk
    }
  }
  await target.add(id, { size, open: named })
  if (naming.name() !== id) throw new SyncError('BACKUP_DAMAGED', `A message in the file ${packPath(pack)} of the backup is not what was packed.`)
}

/** Removes packs that nobody needs. Forgotten first: a file that is there all the same is found again, one that is missing would count as lost. */
export async function removePacks(packs: readonly string[], { index, files }: Tools): Promise<void> {
  for (const pack of packs) {
    index.drop(pack)
    await files.remove(packPath(pack))
  }
}

