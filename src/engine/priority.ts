import type { Operation } from '../domain/operation.ts'
import type { Priority } from '../platform/governor.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'

/** A copy of what was received longer ago may take its time, in milliseconds. */
export const FRESH_MS = 3_600_000

/** Whether somebody may be waiting for an operation: for every change of what is there already, and for mail that has just come. */
export function priorityOf(operation: Operation, mirror: Mirror, { clock }: Pick<PairContext, 'clock'>): Priority {
  if (operation.kind !== 'copy') return 'interactive'
  const item = mirror.item(operation.item)
  return item === undefined || clock.now() - Date.parse(item.receivedAt) < FRESH_MS ? 'interactive' : 'bulk'
}
