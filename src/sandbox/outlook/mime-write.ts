import MailComposer, { type MailComposerAttachment } from 'nodemailer/lib/mail-composer'
import type MimeNode from 'nodemailer/lib/mime-node'
import { encode as encodeQp, wrap as wrapQp } from 'nodemailer/lib/qp'
import type { OutlookSwitches } from './switches.ts'
import type { Details, Message, Recipient } from './state.ts'

/** What a rebuilt message is made of. */
export interface Parts {
  readonly message: Pick<Message, 'internetMessageId' | 'subject' | 'from' | 'sender' | 'sentAt' | 'receivedAt' | 'importance' | 'isDraft'>
  readonly details: Details
  readonly inReplyTo: string | undefined
  readonly references: string | undefined
  readonly attachments: readonly {
    readonly name: string
    readonly contentType: string
    readonly contentId: string | null
    readonly isInline: boolean
    readonly bytes: Buffer
  }[]
}

/** How to rebuild, and the chance that `unstable` takes. */
export interface RebuildOptions {
  readonly how: OutlookSwitches['rebuild']
  readonly random: () => number
  /** Part of the boundaries of a stable rebuild. */
  readonly seed: string
}

const HARSH_HEADERS = [
  'X-MS-Has-Attach: ',
  'X-MS-TNEF-Correlator: ',
  'X-MS-Exchange-Organization-AuthAs: Internal',
  'X-MS-Exchange-Organization-RecordReviewCfmType: 0',
]

/** Makes MIME of a message that was not created from MIME, as Exchange does when it is read by `$value`. */
export function rebuildMime(parts: Parts, options: RebuildOptions): Buffer {
  const { message, details } = parts
  const html = details.body.contentType === 'html'
  const content = html && options.how === 'harsh' ? reserialize(details.body.content) : details.body.content
  const composer = new MailComposer({
    ...(message.from === undefined ? {} : { from: message.from }),
    ...(message.sender === undefined || message.sender.address === message.from?.address ? {} : { sender: message.sender }),
    ...list('to', details.to),
    ...list('cc', details.cc),
    ...(message.isDraft ? list('bcc', details.bcc) : {}),
    ...list('replyTo', details.replyTo),
    ...(parts.inReplyTo === undefined ? {} : { inReplyTo: parts.inReplyTo }),
    ...(parts.references === undefined ? {} : { references: parts.references }),
    subject: message.subject,
    messageId: message.internetMessageId,
    date: new Date(message.sentAt ?? message.receivedAt),
    ...(html ? { html: content } : { text: content }),
    headers: customHeaders(parts),
    attachments: parts.attachments.map(composerAttachment),
    baseBoundary: options.how === 'unstable' ? String(options.random()).slice(2) : options.seed,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const root = composer.compile()
  root.keepBcc = true
  return Buffer.concat(serialize(root, options))
}

function composerAttachment(each: Parts['attachments'][number]): MailComposerAttachment {
  return {
    filename: each.name,
    contentType: each.contentType,
    content: each.bytes,
    contentDisposition: each.isInline ? 'inline' : 'attachment',
    ...(each.contentId === null ? {} : { cid: each.contentId.replace(/^<|>$/g, '') }),
  }
}

function list(name: string, recipients: readonly Recipient[]): Record<string, Recipient[]> {
  return recipients.length === 0 ? {} : { [name]: [...recipients] }
}

function customHeaders(parts: Parts): { key: string; value: string }[] {
  const headers = parts.details.headers.filter(({ name }) => /^x-/i.test(name)).map(({ name, value }) => ({ key: name, value }))
  const { importance } = parts.message
  return importance === 'normal' ? headers : [...headers, { key: 'Importance', value: importance }]
}

/** The composer's own stream is asynchronous; its tree is not. */
function serialize(node: MimeNode, options: RebuildOptions): Buffer[] {
  const header = dress(node, node.buildHeaders(), options)
  const chunks: Buffer[] = [Buffer.from(`${header}\r\n\r\n`, 'utf8')]
  const content = node.content
  if (typeof content === 'string' || Buffer.isBuffer(content)) chunks.push(encodeContent(content, String(node.getTransferEncoding())))
  if (!node.multipart) return chunks
  node.childNodes.forEach((child, index) => {
    chunks.push(Buffer.from(`${index > 0 ? '\r\n' : ''}--${node.boundary}\r\n`), ...serialize(child, options))
  })
  chunks.push(Buffer.from(`\r\n--${node.boundary}--\r\n`))
  return chunks
}

/** Lines of 76 characters (RFC 2045, 6.8), written in place: an attachment of megabytes as one text would be there several times. */
function base64Lines(bytes: Buffer): Buffer {
  const lines = Math.ceil(bytes.length / LINE_BYTES)
  const encoded = Buffer.allocUnsafe(4 * Math.ceil(bytes.length / 3) + 2 * Math.max(0, lines - 1))
  let end = 0
  for (let from = 0; from < bytes.length; from += LINE_BYTES) {
    if (from > 0) end += encoded.write('\r\n', end, 'latin1')
    end += encoded.write(bytes.toString('base64', from, Math.min(from + LINE_BYTES, bytes.length)), end, 'latin1')
  }
  return encoded
}

const LINE_BYTES = 57

function encodeContent(content: string | Buffer, encoding: string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content.replace(/\r?\n/g, '\r\n')) : content
  if (encoding === 'base64') return base64Lines(bytes)
  if (encoding === 'quoted-printable') return Buffer.from(wrapQp(encodeQp(bytes)))
  return bytes
}

/** The root header as this way of rebuilding shows it. */
function dress(node: MimeNode, header: string, { how, random }: RebuildOptions): string {
  if (node.rootNode !== node || how === 'mild') return header
  const lines = header.split(/\r\n(?![ \t])/)
  if (how === 'harsh') return [...HARSH_HEADERS, ...lines.reverse().map(refold)].join('\r\n')
  return lines
    .map((line) => ({ line, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line)
    .join('\r\n')
}

/** Long structured headers get one item per line; others keep their folding. */
function refold(line: string): string {
  return /^(to|cc|references):/i.test(line) ? line.replace(/\r\n[ \t]+/g, ' ').replace(/([,>]) (?=[^ ])/g, '$1\r\n\t') : line
}

const OUTSIDE_BODY = /<head\b[\s\S]*?<\/head>|<title\b[\s\S]*?<\/title>|<!doctype[^>]*>|<\/?(?:html|body)\b[^>]*>/gi

/** What remains of HTML after it went through Exchange: one head, one body, other line ends. What stood around the body is in it. */
function reserialize(html: string): string {
  const head = /<head[^>]*>([\s\S]*?)<\/head>/i.exec(html)?.[1] ?? ''
  const styles = [...head.matchAll(/<style[\s\S]*?<\/style>/gi)].map((match) => match[0]).join('\n')
  const body = html.replace(OUTSIDE_BODY, '')
  const meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
  return `<html><head>\n${meta}${styles}</head>\n<body>\n${body.trim()}\n</body>\n</html>\n`
}
