import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { randomId } from './ids.ts'

export interface FileInfo {
  readonly name: string
  /** In bytes; 0 of a folder. */
  readonly size: number
  readonly isFolder: boolean
}

/** A file that is being written. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>
  /** All of it is on the disk when this resolves. */
  end(): Promise<void>
  /** Frees it without a promise of what it then holds. Safe after `end`. */
  abandon(): Promise<void>
}

/** The files below one folder, named by paths with `/` from there. Every method throws the system's errors. */
export interface FolderFiles {
  /** Where it is, as the system names it. */
  readonly root: string
  /** With those above it; there already is fine. */
  makeFolder(path: string): Promise<void>
  /** What a folder holds, by name; nothing where there is none. */
  list(path: string): Promise<readonly FileInfo[]>
  read(path: string): AsyncIterable<Buffer>
  /** A new file that only its owner can read. Throws `EEXIST`. */
  begin(path: string): Promise<NewFile>
  /** A file that was begun before, to be written on at its end. */
  resume(path: string): Promise<NewFile>
  /** In place of what is there, at once or not at all, and on the disk when it resolves. */
  rename(from: string, to: string): Promise<void>
  /** Removing what is gone succeeds. */
  remove(path: string): Promise<void>
}

const READ_BYTES = 256 * 1024

/** The files below `root`. */
export function folderFiles(root: string): FolderFiles {
  const at = (path: string): string => join(root, path)
  return {
    root,
    makeFolder: async (path) => void (await mkdir(at(path), { recursive: true, mode: 0o700 })),
    list: (path) => list(at(path)),
    read: (path) => chunksOf(at(path)),
    begin: async (path) => newFile(await open(at(path), 'wx', 0o600)),
    resume: async (path) => newFile(await open(at(path), 'a', 0o600)),
    rename: async (from, to) => {
      await rename(at(from), at(to))
      await syncFolder(dirname(at(to)))
    },
    remove: async (path) => {
      await rm(at(path), { force: true })
    },
  }
}

/** A folder that a person named, or what takes its place. */
export const namedFolder = (to: string | FolderFiles): FolderFiles => (typeof to === 'string' ? folderFiles(resolve(to)) : to)

async function list(path: string): Promise<FileInfo[]> {
  const found = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const infos: FileInfo[] = []
  for (const entry of found) {
    const isFolder = entry.isDirectory()
    const size = isFolder ? 0 : await stat(join(path, entry.name)).then((info) => info.size, ignoreMissing)
    if (size !== undefined) infos.push({ name: entry.name, size, isFolder })
  }
  return infos.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, constants.O_RDONLY)
  try {
    // A large buffer for each small file would be mostly rubbish.
    const length = Math.min(Math.max(1, (await file.stat()).size), READ_BYTES)
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

function newFile(file: FileHandle): NewFile {
  let isOpen = true
  const close = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await file.close()
  }
  return {
    write: async (bytes) => {
      for (let from = 0; from < bytes.length; ) from += (await file.write(bytes, from)).bytesWritten
    },
    end: async () => {
      await file.sync()
      await close()
    },
    abandon: close,
  }
}

/** A new name is on the disk once its folder is. Some systems do not let a folder be opened, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined)
  try {
    await folder?.sync().catch(() => undefined)
  } finally {
    await folder?.close()
  }
}

/** A file for its owner alone, whole or not at all; never in place of another. Throws `EEXIST` and the system's other errors. */
export async function writeOwnersFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // Whoever finds the name finds all of it: it is given last, and to one of two that write at once.
  const draft = `${path}.${randomId()}`
  try {
    await writeNew(draft, text)
    await link(draft, path).catch((error: unknown) => {
      if (!cannotLink(error)) throw error
      return writeNew(path, text)
    })
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(dirname(path))
}

/** A file for its owner alone, in place of what is there: at once or not at all. Throws the system's errors. */
export async function replaceOwnersFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomId()}`
  try {
    await writeNew(draft, text)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Removing what is gone succeeds. Throws the system's errors. */
export const removeFile = (path: string): Promise<void> => rm(path, { force: true })

async function writeNew(path: string, text: string): Promise<void> {
  const file = newFile(await open(path, 'wx', 0o600))
  try {
    await file.write(Buffer.from(text))
    await file.end()
  } catch (error) {
    await file.abandon()
    await rm(path, { force: true })
    throw error
  }
}

/** A disk without hard links, such as one of a camera or of some networks. */
const cannotLink = (error: unknown): boolean => error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(String(error.code))

/** What a file says, who may read it, and which file of the machine it is. Throws the system's errors. */
export async function readOwnersFile(path: string): Promise<{ readonly text: string; readonly isOwnersAlone: boolean; readonly identity: string }> {
  const file = await open(path, constants.O_RDONLY)
  try {
    const { mode, dev, ino } = await file.stat()
    return { text: await file.readFile('utf8'), isOwnersAlone: (mode & 0o077) === 0, identity: `${dev}:${ino}` }
  } finally {
    await file.close()
  }
}

/** The same of what is needed before anything can be waited for: the key of the configuration. */
export function readOwnersFileNow(path: string): { readonly text: string; readonly isOwnersAlone: boolean } {
  const file = openSync(path, constants.O_RDONLY)
  try {
    return { isOwnersAlone: (fstatSync(file).mode & 0o077) === 0, text: readFileSync(file, 'utf8') }
  } finally {
    closeSync(file)
  }
}

export const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

const ignoreMissing = (error: unknown): undefined => {
  if (isMissing(error)) return undefined
  throw error
}
