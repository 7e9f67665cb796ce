import type { HeldOperations } from '../reconcile/guard.ts'
import { apply } from './apply.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'

/** Keeps what a hold would have sent to trash: each binding ends, and both sides stay as they are. */
export async function discardHeld(hold: HeldOperations, mirror: Mirror, context: PairContext): Promise<void> {
  const bindings = hold.operations.flatMap((operation) => ('binding' in operation && operation.binding !== undefined ? [operation.binding] : []))
  await apply(
    bindings.map((binding) => ({ kind: 'close', binding, status: 'departed', reason: 'discarded' })),
    mirror,
    context,
  )
}
