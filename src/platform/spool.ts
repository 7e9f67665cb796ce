import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { SyncError } from '../domain/errors.ts'

/** Bytes that may be too many for memory: small ones are kept there, larger ones in an unlinked temporary file (mode 0600). */
export interface Spool {
  /** In bytes. */
  readonly size: number
  /** A fresh stream over all bytes; may be called any number of times until `dispose`. */
  open(): Readable
  /** All bytes at once; only for what is known to be small or must be whole. */
  bytes(): Promise<Buffer>
  /** Frees memory and file. Safe to call twice. */
  dispose(): Promise<void>
}

/** A spool of which parts can be read. */
export interface SeekableSpool extends Spool {
  /** Some of the bytes, for as long as the whole is not disposed of; `release` is called once when the part is. */
  part(at: number, size: number, release: () => Promise<void>): Spool
}

/** Up to this many bytes stay in memory. */
const IN_MEMORY_BYTES = 1024 * 1024

/**
 * Reads `source` to its end; more than `memoryBytes` go to a file. Rejects with the stream's error and leaves nothing behind.
 * @throws {SyncError} `DISK_FULL`
 */
export async function spool(source: AsyncIterable<Uint8Array> | Uint8Array, memoryBytes: number = IN_MEMORY_BYTES): Promise<SeekableSpool> {
  if (source instanceof Uint8Array) return inMemory(Buffer.from(source.buffer, source.byteOffset, source.byteLength))
  const chunks: Buffer[] = []
  let size = 0
  let file: FileHandle | undefined
  try {
    for await (const chunk of source) {
      size += chunk.length
      if (file !== undefined) await file.write(chunk)
      else if (size <= memoryBytes) chunks.push(Buffer.from(chunk))
      else {
        file = await unlinkedFile()
        for (const earlier of chunks.splice(0)) await file.write(earlier)
        await file.write(chunk)
      }
    }
  } catch (error) {
    await file?.close()
    throw orDiskFull(error)
  }
  return file === undefined ? inMemory(Buffer.concat(chunks)) : onDisk(file, size)
}

/** A spool that is written to piece by piece, as fast as it takes the bytes. @throws {SyncError} `DISK_FULL` */
export function spoolOf(): { write(bytes: Uint8Array): Promise<void>; end(): Promise<SeekableSpool> } {
  const through = new PassThrough()
  const whole = spool(through)
  // Whoever waits for it is told; whoever does not is not ended by it.
  whole.catch(() => {})
  return {
    write: async (bytes) => {
      if (!through.write(Buffer.from(bytes))) await Promise.race([once(through, 'drain'), whole])
    },
    end: () => {
      through.end()
      return whole
    },
  }
}

/** What the system says when a disk, or somebody's share of it, is full. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** The failure of a write, in our words where the disk is full. */
export const orDiskFull = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && FULL.has(error.code) ? new SyncError('DISK_FULL', 'The disk has no room for temporary files.', { cause: error }) : error

function inMemory(bytes: Buffer, release: () => Promise<void> = async () => {}): SeekableSpool {
  return {
    size: bytes.length,
    open: () => Readable.from([bytes]),
    bytes: async () => bytes,
    part: (at, size, releasePart) => inMemory(bytes.subarray(at, at + size), calledOnce(releasePart)),
    dispose: release,
  }
}

const onDisk = (file: FileHandle, size: number): SeekableSpool => ({
  ...partOnDisk(file, 0, size, calledOnce(() => file.close())),
  part: (at, partSize, release) => partOnDisk(file, at, partSize, calledOnce(release)),
})

const partOnDisk = (file: FileHandle, from: number, size: number, release: () => Promise<void>): Spool => ({
  size,
  open: () => Readable.from(chunksOf(file, from, from + size)),
  bytes: async () => {
    const whole = Buffer.alloc(size)
    await file.read(whole, 0, size, from)
    return whole
  },
  dispose: release,
})

function calledOnce(work: () => Promise<void>): () => Promise<void> {
  let called: Promise<void> | undefined
  return () => (called ??= work())
}

async function* chunksOf(file: FileHandle, from: number, end: number): AsyncGenerator<Buffer> {
  for (let at = from; at < end; ) {
    const chunk = Buffer.alloc(Math.min(64 * 1024, end - at))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield chunk.subarray(0, bytesRead)
  }
}

/** A file that no other process can find and that is gone when this one ends, however it ends. */
async function unlinkedFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `tongbu-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
