import type { Answer, Call, Route } from './call.ts'
import { fileOf } from './attachment-input.ts'
import { attach, noteAttachments } from './attach.ts'
import { accessDenied, itemNotFound } from './errors.ts'
import { findMessage, readJson } from './find.ts'
import { decodeId } from './ids.ts'
import { attachmentBytes, takeApart } from './mime-read.ts'
import { context, cutPage } from './paging.ts'
import { READ, WRITE } from './permissions.ts'
import { checkSelect, renderAttachment } from './render.ts'
import { attachmentSchema, parse } from './schema.ts'
import type { Attachment, Message } from './state.ts'
import { createUploadSession } from './upload.ts'
import { forgetMime } from './value.ts'

/** Pages message-list-attachments, attachment-get, message-post-attachments, attachment-delete. */
export const attachmentRoutes: readonly Route[] = [
  { method: 'GET', path: 'messages/:message/attachments', kind: 'GET attachments', permissions: READ, handle: list },
  { method: 'POST', path: 'messages/:message/attachments', kind: 'POST attachment', permissions: WRITE, handle: add },
  {
    method: 'POST',
    path: 'messages/:message/attachments/createUploadSession',
    kind: 'POST attachments/createUploadSession',
    permissions: WRITE,
    handle: startUpload,
  },
  { method: 'GET', path: 'messages/:message/attachments/:attachment', kind: 'GET attachment', permissions: READ, handle: get },
  { method: 'GET', path: 'messages/:message/attachments/:attachment/$value', kind: 'GET attachment/$value', permissions: READ, handle: value },
  { method: 'DELETE', path: 'messages/:message/attachments/:attachment', kind: 'DELETE attachment', permissions: WRITE, handle: remove },
]

/** Pages must not be too small for inline images: ten by default would hide some, and the service lists them all. */
const DEFAULT_PAGE = 1000

async function askedMessage(call: Call): Promise<Message> {
  const message = findMessage(call, call.params['message'] ?? '')
  await takeApart(call.world.shared.blobs, message)
  return message
}

async function asked(call: Call): Promise<{ message: Message; attachment: Attachment }> {
  const message = await askedMessage(call)
  const id = decodeId(call.mailbox, call.params['attachment'] ?? '')
  const attachment = id?.n === message.n ? message.attachments?.find(({ n }) => n === id.attachment) : undefined
  if (attachment === undefined) throw itemNotFound()
  return { message, attachment }
}

async function list(call: Call): Promise<Answer> {
  checkSelect(call.query.select, 'attachment')
  const message = await askedMessage(call)
  const { items, links } = cutPage(call, message.attachments ?? [], message.seq, DEFAULT_PAGE)
  const rendered = items.map((attachment) => renderAttachment(call, message, attachment, call.query.select))
  return { status: 200, json: { '@odata.context': context(call, 'messages/attachments'), ...links, value: rendered } }
}

async function get(call: Call): Promise<Answer> {
  const { message, attachment } = await asked(call)
  const json = renderAttachment(call, message, attachment, call.query.select)
  return { status: 200, json: { '@odata.context': context(call, 'messages/attachments/$entity'), ...json } }
}

async function value(call: Call): Promise<Answer> {
  const { attachment } = await asked(call)
  return { status: 200, bytes: attachmentBytes(call.world.shared.blobs, attachment), type: attachment.contentType ?? 'text/plain' }
}

async function add(call: Call): Promise<Answer> {
  const message = await askedMessage(call)
  checkOpen(call, message)
  const attachment = fileOf(call, parse(attachmentSchema, readJson(call)), message.nextAttachment)
  await attach(call, message, attachment)
  return {
    status: 201,
    json: { '@odata.context': context(call, 'messages/attachments/$entity'), ...renderAttachment(call, message, attachment, undefined) },
  }
}

async function remove(call: Call): Promise<Answer> {
  const { message, attachment } = await asked(call)
  await forgetMime(call.world, message)
  message.attachments = (message.attachments ?? []).filter((each) => each !== attachment)
  noteAttachments(call, message)
  return { status: 204 }
}

async function startUpload(call: Call): Promise<Answer> {
  const message = await askedMessage(call)
  checkOpen(call, message)
  return createUploadSession(call, message)
}

function checkOpen(call: Call, message: Message): void {
  if (!message.isDraft && !call.world.switches.attachmentsOnNonDrafts) throw accessDenied()
}
