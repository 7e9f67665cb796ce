/** One record of a CSV text. */
export interface CsvRow {
  /** Where it begins, as an editor counts, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Delimiters that spreadsheets write, in the order in which they are preferred. */
const DELIMITERS = [',', ';', '\t'] as const

/** One cell and what ends it: in quotes, where a doubled quote stands for one, or up to the next delimiter or line end. */
const cellBefore = (delimiter: string): RegExp => new RegExp(`(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^"\\r\\n${delimiter}][^\\r\\n${delimiter}]*)?)(${delimiter}|\\r\\n|\\n|\\r|$)`, 'y')

/**
 * The records of a CSV text (RFC 4180) whose delimiter is told by its first line; empty ones are left out. Instead, the line of the
 * record that is none: a quote that is not closed, or that is closed before its cell ends.
 */
export function csvRows(text: string): readonly CsvRow[] | { readonly badLine: number } {
  const [head = ''] = text.split(/\r\n|\n|\r/, 1)
  const delimiter = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ','
  const cell = cellBefore(delimiter)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let linesRead = 1
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text)
    if (found === null) return { badLine: line }
    const [, quoted, plain, end] = found
    cells.push((quoted?.replaceAll('""', '"') ?? plain ?? '').trim())
    linesRead += found[0].split(/\r\n|\n|\r/).length - 1
    if (end === delimiter && cell.lastIndex < text.length) continue
    if (cells.some((each) => each !== '')) rows.push({ line, cells })
    cells = []
    line = linesRead
  }
  return rows
}
