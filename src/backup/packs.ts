import { PassThrough } from 'node:stream'
import { SyncError } from '../domain/errors.ts'
import type { NewId } from '../platform/ids.ts'
import type { RepositoryFiles } from './files.ts'
import type { Namer, Sealer } from './key.ts'
import type { Blob } from './pack-index.ts'
import { once, sealed, unsealed } from './seal.ts'
import { TAR_END, tarHeader, tarMembers, tarPadding } from './tar.ts'

/** What a pack holds: messages, or lists of what a restore point holds. Kept apart, so that lists are read without messages. */
export type BlobKind = 'mail' | 'list'

export const PACKS = 'packs'
const SUFFIX = '.tar.zst.age'
const EXTENSIONS: Readonly<Record<BlobKind, string>> = { mail: 'eml', list: 'jsonl' }

export const packPath = (pack: string): string => `${PACKS}/${pack}${SUFFIX}`

/** The name of the pack in a file of this name, if it is one. */
export const packOf = (file: string): string | undefined => (file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : undefined)

export const kindOf = (pack: string): BlobKind => (pack.startsWith('list-') ? 'list' : 'mail')

/** What packs are written and read with. */
export interface PackTools {
  readonly files: RepositoryFiles
  readonly sealer: Sealer
  readonly namer: Namer
  readonly newId: NewId
}

/** Bytes that can be read from their beginning as often as needed; a `Spool` is one. */
export interface Content {
  readonly size: number
  open(): AsyncIterable<Uint8Array>
  /** All at once, for what is small: a stream for each message would be most of the work. */
  bytes?(): Promise<Buffer>
}

/** What is read at once, in bytes. */
const SMALL_BYTES = 256 * 1024

/** The same content, which can be opened at no cost where it is small. */
export async function atHand(content: Content): Promise<Content> {
  if (content.bytes === undefined || content.size > SMALL_BYTES) return content
  const bytes = await content.bytes()
  return { size: bytes.length, open: () => once(bytes) }
}

/** A pack that is being filled. */
export interface NewPack {
  readonly name: string
  /** Bytes put in so far. */
  readonly size: number
  readonly blobs: readonly Blob[]
  add(id: string, content: Content): Promise<void>
  /** Durable when it resolves. */
  end(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/** So many bytes are handed on together. */
const TOGETHER = 128 * 1024

export function newPack(kind: BlobKind, { files, sealer, newId }: PackTools): NewPack {
  const name = `${kind}-${newId()}`
  const plain = new PassThrough({ highWaterMark: 2 * TOGETHER })
  const written = files.write(packPath(name), sealed(plain, sealer))
  let failure: { readonly error: unknown } | undefined
  // Whoever waits for room must learn that there will be none.
  written.catch((error: unknown) => {
    failure = { error }
    plain.destroy()
  })
  const blobs: Blob[] = []
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let at = 0
  let isCutOff = false
  let wake = (): void => {}
  // An error is thrown where the pack is written, if it ever came to that.
  for (const event of ['drain', 'close', 'error']) plain.on(event, () => wake())
  const flush = async (): Promise<void> => {
    const chunk = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    if (failure !== undefined) throw failure.error
    if (chunk.length === 0 || plain.write(chunk)) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    if (plain.destroyed) await written
  }
  const put = async (bytes: Uint8Array): Promise<void> => {
    waiting.push(bytes)
    waitingBytes += bytes.length
    at += bytes.length
    if (waitingBytes >= TOGETHER) await flush()
  }
  return {
    name,
    get size() {
      return at
    },
    blobs,
    add: async (id, content) => {
      // Until all of it is in, this is no archive.
      isCutOff = true
      await put(tarHeader({ name: `${kind}/${id}.${EXTENSIONS[kind]}`, size: content.size }))
      const begin = at
      for await (const chunk of content.open()) await put(chunk)
      if (at - begin !== content.size) throw new SyncError('BROKEN_INVARIANT', 'A message changed its size while it was packed.')
      await put(tarPadding(content.size))
      blobs.push({ id, pack: name, at: begin, size: content.size })
      isCutOff = false
    },
    end: async () => {
      if (isCutOff) throw new SyncError('BROKEN_INVARIANT', 'A message was packed in part.')
      await put(TAR_END)
      await flush()
      plain.end()
      await written
    },
    abandon: async () => {
      plain.destroy(new SyncError('BROKEN_INVARIANT', 'The pack is not wanted any more.'))
      await written.catch(() => undefined)
    },
  }
}

/** A blob as it is found in a pack. */
export interface PackedBlob extends Blob {
  /** Its content, once. */
  readonly content: AsyncIterable<Buffer>
}

/**
 * The blobs of a pack in their order. That the pack is whole is certain only at the end.
 * @throws {SyncError} `BACKUP_DAMAGED`
 */
export async function* readPack(pack: string, { files, sealer }: PackTools): AsyncGenerator<PackedBlob> {
  const path = packPath(pack)
  try {
    for await (const { name, size, at, content } of tarMembers(unsealed(files.read(path), path, sealer))) {
      const id = /^(?:mail|list)\/([0-9a-f]{64})\.\w+$/.exec(name)?.[1]
      if (id === undefined) throw new Error('unknown name in a pack')
      yield { id, pack, at, size, content }
    }
  } catch (error) {
    throw error instanceof SyncError ? error : new SyncError('BACKUP_DAMAGED', `The file ${path} of the backup was changed or is cut off.`, { cause: error })
  }
}

/** The name of some bytes. */
export async function nameOf(content: AsyncIterable<Uint8Array>, namer: Namer): Promise<string> {
  const naming = namer()
  for await (const chunk of content) naming.update(chunk)
  return naming.name()
}

/** Whether the content is what its name says. */
export const isGenuine = async ({ id, content }: Pick<PackedBlob, 'id' | 'content'>, namer: Namer): Promise<boolean> => (await nameOf(content, namer)) === id
