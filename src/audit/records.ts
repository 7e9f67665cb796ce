import type { AuditLink, AuditQuery, AuditTrail } from '../store/store.ts'

/** In which the record can be taken away. */
export const AUDIT_FORMATS = ['jsonl', 'csv', 'pdf'] as const
export type AuditFormat = (typeof AUDIT_FORMATS)[number]

const PAGE = 1000
const COLUMNS = ['pair', 'seq', 'at', 'run', 'kind', 'on', 'item', 'binding', 'reason', 'token', 'detail', 'by', 'request', 'hash'] as const

/** More records than one printed document holds. */
export class TooManyRecords extends Error {}

/** Which records are meant, all of them. */
export type RecordsMeant = Omit<AuditQuery, 'most' | 'after' | 'before' | 'isNewestFirst'>

/** The records of these pairs as text, oldest first, whatever the size: lines of JSON, or a spreadsheet. */
export async function* recordLines(trail: Pick<AuditTrail, 'search'>, pairs: readonly string[], query: RecordsMeant, format: 'jsonl' | 'csv'): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`
  for (const pair of pairs) {
    for await (const page of pagesOf(trail, pair, query)) yield page.map((record) => (format === 'csv' ? csvLine({ pair, ...record }) : `${JSON.stringify({ pair, ...record })}\n`)).join('')
  }
}

/** Every record that the query names, oldest first. */
export async function* allOf(trail: Pick<AuditTrail, 'search'>, pair: string, query: RecordsMeant): AsyncGenerator<AuditLink> {
  for await (const page of pagesOf(trail, pair, query)) yield* page
}

/** The same, so many at a time as fit into memory. */
export async function* pagesOf(trail: Pick<AuditTrail, 'search'>, pair: string, query: RecordsMeant): AsyncGenerator<readonly AuditLink[]> {
  for (let after = 0; ; ) {
    const page = await trail.search(pair, { ...query, after, most: PAGE })
    yield page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.seq
  }
}

/** RFC 4180. A spreadsheet would take what begins like a formula for one; an apostrophe keeps it text. */
export function csvLine(record: AuditLink & { readonly pair: string }): string {
  const fields = COLUMNS.map((name) => String(record[name] ?? '')).map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text))
  return `${fields.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`
}
