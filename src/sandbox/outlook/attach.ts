import type { Call } from './call.ts'
import { messageTooLarge } from './errors.ts'
import { touchMessage } from './mailbox.ts'
import type { Attachment, Message } from './state.ts'
import { forgetMime } from './value.ts'

/** Adds an attachment to a message. @throws {GraphError} 413 when the message would become too large */
export async function attach(call: Pick<Call, 'world' | 'mailbox' | 'now'>, message: Message, attachment: Attachment): Promise<void> {
  if (message.size + attachment.size > call.world.switches.maxMessageBytes) throw messageTooLarge()
  await forgetMime(call.world, message)
  message.attachments = [...(message.attachments ?? []), attachment]
  message.nextAttachment = attachment.n + 1
  noteAttachments(call, message)
}

/** After the attachments of a message changed: what follows from them, and the change itself. */
export function noteAttachments(call: Pick<Call, 'mailbox' | 'now'>, message: Message): void {
  const attachments = message.attachments ?? []
  message.hasAttachments = attachments.some((each) => !each.isInline)
  message.size = attachments.reduce((sum, each) => sum + each.size, message.details?.size ?? 0)
  touchMessage(call.mailbox, message, call.now)
}
