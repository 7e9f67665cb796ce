import { sql, type Kysely } from 'kysely'
import type { BindingStatus } from '../domain/binding.ts'
import type { Side } from '../domain/side.ts'
import type { ChangeSet, Counts } from '../engine/ports.ts'
import type { Tables } from './tables.ts'

const many = sql<number | string>`count(*)`.as('many')

/** How many there are, counted anew only when something that counts was written. */
export interface Counter {
  read(): Promise<Counts>
  /** Does what writes these changes. */
  during<T>(changes: ChangeSet, write: () => Promise<T>): Promise<T>
  /** Does what changes every number. */
  anew<T>(write: () => Promise<T>): Promise<T>
}

/** For a store that nobody else writes to, or one where `isSole` is false and every question is put to the database. */
export function createCounter(count: () => Promise<Counts>, isSole: boolean): Counter {
  let known: Promise<Counts> | undefined
  const forget = (): void => {
    known = undefined
  }
  const anew = async <T>(write: () => Promise<T>): Promise<T> => {
    forget()
    try {
      return await write()
    } finally {
      // What was counted meanwhile may be of before or of after.
      forget()
    }
  }
  return {
    anew,
    read: async () => {
      if (!isSole) return await count()
      const counting = (known ??= count())
      try {
        return await counting
      } catch (error) {
        if (known === counting) forget()
        throw error
      }
    },
    during: async (changes, write) => (COUNTED.some((part) => (changes[part] ?? []).length > 0) ? await anew(write) : await write()),
  }
}

/** Parts of a change set that can change a number in `Counts`. */
const COUNTED = ['items', 'deletedItems', 'bindings', 'deletedBindings', 'begun', 'settled', 'setAside', 'released'] as const

/** How many of the rows have this in their origin mark, which is JSON. */
const saying = (text: string) => sql<number | string>`sum(case when origin like ${`%${text}%`} then 1 else 0 end)`

/** How much is remembered about a pair. Reads every item once, so it is for reports and not for loops. */
export async function countAll(db: Kysely<Tables>, pair: string): Promise<Counts> {
  const items: Record<Side, number> = { left: 0, right: 0 }
  const bindings: Record<BindingStatus, number> = { live: 0, differs: 0, tombstone: 0, departed: 0, retired: 0 }
  const copies = { carried: 0, rebuilt: 0, wrapped: 0 }
  const said = [saying('"route":"carried"').as('carried'), saying('"route":"rebuilt"').as('rebuilt'), saying('"wrapped":true').as('wrapped')] as const
  const present = db.selectFrom('items').select(['side', many, ...said]).where('pair', '=', pair).where('presence', '=', 'present')
  for (const row of await present.groupBy('side').execute()) {
    items[row.side] = Number(row.many)
    copies.carried += Number(row.carried)
    copies.rebuilt += Number(row.rebuilt)
    copies.wrapped += Number(row.wrapped)
  }
  const bound = db.selectFrom('bindings').select(['status', many]).where('pair', '=', pair).where('kind', '=', 'message')
  for (const row of await bound.groupBy('status').execute()) bindings[row.status] = Number(row.many)
  return { items, bindings, ...copies, setAside: await countOf(db, 'set_aside', pair), journal: await countOf(db, 'journal', pair) }
}

async function countOf(db: Kysely<Tables>, table: 'set_aside' | 'journal', pair: string): Promise<number> {
  const row = await db.selectFrom(table).select(many).where('pair', '=', pair).executeTakeFirstOrThrow()
  return Number(row.many)
}
