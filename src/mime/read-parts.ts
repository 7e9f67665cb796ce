import type { MimeNode } from '@zone-eu/mailsplit'
import { Splitter } from '@zone-eu/mailsplit'
import { createHash } from 'node:crypto'
import { Readable, pipeline } from 'node:stream'
import { SyncError } from '../domain/errors.ts'
import type { Spool } from '../platform/spool.ts'
import { crlfConverter } from './crlf.ts'
import { PartReader } from './part-reader.ts'
import type { Part } from './part.ts'

const MAX_HEADER_BYTES = 1024 * 1024
const MAX_PARTS = 5_000
const SMALL_BYTES = 64 * 1024
const MAX_DEPTH = 100

export interface ReadParts {
  readonly root: Part
  /** Hex SHA-256 of all bytes with CRLF line ends. */
  readonly sha256: string
  dispose(): Promise<void>
}

/**
 * Reads a message once: its tree of parts, text parts as bytes, all others stored, and the digest of the whole.
 *
 * @throws {SyncError} `UNREADABLE_MESSAGE` when `source` cannot be read, or its structure is absurd (a header over 1 MiB,
 * over 5,000 parts or 100 levels).
 */
export async function readParts(source: Spool): Promise<ReadParts> {
  const hash = createHash('sha256')
  const splitter = new Splitter({ maxHeadSize: MAX_HEADER_BYTES, maxChildNodes: MAX_PARTS, ignoreEmbedded: true })
  const reader = new PartReader()
  try {
    await feed(source, hash, splitter)
    for await (const chunk of splitter) {
      if (chunk.type === 'node') {
        refuseDepth(chunk)
        await reader.open(chunk)
      } else await reader.write(chunk.node, chunk.type, chunk.value)
    }
    return { root: await reader.end(), sha256: hash.digest('hex'), dispose: () => reader.dispose() }
  } catch (error) {
    await reader.dispose()
    throw toSyncError(error)
  }
}

interface Hash {
  update(chunk: Buffer): unknown
}

/** A stream and its end cost several times what reading a small message does, so that goes in at once. */
async function feed(source: Spool, hash: Hash, splitter: Splitter): Promise<void> {
  if (source.size > SMALL_BYTES) {
    pipeline(Readable.from(hashedLines(source.open(), hash)), splitter, () => {})
    return
  }
  const lines = crlfConverter()(await source.bytes())
  hash.update(lines)
  splitter.end(lines)
}

async function* hashedLines(source: Readable, hash: Hash): AsyncGenerator<Buffer> {
  const convert = crlfConverter()
  for await (const chunk of source) {
    const lines = convert(chunk)
    hash.update(lines)
    yield lines
  }
}

function refuseDepth(node: MimeNode): void {
  let depth = 0
  for (let above = node.parentNode; above; above = above.parentNode) depth++
  if (depth > MAX_DEPTH) throw new SyncError('UNREADABLE_MESSAGE', `The message has parts within parts more than ${MAX_DEPTH} levels deep.`)
}

function toSyncError(error: unknown): unknown {
  if (error instanceof SyncError || (error instanceof Error && error.name === 'AbortError')) return error
  const tooLong = error instanceof Error && 'code' in error && error.code === 'EMAXLEN'
  const message = tooLong ? 'The message has a header or a number of parts beyond any use.' : 'The message could not be read to its end.'
  return new SyncError('UNREADABLE_MESSAGE', message, { cause: error })
}
