import type { Item, ItemRef } from '../domain/item.ts'
import { SIDES } from '../domain/side.ts'
import { factsOf } from '../reconcile/rematch.ts'
import type { Observed } from './observe.ts'
import type { PairContext } from './pair-context.ts'

/**
 * Newcomers that may be other messages seen once more: where a move gives a new id, a message that moves while folders are listed one
 * after another shows in both. Only a mailbox in which nothing moved meanwhile proves that there are two; until then they wait.
 */
export async function seenTwice(unbound: readonly Item[], related: readonly Item[], observed: Observed, { mailboxes }: PairContext): Promise<ReadonlySet<ItemRef>> {
  const waiting = new Set<ItemRef>()
  for (const side of SIDES) {
    if (mailboxes[side].capabilities.idsSurviveMove) continue
    const newcomers = unbound.filter((item) => item.side === side)
    const here = new Map([...related.filter((item) => item.side === side), ...newcomers].map((item) => [item.ref, factsOf(item)]))
    const times = new Map<string, number>()
    for (const facts of here.values()) times.set(facts, (times.get(facts) ?? 0) + 1)
    const doubtful = newcomers.filter((item) => (times.get(factsOf(item)) ?? 0) > 1)
    if (doubtful.length > 0 && !(await observed.isQuiet[side]())) for (const item of doubtful) waiting.add(item.ref)
  }
  return waiting
}
