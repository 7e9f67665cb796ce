import { z } from 'zod'

import { putContent } from '../../mime/content.ts'
import { editHeader } from '../store/edit-header.ts'
import { DRAFT, SEEN } from '../../imap/flags.ts'
import type { Message } from '../store/folder.ts'
import { isDraft } from '../store/mailbox.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { composeDraft, draftSchema, readDraft } from './compose.ts'
import { ApiFailure, badRequest, notFound } from './failure.ts'
import type { ApiAnswer, ApiService, MailboxCall, Route } from './gate.ts'
import { messageJson, selectFields } from './message-json.ts'
import { MessageView } from './message-view.ts'
import { messageOf, read } from './reading.ts'

export const draftRoutes: readonly Route<MailboxCall>[] = [
  { method: 'POST', path: '/messages', kind: 'POST messages', writes: true, run: createDraft },
  { method: 'POST', path: '/messages/:id/update', kind: 'POST message/update', writes: true, run: (call) => updateDraft(call, 'post') },
  { method: 'PATCH', path: '/messages/:id', kind: 'PATCH message', writes: true, run: (call) => updateDraft(call, 'patch') },
  { method: 'POST', path: '/messages/:id/send', kind: 'POST message/send', writes: true, run: sendDraft },
]

const carrying = z.object({ message: draftSchema })
const sending = z.object({ saveToSentItems: z.boolean().default(true) })

async function createDraft(call: MailboxCall): Promise<ApiAnswer> {
  const { service, mailbox, body } = call
  const { message: asked } = read(carrying, body)
  const assigned = !asked.internetMessageId
  const rewritten = assigned || service.switches.createRewritesMessageId
  const internetMessageId = rewritten ? newMessageId(service, mailbox) : asked.internetMessageId
  const mime = await composeDraft({ from: { email: mailbox.address }, ...asked, internetMessageId }, [], service.shared.clock.now())
  refuseSize(call, mime.length)
  const content = putContent(service.shared.blobs, mime)
  const message = mailbox.add(mailbox.folderOf('drafts'), { content, flags: SEEN | DRAFT, messageIdAssigned: assigned })
  if (asked.tags) mailbox.setTags(message, asked.tags)
  return { write: true, body: { message: answered(call, message) } }
}

async function updateDraft(call: MailboxCall, by: 'post' | 'patch'): Promise<ApiAnswer> {
  const { service, mailbox, params, body } = call
  if (service.switches.updateDraftBy !== by) throw notFound('api.notFound')
  const message = ownDraft(mailbox, params['id'])
  const { message: change } = read(carrying, body)
  const view = new MessageView(message, service.shared.blobs)
  const { draft, attachments } = readDraft(view)
  const mime = await composeDraft({ ...draft, ...change }, attachments, service.shared.clock.now())
  const changed = mailbox.replace(message, mime, !service.switches.updateChangesId)
  if (change.tags) mailbox.setTags(changed, change.tags)
  return { write: true, body: { message: answered(call, changed) } }
}

/** The draft goes; a message with another id comes among the sent ones, later. Mail to mailboxes of the sandbox arrives. */
function sendDraft({ service, mailbox, params, body, client }: MailboxCall): ApiAnswer {
  const { switches, shared, later } = service
  const { saveToSentItems } = read(sending, body)
  const draft = ownDraft(mailbox, params['id'])
  const view = new MessageView(draft, shared.blobs)
  const people = ['to', 'cc', 'bcc'].flatMap((name) => view.people(name)).map(({ email }) => email.toLowerCase())
  if (people.length === 0) throw badRequest('recipients.missing')
  const messageId = switches.sendRewritesMessageId || view.internetMessageId === '' ? newMessageId(service, mailbox) : view.internetMessageId
  const messageIdAssigned = draft.messageIdAssigned || view.internetMessageId === ''
  const dated = editHeader(view.bytes, 'Date', new Date(shared.clock.now()).toUTCString().replace('GMT', '+0000'))
  const mime = editHeader(dated, 'Message-ID', messageId)
  mailbox.remove(draft)
  shared.ledger.send({ cloud: 'alimail', client, kind: 'mail', messageId })
  later.after(switches.sentAppearsAfterMs, () => {
    const content = putContent(shared.blobs, mime)
    if (saveToSentItems) mailbox.add(mailbox.folderOf('sent'), { content, flags: SEEN, tags: draft.tags, messageIdAssigned })
    const arriving = putContent(shared.blobs, editHeader(mime, 'Bcc', undefined))
    for (const address of new Set(people)) {
      const there = service.mailboxes.get(address)
      there?.add(there.folderOf('inbox'), { content: arriving })
    }
  })
  return { write: true }
}

/** @throws {ApiFailure} 404, or 400 for a message that is no draft */
export function ownDraft(mailbox: Mailbox, id: string | undefined): Message {
  const message = messageOf(mailbox, id)
  if (!isDraft(message)) throw badRequest('message.notDraft')
  return message
}

/** @throws {ApiFailure} 413 or 507 */
export function refuseSize({ service, mailbox }: MailboxCall, size: number): void {
  if (size > service.switches.maxMessageBytes) throw new ApiFailure(413, 'message.tooLarge')
  if (mailbox.isFull(size)) throw new ApiFailure(507, 'mailbox.full')
}

function answered({ service, mailbox, query }: MailboxCall, message: Message): Record<string, unknown> {
  const fields = selectFields(query['$select'], [], service.switches)
  return messageJson(new MessageView(message, service.shared.blobs), fields, { mailbox, switches: service.switches })
}

function newMessageId({ shared }: ApiService, mailbox: Mailbox): string {
  const part = (): string => Math.floor(shared.random() * 2 ** 40).toString(16)
  return `<${part()}-${part()}.${mailbox.address}>`
}
