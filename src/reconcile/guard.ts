import { fingerprint } from '../domain/fingerprint.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'

export type HoldReason = 'too-many' | 'side-empty' | 'folder-unavailable'

/** Operations on one side that wait for a person. */
export interface HeldOperations {
  /** The same as long as the same operations are held. */
  readonly id: string
  readonly on: Side
  readonly reason: HoldReason
  readonly operations: readonly Operation[]
}

export interface GuardInput {
  readonly operations: readonly Operation[]
  /** Bound messages of the pair. */
  readonly boundItems: number
  /** Sides that had at least 20 messages and now list none. */
  readonly emptied: readonly Side[]
  /** Sides where a folder that held messages cannot be read. */
  readonly unavailable: readonly Side[]
  /** Holds that a person decided to apply. */
  readonly allowed?: string
}

export interface Guarded {
  readonly operations: readonly Operation[]
  readonly held: readonly HeldOperations[]
}

const MOST_ALWAYS_FINE = 20
const MOST_EVER = 500
const SHARE = 0.1

/**
 * The stop. A side that suddenly loses a great deal is far more often broken than tidied up: what would be sent to trash
 * because of it is held, and only that. Everything else goes on.
 */
export function guard(input: GuardInput): Guarded {
  const held: HeldOperations[] = []
  const trashes = input.operations.filter((operation) => operation.kind === 'trash')
  const limit = Math.min(MOST_EVER, Math.max(MOST_ALWAYS_FINE, input.boundItems * SHARE))
  for (const on of SIDES) {
    const operations = trashes.filter((operation) => operation.on === on)
    const because = opposite(on)
    const reason = input.emptied.includes(because)
      ? 'side-empty'
      : input.unavailable.includes(because)
        ? 'folder-unavailable'
        : trashes.length > limit
          ? 'too-many'
          : undefined
    if (reason === undefined || operations.length === 0) continue
    const id = holdId(operations)
    if (id !== input.allowed) held.push({ id, on, reason, operations })
  }
  const waiting = new Set(held.flatMap((hold) => hold.operations))
  return { operations: input.operations.filter((operation) => !waiting.has(operation)), held }
}

const holdId = (operations: readonly Operation[]): string =>
  fingerprint(operations.map((operation) => ('binding' in operation ? operation.binding : '')).sort().join('\n'), 8)
