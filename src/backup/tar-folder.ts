import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { SyncError } from '../domain/errors.ts'
import type { FolderFiles, NewFile } from '../platform/folder-files.ts'
import { spoolOf } from '../platform/spool.ts'
import { paxHeader, TAR_END, tarPadding } from './tar.ts'

/** A folder that is no folder but an archive on its way to somebody. */
export interface TarFolder extends FolderFiles {
  /** Writes what ends an archive. Without it, whoever has it sees that something is missing. */
  finish(): Promise<void>
}

/** Each file goes into the archive when it is closed, and can then not be written on. `write` takes the bytes of the archive in their order. */
export function tarFolder(write: (bytes: Uint8Array) => Promise<void>): TarFolder {
  let last: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work))
  const refuse = async (): Promise<never> => {
    throw new SyncError('BROKEN_INVARIANT', 'An archive can only be added to.')
  }
  const begin = (path: string): NewFile => {
    const spooled = spoolOf()
    let closing: Promise<void> | undefined
    const close = (): Promise<void> =>
      (closing ??= inTurn(async () => {
        const content = await spooled.end()
        try {
          await write(paxHeader({ name: path, size: content.size }))
          for await (const chunk of content.open()) await write(chunk as Uint8Array)
          await write(tarPadding(content.size))
        } finally {
          await content.dispose()
        }
      }))
    return {
      write: spooled.write,
      end: close,
      abandon: close,
    }
  }
  return {
    root: '',
    makeFolder: async () => {},
    list: async () => [],
    begin: async (path) => begin(path),
    resume: refuse,
    rename: refuse,
    remove: async () => {},
    read: () => {
      throw new SyncError('BROKEN_INVARIANT', 'An archive can only be added to.')
    },
    finish: () => inTurn(() => write(TAR_END)),
  }
}

/** The bytes of what `fill` puts into a folder, as an archive (tar), as fast as they are taken. Whoever no longer takes them ends it. */
export function tarStream(fill: (folder: FolderFiles, signal: AbortSignal) => Promise<unknown>): PassThrough {
  const out = new PassThrough()
  const ending = new AbortController()
  out.once('close', () => ending.abort(new Error('Nobody takes the archive any more.')))
  const folder = tarFolder(async (bytes) => {
    ending.signal.throwIfAborted()
    if (!out.write(bytes)) await once(out, 'drain', { signal: ending.signal })
  })
  const filling = async (): Promise<void> => {
    await fill(folder, ending.signal)
    await folder.finish()
    out.end()
  }
  filling().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error('The archive cannot be made.')))
  return out
}
