import type { Traced } from '../connectors/connector.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { detailOf, now, traceOf, withBase } from './rows.ts'

/** Settles what an interrupted run left in the journal, together with what was learned of it and, where that took a write, its `trace`: one commit, and one audit record for each. */
export async function settle(context: PairContext, entries: readonly JournalEntry[], changes: ChangeSet = {}, trace: Traced = {}): Promise<void> {
  if (entries.length === 0) return
  const refs = entries.flatMap(({ operation }) => ('item' in operation ? [operation.item] : []))
  const before = new Map((await context.store.itemsByRef(refs)).map((item) => [item.ref, item]))
  const audit = entries.map(({ operation, token }) => ({
    at: now(context),
    run: context.run,
    kind: 'recovered' as const,
    ...('on' in operation ? { on: operation.on } : {}),
    ...('item' in operation ? { item: operation.item } : {}),
    reason: `${operation.kind} was interrupted`,
    token,
    ...detailOf(operation, 'item' in operation ? before.get(operation.item) : undefined),
    ...traceOf(trace),
  }))
  const agreed = entries.flatMap(({ operation }) => {
    if (!('item' in operation)) return []
    const ref = operation.item
    const item = changes.items?.find((row) => row.ref === ref) ?? before.get(ref)
    return item === undefined ? [] : (asGivenUp(operation, item) ?? [])
  })
  const items = [...new Map([...(changes.items ?? []), ...agreed].map((item) => [item.ref, item])).values()]
  await context.store.commit({ ...changes, items, settled: entries.map(({ token }) => token), audit })
}

/**
 * Whether what giving up a pair began came about is not known here. What it did must not be taken for an edit of a person by whoever
 * syncs the pair after all, so it counts as agreed; where it did not come about, the item only looks moved back to where its partner is.
 */
function asGivenUp(operation: Operation, item: Item): Item | undefined {
  if (operation.reason !== 'uninstalled' || item.base === undefined) return undefined
  if (operation.kind === 'trash') return withBase(item, { folder: operation.folder })
  const isOfNote = operation.kind === 'strip' && operation.traces.includes('note') && item.marks.answered
  return isOfNote ? withBase(item, { marks: { ...item.base.marks, forwarded: false } }) : undefined
}
