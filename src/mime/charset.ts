import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

/**
 * Text of bytes in the charset that a message names. Never throws: a charset that is missing, unknown or plainly wrong
 * (8-bit bytes called ASCII) is read as UTF-8 where the bytes are valid UTF-8, else as Windows-1252, which every byte has a
 * meaning in. Latin-1 is read as Windows-1252, as mail programs do (WHATWG Encoding, "Names and labels").
 */
export function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
  if (isAscii(bytes) && !STATEFUL.test(charset ?? '')) return latin1(bytes)
  const name = canonicalName(charset)
  if (name === undefined) return isUtf8(bytes) ? withoutMark(latin1ToUtf8(bytes)) : iconv.decode(asBuffer(bytes), 'windows-1252')
  if (name === 'hz') return decodeHz(bytes)
  if (BY_PLATFORM.has(name)) return new TextDecoder(name).decode(bytes)
  return withoutMark(iconv.decode(asBuffer(bytes), name))
}

/** Whether a message that names this charset can be read by that name. */
export const isKnownCharset = (charset: string | undefined): boolean => canonicalName(charset) !== undefined

/** Charsets whose bytes are ASCII but mean something else. */
const STATEFUL = /^(iso-?2022|hz|utf-?(7|16|32)|unicode|csunicode|cp1200)/i

/** What Node's own decoder reads better: it has all of GB 18030 and the stateful Japanese charset. Its Big5 lacks most of Hong Kong's. */
const BY_PLATFORM = new Set(['gb18030', 'iso-2022-jp', 'utf-8'])

const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  xgbk: 'gb18030',
  gb18030: 'gb18030',
  csgb2312: 'gb18030',
  euccn: 'gb18030',
  hzgb2312: 'hz',
  hz: 'hz',
  big5: 'big5hkscs',
  big5hkscs: 'big5hkscs',
  cnbig5: 'big5hkscs',
  csbig5: 'big5hkscs',
  xxbig5: 'big5hkscs',
  cp950: 'big5hkscs',
  windows950: 'big5hkscs',
  iso2022jp: 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  iso2022jp1: 'iso-2022-jp',
  iso2022jp2: 'iso-2022-jp',
  iso2022jpms: 'iso-2022-jp',
  xsjis: 'shiftjis',
  ksc56011987: 'cp949',
  ksc5601: 'cp949',
  euckr: 'cp949',
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  cp1252: 'windows-1252',
  iso88599: 'windows-1254',
  iso885911: 'windows-874',
  tis620: 'windows-874',
  iso88598i: 'iso-8859-8',
  iso88598e: 'iso-8859-8',
}

/** Names that say nothing about bytes above 127, and codecs that are no charsets. */
const SAYS_NOTHING =
  /^(usascii|ascii|ansix341968|iso646us|7bit|8bit|binary|unknown|unknown8bit|xunknown|xuserdefined|default|none|base64|hex|internal)?$/

function canonicalName(charset: string | undefined): string | undefined {
  const key = (charset ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')
  if (SAYS_NOTHING.test(key)) return undefined
  const name = Object.hasOwn(ALIASES, key) ? ALIASES[key] : key
  if (name === undefined || name === 'hz' || BY_PLATFORM.has(name)) return name
  return iconv.encodingExists(name) ? name : undefined
}

/** RFC 1843: `~{` starts two-byte GB 2312 with the high bits off, `~}` ends it. */
function decodeHz(bytes: Uint8Array): string {
  const text = latin1(bytes).replace(/~\r?\n/g, '')
  const decoder = new TextDecoder('gb18030')
  return text.replace(/~~|~\{([^~\n]*)(?:~\}|(?=\n)|$)/g, (found, run: string | undefined) =>
    run === undefined ? (found === '~~' ? '~' : '') : decoder.decode(Buffer.from(run, 'latin1').map((byte) => byte | 0x80)),
  )
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const latin1 = (bytes: Uint8Array): string => asBuffer(bytes).toString('latin1')
const latin1ToUtf8 = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8')
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)
