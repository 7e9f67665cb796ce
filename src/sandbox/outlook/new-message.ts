import type { Call } from './call.ts'
import { badRequest } from './errors.ts'
import { addMessage, newInternetMessageId } from './mailbox.ts'
import { summarize } from './mime-read.ts'
import { NOT_FLAGGED, type Folder, type Message } from './state.ts'

const NO_CATEGORIES: readonly string[] = []

/** A message with everything unsaid at its default, not yet in the mailbox. */
export function blankMessage(call: Pick<Call, 'mailbox' | 'now'>, folder: Folder): Message {
  return {
    n: call.mailbox.nextNumber++,
    gen: 0,
    folder,
    arrivedSeq: 0,
    seq: 0,
    contentSeq: 0,
    createdAt: call.now,
    modifiedAt: call.now,
    receivedAt: call.now,
    sentAt: call.now,
    subject: '',
    from: undefined,
    sender: undefined,
    internetMessageId: '',
    messageIdAssigned: false,
    isDraft: true,
    isRead: true,
    flag: NOT_FLAGGED,
    categories: NO_CATEGORIES,
    importance: 'normal',
    inferenceClassification: 'focused',
    receiptRequested: false,
    deliveryReceiptRequested: false,
    receiptSent: false,
    hasAttachments: false,
    size: 0,
    mime: undefined,
    details: undefined,
    attachments: undefined,
    nextAttachment: 1,
    properties: undefined,
  }
}

/** Gives a Message-ID where there is none, and puts the message into its folder. */
export function settle(call: Pick<Call, 'mailbox'>, message: Message): Message {
  if (message.internetMessageId === '') {
    message.internetMessageId = newInternetMessageId()
    message.messageIdAssigned = true
  }
  addMessage(call.mailbox, message)
  return message
}

/** A message that keeps these very bytes. Only its header is read now. @throws {GraphError} 400 when there is no header */
export function fromMime(
  call: Pick<Call, 'mailbox' | 'now' | 'world'>,
  mime: Buffer,
  folder: Folder,
): { message: Message; deliveredAt: number | undefined } {
  const summary = summarize(mime)
  if (summary === undefined) throw badRequest('ErrorMimeContentInvalid', 'The MIME content is invalid.')
  const { deliveredAt, internetMessageId, ...told } = summary
  const message = {
    ...blankMessage(call, folder),
    ...told,
    internetMessageId: internetMessageId ?? '',
    size: mime.length,
    mime: call.world.shared.blobs.put(mime),
  }
  return { message, deliveredAt }
}
