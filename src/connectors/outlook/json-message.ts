import type { Attachment, Mailbox as Person, ParsedMessage } from '../../mime/parse-message.ts'
import type { NewMessage } from '../connector.ts'
import { markFields, verbProperties } from './map-marks.ts'
import { originProperty, type ExtendedProperty } from './origin-property.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'

/** PidTagMessageFlags (MS-OXCMSG §2.2.1.6): what matters is that the bit for unsent is not set; it can be cleared at creation only. */
const MESSAGE_FLAGS = 'Integer 0x0E07'
const SENT_TIME = 'SystemTime 0x0039'
/** PidTagMessageDeliveryTime: Graph takes no `receivedDateTime`. */
export const RECEIVED_TIME = 'SystemTime 0x0E06'
const REFERENCES = 'String 0x1039'
const IN_REPLY_TO = 'String 0x1042'

/** What is said where Exchange would otherwise guess: a copy asks for no receipt. */
export const NO_RECEIPTS = { isReadReceiptRequested: false, isDeliveryReceiptRequested: false } as const

/**
 * The body of the request that creates `message` from its parts, without attachments. It carries its dates, marks and
 * origin from the first moment, so that no half-made copy is ever taken for a person's message.
 * @see https://learn.microsoft.com/graph/api/mailfolder-post-messages and MS-OXPROPS for the property tags
 */
export function toJsonMessage(message: NewMessage, origin: OriginMark): Record<string, unknown> {
  const { content, marks } = message
  return {
    subject: content.subject,
    body: { contentType: content.body.type, content: content.body.content },
    importance: content.importance,
    ...people(content),
    ...(content.internetMessageId === undefined ? {} : { internetMessageId: content.internetMessageId }),
    ...markFields(marks),
    ...NO_RECEIPTS,
    singleValueExtendedProperties: [...properties(message), ...verbs(message), originProperty(origin)],
  }
}

function properties(message: NewMessage): ExtendedProperty[] {
  const { content, marks, receivedAt, roleClass } = message
  const found: ExtendedProperty[] = [{ id: RECEIVED_TIME, value: receivedAt }]
  if (roleClass !== 'draft') found.push({ id: MESSAGE_FLAGS, value: marks.read ? '1' : '0' })
  if (roleClass !== 'draft') found.push({ id: SENT_TIME, value: content.sentAt ?? receivedAt })
  if (content.references) found.push({ id: REFERENCES, value: content.references })
  if (content.inReplyTo) found.push({ id: IN_REPLY_TO, value: content.inReplyTo })
  return found
}

const verbs = ({ marks }: NewMessage): readonly ExtendedProperty[] => (marks.answered || marks.forwarded ? verbProperties(marks) : [])

/** Graph refuses a whole message for one address that it cannot read, and for an empty list of reply addresses. */
function people(content: ParsedMessage): Record<string, unknown> {
  const from = recipients(content.from)[0]
  const sender = recipients(content.sender)[0] ?? from
  const replyTo = recipients(content.replyTo)
  return {
    ...(from === undefined ? {} : { from }),
    ...(sender === undefined ? {} : { sender }),
    toRecipients: recipients(content.to),
    ccRecipients: recipients(content.cc),
    bccRecipients: recipients(content.bcc),
    ...(replyTo.length === 0 ? {} : { replyTo }),
  }
}

const recipients = (persons: readonly Person[]): { emailAddress: { name: string; address: string } }[] =>
  persons
    .filter(({ address }) => /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address))
    .map(({ name, address }) => ({ emailAddress: { name: name === '' ? address : name, address } }))

/** A file with its bytes in it. @see https://learn.microsoft.com/graph/api/message-post-attachments */
export const toFileAttachment = async (attachment: Attachment): Promise<Record<string, unknown>> => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  ...describe(attachment),
  contentBytes: (await attachment.bytes.bytes()).toString('base64'),
})

/** All of an attachment but its bytes. */
export const describe = (attachment: Attachment): Record<string, unknown> => ({
  name: attachment.name,
  contentType: attachment.contentType,
  isInline: attachment.inline,
  ...(attachment.contentId === undefined ? {} : { contentId: attachment.contentId }),
})

/** Bytes of JSON that attachments take inside a request, with room for their names. */
export const jsonSize = (attachments: readonly Attachment[]): number =>
  attachments.reduce((sum, { bytes, name, contentType }) => sum + Math.ceil(bytes.size / 3) * 4 + Buffer.byteLength(name) * 2 + contentType.length + 400, 0)
