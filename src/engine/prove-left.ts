import type { Instant } from '../domain/instant.ts'
import type { Side } from '../domain/side.ts'
import { listSubscriptions } from './end-subscriptions.ts'
import type { LeavingOptions } from './leave-pair.ts'
import type { PairContext } from './pair-context.ts'
import { now } from './rows.ts'
import { tracesIn } from './traces.ts'

/** How to look. */
type Seeing = Pick<LeavingOptions, 'shared' | 'subscriptions' | 'without'>

/** What was found of a pair on one side after it was given up, from a listing that knows nothing of before. */
export interface SideProof {
  /** Messages that were looked at. */
  readonly messages: number
  /** Messages that still carry something of ours that could be taken off. */
  readonly marked: number
  /** Messages whose MIME has our origin header. It stays: only another message could be without it. */
  readonly inMime: number
  /** Subscriptions of the pair. */
  readonly subscriptions: number
  /** The mailbox was left out: nothing is known of it. */
  readonly isAbsent?: true
}

export interface LeavingProof extends Readonly<Record<Side, SideProof>> {
  readonly at: Instant
  /** Rows that are still remembered, by what they are of. */
  readonly remembered: Readonly<Record<string, number>>
  /** Nothing is left but what is in MIME. */
  readonly holds: boolean
}

/** Looks at both mailboxes, the subscriptions and the store as they are now. Writes nothing. */
export async function proveLeft(context: PairContext, options: Seeing): Promise<LeavingProof> {
  const [left, right] = [await lookAt(context, 'left', options), await lookAt(context, 'right', options)]
  const remembered = await context.store.remembered()
  const holds = Object.keys(remembered).length === 0 && [left, right].every(({ marked, subscriptions }) => marked === 0 && subscriptions === 0)
  return { at: now(context), left, right, remembered, holds }
}

async function lookAt(context: PairContext, side: Side, { shared, subscriptions, without }: Seeing): Promise<SideProof> {
  const { mailboxes, pair, signal, onProgress } = context
  const seen = new Map<string, 'marked' | 'in-mime' | 'clean'>()
  for await (const { messages = [] } of mailboxes[side].observe(new Map(), signal)) {
    for (const message of messages) {
      if (message.envelope === undefined && seen.has(message.id)) continue
      const isMarked = tracesIn(message, pair, shared.includes(side)).length > 0
      seen.set(message.id, isMarked ? 'marked' : message.envelope?.origin?.pair === pair ? 'in-mime' : 'clean')
    }
    onProgress({ phase: 'observing', pass: 2, done: seen.size })
  }
  const count = (what: 'marked' | 'in-mime'): number => [...seen.values()].filter((each) => each === what).length
  return { messages: seen.size, marked: count('marked'), inMime: count('in-mime'), subscriptions: (await listSubscriptions(context, side, subscriptions)).length, ...(side === without ? { isAbsent: true as const } : {}) }
}
