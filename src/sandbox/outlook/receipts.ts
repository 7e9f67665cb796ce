import type { Call } from './call.ts'
import type { Folder, Message } from './state.ts'
import { isWithin, wellKnownFolder } from './mailbox.ts'

/** Who caused it, and where. */
type Asker = Pick<Call, 'world' | 'mailbox' | 'client'>

/** Exchange tells the sender that a message was read, once, when it asked for that. */
export function sendReadReceipt(call: Asker, message: Message): void {
  send(call, message)
}

/** Before a message goes to `to` (nothing: away for good): an unread one may tell its sender that it was not read. */
export function sendNotReadReceipt(call: Asker, message: Message, to: Folder | undefined): void {
  const { mailbox, world } = call
  if (!world.switches.deletionSendsReceipt || message.isRead) return
  const trash = wellKnownFolder(mailbox, 'deleteditems')
  const recoverable = wellKnownFolder(mailbox, 'recoverableitemsdeletions')
  if (to === undefined || isWithin(to, trash) || to === recoverable) send(call, message)
}

function send(call: Asker, message: Message): void {
  if (!message.receiptRequested || message.receiptSent || message.isDraft) return
  message.receiptSent = true
  call.world.shared.ledger.send({ cloud: 'outlook', client: call.client, kind: 'receipt', messageId: message.internetMessageId })
}
