import MailComposer from 'nodemailer/lib/mail-composer'
import { spool, type Spool } from '../../platform/spool.ts'
import type { OpenapiScene } from './openapi-scene.ts'
import { readAttachments, readMessage, type WireAttachment, type WireMessage, type WirePerson } from './wire.ts'

const FIELDS = [
  'id', 'internetMessageId', 'subject', 'from', 'sender', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'hasAttachments',
  'sentDateTime', 'receivedDateTime', 'body', 'internetMessageHeaders', 'priority',
].join(',')

/** Header fields that are made from other fields or that describe the MIME structure that is lost. */
const REMADE =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|x-tongbu-origin|received|return-path|dkim-signature)$/

/**
 * The message as MIME, rebuilt from its parts: the OpenAPI has no raw form. Text, addresses, dates and attachments are those of the
 * original; boundaries, encodings and signatures are not.
 */
export async function rebuild({ client }: OpenapiScene, id: string, signal: AbortSignal): Promise<Spool> {
  const path = `/messages/${encodeURIComponent(id)}`
  const message = readMessage(await client.call('GET', `${path}?$select=${FIELDS}`, undefined, signal))
  const attachments = readAttachments(await client.call('GET', `${path}/attachments`, undefined, signal))
  const files: Spool[] = []
  try {
    for (const attachment of attachments) {
      files.push(await client.download(`${path}/attachments/${encodeURIComponent(attachment.id)}/$value`, signal))
    }
    return await spool(compose(message, attachments, files))
  } finally {
    await Promise.all(files.map((file) => file.dispose()))
  }
}

const addresses = (people: readonly WirePerson[]) =>
  people.flatMap(({ email, name }) => (email === undefined || email === '' ? [] : [{ address: email, name: name ?? '' }]))

function compose(message: WireMessage, attachments: readonly WireAttachment[], files: readonly Spool[]) {
  const from = addresses(message.from)
  const sender = addresses(message.sender)
  const author = from[0] ?? sender[0]
  const headers = [...message.internetMessageHeaders].filter(([name]) => !REMADE.test(name)).map(([key, value]) => ({ key, value }))
  const date = message.sentDateTime ?? message.receivedDateTime
  const composer = new MailComposer({
    ...(author === undefined ? {} : { from: author }),
    ...(sender[0] === undefined || sender[0].address === author?.address ? {} : { sender: sender[0] }),
    to: addresses(message.toRecipients),
    cc: addresses(message.ccRecipients),
    bcc: addresses(message.bccRecipients),
    replyTo: addresses(message.replyTo),
    subject: message.subject ?? '',
    ...(message.internetMessageId === undefined ? {} : { messageId: message.internetMessageId }),
    ...(date === undefined ? {} : { date: new Date(date) }),
    ...(message.body?.bodyText === undefined ? {} : { text: message.body.bodyText }),
    ...(message.body?.bodyHtml === undefined || message.body.bodyHtml === '' ? {} : { html: message.body.bodyHtml }),
    headers,
    attachments: attachments.map((attachment, at) => toPart(attachment, files[at])),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const node = composer.compile()
  node.keepBcc = true
  return node.createReadStream()
}

const toPart = ({ name, contentId, contentType, isInline, extHeaders }: WireAttachment, file: Spool | undefined) => ({
  ...(name === undefined ? {} : { filename: name }),
  content: file?.open() ?? '',
  contentType: extHeaders.get('content-type')?.split(';')[0] ?? contentType ?? 'application/octet-stream',
  contentDisposition: isInline ? ('inline' as const) : ('attachment' as const),
  ...(contentId === undefined || contentId === '' ? {} : { cid: contentId.replace(/^<|>$/g, '') }),
})
