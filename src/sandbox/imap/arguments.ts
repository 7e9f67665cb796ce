import type { Content } from '../mime/content.ts'

/** A word as it stands: a command, a number, a flag, a FETCH item with its brackets. */
export interface Atom {
  readonly kind: 'atom'
  readonly text: string
}

/** A quoted string or a literal, one character per byte. A large literal is put away instead, and its text is empty. */
export interface Text {
  readonly kind: 'text'
  readonly text: string
  readonly content?: Content
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Argument[]
}

export type Argument = Atom | Text | List

/** A piece of a command: what stands on a line, or a literal between two lines. */
export type Segment = string | Text

/** Takes a command apart (RFC 3501 section 9). Undefined where it is no command. */
export function parseArguments(segments: readonly Segment[]): Argument[] | undefined {
  const stack: Argument[][] = [[]]
  for (const segment of segments) {
    if (typeof segment !== 'string') stack.at(-1)?.push(segment)
    else if (!parseLine(segment, stack)) return undefined
  }
  return stack.length === 1 ? stack[0] : undefined
}

const TOKEN = /\s+|(\()|(\))|"((?:[^"\\]|\\.)*)"|((?:[^\s()"[\]]|\[(?:[^\]"]|"[^"]*")*\])+)/y

function parseLine(line: string, stack: Argument[][]): boolean {
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < line.length) {
    const found = TOKEN.exec(line)
    if (!found) return false
    const [, open, close, quoted, atom] = found
    if (open) stack.push([])
    else if (close && !closeList(stack)) return false
    else if (quoted !== undefined) stack.at(-1)?.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') })
    else if (atom !== undefined) stack.at(-1)?.push({ kind: 'atom', text: atom })
  }
  return true
}

function closeList(stack: Argument[][]): boolean {
  const items = stack.pop()
  const parent = stack.at(-1)
  if (!items || !parent) return false
  parent.push({ kind: 'list', items })
  return true
}

/** The text of an atom or string; undefined for a list or nothing. */
export const textOf = (argument: Argument | undefined): string | undefined => (argument && argument.kind !== 'list' ? argument.text : undefined)

/** The words of a list, or of an argument that stands alone. */
export const wordsOf = (argument: Argument | undefined): string[] =>
  argument?.kind === 'list' ? argument.items.map((item) => textOf(item) ?? '') : argument ? [argument.text] : []
