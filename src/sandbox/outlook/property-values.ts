import type { World } from './call.ts'
import { decodeWords, headerEnd, headerValue, readHeader, type HeaderLines } from './mime-headers.ts'
import { canonicalPropertyId, headerOfProperty, IN_REPLY_TO, LAST_VERB, propertyName, REFERENCES, TRANSPORT_HEADERS } from './properties.ts'
import type { Message } from './state.ts'

const MARK_NAME = 'TongbuOrigin'
const MARK_HEADER = 'x-tongbu-origin'

/** Value of an extended property, written or derived (MAPI tags as in MS-OXPROPS). @throws {GraphError} 400 when `id` is malformed */
export function readProperty(world: World, message: Message, id: string): string | undefined {
  const canonical = canonicalPropertyId(id)
  const written = message.properties?.get(canonical)
  if (written !== undefined) return written
  const header = headerOfProperty(canonical)
  if (header !== undefined) return world.switches.headersAsProperties && /^x-/i.test(header) ? headerOf(world, message, header) : undefined
  return derived(world, message, canonical)
}

/** What the origin mark of a message says, wherever it is kept. */
export function readOriginMark(world: World, message: Message): string | undefined {
  for (const [id, value] of message.properties ?? []) if (propertyName(id) === MARK_NAME) return value
  return headerOf(world, message, MARK_HEADER)
}

/** Whether the last thing done to a message was a reply or a forward (PidTagLastVerbExecuted). */
export function lastVerb(message: Message): 'none' | 'answered' | 'forwarded' {
  const verb = message.properties?.get(LAST_VERB)
  return verb === '102' || verb === '103' ? 'answered' : verb === '104' ? 'forwarded' : 'none'
}

function derived(world: World, message: Message, id: string): string | undefined {
  switch (id) {
    case 'Integer 0x0E07':
      return String((message.isRead ? 1 : 0) | (message.isDraft ? 8 : 0) | (message.hasAttachments ? 0x10 : 0))
    case 'SystemTime 0x0E06':
      return iso(message.receivedAt)
    case 'SystemTime 0x0039':
      return iso(message.sentAt ?? message.receivedAt)
    case 'SystemTime 0x3008':
      return iso(message.modifiedAt)
    case 'SystemTime 0x3007':
      return iso(message.createdAt)
    case 'Integer 0x0E08':
    case 'Long 0x0E08':
      return String(message.size)
    case 'Integer 0x1090':
      return message.flag.flagStatus === 'notFlagged' ? undefined : message.flag.flagStatus === 'flagged' ? '2' : '1'
    case 'String 0x001A':
      return 'IPM.Note'
    case 'String 0x0037':
      return message.subject
    case 'String 0x1035':
      return message.internetMessageId
    case TRANSPORT_HEADERS:
      return transportHeaders(world, message)
    case IN_REPLY_TO:
      return headerOf(world, message, 'in-reply-to')
    case REFERENCES:
      return headerOf(world, message, 'references')
    default:
      return undefined
  }
}

function headerOf(world: World, message: Message, name: string): string | undefined {
  const lines = headerLines(world, message)
  const value = lines === undefined ? undefined : headerValue(lines, name)
  return value === undefined ? undefined : decodeWords(value)
}

/** Header of what was made from MIME, read anew each time: it would cost memory, and reading is quick. */
function headerLines(world: World, message: Message): HeaderLines | undefined {
  if (message.mime === undefined) return undefined
  return readHeader(world.shared.blobs.get(message.mime, 0, HEADER_BYTES))
}

function transportHeaders(world: World, message: Message): string | undefined {
  if (message.mime === undefined) return undefined
  const start = world.shared.blobs.get(message.mime, 0, HEADER_BYTES)
  return start.subarray(0, headerEnd(start)).toString('utf8')
}

/** Headers beyond this are not looked at. */
const HEADER_BYTES = 64 * 1024

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
