import type { Argument } from './arguments.ts'
import { wordsOf } from './arguments.ts'

/** A piece of content that FETCH asks for. */
export interface SectionItem {
  readonly kind: 'section'
  /** As it stands in the answer, e.g. `BODY[HEADER]<0>`. */
  readonly label: string
  readonly peek: boolean
  /** Part numbers; empty for the message itself. */
  readonly part: readonly number[]
  readonly what: '' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'
  /** Lower case. */
  readonly fields: readonly string[]
  readonly from?: number
  readonly length?: number
}

/** Something that FETCH tells about a message without its content. */
export interface AttributeItem {
  readonly kind: 'UID' | 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODYSTRUCTURE' | 'BODY' | 'MODSEQ'
}

export type FetchItem = AttributeItem | SectionItem

const MACROS: ReadonlyMap<string, readonly string[]> = new Map([
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
])

/** Reads what FETCH asks for (RFC 3501 section 6.4.5); undefined when it is not understood. */
export function parseFetchItems(argument: Argument | undefined): FetchItem[] | undefined {
  const words = wordsOf(argument)
  const names = argument?.kind === 'atom' ? (MACROS.get(argument.text.toUpperCase()) ?? words) : words
  const items = names.map(parseItem)
  const known = items.filter((item) => item !== undefined)
  return known.length === items.length && known.length > 0 ? known : undefined
}

const whole = { kind: 'section', part: [], fields: [] } as const

function parseItem(word: string): FetchItem | undefined {
  const name = word.toUpperCase()
  switch (name) {
    case 'UID':
    case 'FLAGS':
    case 'INTERNALDATE':
    case 'RFC822.SIZE':
    case 'ENVELOPE':
    case 'BODYSTRUCTURE':
    case 'BODY':
    case 'MODSEQ':
      return { kind: name }
    case 'RFC822':
      return { ...whole, label: name, peek: false, what: '' }
    case 'RFC822.HEADER':
      return { ...whole, label: name, peek: true, what: 'HEADER' }
    case 'RFC822.TEXT':
      return { ...whole, label: name, peek: false, what: 'TEXT' }
    default:
      return parseSection(word)
  }
}

const SECTION = /^BODY(\.PEEK)?\[((?:\d+\.)*\d+)?\.?(HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME)?(?: ?\(([^)]*)\))?\](?:<(\d+)\.(\d+)>)?$/i

function parseSection(word: string): SectionItem | undefined {
  const found = SECTION.exec(word)
  if (!found) return undefined
  const [, peek, part = '', what = '', fields, from, length] = found
  const upper = what.toUpperCase() as SectionItem['what']
  if (upper.startsWith('HEADER.FIELDS') !== (fields !== undefined) || (upper === 'MIME' && part === '')) return undefined
  const section = `${part}${part && upper && '.'}${upper}${fields === undefined ? '' : ` (${fields})`}`
  return {
    kind: 'section',
    label: `BODY[${section}]${from === undefined ? '' : `<${from}>`}`,
    peek: peek !== undefined,
    part: part === '' ? [] : part.split('.').map(Number),
    what: upper,
    fields: (fields ?? '').split(/\s+/).map((name) => name.replaceAll('"', '').toLowerCase()).filter((name) => name !== ''),
    ...(from !== undefined && { from: Number(from), length: Number(length) }),
  }
}
