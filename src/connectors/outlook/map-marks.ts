import { normalTags, type Flag, type Marks } from '../../domain/marks.ts'
import type { MarkChange } from '../../domain/operation.ts'
import { VERBS_PROPERTY, valueOf, type ExtendedProperty } from './origin-property.ts'
import type { WireMessage } from './wire.ts'

/** What was last done with a message: PidTagLastVerbExecuted (MS-OXOMSG §2.2.1.29). */
export const LAST_VERB = 'Integer 0x1081'
/** The icon that shows it: PidTagIconIndex (MS-OXCMSG §2.2.1.10 and MS-OXOMSG). */
export const ICON_INDEX = 'Integer 0x1080'

const REPLY = 102
const REPLY_ALL = 103
const FORWARD = 104

const FLAGS: Readonly<Record<string, Flag>> = { notFlagged: 'none', flagged: 'flagged', complete: 'complete' }
const STATUSES: Readonly<Record<Flag, string>> = { none: 'notFlagged', flagged: 'flagged', complete: 'complete' }

export interface Verbs {
  readonly answered: boolean
  readonly forwarded: boolean
}

/** Graph's fields for marks, as far as named. Answered and forwarded are not among them: see `verbProperties`. */
export const markFields = (change: MarkChange): Record<string, unknown> => ({
  ...(change.read === undefined ? {} : { isRead: change.read }),
  ...(change.flag === undefined ? {} : { flag: { flagStatus: STATUSES[change.flag] } }),
  ...(change.tags === undefined ? {} : { categories: change.tags }),
})

/** Both verbs as properties: the last verb holds one of them, ours holds what it cannot. */
export const verbProperties = ({ answered, forwarded }: Verbs): readonly ExtendedProperty[] => [
  { id: LAST_VERB, value: String(answered ? REPLY : forwarded ? FORWARD : 0) },
  { id: ICON_INDEX, value: answered ? '261' : forwarded ? '262' : '-1' },
  { id: VERBS_PROPERTY, value: answered && forwarded ? 'answered forwarded' : 'none' },
]

/**
 * Verbs from extended properties. Ours counts as long as there is a last verb at all, whichever it is: a reply or forward
 * by a person after ours takes nothing back.
 */
export function readVerbs(properties: readonly ExtendedProperty[]): Verbs {
  const last = Number(valueOf(properties, LAST_VERB) ?? 0)
  const both = last !== 0 && valueOf(properties, VERBS_PROPERTY) === 'answered forwarded'
  return { answered: both || last === REPLY || last === REPLY_ALL, forwarded: both || last === FORWARD }
}

/** Marks of a message whose JSON has all of them; `verbs` where its properties were not asked for. */
export function readMarks(message: WireMessage, verbs = readVerbs(message.singleValueExtendedProperties ?? [])): Marks {
  return {
    read: message.isRead ?? false,
    flag: FLAGS[message.flag?.flagStatus ?? 'notFlagged'] ?? 'none',
    answered: verbs.answered,
    forwarded: verbs.forwarded,
    tags: normalTags(message.categories ?? []),
  }
}
