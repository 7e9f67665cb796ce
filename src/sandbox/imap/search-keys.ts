import type { Blobs } from '../blobs.ts'
import { readContent } from '../mime/content.ts'
import { ANSWERED, DELETED, DRAFT, FLAGGED, SEEN } from './flags.ts'
import { fieldValue, headerFields } from '../mime/header.ts'
import { textOf } from './arguments.ts'
import type { Argument } from './arguments.ts'
import type { ImapMessage } from './mailbox.ts'
import { parseSet, placesIn } from './sequence-set.ts'
import { parseWireDay } from './wire.ts'

export type Test = (message: ImapMessage, place: number) => boolean

interface Ground {
  /** All of RFC 3501; else only what the service is known to understand. */
  readonly full: boolean
  readonly blobs: Blobs
  readonly view: readonly ImapMessage[]
  readonly utcOffsetHours: number
}

const FLAG_KEYS: ReadonlyMap<string, readonly [bit: number, set: boolean]> = new Map([
  ['SEEN', [SEEN, true]],
  ['UNSEEN', [SEEN, false]],
  ['ANSWERED', [ANSWERED, true]],
  ['UNANSWERED', [ANSWERED, false]],
  ['FLAGGED', [FLAGGED, true]],
  ['UNFLAGGED', [FLAGGED, false]],
  ['DELETED', [DELETED, true]],
  ['UNDELETED', [DELETED, false]],
  ['DRAFT', [DRAFT, true]],
  ['UNDRAFT', [DRAFT, false]],
])

const DAY = 86_400_000

/** All keys must hold. Undefined for what is not understood, which by default is most. */
export function parseSearch(args: readonly Argument[], ground: Ground): Test | undefined {
  const rest = [...args]
  if (ground.full && textOf(rest[0])?.toUpperCase() === 'CHARSET') rest.splice(0, 2)
  if (rest.length === 0) return undefined
  const tests: Test[] = []
  while (rest.length > 0) {
    const test = parseKey(rest, ground)
    if (!test) return undefined
    tests.push(test)
  }
  return (message, place) => tests.every((test) => test(message, place))
}

function parseKey(rest: Argument[], ground: Ground): Test | undefined {
  const argument = rest.shift()
  if (argument?.kind === 'list') return ground.full ? parseSearch(argument.items, ground) : undefined
  const key = argument?.text.toUpperCase() ?? ''
  const flag = FLAG_KEYS.get(key)
  if (flag) return (message) => ((message.flags & flag[0]) !== 0) === flag[1]
  if (key === 'ALL') return () => true
  if (key === 'SINCE' || key === 'BEFORE' || key === 'ON') return byDay(key, textOf(rest.shift()), ground.utcOffsetHours)
  if (key === 'UID') return bySet(textOf(rest.shift()), ground.view, true)
  if (/^[\d*]/.test(key)) return bySet(key, ground.view, false)
  return ground.full ? parseFullKey(key, rest, ground) : undefined
}

function parseFullKey(key: string, rest: Argument[], ground: Ground): Test | undefined {
  if (key === 'NOT') {
    const test = parseKey(rest, ground)
    return test && ((message, place) => !test(message, place))
  }
  if (key === 'OR') {
    const [one, other] = [parseKey(rest, ground), parseKey(rest, ground)]
    return one && other && ((message, place) => one(message, place) || other(message, place))
  }
  if (key === 'LARGER' || key === 'SMALLER') return bySize(key, Number(textOf(rest.shift())))
  if (key === 'HEADER') return byHeader(textOf(rest.shift()), textOf(rest.shift()), ground.blobs)
  if (/^(SUBJECT|FROM|TO|CC|BCC)$/.test(key)) return byHeader(key, textOf(rest.shift()), ground.blobs)
  if (key === 'TEXT' || key === 'BODY') return byText(textOf(rest.shift()), ground.blobs)
  return undefined
}

function byDay(key: string, text: string | undefined, utcOffsetHours: number): Test | undefined {
  const day = parseWireDay(text ?? '')
  if (day === undefined) return undefined
  const dayOf = (message: ImapMessage): number => Math.floor((message.receivedAt + utcOffsetHours * 3_600_000) / DAY) * DAY
  if (key === 'SINCE') return (message) => dayOf(message) >= day
  return key === 'BEFORE' ? (message) => dayOf(message) < day : (message) => dayOf(message) === day
}

function bySet(text: string | undefined, view: readonly ImapMessage[], byUid: boolean): Test | undefined {
  const ranges = parseSet(text ?? '')
  if (!ranges) return undefined
  const places = new Set(placesIn(view, ranges, byUid))
  return (_, place) => places.has(place)
}

function bySize(key: string, size: number): Test | undefined {
  if (!Number.isInteger(size)) return undefined
  return (message) => (key === 'LARGER' ? message.content.size > size : message.content.size < size)
}

function byHeader(name: string | undefined, value: string | undefined, blobs: Blobs): Test | undefined {
  if (name === undefined || value === undefined) return undefined
  return ({ content }) =>
    headerFields(readContent(blobs, content, 0, content.headerSize).toString('latin1')).some(
      (field) => field.name === name.toLowerCase() && fieldValue(field).toLowerCase().includes(value.toLowerCase()),
    )
}

function byText(value: string | undefined, blobs: Blobs): Test | undefined {
  if (value === undefined) return undefined
  return ({ content }) => readContent(blobs, content).toString('latin1').toLowerCase().includes(value.toLowerCase())
}
