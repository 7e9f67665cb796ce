import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser'
import type { Blobs } from '../blobs.ts'
import { decodeWords, headerValue, parseDate, parseRecipients, readHeader, receivedDate, type HeaderLines } from './mime-headers.ts'
import type { Attachment, Details, Message, Recipient } from './state.ts'

/** What a listing needs to know of a MIME message, read from its header alone. */
export interface MimeSummary {
  readonly subject: string
  readonly from: Recipient | undefined
  readonly sender: Recipient | undefined
  readonly internetMessageId: string | undefined
  /** From the Date field. */
  readonly sentAt: number | undefined
  /** From the topmost Received field. */
  readonly deliveredAt: number | undefined
  readonly importance: 'low' | 'normal' | 'high'
  readonly receiptRequested: boolean
  readonly deliveryReceiptRequested: boolean
  /** A guess from the outermost type, corrected when the message is taken apart. */
  readonly hasAttachments: boolean
}

/** Nothing when `mime` has no header. */
export function summarize(mime: Buffer): MimeSummary | undefined {
  const lines = readHeader(mime)
  if (lines === undefined) return undefined
  const from = ownRecipient(parseRecipients(headerValue(lines, 'from'))[0])
  return {
    subject: own(decodeWords(headerValue(lines, 'subject') ?? '')),
    from,
    sender: ownRecipient(parseRecipients(headerValue(lines, 'sender'))[0]) ?? from,
    internetMessageId: own(headerValue(lines, 'message-id') ?? '') || undefined,
    sentAt: parseDate(headerValue(lines, 'date')),
    deliveredAt: receivedDate(lines),
    importance: importanceOf(lines),
    receiptRequested: headerValue(lines, 'disposition-notification-to') !== undefined,
    deliveryReceiptRequested: headerValue(lines, 'return-receipt-to') !== undefined,
    hasAttachments: /^multipart\/mixed/i.test(headerValue(lines, 'content-type') ?? '') && mime.includes('Content-Disposition: attachment'),
  }
}

/** A part of a string keeps the whole of it in memory; a copy does not. */
function own(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

function ownRecipient(person: Recipient | undefined): Recipient | undefined {
  return person === undefined ? undefined : { name: own(person.name), address: own(person.address) }
}

function importanceOf(lines: HeaderLines): 'low' | 'normal' | 'high' {
  const importance = headerValue(lines, 'importance')?.toLowerCase()
  if (importance === 'low' || importance === 'high') return importance
  const priority = /^[1-5]/.exec(headerValue(lines, 'x-priority') ?? '')?.[0] ?? '3'
  return priority < '3' ? 'high' : priority > '3' ? 'low' : 'normal'
}

/** Takes a MIME message apart into the details and attachments that Graph shows, once; does nothing for others. */
export async function takeApart(blobs: Blobs, message: Message): Promise<void> {
  if (message.details !== undefined || message.mime === undefined) return
  const mime = blobs.get(message.mime)
  const mail = await parse(mime)
  const details: Details = {
    to: recipients(mail.to),
    cc: recipients(mail.cc),
    bcc: recipients(mail.bcc),
    replyTo: recipients(mail.replyTo),
    body: typeof mail.html === 'string' ? { contentType: 'html', content: mail.html } : { contentType: 'text', content: mail.text ?? '' },
    headers: (readHeader(mime) ?? []).map(([name, value]) => ({ name, value: decodeWords(value) })),
  }
  message.attachments = mail.attachments.map((each, index) => attachmentOf(blobs, each, index + 1, message.createdAt))
  message.nextAttachment = message.attachments.length + 1
  message.hasAttachments = message.attachments.some((each) => !each.isInline)
  message.details = blobs.put(Buffer.from(JSON.stringify(details)))
}

async function parse(mime: Buffer): Promise<ParsedMail> {
  return simpleParser(mime, { keepCidLinks: true, skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true })
}

function attachmentOf(blobs: Blobs, part: ParsedMail['attachments'][number], n: number, at: number): Attachment {
  const item = part.contentType === 'message/rfc822'
  return {
    n,
    kind: item ? 'item' : 'file',
    name: part.filename ?? (item ? subjectOf(part.content) : `ATT${String(n).padStart(5, '0')}`),
    contentType: item ? null : part.contentType,
    isInline: part.contentDisposition === 'inline' || part.related === true,
    contentId: part.cid ?? null,
    size: part.content.length,
    modifiedAt: at,
    parts: [blobs.put(part.content)],
  }
}

function subjectOf(mime: Buffer): string {
  return decodeWords(headerValue(readHeader(mime) ?? [], 'subject') ?? '')
}

function recipients(field: AddressObject | AddressObject[] | undefined): Recipient[] {
  return [field ?? []]
    .flat()
    .flatMap((object) => object.value.flatMap((each) => each.group ?? [each]).map((each) => ({ name: each.name, address: each.address ?? '' })))
}

/** Details of any message. */
export async function readDetails(blobs: Blobs, message: Message): Promise<Details> {
  await takeApart(blobs, message)
  if (message.details === undefined) throw new Error('a message without details')
  return JSON.parse(blobs.get(message.details).toString('utf8'))
}

/** Bytes of an attachment. */
export function attachmentBytes(blobs: Blobs, attachment: Attachment): Buffer {
  return Buffer.concat(attachment.parts.map((part) => blobs.get(part)))
}
