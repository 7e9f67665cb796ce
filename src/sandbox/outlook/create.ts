import type { Answer, Call, Route } from './call.ts'
import { decodeMimeBody } from './body-bytes.ts'
import { messageTooLarge, unreadableBody } from './errors.ts'
import { findFolder, readJson } from './find.ts'
import { fileOf } from './attachment-input.ts'
import { wellKnownFolder } from './mailbox.ts'
import { blankMessage, fromMime, settle } from './new-message.ts'
import { context } from './paging.ts'
import { WRITE } from './permissions.ts'
import { FLAGS, RECEIVED_AT, SENT_AT } from './properties.ts'
import { renderMessage } from './render.ts'
import { parseCreate, toFlag, toProperties, toRecipient, toRecipients, type MessageCreate } from './schema.ts'
import { NOT_FLAGGED, type Details, type Folder, type Message } from './state.ts'

const UNSENT = 8
const READ = 1

/** Page user-post-messages. */
export const createRoutes: readonly Route[] = [
  { method: 'POST', path: 'messages', kind: 'POST message', permissions: WRITE, handle: create },
  { method: 'POST', path: 'mailFolders/:folder/messages', kind: 'POST message', permissions: WRITE, handle: create },
]

async function create(call: Call): Promise<Answer> {
  const named = call.params['folder']
  const folder = named === undefined ? wellKnownFolder(call.mailbox, 'drafts') : findFolder(call, named)
  if (!/^text\/plain\b/i.test(call.contentType)) return answer(call, createFromJson(call, parseCreate(readJson(call)), folder))
  if (named !== undefined) throw unreadableBody('Entity only allows writes with a JSON Content-Type header; were unable to deserialize.')
  return answer(call, createDraftFromMime(call, decodeMimeBody(call.body)))
}

async function answer(call: Call, message: Message): Promise<Answer> {
  const json = await renderMessage(call, message, { select: undefined, properties: [] })
  return { status: 201, json: { '@odata.context': context(call, 'messages/$entity'), ...json } }
}

/** Always a draft, received now, read; it keeps its bytes until it is edited. */
export function createDraftFromMime(call: Call, mime: Buffer): Message {
  const { message } = fromMime(call, mime, wellKnownFolder(call.mailbox, 'drafts'))
  return settle(call, message)
}

/** The MAPI properties of the flags and dates decide what a body cannot: whether it is a draft, and its dates. Only at creation. */
export function createFromJson(call: Call, given: MessageCreate, folder: Folder): Message {
  const properties = toProperties(given.singleValueExtendedProperties, undefined, call.world.switches.propertyNull)
  const flags = numberOf(properties?.get(FLAGS))
  const isDraft = flags === undefined || (flags & UNSENT) !== 0
  const details = detailsOf(given)
  const { blobs } = call.world.shared
  const stored = blobs.put(Buffer.from(JSON.stringify(details)))
  const attachments = (given.attachments ?? []).map((each, index) => fileOf(call, each, index + 1))
  const size = attachments.reduce((sum, each) => sum + each.size, stored.size)
  if (size > call.world.switches.maxMessageBytes) throw messageTooLarge()
  const from = given.from ?? given.sender
  const message: Message = {
    ...blankMessage(call, folder),
    subject: given.subject ?? '',
    from: from === null || from === undefined ? undefined : toRecipient(from),
    sender: given.sender ? toRecipient(given.sender) : from ? toRecipient(from) : undefined,
    internetMessageId: given.internetMessageId ?? '',
    isDraft,
    isRead: given.isRead ?? (flags === undefined ? true : (flags & READ) !== 0),
    flag: given.flag ? toFlag(given.flag, NOT_FLAGGED, call.now) : NOT_FLAGGED,
    categories: given.categories ?? [],
    importance: given.importance ?? 'normal',
    inferenceClassification: given.inferenceClassification ?? 'focused',
    receiptRequested: given.isReadReceiptRequested ?? false,
    deliveryReceiptRequested: given.isDeliveryReceiptRequested ?? false,
    receivedAt: timeOf(properties?.get(RECEIVED_AT)) ?? call.now,
    sentAt: timeOf(properties?.get(SENT_AT)) ?? call.now,
    hasAttachments: attachments.some((each) => !each.isInline),
    size,
    details: stored,
    attachments,
    nextAttachment: attachments.length + 1,
    properties: withoutComputed(properties),
  }
  return settle(call, message)
}

/** Details of a new message. @throws {GraphError} 400 `ErrorInvalidRecipients` */
export function detailsOf(given: MessageCreate): Details {
  return {
    to: toRecipients(given.toRecipients),
    cc: toRecipients(given.ccRecipients),
    bcc: toRecipients(given.bccRecipients),
    replyTo: toRecipients(given.replyTo),
    body: bodyOf(given.body),
    headers: given.internetMessageHeaders ?? [],
  }
}

/** A body as it is stored. */
export function bodyOf(given: MessageCreate['body']): Details['body'] {
  return { contentType: given?.contentType.toLowerCase() === 'html' ? 'html' : 'text', content: given?.content ?? '' }
}

/** Properties that the message itself answers are not kept a second time. */
export function withoutComputed(properties: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> | undefined {
  if (properties === undefined) return undefined
  const kept = new Map(properties)
  for (const id of [FLAGS, SENT_AT, RECEIVED_AT]) kept.delete(id)
  return kept.size === 0 ? undefined : kept
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text ?? '')
  return text === undefined || !Number.isInteger(number) ? undefined : number
}

/** Milliseconds since 1970 of a SystemTime value; nothing when there is none or it is no date. */
export function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}
