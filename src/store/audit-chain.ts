import { createHash } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { AuditTable } from './tables.ts'

/** A row of the audit before it is a link of the chain. */
export type AuditRow = Omit<Insertable<AuditTable>, 'seq' | 'hash'>

/** What the first record of every pair is linked to. */
export const CHAIN_START = ''

/**
 * The hash that links a record to the one before it in the same pair: SHA-256, in lower-case hexadecimal, of the UTF-8 bytes of the
 * JSON array `["v1", previous hash, pair, at, run, kind, side, item, binding, reason, token, detail]`, in which what is absent is
 * null. A record that names a person or a request begins with `v2` and ends with both. Whoever has an export can compute it anew
 * (docs/audit.md).
 */
export function linkHash(previous: string, row: Unlinked): string {
  const { pair, at, run, kind, side = null, item = null, binding = null, reason, token = null, detail = null, by_whom: by = null, request = null } = row
  const said = [previous, pair, at, run, kind, side, item, binding, reason, token, detail]
  const text = JSON.stringify(by === null && request === null ? ['v1', ...said] : ['v2', ...said, by, request])
  return createHash('sha256').update(text).digest('hex')
}

/** What was written before records named anybody lacks the last two. */
type Unlinked = Omit<AuditRow | Selectable<AuditTable>, 'by_whom' | 'request'> & Partial<Pick<Selectable<AuditTable>, 'by_whom' | 'request'>>

/** The rows, each linked to the one before. */
export function linked(previous: string, rows: readonly AuditRow[]): (AuditRow & { readonly hash: string })[] {
  let last = previous
  return rows.map((row) => {
    last = linkHash(last, row)
    return { ...row, hash: last }
  })
}
