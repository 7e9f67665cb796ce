import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import type { Instant } from '../../domain/instant.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import { ORIGIN_HEADER, parseOriginMark } from '../../domain/origin-mark.ts'
import { cleanLine } from '../../mime/clean-text.ts'
import { decodeWords } from '../../mime/decode-words.ts'
import { messageIdOf } from '../../mime/message-id.ts'
import { parseDate } from '../../mime/parse-date.ts'
import { parseMailboxes } from '../../mime/parse-mailboxes.ts'

/** The header fields that a listing asks for. Content-Type only tells the charset of headers that break the rules. */
export const LISTED_HEADERS: readonly string[] = ['Message-ID', 'Date', 'From', 'Subject', 'Content-Type', ORIGIN_HEADER]

/** What the headers of one message tell. */
export interface ListedHeaders {
  readonly internetMessageId?: string
  readonly subject: string
  readonly from: string
  readonly sentAt?: Instant
  readonly origin?: OriginMark
}

/** Decodes a header block, encoded words (RFC 2047) and bare 8-bit text alike. Unreadable parts come out as they are. */
export function readHeaders(block: Buffer): ListedHeaders {
  const unfolded = decodeBytes(block).replace(/\r?\n(?=[ \t])/g, '')
  const internetMessageId = messageIdOf(decodeWords(fieldOf(unfolded, 'Message-ID') ?? ''))
  const sentAt = parseDate(fieldOf(unfolded, 'Date') ?? '')
  const origin = parseOriginMark(fieldOf(unfolded, ORIGIN_HEADER))
  return {
    ...(internetMessageId === undefined ? {} : { internetMessageId }),
    subject: cleanLine(decodeWords(fieldOf(unfolded, 'Subject') ?? '')),
    from: parseMailboxes([fieldOf(unfolded, 'From') ?? ''])[0]?.address ?? '',
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(origin === undefined ? {} : { origin }),
  }
}

const UTF8 = new TextDecoder()

const FIELDS = new Map(['Message-ID', 'Date', 'Subject', 'From', ORIGIN_HEADER].map((name) => [name, new RegExp(`^${name}[ \\t]*:(.*)$`, 'im')]))

const fieldOf = (unfolded: string, name: string): string | undefined => FIELDS.get(name)?.exec(unfolded)?.[1]?.trim()

/** Text of bytes that should be ASCII: UTF-8 (RFC 6532) where they are, else the charset that the message names, else the likelier Chinese one. */
export function decodeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return UTF8.decode(bytes)
  const named = /charset\s*=\s*"?([\w-]+)/i.exec(bytes.toString('latin1'))?.[1] ?? ''
  const usable = iconv.encodingExists(named) && !/^(us-ascii|ascii|utf-?8|iso-8859-1)$/i.test(named)
  return iconv.decode(bytes, usable ? named : looksLikeBig5(bytes) ? 'big5' : 'gb18030')
}

/** Common Big5 has lead bytes A4–C6 and, unlike common GB2312, often trail bytes below 7F. */
function looksLikeBig5(bytes: Buffer): boolean {
  let lowTrails = 0
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    const trail = bytes[++at] ?? 0
    if (lead < 0xa1 || lead > 0xf9 || (lead > 0xc6 && lead < 0xc9)) return false
    if (trail >= 0x40 && trail < 0x7f) lowTrails++
  }
  return lowTrails > 0
}
