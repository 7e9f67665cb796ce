import MailComposer from 'nodemailer/lib/mail-composer'
import { z } from 'zod'

import { decodeBody } from '../store/decoding.ts'
import { headerValue } from '../../mime/header.ts'
import { priorityOf } from './message-json.ts'
import type { MessageView } from './message-view.ts'

const recipient = z.object({ email: z.string(), name: z.string().nullish() })
const recipients = z.array(recipient).nullish()

/** What a draft may say: the model of the vendor's SDK. It has no folder, no read state and no date. */
export const draftSchema = z.object({
  internetMessageId: z.string().nullish(),
  subject: z.string().nullish(),
  priority: z.enum(['PRY_HIGH', 'PRY_NORMAL', 'PRY_LOW']).nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
  from: recipient.nullish(),
  toRecipients: recipients,
  ccRecipients: recipients,
  bccRecipients: recipients,
  replyTo: z.union([recipient.transform((one) => [one]), z.array(recipient)]).nullish(),
  body: z.object({ bodyText: z.string().nullish(), bodyHtml: z.string().nullish() }).nullish(),
  internetMessageHeaders: z.record(z.string(), z.string()).nullish(),
  tags: z.array(z.string()).nullish(),
})

export type Draft = z.output<typeof draftSchema>

export interface DraftAttachment {
  readonly name: string
  readonly contentType?: string
  readonly contentId?: string
  readonly isInline: boolean
  readonly bytes: Buffer
}

const PRIORITIES = { PRY_HIGH: 'high', PRY_NORMAL: 'normal', PRY_LOW: 'low' } as const

/** Headers that the draft has fields for; all others are its `internetMessageHeaders`. */
const OWN_HEADERS =
  /^(from|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|importance|(x-(msmail-)?)?priority|disposition-notification-to)$/

/** Writes a draft as MIME. */
export function composeDraft(draft: Draft, attachments: readonly DraftAttachment[], date: number): Promise<Buffer> {
  const people = (list: z.output<typeof recipients>) => (list ?? []).map(({ email, name }) => ({ address: email, name: name ?? '' }))
  const node = new MailComposer({
    ...(draft.from && { from: { address: draft.from.email, name: draft.from.name ?? '' } }),
    to: people(draft.toRecipients),
    cc: people(draft.ccRecipients),
    bcc: people(draft.bccRecipients),
    replyTo: people(draft.replyTo),
    subject: draft.subject ?? '',
    messageId: draft.internetMessageId ?? '',
    date: new Date(date),
    ...(draft.priority && { priority: PRIORITIES[draft.priority] }),
    ...(draft.body?.bodyText && { text: draft.body.bodyText }),
    ...(draft.body?.bodyHtml && { html: draft.body.bodyHtml }),
    ...(!draft.body?.bodyText && !draft.body?.bodyHtml && { text: '' }),
    headers: {
      ...draft.internetMessageHeaders,
      ...(draft.isReadReceiptRequested && draft.from && { 'Disposition-Notification-To': draft.from.email }),
    },
    attachments: attachments.map(({ name, contentType, contentId, isInline, bytes }) => ({
      filename: name,
      content: bytes,
      contentDisposition: isInline ? 'inline' : 'attachment',
      ...(contentType && { contentType }),
      ...(contentId && { cid: contentId }),
    })),
  }).compile()
  node.keepBcc = true
  return node.build()
}

/** What a stored draft says, so that it can be changed and written again. */
export function readDraft(view: MessageView): { draft: Draft; attachments: DraftAttachment[] } {
  const [from] = view.people('from')
  const draft: Draft = {
    internetMessageId: view.internetMessageId,
    subject: view.text('subject'),
    priority: priorityOf(view),
    isReadReceiptRequested: view.text('disposition-notification-to') !== '',
    ...(from && { from }),
    toRecipients: view.people('to'),
    ccRecipients: view.people('cc'),
    bccRecipients: view.people('bcc'),
    replyTo: view.people('reply-to'),
    body: { bodyText: view.bodyText, bodyHtml: view.bodyHtml },
    internetMessageHeaders: Object.fromEntries(Object.entries(view.headers).filter(([name]) => !OWN_HEADERS.test(name.toLowerCase()))),
  }
  const attachments = view.attachments.map(({ part, name, isInline, contentId }) => ({
    name,
    contentType: headerValue(part.fields, 'content-type') ?? 'application/octet-stream',
    isInline,
    ...(contentId && { contentId }),
    bytes: decodeBody(view.bytes, part),
  }))
  return { draft, attachments: attachments.map((attachment) => ({ ...attachment, contentType: attachment.contentType.split(';')[0] ?? '' })) }
}
