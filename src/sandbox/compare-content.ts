import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { compile } from 'html-to-text'
import iconv from 'iconv-lite'
import { simpleParser, type AddressObject, type EmailAddress, type ParsedMail } from 'mailparser'

/** What of a message is compared beside its Message-ID, its attachments and their names. */
const FIELDS = ['in-reply-to', 'references', 'subject', 'from', 'sender', 'reply-to', 'to', 'cc', 'text', 'attachments'] as const
type Field = (typeof FIELDS)[number]

/** What a message says, field by field, as short digests: enough to tell what differs, small enough to keep for a whole mailbox. */
export interface Content {
  /** A digest for each field, in their order, as one text: thousands of these are in memory at once. */
  readonly fields: string
  /** Of fields with characters that this decoder could not read, only what is ASCII: another decoder may have read the rest. */
  readonly readable: string
  /** Message-ID without its brackets; empty when there is none. */
  readonly messageId: string
  /** Names of the attachments by the SHA-256 of their bytes; names that are not there are empty. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** Digests of attached messages (`message/rfc822` or `.eml`), each of which may be the original of a message elsewhere. */
  readonly carried: readonly string[]
}

/** Names of the fields in which two messages say something different, as far as this decoder can read both. */
export function differingFields(a: Content, b: Content): string[] {
  if (a.fields === b.fields) return []
  return FIELDS.filter((field) => digestOf(field, a.fields) !== digestOf(field, b.fields) && !agreeWhereReadable(field, a, b))
}

/** Whether both say the same in this field. */
export const agreeIn = (field: Field, a: Content, b: Content): boolean => digestOf(field, a.fields) === digestOf(field, b.fields)

const digestOf = (field: Field, digests: string): string => digests.split(' ')[FIELDS.indexOf(field)] ?? ''

function agreeWhereReadable(field: Field, a: Content, b: Content): boolean {
  const [left, right] = [digestOf(field, a.readable), digestOf(field, b.readable)]
  return left.startsWith(PARTLY) !== right.startsWith(PARTLY) && left.replace(PARTLY, '') === right.replace(PARTLY, '')
}

const PARTLY = 'partly-'

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const ORIGIN_LINE = /^X-Tongbu-Origin:.*(?:\r\n[ \t].*)*\r\n/im

/** SHA-256 of the message with CRLF line ends and without the one header line that tells where a copy came from. */
export function exactDigest(mime: Buffer): string {
  const bytes = withCrlf(mime)
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, end < 0 ? bytes.length : end + 2)
  const line = ORIGIN_LINE.exec(head)
  if (line === null) return sha256(bytes)
  const rest = bytes.subarray(line.index + line[0].length)
  return createHash('sha256').update(bytes.subarray(0, line.index)).update(rest).digest('hex')
}

/** The same bytes with every bare LF written as CRLF. A bare CR stays as it is. */
export function withCrlf(mime: Buffer): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (let at = mime.indexOf(10); at >= 0; at = mime.indexOf(10, at + 1)) {
    if (at > 0 && mime[at - 1] === 13) continue
    pieces.push(mime.subarray(from, at), CRLF)
    from = at + 1
  }
  return from === 0 ? mime : Buffer.concat([...pieces, mime.subarray(from)])
}

const CRLF = Buffer.from('\r\n')

/**
 * The message with what its sender left unsaid, so that this decoder reads it as people do: raw header bytes are in the charset that the
 * message first declares, HTML without one is in that of its own `meta`, and a text file shown inline is a file all the same. In pieces:
 * a large message as one text would be in memory several times.
 */
function* readable(mime: Buffer): Generator<Buffer> {
  const end = mime.indexOf('\r\n\r\n')
  const head = mime.subarray(0, end < 0 ? mime.length : end)
  const text = isUtf8(head) ? head.toString() : decoded(head, firstCharset(mime))
  const said = /charset\s*=/i.test(text) ? text : text.replace(HTML_WITHOUT_CHARSET, `Content-Type: text/html; charset=${firstCharset(mime)}`)
  const body = mime.subarray(head.length)
  yield Buffer.from(said)
  if (!body.includes('filename') || holdsMessage(body)) return yield body
  for (const piece of linesOf(body)) yield Buffer.from(piece.replace(INLINE_FILE, '$1attachment$2'), 'latin1')
}

const holdsMessage = (body: Buffer): boolean => linesOf(body).some((piece) => /^Content-Type:\s*message\//im.test(piece))

const PIECE_BYTES = 64 * 1024

/** Whole lines, as Latin-1 text, some 64 kB at a time; a folded line stays with its beginning. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let from = 0; from < bytes.length; ) {
    let end = bytes.indexOf(10, from + PIECE_BYTES) + 1
    while (end > 0 && (bytes[end] === 32 || bytes[end] === 9)) end = bytes.indexOf(10, end) + 1
    if (end === 0) end = bytes.length
    yield bytes.toString('latin1', from, end)
    from = end
  }
}

const HTML_WITHOUT_CHARSET = /^Content-Type:\s*text\/html[;\s]*$/im
const INLINE_FILE = /^(Content-Disposition:\s*)inline(;\s*filename)/gim

const CHARSET = /charset\s*=(?:3D)?\s*"?([\w-]+)/i
const firstCharset = (mime: Buffer): string => CHARSET.exec(mime.toString('latin1', 0, 65_536))?.[1] ?? 'windows-1252'

const decoded = (bytes: Buffer, charset: string): string => iconv.decode(bytes, iconv.encodingExists(charset) ? charset : 'windows-1252')

/** This decoder reads raw bytes of a file name one by one; they too are in the charset that the message first declares. */
function writtenName(name: string, mime: Buffer): string {
  const raw = Buffer.from(name, 'latin1')
  return /[\x80-\xff]/.test(name) && !/[^\x00-\xff]/.test(name) && mime.includes(raw) ? decoded(raw, firstCharset(mime)) : name
}

/** Takes a message apart with decoders that are not Tongbu's own. Headers that only say how it travelled are no part of it. */
export async function contentOf(mime: Buffer): Promise<Content> {
  const options = { keepCidLinks: true, skipHtmlToText: true, skipTextLinks: true, checksumAlgo: false, ignoreEmbedded: true } as const
  const mail = await simpleParser(Readable.from(readable(withCrlf(mime))), options)
  const attachments = mail.attachments.map(({ content, contentType, filename }) => {
    const name = writtenName(filename ?? '', mime).normalize('NFC').replace(/[\\/:*?"<>|]/g, '_')
    return { sha256: sha256(content), name, message: contentType === 'message/rfc822' || /\.eml$/i.test(name) }
  })
  const names = new Map<string, string[]>()
  for (const { sha256: digest, name } of attachments) names.set(digest, [...(names.get(digest) ?? []), name].sort())
  const texts = { ...textsOf(mail), attachments: attachments.map((attachment) => attachment.sha256).sort().join() }
  const digests = (of: (text: string) => string): string => FIELDS.map((field) => of(texts[field])).join(' ')
  return {
    fields: digests((text) => (text === '' ? '' : sha256(text).slice(0, 24))),
    readable: digests((text) => `${text.includes('\ufffd') ? PARTLY : ''}${sha256(text.replace(/[^ -~]/g, '')).slice(0, 24)}`),
    messageId: idOf(mail.messageId),
    names: names.size === 0 ? NO_NAMES : names,
    carried: attachments.filter(({ message }) => message).map((attachment) => attachment.sha256),
  }
}

const NO_NAMES: ReadonlyMap<string, readonly string[]> = new Map()

function textsOf(mail: ParsedMail): Record<Exclude<Field, 'attachments'>, string> {
  // Outlook holds one author, and takes the sender for it where there is none.
  const from = addresses(mail.from, 1) || addresses(addressHeader(mail, 'sender'))
  const bare = (list: string) => list.replace(/[^,<]*(?=<)/g, '')
  const other = (list: string) => (bare(list) === bare(from) ? '' : list)
  return {
    'in-reply-to': idOf(mail.inReplyTo),
    references: [mail.references ?? []].flat().map(idOf).join(' '),
    subject: spaced(mail.subject ?? ''),
    from,
    // A Sender or Reply-To that repeats From says nothing; Exchange adds and drops such lines.
    sender: other(addresses(addressHeader(mail, 'sender'))),
    'reply-to': other(addresses(mail.replyTo)),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    text: visibleText(mail),
  }
}

const spaced = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** What stands in the first brackets, else the first word; without blanks and quoted words, which composers write anew. */
function idOf(text = ''): string {
  const id = /<([^<>]+)[<>]/.exec(text)?.[1] ?? text.trim().split(/\s/)[0] ?? ''
  return id.replace(/"[^"]*"?|[\s<>]/g, '')
}

function addressHeader(mail: ParsedMail, name: string): AddressObject | undefined {
  const header = mail.headers.get(name)
  return typeof header === 'object' && 'value' in header && Array.isArray(header.value) ? (header as AddressObject) : undefined
}

function addresses(header: AddressObject | AddressObject[] | undefined, most = Infinity): string {
  const members = [header ?? []].flat().flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
  return members.map(addressText).filter((text) => text !== '').slice(0, most).join(', ')
}

/** Exchange names an address without a name after itself, and drops recipients without an address. A quoted local part means the bare one. */
function addressText({ name, address = '' }: EmailAddress): string {
  if (address === '') return ''
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at + 1).replace(/^"(.*)"@$/, '$1@').replaceAll('\\', '')
  const written = local + address.slice(at + 1).toLowerCase()
  const shown = spaced(name).replace(/^'(.*)'$/, '$1')
  return shown === '' || [address, written].some((each) => each.toLowerCase() === shown.toLowerCase()) ? `<${written}>` : `${shown} <${written}>`
}

const block = { format: 'block' }
const readHtml = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', format: 'inline' },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'table', 'pre'].map((selector) => ({ selector, ...block })),
  ],
})

/** A browser shows what stands after the end of the body, so the tags around it do not count. */
const OUTSIDE_BODY = /<head\b[\s\S]*?<\/head>|<title\b[\s\S]*?<\/title>|<!doctype[^>]*>|<\/?(?:html|body)\b[^>]*>/gi

/** What a reader sees, without any white space: the HTML body where there is one, else the plain text. */
function visibleText(mail: ParsedMail): string {
  const text = mail.html ? readHtml(mail.html.replace(OUTSIDE_BODY, '')) : (mail.text ?? '')
  return text.replace(/[\s\u200b\u0000-\u001f\u007f]+/g, '').normalize('NFC')
}
