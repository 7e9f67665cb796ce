import { createHash } from 'node:crypto'
import { convert } from 'html-to-text'
import type { Call } from './call.ts'
import { badRequest } from './errors.ts'
import { attachmentBytes, readDetails, takeApart } from './mime-read.ts'
import { attachmentId, changeKey, folderId, messageId } from './ids.ts'
import { childrenOf } from './mailbox.ts'
import { readProperty } from './property-values.ts'
import type { Attachment, Details, Folder, Message, Recipient } from './state.ts'

/** How one item is shown. */
export interface View {
  readonly select: readonly string[] | undefined
  /** Extended properties to show, as they were asked for. */
  readonly properties: readonly string[]
  readonly expandAttachments?: boolean
}

type Field = (message: Message, call: Call) => unknown

const FIELDS: Readonly<Record<string, Field>> = {
  createdDateTime: (message) => instant(message.createdAt),
  lastModifiedDateTime: (message) => instant(message.modifiedAt),
  changeKey: (message, call) => changeKey(call.mailbox, message),
  categories: (message) => message.categories,
  receivedDateTime: (message) => instant(message.receivedAt),
  sentDateTime: (message) => instant(message.sentAt ?? message.receivedAt),
  hasAttachments: (message) => message.hasAttachments,
  internetMessageId: (message) => message.internetMessageId,
  subject: (message) => message.subject,
  importance: (message) => message.importance,
  parentFolderId: (message, call) => folderId(call.mailbox, message.folder),
  conversationId: (message, call) => conversation(message, call).toString('base64url'),
  conversationIndex: (message, call) => conversation(message, call).subarray(0, 22).toString('base64'),
  isDeliveryReceiptRequested: (message) => message.deliveryReceiptRequested,
  isReadReceiptRequested: (message) => message.receiptRequested,
  isRead: (message) => message.isRead,
  isDraft: (message) => message.isDraft,
  webLink: (message, call) =>
    `https://outlook.office365.com/owa/?ItemID=${messageId(call.mailbox, message, call.immutable)}&exvsurl=1&viewmodel=ReadMessageItem`,
  inferenceClassification: (message) => message.inferenceClassification,
  sender: (message) => recipient(message.sender),
  from: (message) => recipient(message.from),
  flag: (message) => message.flag,
}

type DetailField = (details: Details, call: Call) => unknown

const DETAIL_FIELDS: Readonly<Record<string, DetailField>> = {
  bodyPreview: (details) => plainText(details).replace(/\s+/g, ' ').trim().slice(0, 255),
  body: (details, call) => body(details, call),
  toRecipients: (details) => details.to.map(recipient),
  ccRecipients: (details) => details.cc.map(recipient),
  bccRecipients: (details) => details.bcc.map(recipient),
  replyTo: (details) => details.replyTo.map(recipient),
}

/** Only when selected (page message). */
const ASKED_FIELDS: Readonly<Record<string, DetailField>> = {
  internetMessageHeaders: (details) => details.headers,
  uniqueBody: (details, call) => body(details, call),
}

const BODY_FIELDS = new Set(['body', 'bodyPreview', 'uniqueBody', 'internetMessageHeaders'])

/** Checks names given to `$select`. @throws {GraphError} 400 */
export function checkSelect(select: readonly string[] | undefined, type: 'message' | 'mailFolder' | 'attachment'): void {
  const known = type === 'message' ? MESSAGE_NAMES : type === 'mailFolder' ? FOLDER_NAMES : ATTACHMENT_NAMES
  for (const name of select ?? []) {
    if (!known.has(name)) throw badRequest('RequestBroker--ParseUri', `Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`)
  }
}

const MESSAGE_NAMES = new Set(['id', ...Object.keys(FIELDS), ...Object.keys(DETAIL_FIELDS), ...Object.keys(ASKED_FIELDS)])
const FOLDER_NAMES = new Set(['id', 'displayName', 'parentFolderId', 'childFolderCount', 'unreadItemCount', 'totalItemCount', 'isHidden'])
const ATTACHMENT_NAMES = new Set([
  'id',
  'name',
  'contentType',
  'size',
  'isInline',
  'lastModifiedDateTime',
  'contentId',
  'contentLocation',
  'contentBytes',
])

/** A message as JSON. Reads no content where the view asks for none. */
export async function renderMessage(call: Call, message: Message, view: View): Promise<Record<string, unknown>> {
  const basic = !['Mail.Read', 'Mail.ReadWrite'].some((permission) => call.permissions.has(permission))
  const wanted = (view.select ?? [...Object.keys(FIELDS), ...Object.keys(DETAIL_FIELDS)]).filter((name) => !(basic && BODY_FIELDS.has(name)))
  const json: Record<string, unknown> = {
    '@odata.etag': `W/"${changeKey(call.mailbox, message)}"`,
    id: messageId(call.mailbox, message, call.immutable),
  }
  for (const name of wanted) if (name in FIELDS) json[name] = FIELDS[name]?.(message, call)
  if (wanted.some((name) => name in DETAIL_FIELDS || name in ASKED_FIELDS)) {
    const details = await readDetails(call.world.shared.blobs, message)
    for (const name of wanted) {
      const field = DETAIL_FIELDS[name] ?? ASKED_FIELDS[name]
      if (field !== undefined) json[name] = field(details, call)
    }
    if ('hasAttachments' in json) json['hasAttachments'] = message.hasAttachments
  }
  if (basic) return json
  if (view.properties.length > 0) await addProperties(call, message, view.properties, json)
  if (view.expandAttachments === true) json['attachments'] = await renderAttachments(call, message)
  return json
}

async function addProperties(call: Call, message: Message, ids: readonly string[], json: Record<string, unknown>): Promise<void> {
  const values: { id: string; value: string }[] = []
  for (const id of ids) {
    const value = readProperty(call.world, message, id)
    if (value !== undefined) values.push({ id: call.world.switches.propertyIdEcho === 'asked' ? id : lowerGuid(id), value })
  }
  if (values.length > 0) json['singleValueExtendedProperties'] = values
}

async function renderAttachments(call: Call, message: Message): Promise<object[]> {
  await takeApart(call.world.shared.blobs, message)
  return (message.attachments ?? []).map((attachment) => renderAttachment(call, message, attachment, undefined))
}

/** An attachment as JSON; `contentBytes` unless something else was selected. */
export function renderAttachment(
  call: Call,
  message: Message,
  attachment: Attachment,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  const file = attachment.kind === 'file'
  const all: Record<string, () => unknown> = {
    id: () => attachmentId(call.mailbox, message, attachment, call.immutable),
    lastModifiedDateTime: () => instant(attachment.modifiedAt),
    name: () => attachment.name,
    contentType: () => attachment.contentType,
    size: () => attachment.size,
    isInline: () => attachment.isInline,
    ...(file
      ? {
          contentId: () => attachment.contentId,
          contentLocation: () => null,
          contentBytes: () => attachmentBytes(call.world.shared.blobs, attachment).toString('base64'),
        }
      : {}),
  }
  const json: Record<string, unknown> = {
    '@odata.type': file ? '#microsoft.graph.fileAttachment' : '#microsoft.graph.itemAttachment',
    '@odata.mediaContentType': attachment.contentType ?? 'message/rfc822',
  }
  for (const [name, read] of Object.entries(all)) if (name === 'id' || select === undefined || select.includes(name)) json[name] = read()
  return json
}

/** A folder as JSON. */
export function renderFolder(call: Call, folder: Folder, select?: readonly string[]): Record<string, unknown> {
  const { mailbox } = call
  const all: Record<string, () => unknown> = {
    displayName: () => folder.name,
    parentFolderId: () => folderId(mailbox, folder.parent ?? { n: 0 }),
    childFolderCount: () => childrenOf(mailbox, folder).filter((child) => !child.hidden).length,
    unreadItemCount: () => [...folder.items.values()].filter((message) => !message.isRead).length,
    totalItemCount: () => folder.items.size,
    isHidden: () => folder.hidden,
  }
  const json: Record<string, unknown> = { id: folderId(mailbox, folder) }
  for (const [name, read] of Object.entries(all)) if (select === undefined || select.includes(name)) json[name] = read()
  return json
}

/** Whole seconds, as Graph writes dates. */
export function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** Who has not been told is left out, not null (page user-post-messages, example 1). */
function recipient(person: Recipient | undefined): object | undefined {
  return person === undefined ? undefined : { emailAddress: { name: person.name === '' ? person.address : person.name, address: person.address } }
}

function plainText(details: Details): string {
  const { contentType, content } = details.body
  return contentType === 'text' ? content : convert(content, { wordwrap: false })
}

function body(details: Details, call: Call): object {
  return call.bodyType === 'text' ? { contentType: 'text', content: plainText(details) } : details.body
}

/** Messages with the same subject, whatever was put before it, are one conversation of a mailbox. */
function conversation(message: Message, call: Call): Buffer {
  const topic = message.subject
    .replace(/^(\s*(re|fw|fwd|回复|答复|转发)\s*[:：])+/i, '')
    .trim()
    .toLowerCase()
  return createHash('sha256').update(call.mailbox.key).update(topic).digest()
}

function lowerGuid(id: string): string {
  return id.replace(/\{[^}]+\}/, (guid) => guid.toLowerCase())
}
