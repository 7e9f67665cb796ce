import type { Kysely } from 'kysely'
import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import type { DirtyRows } from '../engine/ports.ts'
import { bindingsOf } from './bindings.ts'
import { dirtyItems, itemsByRef } from './items.ts'
import type { Tables } from './tables.ts'

/** What differs from what was agreed, with bindings and partners, as of one moment. */
export async function dirtyRows(db: Kysely<Tables>, pair: string): Promise<DirtyRows> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const dirty = await dirtyItems(tx, pair)
      if (dirty.length === 0) return { items: [], bindings: [] }
      const bound = await bindingsOf(tx, pair, dirty.map((item) => item.ref))
      const bindings = bound.filter((binding) => binding.kind === 'message')
      return withPartners(dirty, bindings, (refs) => itemsByRef(tx, pair, refs))
    })
}

/**
 * Items of a retired binding are ignored wherever they are, and so is that binding. An original whose copy was
 * retired is in another binding too, and comes back as a partner there.
 */
async function withPartners(
  dirty: readonly Item[],
  all: readonly Binding[],
  load: (refs: readonly string[]) => Promise<Item[]>,
): Promise<DirtyRows> {
  const current = all.filter((binding) => binding.status !== 'retired')
  const retired = new Set(all.flatMap((binding) => (binding.status === 'retired' ? refsOf(binding) : [])))
  const items = dirty.filter((item) => !retired.has(item.ref))
  const here = new Set(items.map((item) => item.ref))
  const partners = await load(current.flatMap(refsOf).filter((ref) => !here.has(ref)))
  return { items: [...items, ...partners], bindings: current }
}

const refsOf = (binding: Binding): string[] => [binding.left, binding.right].filter((ref) => ref !== undefined)
