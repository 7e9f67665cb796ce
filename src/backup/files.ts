import { SyncError } from '../domain/errors.ts'
import { isMissing, type FileInfo, type FolderFiles } from '../platform/folder-files.ts'
import type { NewId } from '../platform/ids.ts'

/** Where files are while they are written. What is found here is of a process that ended too soon. */
const TEMPORARY = 'tmp'

/** The files of a repository, with the system's errors in our words. */
export interface RepositoryFiles {
  readonly root: string
  list(path: string): Promise<readonly FileInfo[]>
  /** @throws {SyncError} `BACKUP_DAMAGED` when it is not there */
  read(path: string): AsyncIterable<Buffer>
  /** All of `content` under this name, durably, or nothing; another file of that name is replaced. @returns its size @throws what `content` throws */
  write(path: string, content: AsyncIterable<Uint8Array>): Promise<number>
  remove(path: string): Promise<void>
  makeFolder(path: string): Promise<void>
  /** Removes what an ended process left half written. Only for who has the lock. */
  tidy(): Promise<void>
}

/** Every failure is a `SyncError`: `BACKUP_FULL`, `BACKUP_FOLDER`, `BACKUP_DAMAGED`. */
export function repositoryFiles(files: FolderFiles, newId: NewId): RepositoryFiles {
  return {
    root: files.root,
    list: (path) => inOurWords(path, () => files.list(path)),
    read: (path) => reading(files, path),
    write: (path, content) => write(files, path, content, `${TEMPORARY}/${newId()}`),
    remove: (path) => inOurWords(path, () => files.remove(path)),
    makeFolder: (path) => inOurWords(path, () => files.makeFolder(path)),
    tidy: () =>
      inOurWords(TEMPORARY, async () => {
        await files.makeFolder(TEMPORARY)
        for (const { name } of await files.list(TEMPORARY)) await files.remove(`${TEMPORARY}/${name}`)
      }),
  }
}

async function* reading(files: FolderFiles, path: string): AsyncGenerator<Buffer> {
  try {
    yield* files.read(path)
  } catch (error) {
    throw isMissing(error) ? new SyncError('BACKUP_DAMAGED', `The file ${path} of the backup is missing.`, { cause: error }) : told(error, path)
  }
}

async function write(files: FolderFiles, path: string, content: AsyncIterable<Uint8Array>, temporary: string): Promise<number> {
  const file = await inOurWords(path, () => files.begin(temporary))
  let size = 0
  try {
    for await (const chunk of content) {
      size += chunk.length
      await inOurWords(path, () => file.write(chunk))
    }
    await inOurWords(path, async () => {
      await file.end()
      await files.rename(temporary, path)
    })
    return size
  } catch (error) {
    await file.abandon().catch(() => undefined)
    await files.remove(temporary).catch(() => undefined)
    throw error
  }
}

async function inOurWords<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw told(error, path)
  }
}

/** What the system says → what is wrong. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const REFUSED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS'])
const GONE: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ETIMEDOUT'])

/** The failure of an effect on the file `path` in our words; what is none of the system's passes. */
export function told(error: unknown, path: string, where = 'the backup folder'): unknown {
  if (error instanceof SyncError || !(error instanceof Error) || !('code' in error)) return error
  const { code } = error
  if (FULL.has(code)) return new SyncError('BACKUP_FULL', `The disk of ${where} is full. What was written before is kept.`, { cause: error })
  if (REFUSED.has(code)) return new SyncError('BACKUP_FOLDER', `The system does not let us use ${path} in ${where} (${code}).`, { cause: error })
  if (GONE.has(code)) return new SyncError('BACKUP_FOLDER', `Something of ${where} is gone: ${path} (${code}).`, { cause: error })
  return new SyncError('BACKUP_FOLDER', `The disk of ${where} failed at ${path} (${String(code)}).`, { cause: error })
}
