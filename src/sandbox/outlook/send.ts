import { z } from 'zod'
import type { Answer, Call, Route } from './call.ts'
import { decodeMimeBody } from './body-bytes.ts'
import { createDraftFromMime, createFromJson } from './create.ts'
import { badRequest } from './errors.ts'
import { findMessage, readJson } from './find.ts'
import { moveMessage, removeMessage, touchMessage, wellKnownFolder } from './mailbox.ts'
import { readDetails } from './mime-read.ts'
import { SEND } from './permissions.ts'
import { parse, parseCreate } from './schema.ts'
import type { Message } from './state.ts'

/** Pages message-send and user-sendmail. What is sent is noted and lies in Sent Items; it is not delivered to other mailboxes. */
export const sendRoutes: readonly Route[] = [
  { method: 'POST', path: 'messages/:message/send', kind: 'POST message/send', permissions: SEND, handle: sendDraft },
  { method: 'POST', path: 'sendMail', kind: 'POST sendMail', permissions: SEND, handle: sendMail },
]

const envelope = z.strictObject({ message: z.record(z.string(), z.unknown()), saveToSentItems: z.union([z.boolean(), z.string()]).optional() })

async function sendDraft(call: Call): Promise<Answer> {
  const message = findMessage(call, call.params['message'] ?? '')
  if (!message.isDraft) throw badRequest('ErrorInvalidRequest', 'Only a draft can be sent.')
  await send(call, message, true)
  return { status: 202 }
}

async function sendMail(call: Call): Promise<Answer> {
  if (/^text\/plain\b/i.test(call.contentType)) {
    await send(call, createDraftFromMime(call, decodeMimeBody(call.body)), true)
    return { status: 202 }
  }
  const body = readJson(call)
  const given = parse(envelope, lowerFirst(body))
  const message = parseCreate(given.message)
  const keep = String(given.saveToSentItems ?? true).toLowerCase() !== 'false'
  await send(call, createFromJson(call, message, wellKnownFolder(call.mailbox, 'drafts')), keep)
  return { status: 202 }
}

/** Parameter names of actions begin in either case. */
function lowerFirst(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]))
}

async function send(call: Call, message: Message, keep: boolean): Promise<void> {
  const { to, cc, bcc } = await readDetails(call.world.shared.blobs, message)
  if (to.length + cc.length + bcc.length === 0) {
    if (call.params['message'] === undefined) removeMessage(call.mailbox, message)
    throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid, Message cannot be sent.')
  }
  message.isDraft = false
  message.isRead = true
  message.sentAt = message.receivedAt = call.now
  message.from ??= { name: call.mailbox.displayName, address: call.mailbox.address }
  message.sender ??= message.from
  touchMessage(call.mailbox, message, call.now)
  moveMessage(call.mailbox, message, wellKnownFolder(call.mailbox, 'sentitems'), call.now)
  if (!keep) removeMessage(call.mailbox, message)
  call.world.shared.ledger.send({ cloud: 'outlook', client: call.client, kind: 'mail', messageId: message.internetMessageId })
}
