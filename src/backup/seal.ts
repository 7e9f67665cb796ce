import { pipeline, Readable } from 'node:stream'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { SyncError } from '../domain/errors.ts'
import type { Sealer } from './key.ts'

/** Compressed (zstd) and sealed (age), a piece at a time. Rejects with what `plain` throws. */
export async function* sealed(plain: AsyncIterable<Uint8Array>, sealer: Sealer): AsyncGenerator<Uint8Array> {
  const compressed = createZstdCompress()
  // Whatever goes wrong destroys the last stream, and is thrown where it is read.
  pipeline(Readable.from(plain), compressed, () => {})
  yield* webChunks(await sealer.seal(webStream(compressed)))
}

/**
 * What `sealed` was given, a piece at a time; each piece was authenticated before it is handed out, but only at the end is it certain that
 * nothing is missing. `path` is told in errors. @throws {SyncError} `BACKUP_DAMAGED`, and what `source` throws
 */
export async function* unsealed(source: AsyncIterable<Uint8Array>, path: string, sealer: Sealer): AsyncGenerator<Buffer> {
  const file = Readable.from(source)
  let opened: Readable | undefined
  try {
    opened = Readable.from(webChunks(await sealer.open(webStream(file))))
    const plain = createZstdDecompress()
    pipeline(opened, plain, () => {})
    for await (const chunk of plain) yield chunk as Buffer
  } catch (error) {
    throw error instanceof SyncError ? error : new SyncError('BACKUP_DAMAGED', `The file ${path} of the backup was changed or is cut off.`, { cause: error })
  } finally {
    opened?.destroy()
    file.destroy()
  }
}

/** All of a small sealed file. @throws as `unsealed` */
export async function unsealedWhole(source: AsyncIterable<Uint8Array>, path: string, sealer: Sealer): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of unsealed(source, path, sealer)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** All of some bytes, as a source. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const webStream = (source: Readable): ReadableStream<Uint8Array> => {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async (reason) => {
      source.destroy(reason instanceof Error ? reason : undefined)
    },
  }, { highWaterMark: 0 })
}

async function* webChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let isDone = false
  try {
    for (;;) {
      const next = await reader.read()
      if (next.done) {
        isDone = true
        return
      }
      if (next.value.length > 0) yield next.value
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined)
  }
}
