import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './source-files.ts'

/** The specification as it is written. */
export const SPEC = readFileSync(join(ROOT, 'src/reconcile/SPEC.md'), 'utf8')

/** One row of a table, by the words at the head of its columns. `–` is an empty cell. */
export type Row = Readonly<Record<string, string>>

/** The table that follows `<!-- table: name -->`. */
export function specTable(name: string): Row[] {
  const [, after = ''] = SPEC.split(`<!-- table: ${name} -->\n`)
  const lines = after.trimStart().split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  const [head = [], , ...rows] = lines.slice(0, end < 0 ? undefined : end).map(cells)
  if (rows.length === 0) throw new Error(`SPEC.md has no table ${name}`)
  return rows.map((row) => Object.fromEntries(head.map((title, at) => [title, row[at] ?? ''])))
}

const cells = (line: string): string[] =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim().replace(/^\*\*(.*)\*\*$/, '$1'))
    .map((cell) => (cell === '–' ? '' : cell))

/** Whether a cell says yes. */
export const says = (cell: string | undefined): boolean => cell === 'yes'

/** A list inside a cell. */
export const parts = (cell: string | undefined, separator: RegExp | string): string[] => (cell ?? '').split(separator).map((part) => part.trim()).filter((part) => part !== '')
