import type { AuditLink, AuditQuery, AuditTrail } from '../../app.ts'
import { redact } from '../../config/redact.ts'
import { textGiven, UsageError, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'
import { BESIDES, installationOf } from './installation.ts'
import { queryOf } from './audit-query.ts'

/** In which the record can be taken away. */
export const FORMATS = ['jsonl', 'csv', 'pdf'] as const

const PAGE = 1000
const COLUMNS = ['pair', 'seq', 'at', 'run', 'kind', 'on', 'item', 'binding', 'reason', 'token', 'detail', 'by', 'request', 'hash'] as const

/** To stdout, a page at a time, whatever the size. @throws {UsageError} */
export async function exportAudit(invocation: Invocation): Promise<number> {
  const { given, surroundings, signal } = invocation
  const named = textGiven(given, 'format') ?? 'jsonl'
  const format = FORMATS.find((each) => each === named)
  if (format === undefined) throw new UsageError(`--format takes ${FORMATS.join(', ')}.`)
  if (format === 'pdf' && surroundings.stdout.isTerminal) throw new UsageError('A PDF is no text for a terminal: write it to a file with > audit.pdf.')
  const query = queryOf(given)
  const config = readConfig(invocation)
  const meant = pairsMeant(invocation, config, BESIDES)
  return withApp(invocation, config, async (app) => {
    const trail = await app.audit()
    const pairs = invocation.argument === undefined ? [...meant, ...(await installationOf(app))] : meant
    if (format === 'pdf') {
      const { printAudit } = await import('./print-audit.ts')
      const installation = String(Reflect.get(Object(redact(config)), 'database'))
      await printAudit({ trail, pairs: app.pairs().filter(({ name }) => pairs.includes(name)), query, installation, at: surroundings.clock.now(), version: surroundings.versions['tongbu'] ?? '', signal, write: (bytes) => surroundings.stdout.write(bytes) })
      return EXIT.ok
    }
    if (format === 'csv') surroundings.stdout.write(`${COLUMNS.join(',')}\r\n`)
    for (const pair of pairs) {
      for await (const record of allOf(trail, pair, query)) {
        surroundings.stdout.write(format === 'csv' ? csvLine({ pair, ...record }) : `${JSON.stringify({ pair, ...record })}\n`)
        if (signal.aborted) throw signal.reason
      }
    }
    return EXIT.ok
  })
}

/** Every record that the query names, oldest first. */
export async function* allOf(trail: AuditTrail, pair: string, query: Omit<AuditQuery, 'most'>): AsyncGenerator<AuditLink> {
  for await (const page of pagesOf(trail, pair, query)) yield* page
}

/** The same, so many at a time as fit into memory. */
export async function* pagesOf(trail: AuditTrail, pair: string, query: Omit<AuditQuery, 'most'>): AsyncGenerator<readonly AuditLink[]> {
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

