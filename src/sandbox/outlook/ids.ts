import { badRequest } from './errors.ts'
import type { Attachment, Mailbox, Message } from './state.ts'

/** What an id says. `gen` is 0 in the immutable space. */
export interface DecodedId {
  readonly kind: 'folder' | 'message'
  readonly immutable: boolean
  readonly n: number
  readonly gen: number
  readonly attachment: number
}

const DEFAULT = { magic: Buffer.from([0x00, 0x03, 0x24]), length: 105 }
const IMMUTABLE = { magic: Buffer.from([0x00, 0x09, 0x00]), length: 54 }
const FOLDER = { magic: Buffer.from([0x01, 0x03, 0x24]), length: 75 }

/** Id of a message in the asked id space: 140 characters and new after each move, or 72 and the same for life (page outlook-immutable-id). */
export function messageId(mailbox: Mailbox, message: { readonly n: number; readonly gen: number }, immutable: boolean, attachment = 0): string {
  return immutable ? encode(IMMUTABLE, mailbox, message.n, 0, attachment) : encode(DEFAULT, mailbox, message.n, message.gen, attachment)
}

export function attachmentId(mailbox: Mailbox, message: Message, attachment: Attachment, immutable: boolean): string {
  return messageId(mailbox, message, immutable, attachment.n)
}

/** Folder ids are the same in both spaces. */
export function folderId(mailbox: Mailbox, folder: { readonly n: number }): string {
  return encode(FOLDER, mailbox, folder.n, 0, 0)
}

/** @throws {GraphError} 400 `ErrorInvalidIdMalformed` when `text` cannot be an id. */
export function decodeId(mailbox: Mailbox, text: string): DecodedId | undefined {
  const bytes = /^[A-Za-z0-9_-]+$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0)
  const layout = [DEFAULT, IMMUTABLE, FOLDER].find((each) => bytes.length === each.length && bytes.subarray(0, 3).equals(each.magic))
  if (layout === undefined || bytes.toString('base64url') !== text) throw badRequest('ErrorInvalidIdMalformed', 'Id is malformed.')
  if (!bytes.subarray(3, 19).equals(mailbox.key)) return undefined
  const end = bytes.length
  return {
    kind: layout === FOLDER ? 'folder' : 'message',
    immutable: layout === IMMUTABLE,
    n: bytes.readUInt32BE(end - 10),
    gen: bytes.readUInt32BE(end - 6),
    attachment: bytes.readUInt16BE(end - 2),
  }
}

/** The version of an item, opaque: it changes with every change of it. */
export function changeKey(mailbox: Mailbox, item: { readonly seq: number }): string {
  const bytes = Buffer.alloc(18)
  mailbox.key.copy(bytes, 2, 0, 8)
  bytes.writeUInt32BE(item.seq, 14)
  return bytes.toString('base64')
}

function encode(layout: { magic: Buffer; length: number }, mailbox: Mailbox, n: number, gen: number, attachment: number): string {
  const bytes = Buffer.alloc(layout.length)
  layout.magic.copy(bytes)
  mailbox.key.copy(bytes, 3)
  bytes.writeUInt32BE(n, layout.length - 10)
  bytes.writeUInt32BE(gen, layout.length - 6)
  bytes.writeUInt16BE(attachment, layout.length - 2)
  return bytes.toString('base64url')
}
