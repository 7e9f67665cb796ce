import { isAscii, isUtf8 } from 'node:buffer'
import { decodeBytes, isKnownCharset } from './charset.ts'

/** One encoded word of RFC 2047, with the language of RFC 2231 where it is given. */
const WORD = String.raw`=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bqBQ])\?([^?]*)\?=`
const BETWEEN_WORDS = new RegExp(String.raw`(\?[bqBQ]\?[^?]*\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bqBQ]\?[^?]*\?=)`, 'g')
const RUN = new RegExp(`(?:${WORD})+`, 'g')
const EACH_WORD = new RegExp(WORD, 'g')

/**
 * Replaces the encoded words of RFC 2047 in `text` by what they mean. White space between two of them does not count,
 * and a character whose bytes were cut across two words of one charset is put together again, as many senders need it.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text
  return text.replace(BETWEEN_WORDS, '$1').replace(RUN, decodeRun)
}

function decodeRun(run: string): string {
  let decoded = ''
  let bytes: Buffer[] = []
  let charset = ''
  for (const [, name = '', encoding = '', payload = ''] of run.matchAll(EACH_WORD)) {
    if ((name.toLowerCase() !== charset || isStateful(charset)) && bytes.length > 0) {
      decoded += decodeBytes(Buffer.concat(bytes), charset)
      bytes = []
    }
    charset = name.toLowerCase()
    bytes.push(encoding === 'b' || encoding === 'B' ? Buffer.from(payload, 'base64') : fromQ(payload))
  }
  return decoded + decodeBytes(Buffer.concat(bytes), charset)
}

/** A charset that switches by escape sequences begins anew in each word (RFC 1468): joined words would hold a switch that switches nothing. */
const isStateful = (charset: string): boolean => charset.startsWith('iso-2022-') || charset === 'hz-gb-2312'

const fromQ = (payload: string): Buffer =>
  Buffer.from(
    Buffer.from(payload, 'utf8')
      .toString('latin1')
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

/**
 * Text of a header whose bytes are given one per character: UTF-8 where it is valid (RFC 6532), else `charset`
 * (the one that the message names for its body, if any), else Windows-1252.
 */
export function decodeRawHeader(raw: string, charset?: string): string {
  const bytes = Buffer.from(raw, 'latin1')
  if (isAscii(bytes)) return raw
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return decodeBytes(bytes, isKnownCharset(charset) && !/utf/i.test(charset ?? '') ? charset : undefined)
}
