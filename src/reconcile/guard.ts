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
  /** What this run has sent to trash so far. */
  readonly alreadyTrashed: number
  /** Sides where a hold of an earlier run waits for a decision: fewer than were held then are still held. One for a folder that could not be read ends with its reason. */
  readonly waiting: readonly Side[]
  /** A person saw the hold and decided to apply it: for the rest of the run nothing is held. */
  readonly isDecided: boolean
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
      : trashes.length + input.alreadyTrashed > limit || input.waiting.includes(on)
        ? 'too-many'
        : input.unavailable.includes(because)
          ? 'folder-unavailable'
          : undefined
    if (reason === undefined || operations.length === 0 || input.isDecided) continue
    held.push({ id: holdId(operations), on, reason, operations })
  }
  const waiting = new Set(held.flatMap((hold) => hold.operations))
  return { operations: input.operations.filter((operation) => !waiting.has(operation)), held }
}

const holdId = (operations: readonly Operation[]): string =>
  fingerprint(operations.map((operation) => ('binding' in operation ? operation.binding : '')).sort().join('\n'), 8)
