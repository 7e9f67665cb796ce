import type { Instant } from '../domain/instant.ts'

const DAY_MS = 86_400_000
/** After so long without a prune somebody should look first: a service that was away, or a clock that jumped, is no reason to drop much at once. */
const UNTENDED_MS = 32 * DAY_MS

/**
 * Whether the service should prune by itself now. `first`: nothing is known of a prune before, and it counts from now on. `untended`: the
 * last one is so long ago, or of the future, that a person should see what would go.
 */
export function pruneDue(last: Instant | undefined, now: number): 'first' | 'not-yet' | 'due' | 'untended' {
  if (last === undefined) return 'first'
  const age = now - Date.parse(last)
  if (age < 0 || age > UNTENDED_MS) return 'untended'
  return age < DAY_MS ? 'not-yet' : 'due'
}
