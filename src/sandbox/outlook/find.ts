import type { Call } from './call.ts'
import { accessDenied, badRequest, itemNotFound } from './errors.ts'
import { decodeId } from './ids.ts'
import type { Folder, Message } from './state.ts'

/** The folder that an id or alias names. @throws {GraphError} 404 `ErrorItemNotFound`, 400 `ErrorInvalidIdMalformed` */
export function findFolder(call: Pick<Call, 'mailbox'>, text: string): Folder {
  const { mailbox } = call
  const known = mailbox.aliases.get(text.toLowerCase())
  if (known !== undefined) return known
  const id = decodeId(mailbox, text)
  const folder = id?.kind === 'folder' ? mailbox.folders.get(id.n) : undefined
  if (folder === undefined) throw itemNotFound()
  return folder
}

/** The message that an id names, in the id space that this request may use. @throws {GraphError} 404, 400 */
export function findMessage(call: Call, text: string): Message {
  const { mailbox, world } = call
  const id = decodeId(mailbox, text)
  const message = id?.kind === 'message' ? mailbox.messages.get(id.n) : undefined
  if (id === undefined || message === undefined || id.attachment !== 0) throw itemNotFound()
  if (!id.immutable && id.gen !== message.gen) throw itemNotFound()
  if (world.switches.idSpacesStrict && id.immutable !== call.immutable) throw itemNotFound()
  if (call.withinFolder !== undefined && findFolder(call, call.withinFolder) !== message.folder) throw itemNotFound()
  if (message.folder.alias === 'recoverableitemsdeletions' && !world.switches.recoverableReadable) throw itemNotFound()
  return message
}

/** The JSON object that a request brought. @throws {GraphError} 400 */
export function readJson(call: Pick<Call, 'body' | 'contentType'>): Record<string, unknown> {
  if (call.body.length === 0) return {}
  if (!/json/i.test(call.contentType)) throw badRequest('BadRequest', 'Write requests must have a supported Content-Type.')
  let value: unknown
  try {
    value = JSON.parse(call.body.toString('utf8'))
  } catch {
    throw badRequest('BadRequest', 'Unable to read JSON request payload.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('BadRequest', 'Unable to read JSON request payload.')
  return value as Record<string, unknown>
}

/** Whether the caller may change what is only meant to be changed on drafts. @throws {GraphError} 403 */
export function requireAdvancedMail(call: Call): void {
  if (!call.permissions.has('Mail-Advanced.ReadWrite.All')) throw accessDenied()
}
