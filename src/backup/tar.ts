const BLOCK = 512

/** The name and the size of a file in an archive. */
export interface Member {
  readonly name: string
  /** In bytes. */
  readonly size: number
}

/** The same of a file with any name, in UTF-8 (pax, POSIX.1-2001): what every unpacker of today reads. */
export function paxHeader({ name, size }: Member): Buffer {
  if (/^[\x20-\x7e]{1,100}$/.test(name)) return tarHeader({ name, size })
  const record = Buffer.from(paxRecord('path', name))
  const plain = name.replaceAll(/[^\x20-\x7e]/g, '_').slice(-100)
  return Buffer.concat([tarHeader({ name: 'pax_header', size: record.length }, 'x'), record, tarPadding(record.length), tarHeader({ name: plain, size })])
}

/** A line that begins with its own length, in decimal digits. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  const length = rest + String(rest + String(rest).length).length
  return `${length} ${key}=${value}\n`
}

/** The header of one file in an archive of the ustar format (POSIX.1-1988): at most 100 ASCII characters of name, 8 GB of content. */
export function tarHeader({ name, size }: Member, type: '\0' | 'x' = '\0'): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number): void => void header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  header.write(name, 0, 100, 'latin1')
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  header.write(type === 'x' ? '        x' : '        0', 148, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** What follows the content of a file, up to the next block. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/** What an archive ends with. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

export interface ReadMember extends Member {
  /** Where its content begins in the archive. */
  readonly at: number
  /** Its content, once; what is left unread is skipped. */
  readonly content: AsyncIterable<Buffer>
}

/** The files of an archive as `tarHeader` and `tarPadding` make it, in their order. @throws {Error} when it is none, or is cut off */
export async function* tarMembers(archive: AsyncIterable<Buffer>): AsyncGenerator<ReadMember> {
  const reader = new Reader(archive)
  for (;;) {
    const header = await reader.whole(BLOCK)
    if (header.every((byte) => byte === 0)) return await reader.toEnd()
    const { name, size } = readHeader(header)
    const at = reader.position
    yield { name, size, at, content: reader.part(size) }
    await reader.skipTo(at + size + tarPadding(size).length)
  }
}

function readHeader(header: Buffer): Member {
  const field = (at: number, length: number): string => header.toString('latin1', at, at + length).replace(/\0.*$/s, '')
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (field(257, 6) !== 'ustar' || Number.parseInt(field(148, 8), 8) !== sum) throw new Error('not an archive')
  return { name: field(0, 100), size: Number.parseInt(field(124, 12), 8) }
}

/** Bytes of a stream, so many at a time. */
class Reader {
  position = 0
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async whole(size: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.part(size)) pieces.push(piece)
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
  }

  async *part(size: number): AsyncGenerator<Buffer> {
    const end = this.position + size
    while (this.position < end) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new Error('the archive is cut off')
      const piece = this.#rest.subarray(0, end - this.position)
      this.#rest = this.#rest.subarray(piece.length)
      this.position += piece.length
      yield piece
    }
  }

  async skipTo(position: number): Promise<void> {
    for await (const _ of this.part(position - this.position));
  }

  /** What follows the end must be read too: it is what proves that nothing was cut off. */
  async toEnd(): Promise<void> {
    while (await this.#more());
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next()
    if (next.done === true) return false
    this.#rest = next.value
    return true
  }
}
