import type { PairContext } from './pair-context.ts'
import type { ChangeSet, JournalEntry } from './ports.ts'
import { detailOf, now } from './rows.ts'

/** Settles what an interrupted run left in the journal, together with what was learned of it: one commit, and one audit record for each. */
export async function settle(context: PairContext, entries: readonly JournalEntry[], changes: ChangeSet = {}): Promise<void> {
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
  }))
  await context.store.commit({ ...changes, settled: entries.map(({ token }) => token), audit })
}
