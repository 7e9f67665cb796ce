import type { Answer, Call, Route } from './call.ts'
import { bodyOf, timeOf, withoutComputed } from './create.ts'
import { badRequest, GraphError } from './errors.ts'
import { findMessage, readJson, requireAdvancedMail } from './find.ts'
import { changeKey } from './ids.ts'
import { touchMessage } from './mailbox.ts'
import { readDetails } from './mime-read.ts'
import { context } from './paging.ts'
import { WRITE } from './permissions.ts'
import { RECEIVED_AT } from './properties.ts'
import { sendReadReceipt } from './receipts.ts'
import { renderMessage } from './render.ts'
import { DRAFT_ONLY, parsePatch, toFlag, toProperties, toRecipient, toRecipients, type MessagePatch } from './schema.ts'
import type { Details, Message } from './state.ts'
import { forgetMime } from './value.ts'

/** Page message-update. */
export const patchRoutes: readonly Route[] = [
  { method: 'PATCH', path: 'messages/:message', kind: 'PATCH message', permissions: WRITE, handle: patch },
]

async function patch(call: Call): Promise<Answer> {
  const message = findMessage(call, call.params['message'] ?? '')
  const given = parsePatch(readJson(call))
  checkEtag(call, message)
  const content = DRAFT_ONLY.some((name) => name in given)
  if (content) checkContent(call, message, given)
  const flag = given.flag ? toFlag(given.flag, message.flag, call.now) : message.flag
  const merged = toProperties(given.singleValueExtendedProperties, message.properties, call.world.switches.propertyNull)
  const receivedAt = (call.world.switches.receivedTimePatchable ? timeOf(merged?.get(RECEIVED_AT)) : undefined) ?? message.receivedAt
  const properties = withoutComputed(merged)
  if (content) await changeContent(call, message, given)
  const wasRead = message.isRead
  Object.assign(message, { flag, properties, receivedAt })
  changeMarks(message, given)
  if (!wasRead && message.isRead) sendReadReceipt(call, message)
  const names = Object.keys(given).filter((name) => !name.startsWith('@'))
  touchMessage(call.mailbox, message, call.now, names.length === 1 && names[0] === 'isRead')
  const json = await renderMessage(call, message, { select: undefined, properties: [] })
  return { status: 200, json: { '@odata.context': context(call, 'messages/$entity'), ...json } }
}

function checkEtag(call: Call, message: Message): void {
  if (call.ifMatch === undefined || call.ifMatch === '*' || call.ifMatch === `W/"${changeKey(call.mailbox, message)}"`) return
  throw new GraphError(412, 'ErrorIrresolvableConflict', 'The change key of the request is not the current change key of the item.')
}

function checkContent(call: Call, message: Message, given: MessagePatch): void {
  if (message.isDraft) return
  if (call.world.switches.advancedMailEnforced) requireAdvancedMail(call)
  if ('internetMessageId' in given) throw badRequest('ErrorInvalidPropertySet', 'Set action is invalid for property.')
}

async function changeContent(call: Call, message: Message, given: MessagePatch): Promise<void> {
  const { blobs } = call.world.shared
  const before = await readDetails(blobs, message)
  const details: Details = {
    to: given.toRecipients === undefined ? before.to : toRecipients(given.toRecipients),
    cc: given.ccRecipients === undefined ? before.cc : toRecipients(given.ccRecipients),
    bcc: given.bccRecipients === undefined ? before.bcc : toRecipients(given.bccRecipients),
    replyTo: given.replyTo === undefined ? before.replyTo : toRecipients(given.replyTo),
    body: given.body === undefined ? before.body : bodyOf(given.body),
    headers: before.headers,
  }
  await forgetMime(call.world, message)
  message.details = blobs.put(Buffer.from(JSON.stringify(details)))
  message.size = (message.attachments ?? []).reduce((sum, each) => sum + each.size, message.details.size)
  if (given.subject !== undefined) message.subject = given.subject ?? ''
  if (given.from !== undefined) message.from = given.from === null ? undefined : toRecipient(given.from)
  if (given.sender !== undefined) message.sender = given.sender === null ? undefined : toRecipient(given.sender)
  if (typeof given.internetMessageId === 'string') {
    message.internetMessageId = given.internetMessageId
    message.messageIdAssigned = false
  }
}

function changeMarks(message: Message, given: MessagePatch): void {
  if (given.categories !== undefined) message.categories = given.categories ?? []
  if (given.importance !== undefined) message.importance = given.importance
  if (given.inferenceClassification !== undefined) message.inferenceClassification = given.inferenceClassification
  if (given.isReadReceiptRequested !== undefined) message.receiptRequested = given.isReadReceiptRequested ?? false
  if (given.isDeliveryReceiptRequested !== undefined) message.deliveryReceiptRequested = given.isDeliveryReceiptRequested ?? false
  if (given.isRead !== undefined) message.isRead = given.isRead
}
