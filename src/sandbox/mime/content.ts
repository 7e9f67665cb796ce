import type { Blob, Blobs } from '../blobs.ts'

/** The bytes of one message, kept outside memory. Never changed. */
export interface Content {
  readonly pieces: readonly Blob[]
  readonly size: number
  /** Bytes up to and including the empty line that ends the header. */
  readonly headerSize: number
}

/** Bytes `from` to `from + length` of a message, fewer at its end. */
export function readContent(blobs: Blobs, content: Content, from = 0, length = content.size - from): Buffer {
  const only = content.pieces.length === 1 ? content.pieces[0] : undefined
  if (only) return blobs.get(only, Math.min(from, only.size), length)
  const found: Buffer[] = []
  let at = 0
  const end = from + length
  for (const piece of content.pieces) {
    const start = Math.max(from - at, 0)
    const stop = Math.min(end - at, piece.size)
    if (stop > start) found.push(blobs.get(piece, start, stop - start))
    at += piece.size
  }
  return Buffer.concat(found)
}

/** Takes the bytes of a message as they arrive; `done` tells what came of them. Neighbouring pieces become one. */
export class ContentWriter {
  readonly #blobs: Blobs
  readonly #pieces: Blob[] = []
  #waiting: Buffer[] = []
  #waitingSize = 0
  #size = 0

  constructor(blobs: Blobs) {
    this.#blobs = blobs
  }

  write(bytes: Buffer): void {
    this.#waiting.push(bytes)
    this.#waitingSize += bytes.length
    if (this.#waitingSize >= 512 * 1024) this.#put()
  }

  done(): Content {
    this.#put()
    const content = { pieces: this.#pieces, size: this.#size, headerSize: 0 }
    return { ...content, headerSize: headerSize(this.#blobs, content) }
  }

  #put(): void {
    if (this.#waitingSize === 0) return
    const bytes = this.#waiting.length === 1 ? this.#waiting[0] : undefined
    const blob = this.#blobs.put(bytes ?? Buffer.concat(this.#waiting))
    this.#waiting = []
    this.#waitingSize = 0
    this.#size += blob.size
    const last = this.#pieces.at(-1)
    if (last && last.at + last.size === blob.at) this.#pieces[this.#pieces.length - 1] = { at: last.at, size: last.size + blob.size }
    else this.#pieces.push(blob)
  }
}

/** Puts a whole message away. */
export function putContent(blobs: Blobs, bytes: Buffer): Content {
  return { pieces: [blobs.put(bytes)], size: bytes.length, headerSize: headerEnd(bytes) ?? bytes.length }
}

function headerSize(blobs: Blobs, content: Content): number {
  for (let look = 16 * 1024; ; look *= 8) {
    const end = headerEnd(readContent(blobs, content, 0, Math.min(look, content.size)))
    if (end !== undefined) return end
    if (look >= content.size) return content.size
  }
}

function headerEnd(bytes: Buffer): number | undefined {
  if (bytes[0] === 13 && bytes[1] === 10) return 2
  if (bytes[0] === 10) return 1
  const strict = bytes.indexOf('\r\n\r\n')
  const loose = bytes.indexOf('\n\n')
  if (strict >= 0 && (loose < 0 || strict < loose)) return strict + 4
  return loose >= 0 ? loose + 2 : undefined
}
