import { isAscii, isUtf8 } from 'node:buffer'
import type { MimeNode } from '@zone-eu/mailsplit'
import type { MemoryShare } from './attachment-writer.ts'
import { AttachmentWriter } from './attachment-writer.ts'
import { safeName } from './attachment-name.ts'
import { isKnownCharset } from './charset.ts'
import type { StructuredValue } from './header-fields.ts'
import { readHeaderFields, readStructuredValue } from './header-fields.ts'
import type { Part } from './part.ts'
import { isMultipart } from './part.ts'
import type { TransferDecoder } from './transfer-decoder.ts'
import { transferDecoder } from './transfer-decoder.ts'

/** Decoded bytes of one message that stay in memory: all its text, and its first small attachments. */
const MEMORY_BYTES = 12 * 1024 * 1024
/** Text beyond this is kept as an attachment: no mail program shows that much. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024
/** What stands before the first part of a multipart, in case no part follows. */
const MAX_PREAMBLE_BYTES = 1024 * 1024

/** Where the bytes of the part that is being read go. */
interface Sink {
  readonly part: Part
  readonly decoder: TransferDecoder
  text: Buffer[] | undefined
  writer: AttachmentWriter | undefined
}

/** Puts the chunks of a split message together into its tree of parts. */
export class PartReader {
  readonly #parts = new Map<MimeNode, Part>()
  readonly #share: MemoryShare = { left: MEMORY_BYTES }
  readonly #preambles = new Map<Part, Buffer[]>()
  #textBytes = 0
  #hasBody = false
  #root: Part | undefined
  #rootLines: readonly string[] = []
  /** Of the first part that names one: what the sender's program wrote in, raw bytes of headers included. */
  #charset: string | undefined
  #sink: Sink | undefined

  /** A header was read: a new part begins. */
  async open(node: MimeNode): Promise<void> {
    await this.#close()
    const parent = node.parentNode ? this.#parts.get(node.parentNode) : undefined
    const lines = linesOf(node)
    const { part, disposition, encoding, preface } = describe(node, lines, parent, this.#charset)
    this.#parts.set(node, part)
    parent?.children.push(part)
    if (isKnownCharset(part.params['charset'])) this.#charset ??= part.params['charset']
    if (this.#root === undefined) {
      this.#root = part
      this.#rootLines = lines
    }
    if (isMultipart(part)) return
    const isBody = this.#mayBeBody(part, disposition, parent)
    this.#sink = {
      part,
      decoder: transferDecoder(encoding),
      text: isBody ? [] : undefined,
      writer: isBody ? undefined : new AttachmentWriter(this.#share),
    }
    if (preface.length > 0) await this.#take(this.#sink, preface)
  }

  async write(node: MimeNode, kind: 'data' | 'body', value: Buffer): Promise<void> {
    const part = this.#parts.get(node)
    if (part === undefined) return
    if (kind === 'body') {
      if (this.#sink?.part === part) await this.#take(this.#sink, this.#sink.decoder.write(value))
    } else if (isMultipart(part) && part.children.length === 0) this.#keepPreamble(part, value)
  }

  async end(): Promise<Part> {
    await this.#close()
    for (const [part, preamble] of this.#preambles) if (part.children.length === 0) part.text = Buffer.concat(preamble)
    if (this.#root !== undefined) return { ...this.#root, fields: readHeaderFields(this.#rootLines, this.#charset), headerIsUntold: !isKnownCharset(this.#charset) && this.#rootLines.some(isUntold) }
    return { fields: readHeaderFields([]), contentType: 'text/plain', params: {}, name: '', children: [], text: Buffer.alloc(0) }
  }

  /** Frees everything that was stored. */
  async dispose(): Promise<void> {
    await this.#sink?.writer?.abort()
    for (const part of this.#parts.values()) await part.stored?.bytes.dispose()
  }

  /** A named text after a body is a file that its sender attached. */
  #mayBeBody(part: Part, disposition: string, parent: Part | undefined): boolean {
    if (part.contentType !== 'text/plain' && part.contentType !== 'text/html') return false
    if (disposition !== '' && disposition !== 'inline') return false
    if (part.name !== '' && this.#hasBody && parent?.contentType !== 'multipart/alternative') return false
    this.#hasBody = true
    return true
  }

  async #take(sink: Sink, bytes: Buffer): Promise<void> {
    if (sink.text !== undefined && this.#textBytes + bytes.length <= MAX_TEXT_BYTES) {
      this.#textBytes += bytes.length
      sink.text.push(Buffer.from(bytes))
      return
    }
    if (sink.writer === undefined) {
      sink.writer = new AttachmentWriter(this.#share)
      for (const earlier of sink.text ?? []) await sink.writer.write(earlier)
      sink.text = undefined
    }
    await sink.writer.write(bytes)
  }

  async #close(): Promise<void> {
    const sink = this.#sink
    if (sink === undefined) return
    await this.#take(sink, sink.decoder.end())
    this.#sink = undefined
    if (sink.text !== undefined) sink.part.text = Buffer.concat(sink.text)
    else if (sink.writer !== undefined) sink.part.stored = await sink.writer.end()
  }

  #keepPreamble(part: Part, value: Buffer): void {
    const kept = this.#preambles.get(part) ?? []
    if (this.#textBytes + value.length > MAX_PREAMBLE_BYTES) return
    this.#textBytes += value.length
    kept.push(Buffer.from(value))
    this.#preambles.set(part, kept)
  }
}

/** Neither ASCII nor UTF-8, one character per byte. */
function isUntold(line: string): boolean {
  const bytes = Buffer.from(line, 'latin1')
  return /^(subject|from|sender|to|cc|reply-to):/i.test(line) && !isAscii(bytes) && !isUtf8(bytes)
}

const linesOf = (node: MimeNode): readonly string[] => (node.headers ? node.headers.getList().map(({ line }) => line) : [])

/** `preface`: a header block without a single field is no header but the beginning of a text. */
function describe(
  node: MimeNode,
  lines: readonly string[],
  parent: Part | undefined,
  charset: string | undefined,
): { part: Part; disposition: string; encoding: string; preface: Buffer } {
  const fields = readHeaderFields(lines, parent?.params['charset'] ?? charset)
  const type = readStructuredValue(fields.first('content-type'))
  const disposition = readStructuredValue(fields.first('content-disposition'))
  const contentType = contentTypeOf(type, parent, node)
  const name = safeName(disposition.params['filename'] || type.params['name'] || '')
  const part: Part = { fields, contentType, params: type.params, name, children: [] }
  const encoding = fields.first('content-transfer-encoding').replace(/\([^()]*\)/g, '').trim().toLowerCase()
  const headless = parent === undefined && fields.count === 0 && lines.some((line) => line.trim() !== '')
  const preface = headless ? Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1') : Buffer.alloc(0)
  return { part, disposition: disposition.value, encoding, preface }
}

/** What cannot be understood is text (RFC 2045 section 5.2); within a digest, what says nothing is a message (RFC 2046 section 5.1.5). */
function contentTypeOf({ value }: StructuredValue, parent: Part | undefined, node: MimeNode): string {
  if (value === '' && parent?.contentType === 'multipart/digest') return 'message/rfc822'
  if (value.startsWith('multipart/') && !node.multipart) return 'text/plain'
  if (/^[^\s/]+\/[^\s/]+$/.test(value)) return value
  return node.contentType && /^[^\s/]+\/[^\s/]+$/.test(node.contentType) && !node.multipart ? node.contentType : 'text/plain'
}
