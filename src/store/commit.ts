import { sql, type Transaction } from 'kysely'
import type { AuditRecord, ChangeSet } from '../engine/ports.ts'
import { appendAudit, type AuditWriting } from './audit.ts'
import { encodeBinding } from './bindings.ts'
import { appendEvents } from './feed.ts'
import type { Flavour } from './flavour.ts'
import { encodeFolder } from './folders.ts'
import { inLists } from './in-lists.ts'
import { encodeItem } from './items.ts'
import { encodeEntry } from './journal.ts'
import { encodeSetAside } from './set-aside.ts'
import { toStored } from './stored-text.ts'
import { writeMatches } from './watch.ts'
import type { Tables } from './tables.ts'

/** Where a change set is written to. */
export interface Target extends AuditWriting, Pick<Flavour, 'takePlaces'> {
  readonly tx: Transaction<Tables>
  readonly pair: string
}

/**
 * Writes a change set inside the transaction that it is given. Deleting comes before writing, and settling after
 * beginning: a token that is begun and settled in one change set leaves nothing behind.
 */
export async function writeChanges(target: Target, changes: ChangeSet): Promise<void> {
  await writeMirror(target, changes)
  await writeCheckpoints(target, changes.checkpoints ?? [])
  await writeJournal(target, changes)
  await writeAudit(target, changes.audit ?? [])
  await appendEvents(target.tx, target.pair, changes.events ?? [], target)
  await writeMatches(target.tx, target.pair, changes.matched ?? [])
  await writeSetAside(target, changes)
  await writeFacts(target, changes.facts ?? {})
}

/** Whether there is anything to write. */
export const isEmpty = (changes: ChangeSet): boolean =>
  Object.values(changes).every((part) => part === undefined || (Array.isArray(part) ? part : Object.keys(part)).length === 0)

async function writeMirror(target: Target, changes: ChangeSet): Promise<void> {
  const { tx, pair, upsert } = target
  await remove(target, 'items', 'ref', changes.deletedItems)
  await remove(target, 'bindings', 'id', changes.deletedBindings)
  const { folders = [], items = [], bindings = [] } = changes
  if (folders.length > 0) await upsert(tx, 'folders', ['ref'], folders.map((folder) => encodeFolder(pair, folder)))
  if (items.length > 0) await upsert(tx, 'items', ['ref'], items.map((item) => encodeItem(pair, item)))
  if (bindings.length > 0) await upsert(tx, 'bindings', ['id'], bindings.map((binding) => encodeBinding(pair, binding)))
}

async function writeCheckpoints({ tx, pair, upsert }: Target, checkpoints: NonNullable<ChangeSet['checkpoints']>): Promise<void> {
  for (const { side, scope, value } of checkpoints) {
    const row = { pair, side, scope: toStored(scope) }
    if (value !== null) await upsert(tx, 'checkpoints', ['side', 'scope'], [{ ...row, value: toStored(value) }])
    else await tx.deleteFrom('checkpoints').where('pair', '=', pair).where('side', '=', side).where('scope', '=', row.scope).execute()
  }
}

async function writeJournal(target: Target, { begun = [], settled }: ChangeSet): Promise<void> {
  if (begun.length > 0) await target.upsert(target.tx, 'journal', ['token'], begun.map((entry) => encodeEntry(target.pair, entry)))
  await remove(target, 'journal', 'token', settled)
}

async function writeAudit({ tx, pair, ...writing }: Target, audit: readonly AuditRecord[]): Promise<void> {
  if (audit.length > 0) await appendAudit(tx, pair, audit, writing)
}

async function writeSetAside(target: Target, { setAside = [], released }: ChangeSet): Promise<void> {
  await remove(target, 'set_aside', 'item', released)
  if (setAside.length > 0) await target.upsert(target.tx, 'set_aside', ['item'], setAside.map((row) => encodeSetAside(target.pair, row)))
}

async function writeFacts(target: Target, facts: Readonly<Record<string, string | null>>): Promise<void> {
  const { tx, pair, upsert } = target
  const rows = Object.entries(facts)
  const kept = rows.flatMap(([name, value]) => (value === null ? [] : [{ pair, name: toStored(name), value: toStored(value) }]))
  await upsert(tx, 'facts', ['name'], kept)
  await remove(target, 'facts', 'name', rows.flatMap(([name, value]) => (value === null ? [name] : [])))
}

async function remove({ tx, pair }: Target, table: keyof Tables, column: string, keys: readonly string[] = []): Promise<void> {
  await inLists(keys.map(toStored), async (list) => {
    await sql`delete from ${sql.table(table)} where pair = ${pair} and ${sql.ref(column)} in (${sql.join(list)})`.execute(tx)
    return []
  })
}
