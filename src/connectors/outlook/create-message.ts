import { SyncError } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import { CARRIED_NAME } from '../../mime/normal-form.ts'
import { withOriginHeader } from '../../mime/origin-header.ts'
import type { Attachment } from '../../mime/parse-message.ts'
import type { NewMessage, RemoteMessage } from '../connector.ts'
import { attach } from './attach.ts'
import type { GraphClient } from './graph-client.ts'
import { IMPORT_BYTES, type MimeImport } from './import-mime.ts'
import { NO_RECEIPTS, RECEIVED_TIME, jsonSize, toFileAttachment, toJsonMessage } from './json-message.ts'
import { markFields, readMarks, verbProperties } from './map-marks.ts'
import { toRemoteMessage } from './map-message.ts'
import { ORIGIN_HEADER_PROPERTY, ORIGIN_PROPERTY, originProperty, valueOf, type ExtendedProperty } from './origin-property.ts'
import type { WholeMessages } from './whole-messages.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** Largest JSON of one request, in bytes: 4 MB less a margin. @see https://learn.microsoft.com/graph/use-the-api (request size) */
const REQUEST_BYTES = 4 * 1024 * 1024 - 128 * 1024

export interface MessageCreator {
  create(message: NewMessage, signal: AbortSignal): Promise<RemoteMessage>
  /** As `Mailbox.finishCreated`: an imported message gets its date and its mark in a second request. */
  finish(found: RemoteMessage, wanted: Wanted, signal: AbortSignal): Promise<RemoteMessage | undefined>
}

type Wanted = Pick<NewMessage, 'receivedAt' | 'roleClass'>

export interface CreatorOptions {
  readonly client: GraphClient
  readonly mimeImport: MimeImport
  readonly whole: WholeMessages
  readonly maxMessageBytes: number
  /** Removes for good what was half made. */
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

/** Creates copies by the best route that each message and the mailbox allow. */
export function createMessageCreator(options: CreatorOptions): MessageCreator {
  const { client, mimeImport, whole } = options
  /** Whether a header that Exchange does not know comes back as a property of PS_INTERNET_HEADERS. Seen at the first import. */
  let headersAsProperties: boolean | undefined
  /** Whether an imported message can be given its received date. Where not, rebuilding is the better copy. */
  let datesKept = true

  const importMime = async (message: NewMessage, signal: AbortSignal): Promise<RemoteMessage | undefined> => {
    const origin: OriginMark = { ...message.origin, route: 'exact' }
    const mime = await withOriginHeader(message.source, origin).bytes()
    const made = await mimeImport.import(client, message.folderId, mime, signal)
    return made && (await orTakenBack(made.id, signal, () => finishImport(made, message, origin, signal)))
  }

  /** What an import does not set. A request for a receipt is taken back before the message is marked read. Nothing when its date cannot be set. */
  const finishImport = async (made: WireMessage, message: NewMessage, origin: OriginMark, signal: AbortSignal): Promise<RemoteMessage | undefined> => {
    await refuseDraft(made, message, signal)
    if (headersAsProperties === undefined) {
      const seen = await whole.one(made.id, signal)
      headersAsProperties = valueOf(seen.singleValueExtendedProperties ?? [], ORIGIN_HEADER_PROPERTY) !== undefined
    }
    let current = made
    if (made.isReadReceiptRequested === true) {
      current = await patch(made.id, NO_RECEIPTS, signal)
      if (current.isReadReceiptRequested === true) throw new SyncError('REJECTED', 'Outlook: receipt would be sent')
    }
    const json = differences(current, message, headersAsProperties ? [] : [originProperty(origin)])
    if (Object.keys(json).length > 0) current = await patch(made.id, json, signal)
    if (!sameTime(current, message)) {
      datesKept = false
      await options.remove(made.id, signal)
      return undefined
    }
    return toRemoteMessage({ ...current, parentFolderId: current.parentFolderId ?? message.folderId }, known(message, origin))
  }

  const finish: MessageCreator['finish'] = async (found, wanted, signal) => {
    const origin = found.envelope?.origin
    if (origin?.route !== 'exact' || wanted.roleClass === 'draft') return found
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

  const patch = (id: string, json: unknown, signal: AbortSignal): Promise<WireMessage> =>
    client.read(wireMessage, { kind: 'PATCH message', method: 'PATCH', path: `messages/${encodeURIComponent(id)}`, json }, signal)

  const rebuild = async (message: NewMessage, signal: AbortSignal): Promise<RemoteMessage> => {
    const carried = message.content.sealed || message.content.illFormed
    const attachments = carried ? withOriginal(message, options.maxMessageBytes) : message.content.attachments
    const origin: OriginMark = { ...message.origin, route: carried ? 'carried' : 'rebuilt' }
    const bare = toJsonMessage(message, origin)
    const bareBytes = Buffer.byteLength(JSON.stringify(bare))
    if (bareBytes > REQUEST_BYTES) throw new SyncError('TOO_LARGE', 'Outlook: the text of the message is larger than one request')
    if (bareBytes + jsonSize(attachments) <= REQUEST_BYTES) {
      const json = attachments.length === 0 ? bare : { ...bare, attachments: await Promise.all(attachments.map(toFileAttachment)) }
      const made = await post(json, message, signal)
      await refuseDraft(made, message, signal)
      return toRemoteMessage({ ...made, parentFolderId: made.parentFolderId ?? message.folderId }, known(message, origin))
    }
    const made = await post(toJsonMessage(message, { ...origin, partial: true }), message, signal)
    return await orTakenBack(made.id, signal, async () => {
      await refuseDraft(made, message, signal)
      for (const attachment of attachments) await attach(client, made.id, attachment, signal)
      const finished = await patch(made.id, { singleValueExtendedProperties: [originProperty(origin)] }, signal)
      return toRemoteMessage({ ...finished, parentFolderId: finished.parentFolderId ?? message.folderId }, known(message, origin))
    })
  }

  const post = (json: unknown, { folderId }: NewMessage, signal: AbortSignal): Promise<WireMessage> =>
    client.read(wireMessage, { kind: 'POST message', method: 'POST', path: `mailFolders/${encodeURIComponent(folderId)}/messages`, json }, signal)

  /** A copy that shows as an unsent draft could be sent by mistake: better none. */
  const refuseDraft = async (made: WireMessage, { roleClass }: NewMessage, signal: AbortSignal): Promise<void> => {
    if (roleClass === 'draft' || made.isDraft !== true) return
    await options.remove(made.id, signal)
    throw new SyncError('REJECTED', 'Outlook: this mailbox makes drafts of copies')
  }

  /** A create of several requests that fails is undone; where even that fails, recovery has to do it. */
  const orTakenBack = async <T>(id: string, signal: AbortSignal, steps: () => Promise<T>): Promise<T> => {
    try {
      return await steps()
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      const removed = await options.remove(id, signal).then(() => true, () => false)
      throw withAmbiguity(error, !removed)
    }
  }

  return {
    finish,
    create: async (message, signal) => {
      if (message.source.size > options.maxMessageBytes) throw new SyncError('TOO_LARGE', 'Outlook: larger than `maxMessageBytes`')
      if (message.roleClass !== 'draft' && message.source.size <= IMPORT_BYTES && !isMeeting(message) && datesKept && (await mimeImport.probe(signal))) {
        const imported = await importMime(message, signal)
        if (imported !== undefined) return imported
      }
      return await rebuild(message, signal)
    },
  }
}

const withAmbiguity = (error: SyncError, ambiguous: boolean): SyncError =>
  new SyncError(error.code, error.message, {
    ambiguous,
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  })

/** Exchange makes a meeting of MIME with a calendar part; a copy is to be a plain note with the file attached. */
const isMeeting = ({ content }: NewMessage): boolean => content.attachments.some(({ contentType }) => contentType === 'text/calendar')

const known = (message: NewMessage, origin: OriginMark) => ({ origin, verbs: message.marks, size: message.source.size })

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

/** To the second, as dates are compared. */
const sameTime = (made: WireMessage, { receivedAt }: Pick<NewMessage, 'receivedAt'>): boolean => toInstant(Date.parse(made.receivedDateTime ?? '')) === receivedAt

/** What a PATCH has to set so that an imported message is as wanted. */
function differences(made: WireMessage, message: NewMessage, more: readonly ExtendedProperty[]): Record<string, unknown> {
  const has = readMarks(made)
  const { marks } = message
  const properties = [
    ...(sameTime(made, message) ? [] : [{ id: RECEIVED_TIME, value: message.receivedAt }]),
    ...(marks.answered || marks.forwarded ? verbProperties(marks) : []),
    ...more,
  ]
  return {
    ...markFields({
      ...(has.read === marks.read ? {} : { read: marks.read }),
      ...(has.flag === marks.flag ? {} : { flag: marks.flag }),
      ...(has.tags.join('\n') === marks.tags.join('\n') ? {} : { tags: marks.tags }),
    }),
    ...(properties.length === 0 ? {} : { singleValueExtendedProperties: properties }),
  }
}
