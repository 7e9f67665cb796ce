import type { Answer, Call, Route } from './call.ts'
import { decodeMimeBody } from './body-bytes.ts'
import { badRequest, unreadableBody } from './errors.ts'
import { findFolder } from './find.ts'
import { fromMime, settle } from './new-message.ts'
import { context } from './paging.ts'
import { ADVANCED } from './permissions.ts'
import { renderMessage } from './render.ts'

/** Page mailfolder-importmime, beta: keeps the bytes, makes no draft and sends nothing. */
export const importRoutes: readonly Route[] = [
  { method: 'POST', path: 'mailFolders/:folder/importMime', kind: 'POST importMime', permissions: ADVANCED, version: 'beta', handle: importMime },
]

const LIGHT = [
  'changeKey',
  'createdDateTime',
  'lastModifiedDateTime',
  'receivedDateTime',
  'sentDateTime',
  'internetMessageId',
  'subject',
  'isRead',
  'isDraft',
]
const SHOWN = [
  ...LIGHT,
  'parentFolderId',
  'importance',
  'categories',
  'flag',
  'from',
  'sender',
  'hasAttachments',
  'isReadReceiptRequested',
  'webLink',
]

async function importMime(call: Call): Promise<Answer> {
  const { switches } = call.world
  if (!switches.importMimeAvailable) throw badRequest('BadRequest', "Resource not found for the segment 'importMime'.")
  const folder = findFolder(call, call.params['folder'] ?? '')
  if (!/^text\/plain\b/i.test(call.contentType)) throw unreadableBody()
  const { message, deliveredAt } = fromMime(call, decodeMimeBody(call.body), folder)
  message.isDraft = false
  message.isRead = switches.importIsRead
  message.receivedAt = switches.importReceivedNow ? call.now : (deliveredAt ?? message.sentAt ?? call.now)
  settle(call, message)
  const json = await renderMessage(call, message, { select: SHOWN, properties: [] })
  return { status: 201, json: { '@odata.context': context(call, 'messages/$entity'), ...json } }
}
