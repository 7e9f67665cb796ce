import { z } from 'zod'

import { decodeBody } from '../store/decoding.ts'
import { headerValue } from '../../mime/header.ts'
import { composeDraft, readDraft } from './compose.ts'
import type { DraftAttachment } from './compose.ts'
import { ownDraft, refuseSize } from './drafts.ts'
import { notFound } from './failure.ts'
import type { ApiAnswer, MailboxCall, Route } from './gate.ts'
import { MessageView } from './message-view.ts'
import type { AttachmentPart } from './message-view.ts'
import { messageOf, read } from './reading.ts'

export const attachmentRoutes: readonly Route<MailboxCall>[] = [
  { method: 'GET', path: '/messages/:id/attachments', kind: 'GET attachments', run: listAttachments },
  { method: 'GET', path: '/messages/:id/attachments/:attachmentId/$value', kind: 'GET attachment/$value', run: openDownload },
  { method: 'POST', path: '/messages/:id/attachments/createUploadSession', kind: 'POST createUploadSession', writes: true, run: openUpload },
]

function listAttachments({ service, mailbox, params }: MailboxCall): ApiAnswer {
  const view = new MessageView(messageOf(mailbox, params['id']), service.shared.blobs)
  return { body: { attachments: view.attachments.map((attachment) => attachmentJson(view, attachment)) } }
}

function attachmentJson(view: MessageView, { id, part, name, contentId, isInline }: AttachmentPart) {
  const type = headerValue(part.fields, 'content-type')?.split(';')[0]?.trim() ?? 'application/octet-stream'
  return { id, name, size: decodeBody(view.bytes, part).length, contentId: contentId ?? '', isInline, extHeaders: { 'Content-Type': type } }
}

/** The ways in which clients were seen to get the bytes, by a switch. */
function openDownload({ service, mailbox, params, base, client }: MailboxCall): ApiAnswer {
  const message = messageOf(mailbox, params['id'])
  const bytesOf = (): Buffer => {
    const view = new MessageView(message, service.shared.blobs)
    const attachment = view.attachments.find(({ id }) => id === params['attachmentId'])
    if (!attachment) throw notFound('attachment.notFound')
    return decodeBody(view.bytes, attachment.part)
  }
  const bytes = bytesOf()
  if (service.switches.download === 'bytes') return { body: bytes }
  const path = `/v2/stream/${service.links.add({ client, read: bytesOf })}`
  if (service.switches.download === 'location') return { body: { location: `${base}${path}` } }
  const location = service.switches.download === 'relative-redirect' ? `${new URL(base).pathname}${path}` : `${base}${path}`
  return { status: 302, headers: { location } }
}

const asking = z.object({
  attachment: z.object({
    name: z.string().min(1),
    contentId: z.string().nullish(),
    isInline: z.boolean().nullish(),
    extHeaders: z.record(z.string(), z.string()).nullish(),
  }),
})

function openUpload(call: MailboxCall): ApiAnswer {
  const { service, mailbox, params, body, base, client } = call
  const { id } = ownDraft(mailbox, params['id'])
  const { attachment } = read(asking, body)
  const contentType = Object.entries(attachment.extHeaders ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const take = (bytes: Buffer): Promise<void> =>
    attach(call, id, {
      name: attachment.name,
      isInline: attachment.isInline ?? false,
      ...(contentType && { contentType }),
      ...(attachment.contentId && { contentId: attachment.contentId }),
      bytes,
    })
  const path = `/v2/stream/${service.links.add({ client, take })}`
  return { body: { uploadUrl: `${service.switches.relativeUploadUrl ? new URL(base).pathname : base}${path}` } }
}

async function attach(call: MailboxCall, id: string, attachment: DraftAttachment): Promise<void> {
  const { service, mailbox } = call
  const { draft, attachments } = readDraft(new MessageView(ownDraft(mailbox, id), service.shared.blobs))
  const mime = await composeDraft(draft, [...attachments, attachment], service.shared.clock.now())
  refuseSize(call, mime.length)
  mailbox.replace(ownDraft(mailbox, id), mime, true)
}
