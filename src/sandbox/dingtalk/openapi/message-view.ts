import { createHash } from 'node:crypto'

import addressparser from 'nodemailer/lib/addressparser'

import type { Blobs } from '../../blobs.ts'
import { readContent } from '../../mime/content.ts'
import type { Content } from '../../mime/content.ts'
import { decodeText, decodeWords, nameOf } from '../store/decoding.ts'
import type { Message } from '../store/folder.ts'
import { fieldValue, headerFields, headerValue } from '../../mime/header.ts'
import type { HeaderField } from '../../mime/header.ts'
import { parseMimeTree } from '../../mime/mime-tree.ts'
import type { Part } from '../../mime/mime-tree.ts'

export interface Recipient {
  readonly email: string
  readonly name: string
}

/** A leaf that is shown as an attachment. */
export interface AttachmentPart {
  /** Place of the part in the message, unique in it. */
  readonly id: string
  readonly part: Part
  readonly name: string
  readonly isInline: boolean
  /** Without angle brackets. */
  readonly contentId?: string
}

/** Whether a message has attachments is asked for often and costs a parse: it is remembered per content. */
const knownAttachments = new WeakMap<Content, boolean>()

/** A message as the OpenAPI understands it. Nothing is read from the blob before it is asked for. */
export class MessageView {
  readonly message: Message
  readonly #blobs: Blobs
  #fields: HeaderField[] | undefined
  #bytes: Buffer | undefined
  #tree: Part | undefined

  constructor(message: Message, blobs: Blobs) {
    this.message = message
    this.#blobs = blobs
  }

  get fields(): readonly HeaderField[] {
    const { content } = this.message
    return (this.#fields ??= headerFields(readContent(this.#blobs, content, 0, content.headerSize).toString('latin1')))
  }

  get bytes(): Buffer {
    return (this.#bytes ??= readContent(this.#blobs, this.message.content))
  }

  get tree(): Part {
    return (this.#tree ??= parseMimeTree(this.bytes))
  }

  /** A header value decoded for people; empty when there is none. */
  text(name: string): string {
    return decodeWords(headerValue(this.fields, name) ?? '')
  }

  people(name: string): Recipient[] {
    const values = this.fields.filter((field) => field.name === name).map(fieldValue)
    const entries = values.flatMap((value) => addressparser(value, { flatten: true }))
    return entries.map((entry) => ({ email: entry.address ?? '', name: decodeWords(entry.name ?? '') }))
  }

  get internetMessageId(): string {
    return headerValue(this.fields, 'message-id') ?? ''
  }

  get conversationId(): string {
    const [first] = /<[^>]+>/.exec(`${this.text('references')} ${this.text('in-reply-to')} ${this.internetMessageId}`) ?? []
    return createHash('sha256').update(first ?? this.message.id).digest('base64url').slice(0, 16)
  }

  /** The first of equal names counts: the answer is a map. */
  get headers(): Record<string, string> {
    const map = new Map<string, string>()
    for (const field of this.fields) {
      const name = field.raw.slice(0, field.raw.indexOf(':')).trimEnd()
      if (!map.has(name)) map.set(name, fieldValue(field))
    }
    return Object.fromEntries(map)
  }

  get sentAt(): number {
    const ms = Date.parse(this.text('date'))
    return Number.isNaN(ms) ? this.message.receivedAt : ms
  }

  get bodyText(): string {
    return this.#body('plain')
  }

  get bodyHtml(): string {
    return this.#body('html')
  }

  get summary(): string {
    const text = this.bodyText || this.bodyHtml.replace(/<(style|script)[^]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
    return text.replace(/\s+/g, ' ').trim().slice(0, 200)
  }

  get attachments(): AttachmentPart[] {
    const found: AttachmentPart[] = []
    collect(this.tree, '', found)
    return found
  }

  get hasAttachments(): boolean {
    const { content } = this.message
    const known = knownAttachments.get(content)
    if (known !== undefined) return known
    const has = this.attachments.some((attachment) => !attachment.isInline)
    knownAttachments.set(content, has)
    return has
  }

  #body(subtype: string): string {
    const part = findBody(this.tree, subtype)
    return part ? decodeText(this.bytes, part).replace(/\r\n/g, '\n') : ''
  }
}

const isAttached = (part: Part): boolean => /^attachment/i.test(headerValue(part.fields, 'content-disposition') ?? '')

function findBody(part: Part, subtype: string): Part | undefined {
  if (part.type === 'multipart') {
    for (const child of part.children) {
      const found = findBody(child, subtype)
      if (found) return found
    }
    return undefined
  }
  return part.type === 'text' && part.subtype === subtype && !isAttached(part) && nameOf(part) === undefined ? part : undefined
}

function collect(part: Part, path: string, found: AttachmentPart[]): void {
  if (part.type === 'multipart') {
    for (const [place, child] of part.children.entries()) collect(child, `${path}${path && '.'}${place + 1}`, found)
    return
  }
  const name = nameOf(part)
  const contentId = headerValue(part.fields, 'content-id')?.replace(/^<|>$/g, '')
  const isBody = part.type === 'text' && /^(plain|html)$/.test(part.subtype) && !isAttached(part) && name === undefined
  if (isBody) return
  found.push({
    id: path === '' ? '1' : path,
    part,
    name: name ?? (part.message ? `${decodeWords(headerValue(part.message.fields, 'subject') ?? '') || 'message'}.eml` : `unnamed.${part.subtype}`),
    isInline: !isAttached(part) && contentId !== undefined,
    ...(contentId !== undefined && { contentId }),
  })
}
