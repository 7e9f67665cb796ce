import type { RoleClass } from './item.ts'
import type { Side } from './side.ts'

/**
 * What every copy that Tongbu makes carries, readable from a listing: on Outlook one named String property,
 * on an IMAP side the header `X-Tongbu-Origin`. It survives the loss of our database.
 */
export interface OriginMark {
  /** Name of the pair that made the copy. */
  readonly pair: string
  /** The side that the original is on. */
  readonly side: Side
  /** The cloud's id of the original when the copy was made. */
  readonly id: string
  /** Correlation token, journaled before the create. */
  readonly token: string
  readonly exact: string
  readonly normal: string
  readonly roleClass: RoleClass
  /** How the content came over: byte for byte, rebuilt from its parts, or rebuilt with the original attached. */
  readonly route: 'exact' | 'rebuilt' | 'carried'
  /** The original has no Message-ID; one that the cloud gave the copy does not count. */
  readonly withoutMessageId?: true
  /** The content has a `winmail.dat`. */
  readonly wrapped?: true
  /** Some requests of the create are still to come: never bound, copied or equal. */
  readonly partial?: true
}

/** What of ours can be taken off a message again: the origin mark of a copy, or a note about marks that the cloud has no place for. */
export type Trace = 'origin' | 'note'

export const ORIGIN_HEADER = 'X-Tongbu-Origin'

const FIELDS = ['pair', 'side', 'id', 'token', 'exact', 'normal', 'roleClass', 'route'] as const

/** One line of printable ASCII without spaces inside its values. */
export function formatOriginMark(mark: OriginMark): string {
  const fields = FIELDS.map((name) => `${name}=${encodeURIComponent(mark[name])}`)
  if (mark.withoutMessageId) fields.push('withoutMessageId=1')
  if (mark.wrapped) fields.push('wrapped=1')
  if (mark.partial) fields.push('partial=1')
  return ['v=1', ...fields].join('; ')
}

/** Nothing when `text` is no mark of a version that we know. */
export function parseOriginMark(text: string | undefined): OriginMark | undefined {
  if (text === undefined) return undefined
  const values = new Map<string, string>()
  for (const field of text.split(';')) {
    const at = field.indexOf('=')
    if (at > 0) values.set(field.slice(0, at).trim(), field.slice(at + 1).trim())
  }
  if (values.get('v') !== '1' || FIELDS.some((name) => !values.has(name))) return undefined
  const value = (name: (typeof FIELDS)[number]) => decode(values.get(name) ?? '')
  const side = value('side')
  if (side !== 'left' && side !== 'right') return undefined
  return {
    pair: value('pair'),
    side,
    id: value('id'),
    token: value('token'),
    exact: value('exact'),
    normal: value('normal'),
    roleClass: value('roleClass') as RoleClass,
    route: value('route') as OriginMark['route'],
    ...(values.has('withoutMessageId') ? { withoutMessageId: true as const } : {}),
    ...(values.has('wrapped') ? { wrapped: true as const } : {}),
    ...(values.has('partial') ? { partial: true as const } : {}),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
