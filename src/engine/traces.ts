import type { RemoteMessage } from '../connectors/connector.ts'
import type { ItemRef } from '../domain/item.ts'
import type { Trace } from '../domain/origin-mark.ts'
import type { Side } from '../domain/side.ts'
import type { PairContext } from './pair-context.ts'

/**
 * What of this pair can be taken off the messages of a mailbox, from a listing of the whole. Where another pair uses the mailbox too
 * (`isShared`), marks of that pair are not ours to take, and neither are notes, which do not say whose they are.
 */
export async function listTraces(context: PairContext, side: Side, isShared: boolean): Promise<Map<ItemRef, readonly Trace[]>> {
  const { mailboxes, store, signal, pair, onProgress } = context
  const found = new Map<ItemRef, readonly Trace[]>()
  if (mailboxes[side].strip === undefined) return found
  let done = 0
  for await (const { messages = [] } of mailboxes[side].observe(new Map(), signal)) {
    done += messages.length
    onProgress({ phase: 'observing', pass: 1, done })
    const traced = new Map(messages.flatMap((message) => {
      const traces = tracesIn(message, pair, isShared)
      return traces.length === 0 ? [] : [[message.id, traces] as const]
    }))
    for (const { id, ref } of await store.itemsById(side, [...traced.keys()])) found.set(ref, traced.get(id) ?? [])
  }
  return found
}

/** What of this pair can be taken off the message. */
export function tracesIn({ envelope }: RemoteMessage, pair: string, isShared: boolean): readonly Trace[] {
  const { traces = [], origin } = envelope ?? {}
  return traces.filter((trace) => (trace === 'origin' ? origin?.pair === pair : !isShared && (origin === undefined || origin.pair === pair)))
}
