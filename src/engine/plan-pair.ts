import type { Operation } from '../domain/operation.ts'
import type { HeldOperations } from '../reconcile/guard.ts'
import { findingsOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { prepare } from './prepare.ts'
import { roomFor } from './capacity.ts'
import type { Finding, Room } from './report.ts'

/** What a run would do now. */
export interface PlannedOperations {
  readonly operations: readonly Operation[]
  readonly held: readonly HeldOperations[]
  readonly findings: readonly Finding[]
  /** Where much would be copied to. */
  readonly room: readonly Room[]
}

/** Looks and plans; writes to no cloud. What was looked at is remembered, as any observation is. */
export async function planPair(context: PairContext): Promise<PlannedOperations> {
  const observed = await observe(context)
  const journal = await context.store.journal()
  const unsettled = new Set(journal.flatMap(({ operation }) => (operation.kind === 'copy' ? [operation.item] : [])))
  const mirror = new Mirror(context.store)
  const prepared = await prepare(mirror, context, { observed, unsettled, alreadyTrashed: 0, isDecided: false })
  const room = await roomFor(prepared.operations, mirror, context)
  return { operations: prepared.operations, held: prepared.held, findings: await findingsOf(context, prepared, observed), room }
}
