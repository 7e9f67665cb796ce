import type { Operation } from '../domain/operation.ts'
import { SIDES } from '../domain/side.ts'
import { apply } from './apply.ts'
import { tallyOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { Report } from './report.ts'
import { recover } from './recover.ts'
import { stopOf } from './stop-of.ts'

export interface TrashReport extends Pick<Report, 'run' | 'done' | 'failed' | 'stoppedBy'> {
  /** What was to be done. */
  readonly planned: readonly Operation[]
}

/**
 * Sends what stayed on one side, after it left the other one, to trash there: a person wants it gone. Where the policy forbids it
 * nothing is planned. A message that is in trash already, or gone, is left out.
 */
export async function trashDeparted(context: PairContext, bindings: readonly string[], dryRun: boolean): Promise<TrashReport> {
  const { store, policy } = context
  if (!dryRun) await recover(context)
  const mirror = new Mirror(store)
  await mirror.loadFolders()
  const meant = new Set(bindings)
  const rows = (await store.bindingsWith('departed')).filter(({ id }) => meant.has(id))
  const items = await store.itemsByRef(rows.flatMap((binding) => SIDES.flatMap((side) => binding[side] ?? [])))
  mirror.hold(items, rows)
  const planned = items.flatMap((item): Operation[] => {
    const binding = mirror.bindingOf(item.ref)
    const folder = mirror.folders.trash(item.side)
    const mayNot = policy.readOnly === item.side || policy.noDelete === item.side
    if (binding === undefined || folder === undefined || mayNot || item.presence !== 'present' || mirror.folders.inTrash(item.folder)) return []
    return [{ kind: 'trash', on: item.side, item: item.ref, binding: binding.id, folder, reason: 'left-the-mailbox' }]
  })
  const report = { run: context.run, planned }
  if (dryRun) return { ...report, done: tallyOf([]), failed: 0 }
  try {
    const { done, failed, unanswered, stoppedBy } = await apply(planned, mirror, context)
    return { ...report, done: tallyOf(done), failed: failed + unanswered, ...(stoppedBy === undefined ? {} : { stoppedBy: stopOf(stoppedBy) }) }
  } catch (error) {
    return { ...report, done: tallyOf([]), failed: planned.length, stoppedBy: stopOf(error) }
  }
}
