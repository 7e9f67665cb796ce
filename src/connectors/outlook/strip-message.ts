import { SyncError } from '../../domain/errors.ts'
import type { Trace } from '../../domain/origin-mark.ts'
import type { Mailbox, RemoteMessage } from '../connector.ts'
import type { GraphClient } from './graph-client.ts'
import type { Lessons } from './lessons.ts'
import { toRemoteMessage } from './map-message.ts'
import { ORIGIN_PROPERTY, tracesOf, VERBS_PROPERTY } from './origin-property.ts'
import type { WholeMessages } from './whole-messages.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** As `Mailbox.strip`. */
export type Stripper = NonNullable<Mailbox['strip']>

const PROPERTIES: Readonly<Record<Trace, string>> = { origin: ORIGIN_PROPERTY, note: VERBS_PROPERTY }

/**
 * Takes our extended properties off messages. No page says how one is removed: the value null is tried first, and whether it did
 * something is seen at the first message. Where it did not, the value is made empty, which says as little.
 * @see https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-post-singlevalueextendedproperties
 */
export function createStripper(client: GraphClient, whole: WholeMessages, lessons: Lessons): Stripper {
  const write = (id: string, traces: readonly Trace[], value: null | '', signal: AbortSignal): Promise<WireMessage> => {
    const json = { singleValueExtendedProperties: traces.map((trace) => ({ id: PROPERTIES[trace], value })) }
    return client.read(wireMessage, { kind: 'PATCH message', method: 'PATCH', path: `messages/${encodeURIComponent(id)}`, json }, signal)
  }

  /** Nothing where null has no effect. */
  const writeNull = async (id: string, traces: readonly Trace[], signal: AbortSignal): Promise<WireMessage | undefined> => {
    try {
      const made = await write(id, traces, null, signal)
      if (lessons.takesNull === undefined) lessons.takesNull = !has(await whole.one(id, signal), traces)
      return lessons.takesNull ? made : undefined
    } catch (error) {
      if (lessons.takesNull === true || !(error instanceof SyncError) || error.code !== 'REJECTED') throw error
      return undefined
    }
  }

  return async ({ id, marks }, traces, signal) => {
    const removed = lessons.takesNull === false ? undefined : await writeNull(id, traces, signal)
    const made = removed ?? (await write(id, traces, '', signal))
    if (removed === undefined) lessons.takesNull = false
    if (marks === undefined) return toRemoteMessage(await whole.one(id, signal))
    // Graph's answer has no properties. Without our note the last verb alone tells, and that is the answer where there are both.
    const forwarded = marks.forwarded && !(traces.includes('note') && marks.answered)
    const { envelope: _unread, ...state } = toRemoteMessage(made, { verbs: { answered: marks.answered, forwarded } })
    return state satisfies RemoteMessage
  }
}

const has = ({ singleValueExtendedProperties }: WireMessage, traces: readonly Trace[]): boolean => tracesOf(singleValueExtendedProperties ?? []).some((trace) => traces.includes(trace))
