import { Readable } from 'node:stream'
import type { OriginMark } from '../domain/origin-mark.ts'
import { formatOriginMark, ORIGIN_HEADER } from '../domain/origin-mark.ts'
import type { Spool } from '../platform/spool.ts'

/** RFC 5322 section 2.1.1 allows 998 characters in a line. */
const LONGEST_LINE = 900
/** A header longer than this is not searched any further. */
const MAX_HEADER_BYTES = 1024 * 1024
const SMALL_BYTES = 64 * 1024

/**
 * `source` with the origin mark as its first header field (behind lines that would continue it), as a view: bytes are read from `source` when they are asked for,
 * and disposing the view disposes `source`.
 */
export function withOriginHeader(source: Spool, mark: OriginMark): Spool {
  const line = `${ORIGIN_HEADER}: ${formatOriginMark(mark)}`
  const header = Buffer.from(`${line.length <= LONGEST_LINE ? line : line.replaceAll('; ', ';\r\n ')}\r\n`)
  return view(source, source.size + header.length, async function* () {
    const before: Buffer[] = []
    let isPlaced = false
    let isLineStart = true
    for await (const chunk of source.open() as AsyncIterable<Buffer>) {
      const place = isPlaced ? -1 : firstField(chunk, isLineStart)
      if (chunk.length > 0) isLineStart = chunk.at(-1) === LF
      if (place !== -1) {
        yield* before.splice(0)
        if (place > 0) yield chunk.subarray(0, place)
        yield header
        yield chunk.subarray(place)
        isPlaced = true
      } else if (isPlaced) yield chunk
      else before.push(chunk)
    }
    if (!isPlaced) yield* [header, ...before]
  })
}

const [TAB, LF, SPACE] = [0x09, 0x0a, 0x20]

/** Where the first line begins that continues none before it; -1 when there is none in this piece. */
function firstField(chunk: Buffer, isLineStart: boolean): number {
  for (let start = isLineStart ? 0 : chunk.indexOf(LF) + 1 || chunk.length; start < chunk.length; start = chunk.indexOf(LF, start) + 1 || chunk.length) {
    if (chunk[start] !== SPACE && chunk[start] !== TAB) return start
  }
  return -1
}

/**
 * `source` without its first origin mark (folded or not, anywhere in its header section), as a view; `source` itself when
 * it has none. The exact digest of a copy seen so equals that of its original.
 */
export async function withoutOriginHeader(source: Spool): Promise<Spool> {
  const field = findField(await headOf(source))
  if (field === undefined) return source
  return view(source, source.size - (field.end - field.start), async function* () {
    let at = 0
    for await (const chunk of source.open()) {
      const before = chunk.subarray(0, Math.max(0, field.start - at))
      const after = chunk.subarray(Math.max(0, field.end - at))
      at += chunk.length
      if (before.length > 0) yield before
      if (after.length > 0) yield after
    }
  })
}

function view(source: Spool, size: number, chunks: () => AsyncGenerator<Buffer>): Spool {
  return {
    size,
    open: () => Readable.from(chunks(), { objectMode: false }),
    bytes: async () => Buffer.concat(await Array.fromAsync(chunks())),
    dispose: () => source.dispose(),
  }
}

/** The bytes up to the end of the header section, one character each, and perhaps some more. */
async function headOf(source: Spool): Promise<string> {
  // Ending a stream early costs more than reading a small message to its end.
  if (source.size <= SMALL_BYTES) return (await source.bytes()).toString('latin1')
  let head = ''
  for await (const chunk of source.open()) {
    head += chunk.toString('latin1')
    if (/\r?\n\r?\n/.test(head.slice(-chunk.length - 4)) || head.length > MAX_HEADER_BYTES) break
  }
  return head
}

function findField(head: string): { start: number; end: number } | undefined {
  const name = `${ORIGIN_HEADER.toLowerCase()}:`
  for (let start = 0; start < head.length; ) {
    const newline = head.indexOf('\n', start)
    let end = newline === -1 ? head.length : newline + 1
    if (/^\r?\n?$/.test(head.slice(start, end))) return undefined
    if (head.slice(start, start + name.length).toLowerCase() !== name) {
      start = end
      continue
    }
    while (head[end] === ' ' || head[end] === '\t') {
      const next = head.indexOf('\n', end)
      end = next === -1 ? head.length : next + 1
    }
    return { start, end }
  }
  return undefined
}
