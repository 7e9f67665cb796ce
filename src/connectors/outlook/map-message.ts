import { SyncError } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import { messageIdOf } from '../../mime/message-id.ts'
import type { Envelope, RemoteMessage } from '../connector.ts'
import { LAST_VERB, readMarks, type Verbs } from './map-marks.ts'
import { ORIGIN_HEADER_PROPERTY, ORIGIN_PROPERTY, VERBS_PROPERTY, readOrigin, tracesOf, valueOf } from './origin-property.ts'
import type { WireMessage } from './wire.ts'

/** PidTagMessageSize (MS-OXCMSG §2.2.1.7): every message has it, so it also tells whether properties were answered at all. */
export const SIZE = 'Integer 0x0E08'

const FIELDS = [
  'internetMessageId', 'subject', 'from', 'sentDateTime', 'receivedDateTime', 'lastModifiedDateTime', 'isRead', 'flag', 'categories',
  'isDraft', 'isReadReceiptRequested', 'parentFolderId',
]

/** The properties that a listing brings along. */
export const EXPAND = `singleValueExtendedProperties($filter=${[ORIGIN_PROPERTY, ORIGIN_HEADER_PROPERTY, LAST_VERB, VERBS_PROPERTY, SIZE]
  .map((id) => `id eq '${id}'`)
  .join(' or ')})`

/** Query of everything that a `RemoteMessage` is made of, with `more` fields. */
export const messageQuery = (...more: string[]): string =>
  `$select=${encodeURIComponent([...FIELDS, ...more].join(','))}&$expand=${encodeURIComponent(EXPAND)}`

/** What an answer to a write leaves out and we know. */
export interface Known {
  readonly verbs?: Verbs
  readonly origin?: OriginMark
  readonly size?: number
}

/** A delta may tell only what changed: then the message is read by itself. */
export function isPartial(message: WireMessage): boolean {
  const { parentFolderId, receivedDateTime, isRead, isDraft, flag, categories } = message
  return [parentFolderId, receivedDateTime, isRead, isDraft, flag, categories].some((field) => field === undefined || field === null)
}

/** Graph's JSON as ours. @throws {SyncError} `UNREADABLE_ANSWER` when the received date or folder is missing */
export function toRemoteMessage(message: WireMessage, known: Known = {}): RemoteMessage {
  const folderId = message.parentFolderId
  if (folderId === undefined || folderId === null) throw new SyncError('UNREADABLE_ANSWER', 'Outlook: a message without folder')
  const etag = message['@odata.etag'] ?? message.changeKey ?? undefined
  return {
    id: message.id,
    folderId,
    marks: readMarks(message, known.verbs),
    envelope: toEnvelope(message, known),
    ...(etag === undefined ? {} : { etag }),
  }
}

function toEnvelope(message: WireMessage, known: Known): Envelope {
  const properties = message.singleValueExtendedProperties ?? []
  // A draft was not received: what counts is since when it has been left alone.
  const receivedAt = instantOf((message.isDraft === true ? message.lastModifiedDateTime : undefined) ?? message.receivedDateTime)
  if (receivedAt === undefined) throw new SyncError('UNREADABLE_ANSWER', 'Outlook: a message without received date')
  const sentAt = instantOf(message.sentDateTime)
  const internetMessageId = messageIdOf(message.internetMessageId ?? '')
  const traces = tracesOf(properties)
  const origin = known.origin ?? readOrigin(properties, message.internetMessageHeaders ?? [])
  return {
    subject: message.subject ?? '',
    from: message.from?.emailAddress?.address ?? '',
    receivedAt,
    size: known.size ?? Number(valueOf(properties, SIZE) ?? 0),
    isDraft: message.isDraft ?? false,
    ...(internetMessageId === undefined ? {} : { internetMessageId }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(origin === undefined ? {} : { origin }),
    ...(traces.length === 0 ? {} : { traces }),
  }
}

const instantOf = (text: string | null | undefined): string | undefined => (text ? toInstant(Date.parse(text)) : undefined)
