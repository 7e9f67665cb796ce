import { simpleParser, type AddressObject, type Attachment, type ParsedMail } from 'mailparser'
import type { GraphClient } from './graph-client.ts'

/** Above this Graph refuses MIME in one request: 4 MB with base64 (Graph, outlook-large-attachments). */
const MAX_IMPORT_BYTES = 3_000_000
/** Attachments of this size together still go with the message in one request. */
const MAX_TOGETHER_BYTES = 2_500_000
const SMALL_ATTACHMENT_BYTES = 3 * 1024 * 1024
/** A multiple of 320 KiB below 4 MB (Graph, attachment: createUploadSession). */
const CHUNK_BYTES = 11 * 327_680

/** The beta action that keeps MIME and makes no draft (Graph beta, mailFolder: importMime). Nothing when there is none or the mail is too large. */
export async function importMime(graph: GraphClient, folder: string, mime: Buffer): Promise<string | undefined> {
  if (mime.length > MAX_IMPORT_BYTES) return undefined
  const made = await graph.beta('POST', `${folder}/importMime`, mime.toString('base64'), [400, 404])
  return (made as { id: string } | undefined)?.id
}

/** How migration tools make mail without MIME: JSON with MAPI properties against drafts, large attachments apart. Nothing if those are refused. */
export async function createFromMime(
  graph: GraphClient,
  user: string,
  folder: string,
  { mime, receivedAt }: { readonly mime: Buffer; readonly receivedAt: Date },
): Promise<string | undefined> {
  const mail = await simpleParser(mime, { keepCidLinks: true })
  const fitsOne = mail.attachments.reduce((sum, { size }) => sum + size, 0) <= MAX_TOGETHER_BYTES
  const together = fitsOne && mail.attachments.length > 0 ? { attachments: mail.attachments.map(inlineAttachment) } : {}
  const body = { ...messageJson(mail, receivedAt), ...together }
  const made = (await graph.json('POST', `${user}/mailFolders/${folder}/messages`, body)) as { id: string }
  for (const attachment of fitsOne ? [] : mail.attachments) {
    if (await attach(graph, `${user}/messages/${made.id}/attachments`, attachment)) continue
    await graph.empty('POST', `${user}/messages/${made.id}/permanentDelete`)
    return undefined
  }
  return made.id
}

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** The ids are those of MS-OXPROPS: message flags, submit and delivery time, and the two thread headers. */
function messageJson(mail: ParsedMail, receivedAt: Date): object {
  const references = [mail.references ?? []].flat().join(' ')
  return {
    subject: mail.subject ?? '',
    body: mail.html ? { contentType: 'html', content: mail.html } : { contentType: 'text', content: mail.text ?? '' },
    ...recipients(mail),
    ...(mail.messageId ? { internetMessageId: mail.messageId } : {}),
    isRead: false,
    isReadReceiptRequested: mail.headers.has('disposition-notification-to'),
    singleValueExtendedProperties: [
      { id: 'Integer 0x0E07', value: '0' },
      { id: 'SystemTime 0x0039', value: instant(mail.date ?? receivedAt) },
      { id: 'SystemTime 0x0E06', value: instant(receivedAt) },
      ...(mail.inReplyTo ? [{ id: 'String 0x1042', value: mail.inReplyTo }] : []),
      ...(references ? [{ id: 'String 0x1039', value: references }] : []),
    ],
  }
}

function recipients(mail: ParsedMail): object {
  const listOf = (header: AddressObject | AddressObject[] | undefined) =>
    [header ?? []]
      .flat()
      .flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
      .flatMap(({ name, address }) => (address ? [{ emailAddress: { name, address } }] : []))
  const [from] = listOf(mail.from)
  const [sender = from] = listOf(mail.headers.get('sender') as AddressObject | undefined)
  const authors = { ...(from ? { from } : {}), ...(sender ? { sender } : {}) }
  return { ...authors, toRecipients: listOf(mail.to), ccRecipients: listOf(mail.cc), replyTo: listOf(mail.replyTo) }
}

const factsOf = ({ filename, contentType, cid, related }: Attachment) => ({
  name: filename ?? 'attachment',
  contentType,
  isInline: related === true,
  ...(cid ? { contentId: cid } : {}),
})

const inlineAttachment = (attachment: Attachment) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  ...factsOf(attachment),
  contentBytes: attachment.content.toString('base64'),
})

/** False when it is refused. */
async function attach(graph: GraphClient, url: string, attachment: Attachment): Promise<boolean> {
  const { content } = attachment
  if (content.length < SMALL_ATTACHMENT_BYTES) return (await graph.json('POST', url, inlineAttachment(attachment), [403])) !== undefined
  const item = { attachmentType: 'file', size: content.length, ...factsOf(attachment) }
  const session = await graph.json('POST', `${url}/createUploadSession`, { AttachmentItem: item }, [403])
  if (session === undefined) return false
  for (let from = 0; from < content.length; from += CHUNK_BYTES) {
    await graph.upload((session as { uploadUrl: string }).uploadUrl, content.subarray(from, from + CHUNK_BYTES), from, content.length)
  }
  return true
}
