import iconv from 'iconv-lite'
import MailComposer, { type MailComposerOptions } from 'nodemailer/lib/mail-composer'

/** A header line: text is written as UTF-8, bytes as they are. */
export type Header = readonly [name: string, value: string | Buffer]

/** A body part, or a whole message without its envelope headers. */
export interface Part {
  readonly headers: readonly Header[]
  readonly body: Buffer
}

const CRLF = '\r\n'

/** Header lines, an empty line and the body. */
export function serialize({ headers, body }: Part): Buffer {
  const lines = headers.flatMap(([name, value]) => [Buffer.from(`${name}: `), Buffer.from(value), Buffer.from(CRLF)])
  return Buffer.concat([...lines, Buffer.from(CRLF), body])
}

/** The parts between boundary lines (RFC 2046). `type` is the subtype with its parameters but for the boundary. */
export function multipart(type: string, boundary: string, parts: readonly (Part | Buffer)[]): Part {
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}${CRLF}`), Buffer.isBuffer(part) ? part : serialize(part), Buffer.from(CRLF)])
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--${CRLF}`)])
  return { headers: [['Content-Type', `multipart/${type}; boundary="${boundary}"`]], body }
}

type Encoding = '8bit' | 'quoted-printable' | 'base64'

/** Text in a charset; a charset that nobody knows is written as UTF-8. */
export function textPart(text: string, charset: string, encoding: Encoding, subtype = 'plain'): Part {
  const bytes = encodeText(`${text}${CRLF}`, charset)
  const body = encoding === 'base64' ? base64(bytes) : encoding === '8bit' ? bytes : Buffer.from(quotedPrintable(bytes))
  return {
    headers: [
      ['Content-Type', `text/${subtype}; charset=${charset}`],
      ['Content-Transfer-Encoding', encoding],
    ],
    body,
  }
}

/** A file in base64. `headers` are its own Content-Type and Content-Disposition. */
export const filePart = (bytes: Buffer, headers: readonly Header[]): Part => ({
  headers: [...headers, ['Content-Transfer-Encoding', 'base64']],
  body: base64(bytes),
})

export const encodeText = (text: string, charset: string): Buffer => iconv.encode(text, iconv.encodingExists(charset) ? charset : 'utf-8')

export const base64 = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64').replace(/.{76}(?=.)/g, `$&${CRLF}`) + CRLF)

/** Quoted-printable (RFC 2045) in lines of at most 76 characters. */
export function quotedPrintable(bytes: Buffer): string {
  const escaped = bytes.toString('latin1').replace(/[^\r\n !-<>-~]|[ ](?=\r\n)/g, hex)
  return escaped.split(CRLF).map(softWrapped).join(CRLF)
}

function softWrapped(line: string): string {
  const lines = ['']
  for (const token of line.match(/=[0-9A-F]{2}|[^=]/g) ?? []) {
    if ((lines.at(-1) ?? '').length + token.length > 75) lines.push('')
    lines[lines.length - 1] += token
  }
  return lines.join(`=${CRLF}`)
}

const hex = (character: string): string => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** RFC 2047 words of at most 75 characters, folded, no character cut in two. */
export function encodedWords(text: string, charset: string, encoding: 'B' | 'Q' = 'B'): string {
  const budget = 75 - charset.length - 7
  const write = (piece: string) => {
    const bytes = encodeText(piece, charset)
    return encoding === 'B' ? bytes.toString('base64') : bytes.toString('latin1').replace(/[^A-Za-z0-9]/g, hex)
  }
  const words: string[] = []
  for (const character of text) {
    const last = words.at(-1)
    if (last !== undefined && write(last + character).length <= budget) words[words.length - 1] = last + character
    else words.push(character)
  }
  return words.map((word) => `=?${charset}?${encoding}?${write(word)}?=`).join(`${CRLF} `)
}

/** RFC 2231: `name*=charset''…`, or numbered pieces when it is long. */
export function extendedParameter(name: string, value: string, charset: string, pieceLength = Infinity): string {
  const text = encodeText(value, charset).toString('latin1').replace(/[^A-Za-z0-9.]/g, (character) => hex(character).replace('=', '%'))
  if (text.length <= pieceLength) return `${name}*=${charset}''${text}`
  const pieces = text.match(new RegExp(`(?:%..|.){1,${Math.floor(pieceLength / 3)}}`, 'g')) ?? []
  return pieces.map((piece, at) => `${name}*${at}*=${at === 0 ? `${charset}''` : ''}${piece}`).join(`;${CRLF} `)
}

/** The bytes that nodemailer's composer makes; boundaries are fixed by `boundary`. */
export function compose(options: MailComposerOptions, boundary: string): Promise<Buffer> {
  return new MailComposer({ ...options, baseBoundary: boundary, disableFileAccess: true, disableUrlAccess: true }).compile().build()
}

/** Bytes that look random and are always the same for one generator. */
export function randomBytes(random: () => number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 4294967296), at)
  for (let at = length - (length % 4); at < length; at++) bytes[at] = Math.floor(random() * 256)
  return bytes
}
