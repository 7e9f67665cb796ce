import type { Item, ItemRef } from '../domain/item.ts'
import { cleanAbandonedProbe } from './clean-probe.ts'
import { cleanRehearsal } from './clean-rehearsal.ts'
import type { PairContext } from './pair-context.ts'
import type { JournalEntry } from './ports.ts'
import { isCopy, recoverCopies } from './recover-copies.ts'
import { isMove, recoverMove } from './recover-move.ts'
import { now, traceOf } from './rows.ts'
import { settle } from './settle.ts'

/** Items that must not be copied or moved yet: whether an earlier copy of them was made is not known so far, or they are in two places. */
export type Unsettled = ReadonlySet<ItemRef>

/**
 * Looks after what a crash or a lost answer left in the journal, before anything is planned. A write of a state is never
 * repeated: what was observed decides anew. Creates are looked for by their tokens, those in one folder by one listing; a
 * half-made copy is removed; a whole one is taken into the mirror, where its origin mark binds it.
 */
export async function recover(context: PairContext): Promise<Unsettled> {
  await cleanRehearsal(context)
  const entries = await context.store.journal()
  const unsettled = new Set<ItemRef>()
  let done = 0
  for (const { size, work } of stepsOf(context, entries)) {
    context.onProgress({ phase: 'recovering', pass: 0, done, total: entries.length })
    for (const item of await work()) unsettled.add(item)
    done += size
  }
  await removePartials(context)
  await cleanAbandonedProbe(context)
  return unsettled
}

/** So many entries, looked after together. */
interface Step {
  readonly size: number
  /** @returns items that stay unsettled */
  readonly work: () => Promise<readonly ItemRef[]>
}

function stepsOf(context: PairContext, entries: readonly JournalEntry[]): Step[] {
  const states = entries.filter((entry) => !isCopy(entry) && !isMove(entry))
  const copies = Map.groupBy(entries.filter(isCopy), ({ operation }) => operation.folder)
  const steps: Step[] = [
    { size: states.length, work: async () => settle(context, states).then(() => []) },
    ...[...copies.values()].map((group) => ({ size: group.length, work: () => recoverCopies(context, group) })),
    ...entries.filter(isMove).map((entry) => ({ size: 1, work: () => recoverMove(context, entry) })),
  ]
  return steps.filter(({ size }) => size > 0)
}

/** Half-made copies whose journal entry is lost (a deleted database) are known by their mark alone. */
async function removePartials(context: PairContext): Promise<void> {
  const { items } = await context.store.dirty()
  const open = new Set((await context.store.journal()).map((entry) => entry.token))
  const folders = new Map((await context.store.folders()).map((folder) => [folder.ref, folder]))
  for (const item of items) {
    const folder = folders.get(item.folder)
    if (!isAbandoned(item, open, context.pair) || folder === undefined) continue
    const answer = await context.mailboxes[item.side].remove({ id: item.id, folderId: folder.id }, context.signal)
    await context.store.commit({
      deletedItems: [item.ref],
      audit: [{ at: now(context), run: context.run, kind: 'removed-partial', on: item.side, item: item.ref, reason: 'half-made copy of an interrupted run', ...traceOf(answer) }],
    })
  }
}

const isAbandoned = (item: Item, open: ReadonlySet<string>, pair: string): boolean =>
  item.presence === 'present' && item.origin?.partial === true && item.origin.pair === pair && !open.has(item.origin.token)
