import iconv from 'iconv-lite'
import addressparser from 'nodemailer/lib/addressparser'
import type { Recipient } from './state.ts'

/** Header fields of a message, in order, unfolded but not decoded. */
export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** Reads the header of a MIME message. Nothing when it does not begin with a header field. */
export function readHeader(mime: Buffer): HeaderLines | undefined {
  const text = headerText(mime)
  const lines: [string, string][] = []
  for (const line of text.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0 && /^[\x21-\x7e]+\s*$/.test(line.slice(0, colon))) lines.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return lines.length === 0 ? undefined : lines
}

/** First value of a field; names have no case. */
export function headerValue(lines: HeaderLines, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return lines.find(([each]) => each.toLowerCase() === wanted)?.[1]
}

/** Where the body begins. */
export function headerEnd(mime: Buffer): number {
  const crlf = mime.indexOf('\r\n\r\n')
  const lf = mime.indexOf('\n\n')
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return crlf + 4
  return lf >= 0 ? lf + 2 : mime.length
}

/** Unencoded 8-bit headers are taken for UTF-8. */
function headerText(mime: Buffer): string {
  return mime.subarray(0, headerEnd(mime)).toString('utf8')
}

/** Encoded words of RFC 2047, also where a character is split over two of them. */
export function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, '$1$2')
  return joined.replace(/(?:=\?[^?\s]+\?[BbQq]\?[^?]*\?=)+/g, (run) => {
    let text = ''
    let pending: { charset: string; bytes: Buffer[] } | undefined
    const flush = () => {
      if (pending !== undefined) text += decodeBytes(Buffer.concat(pending.bytes), pending.charset)
    }
    for (const [, charset = '', encoding = '', data = ''] of run.matchAll(/=\?([^?*\s]+)(?:\*[^?]*)?\?([BbQq])\?([^?]*)\?=/g)) {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(data, 'base64') : fromQ(data)
      if (pending?.charset.toLowerCase() === charset.toLowerCase()) pending.bytes.push(bytes)
      else {
        flush()
        pending = { charset, bytes: [bytes] }
      }
    }
    flush()
    return text
  })
}

/** Addresses of a field, groups flattened. */
export function parseRecipients(value: string | undefined): Recipient[] {
  if (value === undefined || value === '') return []
  return addressparser(value, { flatten: true }).flatMap((entry) =>
    entry.address === undefined ? [] : [{ name: decodeWords(entry.name), address: entry.address }],
  )
}

/** A date of RFC 5322 in milliseconds; nothing when it is unusable. */
export function parseDate(value: string | undefined): number | undefined {
  const at = value === undefined ? Number.NaN : Date.parse(value.replace(/\([^)]*\)/g, '').trim())
  return Number.isNaN(at) ? undefined : at
}

/** Date after the last semicolon of the topmost Received field. */
export function receivedDate(lines: HeaderLines): number | undefined {
  const received = headerValue(lines, 'received')
  return received === undefined ? undefined : parseDate(received.slice(received.lastIndexOf(';') + 1))
}

function fromQ(data: string): Buffer {
  return Buffer.from(
    data.replaceAll('_', ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

function decodeBytes(bytes: Buffer, charset: string): string {
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : bytes.toString('utf8')
}
