import iconv from 'iconv-lite'

import { fieldValue, headerValue } from '../../mime/header.ts'
import type { HeaderField } from '../../mime/header.ts'
import type { Part } from '../../mime/mime-tree.ts'

/** Text in a charset of any name; an unknown one is read as the vendor's own, GB18030. */
export const decodeCharset = (bytes: Buffer, charset: string): string => iconv.decode(bytes, iconv.encodingExists(charset) ? charset : 'gb18030')

/** A header value for people: encoded words (RFC 2047) decoded, raw 8-bit read as UTF-8 or else GB18030. */
export function decodeWords(text: string): string {
  const joined = text.replace(/(\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1')
  const merged = joined.replace(/=\?([^?\s]+)\?b\?([^?]*)\?=(?:=\?\1\?b\?([^?]*)\?=)+/gi, mergeBase64)
  return decodeRaw(merged).replace(/=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi, (_, charset: string, kind: string, said: string) => {
    const bytes = kind.toLowerCase() === 'b' ? Buffer.from(said, 'base64') : decodeQuotedPrintable(Buffer.from(said.replaceAll('_', ' '), 'latin1'))
    return decodeCharset(bytes, charset)
  })
}

/** A character may be cut in two between words: neighbours of one charset are decoded together. */
function mergeBase64(run: string): string {
  const charset = /^=\?([^?\s]+)/.exec(run)?.[1] ?? 'utf-8'
  const bytes = [...run.matchAll(/\?b\?([^?]*)\?=/gi)].map(([, said = '']) => Buffer.from(said, 'base64'))
  return `=?${charset}?B?${Buffer.concat(bytes).toString('base64')}?=`
}

function decodeRaw(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  const read = bytes.toString('utf8')
  return read.includes('\ufffd') ? decodeCharset(bytes, 'gb18030') : read
}

/** The decoded bytes of a leaf. */
export function decodeBody(bytes: Buffer, part: Part): Buffer {
  const body = bytes.subarray(part.bodyStart, part.end)
  const encoding = headerValue(part.fields, 'content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64')
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body
}

export const decodeText = (bytes: Buffer, part: Part): string => decodeCharset(decodeBody(bytes, part), part.parameters.get('charset') ?? 'utf-8')

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/=\r?\n/g, '')
  return Buffer.from(text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
}

/** The name under which a part is shown; undefined where it has none. Knows RFC 2231 as far as one value goes. */
export function nameOf(part: Part): string | undefined {
  const field = part.fields.find((each: HeaderField) => each.name === 'content-disposition')
  const disposition = field ? fieldValue(field) : ''
  const [, charset = '', said] = /;\s*filename\*(?:0\*)?=([^'\s;]*)'[^']*'([^;\s]*)/i.exec(disposition) ?? []
  if (said !== undefined) return decodeCharset(decodeQuotedPrintable(Buffer.from(said.replaceAll('%', '='), 'latin1')), charset || 'utf-8')
  const [, quoted, plain] = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? []
  const name = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? part.parameters.get('name')
  return name === undefined ? undefined : decodeWords(name)
}
