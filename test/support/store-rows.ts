import type { Binding, BindingStatus } from '../../src/domain/binding.ts'
import type { Folder } from '../../src/domain/folder.ts'
import { stateOf, type Item } from '../../src/domain/item.ts'
import { NO_MARKS } from '../../src/domain/marks.ts'
import type { JournalEntry, SetAside } from '../../src/engine/ports.ts'

/** A message that is not bound, with whatever `fields` say otherwise. */
export const item = (ref: string, fields: Partial<Item> = {}): Item => ({
  ref,
  side: 'left',
  id: `id-${ref}`,
  folder: 'inbox',
  marks: NO_MARKS,
  presence: 'present',
  internetMessageId: `<${ref}@example.com>`,
  roleClass: 'received',
  headline: 'h',
  receivedAt: '2026-01-31T08:00:00Z',
  size: 1200,
  ...fields,
})

/** `row` with its present state as what was agreed. */
export const agreed = (row: Item): Item => ({ ...row, base: stateOf(row) })

/** The same message without Message-ID. */
export function anonymous(row: Item): Item {
  const { internetMessageId: _, ...rest } = row
  return rest
}

/** A folder that is not bound. */
export const folder = (ref: string, fields: Partial<Folder> = {}): Folder => ({
  ref,
  side: 'left',
  id: `id-${ref}`,
  name: ref,
  presence: 'present',
  ...fields,
})

/** A binding of two messages. */
export const binding = (id: string, left: string | undefined, right: string | undefined, status: BindingStatus = 'live'): Binding => ({
  id,
  kind: 'message',
  ...(left === undefined ? {} : { left }),
  ...(right === undefined ? {} : { right }),
  status,
  since: '2026-02-01T00:00:00Z',
})

/** An operation that was begun. */
export const entry = (token: string): JournalEntry => ({
  token,
  operation: { kind: 'mark', on: 'right', item: 'r1', binding: 'b1', change: { read: true }, reason: 'changed-there' },
  at: '2026-02-01T00:00:00Z',
})

/** An item that cannot cross. */
export const aside = (ref: string): SetAside => ({
  item: ref,
  code: 'TOO_LARGE',
  message: 'The message is larger than the other side takes.',
  state: '[]',
  attempts: 1,
  since: '2026-02-01T00:00:00Z',
})

/** Refs, in order, of what a query found. */
export const refs = (rows: readonly { readonly ref: string }[]): string[] => rows.map((row) => row.ref).sort()

/** Ids, in order, of what a query found. */
export const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id).sort()
