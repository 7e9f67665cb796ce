import { SyncError } from '../../domain/errors.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import { CARRIED_NAME } from '../../mime/normal-form.ts'
import { withOriginHeader, withoutOriginHeader } from '../../mime/origin-header.ts'
import { parseMessage, type Attachment } from '../../mime/parse-message.ts'
import type { NewMessage, RemoteMessage } from '../connector.ts'
import { createMessageAppender } from './append-message.ts'
import type { MimeAppend } from './append-mime.ts'
import { attach } from './attach.ts'
import { findByToken } from './find-by-token.ts'
import type { GraphClient } from './graph-client.ts'
import { createHalfMade, knownOf, sameTime, withAmbiguity } from './half-made.ts'
import { IMPORT_BYTES, type MimeImport } from './import-mime.ts'
import { NO_RECEIPTS, RECEIVED_TIME, jsonSize, toFileAttachment, toJsonMessage } from './json-message.ts'
import type { Lessons } from './lessons.ts'
import { toRemoteMessage } from './map-message.ts'
import { ORIGIN_HEADER_PROPERTY, ORIGIN_PROPERTY, originProperty, valueOf } from './origin-property.ts'
import type { WholeMessages } from './whole-messages.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** Largest JSON of one request, in bytes: 4 MB less a margin. @see https://learn.microsoft.com/graph/use-the-api (request size) */
const REQUEST_BYTES = 4 * 1024 * 1024 - 128 * 1024

export interface MessageCreator {
  create(message: NewMessage, signal: AbortSignal): Promise<RemoteMessage>
  /** As `Mailbox.finishCreated`: an imported message gets its date and its mark in a second request. */
  finish(found: RemoteMessage, wanted: Wanted, signal: AbortSignal): Promise<RemoteMessage | undefined>
}

/** Which mail carries its original where it has to be rebuilt: what its writer signed or encrypted, or what only a mail server signed as well. */
export type AttachOriginal = 'sealed' | 'signed'

type Wanted = Pick<NewMessage, 'receivedAt' | 'roleClass'>

export interface CreatorOptions {
  readonly client: GraphClient
  readonly mimeImport: MimeImport
  /** Absent where IMAP is not to be used. */
  readonly mimeAppend?: MimeAppend
  readonly whole: WholeMessages
  readonly lessons: Lessons
  readonly maxMessageBytes: number
  readonly attachOriginal: AttachOriginal
  /** Removes for good what was half made. */
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

/** Creates copies by the best route that each message and the mailbox allow. */
export function createMessageCreator(options: CreatorOptions): MessageCreator {
  const { client, mimeImport, whole, lessons } = options
  const halfMade = createHalfMade(options)
  const { patch, refuseDraft, orTakenBack } = halfMade
  const append = options.mimeAppend && createMessageAppender({ ...options, mimeAppend: options.mimeAppend, halfMade })
  const importMime = async (message: NewMessage, signal: AbortSignal): Promise<RemoteMessage | undefined> => {
    const origin: OriginMark = { ...message.origin, route: 'exact' }
    const mime = await withOriginHeader(message.source, origin).bytes()
    const made = (await mimeImport.import(client, message.folderId, mime, signal)) ?? (await findRefused(message, signal))
    if (made === undefined) return undefined
    const finished = await orTakenBack(made.id, signal, () => halfMade.finishMime(made, message, origin, signal))
    if (finished === undefined) lessons.importKeepsDates = false
    return finished
  }

  /** A refusal is believed only once what was refused does not show: another copy would come beside it. */
  const findRefused = async ({ folderId, origin }: NewMessage, signal: AbortSignal): Promise<WireMessage | undefined> => {
    try {
      return await findByToken(client, folderId, origin.token, signal, true)
    } catch (error) {
      throw error instanceof SyncError ? withAmbiguity(error, true) : error
    }
  }

  const finish: MessageCreator['finish'] = async (found, wanted, signal) => {
    const origin = found.envelope?.origin
    if (origin?.route !== 'exact' || wanted.roleClass === 'draft') return found
    if (options.mimeAppend !== undefined && !(await isExact(found.id, origin, signal))) {
      await options.remove(found.id, signal)
      return undefined
    }
    const made = await whole.one(found.id, signal)
    const properties = made.singleValueExtendedProperties ?? []
    const isMarked = [ORIGIN_PROPERTY, ORIGIN_HEADER_PROPERTY].some((id) => valueOf(properties, id) !== undefined)
    const date = sameTime(made, wanted) ? [] : [{ id: RECEIVED_TIME, value: wanted.receivedAt }]
    const set = [...date, ...(isMarked ? [] : [originProperty(origin)])]
    if (set.length === 0 && made.isReadReceiptRequested !== true) return found
    await patch(made.id, { ...NO_RECEIPTS, ...(set.length === 0 ? {} : { singleValueExtendedProperties: set }) }, signal)
    const finished = await whole.one(made.id, signal)
    if (sameTime(finished, wanted)) return toRemoteMessage(finished, { origin })
    await options.remove(made.id, signal)
    return undefined
  }

  /** Whether a copy has the bytes of its original. It was appended, perhaps, and the run ended before that was looked at. */
  const isExact = async (id: string, { exact }: OriginMark, signal: AbortSignal): Promise<boolean> => {
    const { body } = await client.send({ kind: 'GET message $value', method: 'GET', path: `messages/${encodeURIComponent(id)}/$value` }, signal)
    const source = await withoutOriginHeader(body)
    try {
      const content = await parseMessage(source)
      await content.dispose()
      return content.digests.exact === exact
    } finally {
      await source.dispose()
    }
  }

  /** By a route that keeps the bytes. Nothing where there is none for this message. */
  const fromMime = async (message: NewMessage, signal: AbortSignal): Promise<RemoteMessage | undefined> => {
    if (message.roleClass === 'draft' || isMeeting(message)) return undefined
    const imported = message.source.size <= IMPORT_BYTES && lessons.importKeepsDates && (await mimeImport.probe(signal)) ? await importMime(message, signal) : undefined
    return imported ?? (await append?.(message, signal))
  }

  const rebuild = async (message: NewMessage, signal: AbortSignal): Promise<RemoteMessage> => {
    const { sealed, serverSigned, illFormed } = message.content
    const carried = sealed || illFormed || (serverSigned && options.attachOriginal === 'signed')
    const attachments = carried ? withOriginal(message, options.maxMessageBytes) : message.content.attachments
    const origin: OriginMark = { ...message.origin, route: carried ? 'carried' : 'rebuilt' }
    const bare = toJsonMessage(message, origin)
    const bareBytes = Buffer.byteLength(JSON.stringify(bare))
    if (bareBytes > REQUEST_BYTES) throw new SyncError('TOO_LARGE', 'Outlook: the text of the message is larger than one request')
    if (bareBytes + jsonSize(attachments) <= REQUEST_BYTES) {
      const json = attachments.length === 0 ? bare : { ...bare, attachments: await Promise.all(attachments.map(toFileAttachment)) }
      const made = await post(json, message, signal)
      await refuseDraft(made, message, signal)
      return toRemoteMessage({ ...made, parentFolderId: made.parentFolderId ?? message.folderId }, knownOf(message, origin))
    }
    const made = await post(toJsonMessage(message, { ...origin, partial: true }), message, signal)
    return await orTakenBack(made.id, signal, async () => {
      await refuseDraft(made, message, signal)
      for (const attachment of attachments) await attach(client, made.id, attachment, signal)
      const finished = await patch(made.id, { singleValueExtendedProperties: [originProperty(origin)] }, signal)
      return toRemoteMessage({ ...finished, parentFolderId: finished.parentFolderId ?? message.folderId }, knownOf(message, origin))
    })
  }

  const post = (json: unknown, { folderId }: NewMessage, signal: AbortSignal): Promise<WireMessage> =>
    client.read(wireMessage, { kind: 'POST message', method: 'POST', path: `mailFolders/${encodeURIComponent(folderId)}/messages`, json }, signal)

  return {
    finish,
    create: async (message, signal) => {
      if (message.source.size > options.maxMessageBytes) throw new SyncError('TOO_LARGE', 'Outlook: larger than `maxMessageBytes`')
      return (await fromMime(message, signal)) ?? (await rebuild(message, signal))
    },
  }
}

/** Exchange makes a meeting of MIME with a calendar part; a copy is to be a plain note with the file attached. */
const isMeeting = ({ content }: NewMessage): boolean => content.attachments.some(({ contentType }) => contentType === 'text/calendar')

/** Beside its own attachments, unless both together are more than the mailbox takes: the original has them too. */
function withOriginal(message: NewMessage, maxMessageBytes: number): readonly Attachment[] {
  const own = message.content.attachments
  const original = carriedOriginal(message)
  const bytes = [...own, original].reduce((sum, attachment) => sum + attachment.bytes.size, 0)
  return bytes <= maxMessageBytes ? [...own, original] : [original]
}

const carriedOriginal = ({ content, source }: NewMessage): Attachment => ({
  name: CARRIED_NAME,
  contentType: 'application/octet-stream',
  inline: false,
  sha256: content.digests.exact,
  bytes: source,
})
