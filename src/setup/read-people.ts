import iconv from 'iconv-lite'
import { csvRows, type CsvRow } from './csv-rows.ts'
import { isAddress } from './looks-like.ts'
import { pairNameFor } from './pair-name.ts'

/** Two addresses that belong to one person. */
export interface PersonGiven {
  readonly name: string
  readonly left: string
  readonly right: string
  /** Those of one wave are connected together. */
  readonly wave?: string
}

/** Why a line of a list cannot be used. */
export type LineProblem = 'not-csv' | 'no-columns' | 'formula' | 'left-missing' | 'left-not-address' | 'right-missing' | 'right-not-address' | 'same-address' | 'left-twice' | 'right-twice' | 'left-known' | 'right-known' | 'bad-name' | 'name-twice' | 'name-known' | 'too-long'

export interface BadLine {
  /** As an editor counts, from 1. */
  readonly line: number
  readonly problem: LineProblem
  /** The line that has it already. */
  readonly other?: number
}

export interface ReadPeople {
  readonly people: readonly PersonGiven[]
  readonly bad: readonly BadLine[]
}

/** Pairs that are there already. */
export interface Known {
  readonly names: ReadonlySet<string>
  /** In small letters. */
  readonly left: ReadonlySet<string>
  readonly right: ReadonlySet<string>
}

type Column = 'left' | 'right' | 'name' | 'wave'

/** What the columns may be called, in small letters without spaces. */
const HEADINGS: Readonly<Record<Column, RegExp>> = {
  left: /^(dingtalk|釘釘|钉钉|imap|left|阿里郵箱|阿里邮箱|alimail)/,
  right: /^(outlook|microsoft|m365|office|exchange|微軟|微软|right)/,
  name: /^(pair|name|配對|配对|名稱|名称)/,
  wave: /^(wave|batch|批次|批|分批|組|组)/,
}

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/
/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+@|\t]|^-[^\s]/
const LONGEST_ADDRESS = 254
const LONGEST_WAVE = 60

/**
 * Reads a list of people: one line each with the DingTalk and the Outlook address, and perhaps a name for the pair and a wave.
 * Columns are told by their headings, or else by their order. Every line that cannot be used is named, and those that can are read all the same.
 */
export function readPeople(bytes: Uint8Array, known: Known): ReadPeople {
  const rows = csvRows(decode(bytes))
  if ('badLine' in rows) return { people: [], bad: [{ line: rows.badLine, problem: 'not-csv' }] }
  const [first] = rows
  if (first === undefined) return { people: [], bad: [] }
  const headings = columnsOf(first.cells)
  const columns = headings ?? (first.cells.length >= 2 ? { left: 0, right: 1, name: 2, wave: 3 } : undefined)
  if (columns === undefined) return { people: [], bad: [{ line: first.line, problem: 'no-columns' }] }
  return judge(headings === undefined ? rows : rows.slice(1), columns, known)
}

type Columns = Readonly<Partial<Record<Column, number>>>

function columnsOf(cells: readonly string[]): Columns | undefined {
  if (cells.some((cell) => cell.includes('@'))) return undefined
  const found: Partial<Record<Column, number>> = {}
  cells.forEach((cell, at) => {
    const heading = cell.toLowerCase().replaceAll(/[\s_]/g, '')
    for (const column of Object.keys(HEADINGS) as Column[]) if (found[column] === undefined && HEADINGS[column].test(heading)) found[column] = at
  })
  return found.left === undefined || found.right === undefined ? undefined : found
}

/** UTF-8 or UTF-16 by its mark, UTF-8 if it is valid, else one of the two that Excel writes in China and Hong Kong: whichever has headings. */
function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer, 'utf-16le')
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer, 'utf-16be')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer)
  } catch {
    const texts = ['gb18030', 'big5hkscs'].map((charset) => iconv.decode(buffer, charset))
    const hasHeadings = (text: string): boolean => columnsOf((text.split(/\r?\n/, 1)[0] ?? '').split(/[,;\t]/).map((cell) => cell.replaceAll('"', ''))) !== undefined
    return texts.find(hasHeadings) ?? texts[0] ?? ''
  }
}

function judge(rows: readonly CsvRow[], columns: Columns, known: Known): ReadPeople {
  const people: PersonGiven[] = []
  const bad: BadLine[] = []
  const lineOf = { left: new Map<string, number>(), right: new Map<string, number>(), name: new Map<string, number>() }
  const named = rows.map(({ cells }) => cells[columns.name ?? -1]?.toLowerCase() ?? '')
  const taken = new Set([...known.names, ...named])
  for (const { line, cells } of rows) {
    const of = (column: Column): string => cells[columns[column] ?? -1] ?? ''
    const given = { left: of('left'), right: of('right'), name: of('name').toLowerCase(), wave: of('wave') }
    const problem = problemOf(cells, given) ?? twice(given, lineOf, known)
    if (problem !== undefined) {
      bad.push({ line, ...problem })
      continue
    }
    const name = given.name === '' ? pairNameFor(given.right, taken) : given.name
    taken.add(name)
    lineOf.left.set(given.left.toLowerCase(), line)
    lineOf.right.set(given.right.toLowerCase(), line)
    lineOf.name.set(name, line)
    people.push({ name, left: given.left, right: given.right, ...(given.wave === '' ? {} : { wave: given.wave }) })
  }
  return { people, bad }
}

type Cells = Readonly<Record<Column, string>>
type Problem = Omit<BadLine, 'line'>

function problemOf(cells: readonly string[], { left, right, name, wave }: Cells): Problem | undefined {
  if (cells.some((cell) => FORMULA.test(cell))) return { problem: 'formula' }
  if (left === '') return { problem: 'left-missing' }
  if (right === '') return { problem: 'right-missing' }
  if (left.length > LONGEST_ADDRESS || right.length > LONGEST_ADDRESS || wave.length > LONGEST_WAVE) return { problem: 'too-long' }
  if (!isAddress(left)) return { problem: 'left-not-address' }
  if (!isAddress(right)) return { problem: 'right-not-address' }
  if (left.toLowerCase() === right.toLowerCase()) return { problem: 'same-address' }
  return name !== '' && !NAME.test(name) ? { problem: 'bad-name' } : undefined
}

function twice({ left, right, name }: Cells, lineOf: Readonly<Record<'left' | 'right' | 'name', ReadonlyMap<string, number>>>, known: Known): Problem | undefined {
  for (const [column, value] of [['left', left.toLowerCase()], ['right', right.toLowerCase()], ['name', name]] as const) {
    const other = lineOf[column].get(value)
    if (other !== undefined) return { problem: `${column}-twice`, other }
    if ((column === 'name' ? known.names : known[column]).has(value)) return { problem: `${column}-known` }
  }
  return undefined
}
