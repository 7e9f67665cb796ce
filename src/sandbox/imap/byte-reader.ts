import type { Socket } from 'node:net'

/** Longest command line, literals not counted. */
const MAX_LINE = 1024 * 1024

/** Reads lines and counted bytes from a socket, holding no more than one chunk beyond what was asked. */
export class ByteReader {
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #wake: (() => void) | undefined
  #ended = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      socket.pause()
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
      this.#wake?.()
    })
    const end = (): void => {
      this.#ended = true
      this.#wake?.()
    }
    socket.on('end', end).on('close', end)
  }

  /** The next line without its end, one character per byte; undefined when there is none any more. */
  async line(): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const end = this.#rest.indexOf(10, from)
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end > 0 && this.#rest[end - 1] === 13 ? end - 1 : end)
        this.#rest = this.#rest.subarray(end + 1)
        return line
      }
      from = this.#rest.length
      if (from > MAX_LINE || !(await this.#more())) return undefined
    }
  }

  /** Hands on the next `count` bytes in pieces. @returns false when the connection ended before */
  async bytes(count: number, take: (piece: Buffer) => void): Promise<boolean> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return false
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      take(piece)
    }
    return true
  }

  async #more(): Promise<boolean> {
    const before = this.#rest.length
    if (this.#ended) return false
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#socket.resume()
    })
    this.#wake = undefined
    return this.#rest.length > before
  }
}
