import { Readable } from 'node:stream'
import type { Spool } from '../../platform/spool.ts'

/** A mail with an attachment of about `megabytes` MB that is made while it is read, so that only its reader needs memory. */
export function largeMail(megabytes: number): Spool {
  const head = Buffer.from(
    'Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b\r\n' +
      'Content-Type: application/zip; name=large.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  )
  const lines = Buffer.from(`${Buffer.alloc(57, 'tongbu').toString('base64')}\r\n`.repeat(840))
  const count = Math.ceil((megabytes * 1_000_000) / (57 * 840))
  const tail = Buffer.from('\r\n--b--\r\n')
  async function* chunks(): AsyncGenerator<Buffer> {
    yield head
    for (let at = 0; at < count; at++) yield Buffer.from(lines)
    yield tail
  }
  return {
    size: head.length + lines.length * count + tail.length,
    open: () => Readable.from(chunks()),
    bytes: async () => Buffer.concat(await Array.fromAsync(chunks())),
    dispose: async () => {},
  }
}
