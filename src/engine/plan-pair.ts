import type { Operation } from '../domain/operation.ts'
import type { HeldOperations } from '../reconcile/guard.ts'
import { findingsOf } from './findings.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { prepare } from './prepare.ts'
import type { Finding } from './report.ts'

/** What a run would do now. */
export interface PlannedOperations {
  readonly operations: readonly Operation[]
  readonly held: readonly HeldOperations[]
  readonly findings: readonly Finding[]
}

/** Looks and plans; writes to no cloud. What was looked at is remembered, as any observation is. */
export async function planPair(context: PairContext): Promise<PlannedOperations> {
  const observed = await observe(context)
  const journal = await context.store.journal()
  const unsettled = new Set(journal.flatMap(({ operation }) => (operation.kind === 'copy' ? [operation.item] : [])))
  const prepared = await prepare(new Mirror(context.store), context, { observed, unsettled, alreadyTrashed: 0, isDecided: false })
  return { operations: prepared.operations, held: prepared.held, findings: await findingsOf(context, prepared, observed) }
}
