/** What goes into a `winmail.dat` of a test. Without `long`, only the short name of DOS days is there. */
export interface Wrapped {
  readonly short: string
  readonly long?: string
  readonly bytes: Buffer
}

const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8])
const u32 = (value: number): Buffer => Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24])
const padded = (bytes: Buffer): Buffer => Buffer.concat([u32(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
const attribute = (level: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0))])

/** A property that has a name of its own, a number of two bytes, several texts, and the long name. */
function properties(long: string): Buffer {
  const named = Buffer.concat([u16(0x1f), u16(0x8001), Buffer.alloc(16, 7), u32(1), padded(Buffer.from('Keywords\0', 'utf16le')), u32(1), padded(Buffer.from('x\0', 'utf16le'))])
  const flag = Buffer.concat([u16(0x0b), u16(0x7ffe), u16(1), u16(0)])
  const several = Buffer.concat([u16(0x101e), u16(0x6001), u32(2), padded(Buffer.from('a\0')), padded(Buffer.from('bcd\0'))])
  const name = Buffer.concat([u16(0x1f), u16(0x3707), u32(1), padded(Buffer.from(`${long}\0`, 'utf16le'))])
  return Buffer.concat([u32(4), named, flag, several, name])
}

/** A `winmail.dat` as [MS-OXTNEF] says, in code page 936. `short` must be ASCII or given in `shortBytes`. */
export function winmailDat(files: readonly (Wrapped & { readonly shortBytes?: Buffer })[]): Buffer {
  return Buffer.concat([
    u32(0x223e9f78),
    u16(1),
    attribute(1, 0x0008_9006, u32(0x10000)),
    attribute(1, 0x0006_9007, Buffer.concat([u32(936), u32(0)])),
    attribute(1, 0x0006_9003, Buffer.alloc(40)),
    ...files.flatMap(({ short, shortBytes = Buffer.from(short), long, bytes }) => [
      attribute(2, 0x0006_9002, Buffer.alloc(14)),
      attribute(2, 0x0001_8010, Buffer.concat([shortBytes, Buffer.alloc(1)])),
      attribute(2, 0x0006_800f, bytes),
      ...(long === undefined ? [] : [attribute(2, 0x0006_9005, properties(long))]),
    ]),
  ])
}
