import { safeName } from './attachment-name.ts'
import { decodeBytes } from './charset.ts'
import type { Attachment } from './parse-message.ts'

/** A file inside a `winmail.dat`. */
export interface WrappedFile {
  readonly name: string
  /** In bytes. */
  readonly size: number
}

const SIGNATURE = 0x223e9f78
/** Ids of attributes. @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxtnef (2.1.3.2 TNEF Attribute Identifiers) */
const CODE_PAGE = 0x0006_9007
const FILE_BEGINS = 0x0006_9002
const FILE_NAME = 0x0001_8010
const FILE_DATA = 0x0006_800f
const FILE_PROPERTIES = 0x0006_9005
/** Ids of properties. @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops (PidTagAttachLongFilename, PidTagDisplayName, PidTagAttachDataObject) */
const LONG_NAME = 0x3707
const DISPLAY_NAME = 0x3001
const OBJECT = 0x3701
/** An embedded object begins with the id of its interface. */
const INTERFACE_BYTES = 16

const STRING8 = 0x1e
const UNICODE = 0x1f
const MULTIPLE = 0x1000
/** Types of fixed size, in bytes. */
const FIXED: Readonly<Record<number, number>> = { 0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 2, 0x14: 8, 0x40: 8, 0x48: 16 }
const VARIABLE: ReadonlySet<number> = new Set([0x0d, STRING8, UNICODE, 0x102])

/** What a `winmail.dat` holds, as far as it can be read. */
export interface Wrapping {
  readonly files: readonly WrappedFile[]
  /** Whether it was read to its end: else it may hold more. */
  readonly isWhole: boolean
}

/**
 * The files inside a `winmail.dat` (application/ms-tnef), which Outlook sends to those who do not use it; none where it wraps only
 * the formatted text, or cannot be read.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxtnef
 */
export function listTnef(bytes: Buffer): Wrapping {
  const found: Found[] = []
  const files = (): WrappedFile[] => found.map(({ long, short, size }) => ({ name: safeName(long || short || '') || 'unnamed', size }))
  try {
    readFiles(new Cursor(bytes), found)
    return { files: files(), isWhole: true }
  } catch (error) {
    if (error instanceof RangeError) return { files: files(), isWhole: false }
    throw error
  }
}

const TYPES: ReadonlySet<string> = new Set(['application/ms-tnef', 'application/vnd.ms-tnef'])
/** A larger one is not read into memory for the sake of a list. */
const MOST_BYTES = 32 * 1024 * 1024

/** Whether an attachment is a `winmail.dat`, by its type or else its name. */
export const isTnef = ({ contentType, name }: Pick<Attachment, 'contentType' | 'name'>): boolean => TYPES.has(contentType) || /^winmail\.dat$/i.test(name)

/** What is in the first `winmail.dat` of a message; nothing where there is none. */
export async function wrappingIn(attachments: readonly Attachment[]): Promise<Wrapping | undefined> {
  const bytes = attachments.find(isTnef)?.bytes
  if (bytes === undefined) return undefined
  return bytes.size > MOST_BYTES ? { files: [], isWhole: false } : listTnef(await bytes.bytes())
}

interface Found {
  short?: string
  long?: string
  size: number
}

/** Reads forward; beyond the end it throws a `RangeError`, as Buffer does. */
class Cursor {
  at = 0
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  number(size: 1 | 2 | 4): number {
    const value = this.bytes.readUIntLE(this.at, size)
    this.at += size
    return value
  }

  take(count: number): Buffer {
    if (count > this.bytes.length - this.at) throw new RangeError('beyond the end')
    this.at += count
    return this.bytes.subarray(this.at - count, this.at)
  }

  /** Bytes that fill up to a multiple of four. */
  padded(count: number): Buffer {
    const taken = this.take(count)
    this.take((4 - (count % 4)) % 4)
    return taken
  }
}

/** Adds the files to `files` as they come. @throws {RangeError} where it ends early or is damaged */
function readFiles(cursor: Cursor, files: Found[]): void {
  if (cursor.number(4) !== SIGNATURE) throw new RangeError('no TNEF')
  cursor.take(2)
  let charset = 'windows-1252'
  while (!cursor.isAtEnd) {
    cursor.take(1)
    const id = cursor.number(4)
    const data = cursor.take(cursor.number(4))
    if (cursor.number(2) !== checksum(data)) throw new RangeError('damaged')
    const file = files.at(-1)
    if (id === CODE_PAGE) charset = charsetOf(data.readUInt32LE(0))
    else if (id === FILE_BEGINS) files.push({ size: 0 })
    else if (file === undefined) continue
    else if (id === FILE_NAME) file.short = textOf(data, charset)
    else if (id === FILE_DATA) file.size = data.length
    else if (id === FILE_PROPERTIES) Object.assign(file, readProperties(new Cursor(data), charset, file.size))
  }
}

const checksum = (data: Buffer): number => data.reduce((sum, byte) => (sum + byte) & 0xffff, 0)

const CHARSETS: Readonly<Record<number, string>> = { 932: 'shift_jis', 936: 'gb18030', 949: 'euc-kr', 950: 'big5', 65001: 'utf-8' }
const charsetOf = (codePage: number): string => CHARSETS[codePage] ?? `windows-${codePage}`

const textOf = (data: Buffer, charset: string): string => decodeBytes(data, charset).replace(/\0.*$/s, '')

/** What the properties of one file say of its name, and of its size where it is an embedded message. */
function readProperties(cursor: Cursor, charset: string, size: number): Pick<Found, 'long' | 'size'> {
  const names = new Map<number, string>()
  let found = size
  for (let left = cursor.number(4); left > 0; left--) {
    const type = cursor.number(2)
    const id = cursor.number(2)
    if (id >= 0x8000) skipName(cursor)
    for (const value of readValues(cursor, type)) {
      if (type === STRING8) names.set(id, textOf(value, charset))
      if (type === UNICODE) names.set(id, textOf(value, 'utf-16le'))
      if (id === OBJECT && size === 0) found = Math.max(0, value.length - INTERFACE_BYTES)
    }
  }
  const long = names.get(LONG_NAME) || names.get(DISPLAY_NAME)
  return { ...(long === undefined ? {} : { long }), size: found }
}

/** A property of a program's own has a name: a set, and a number or a text. */
function skipName(cursor: Cursor): void {
  cursor.take(16)
  if (cursor.number(4) === 0) cursor.take(4)
  else cursor.padded(cursor.number(4))
}

/** Single values are filled up to four bytes. @throws {RangeError} for a type whose size is not known */
function readValues(cursor: Cursor, type: number): Buffer[] {
  const single = type & ~MULTIPLE
  const size = FIXED[single]
  if (VARIABLE.has(single)) return times(cursor.number(4), () => cursor.padded(cursor.number(4)))
  if (size === undefined) throw new RangeError('an unknown type')
  return type === single ? [cursor.padded(size)] : times(cursor.number(4), () => cursor.take(size))
}

function times(count: number, read: () => Buffer): Buffer[] {
  const values: Buffer[] = []
  for (let n = 0; n < count; n++) values.push(read())
  return values
}
