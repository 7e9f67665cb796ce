import { SyncError } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import type { NewMessage, RemoteMessage } from '../connector.ts'
import type { GraphClient } from './graph-client.ts'
import { NO_RECEIPTS, RECEIVED_TIME } from './json-message.ts'
import type { Lessons } from './lessons.ts'
import { markFields, readMarks, verbProperties } from './map-marks.ts'
import { toRemoteMessage } from './map-message.ts'
import { ORIGIN_HEADER_PROPERTY, originProperty, valueOf, type ExtendedProperty } from './origin-property.ts'
import type { WholeMessages } from './whole-messages.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** What is done with a copy between its creation and the moment when it is as it should be, whichever way it was made. */
export interface HalfMade {
  patch(id: string, json: unknown, signal: AbortSignal): Promise<WireMessage>
  /** A copy that shows as an unsent draft could be sent by mistake: better none. @throws {SyncError} `REJECTED` */
  refuseDraft(made: WireMessage, message: Pick<NewMessage, 'roleClass'>, signal: AbortSignal): Promise<void>
  /** A create of several requests that fails is undone; where even that fails, recovery has to do it. */
  orTakenBack<T>(id: string, signal: AbortSignal, steps: () => Promise<T>): Promise<T>
  /**
   * What MIME alone does not set. A request for a receipt is taken back before the message is marked read. Where its date cannot be
   * set, the copy is removed, and the answer nothing.
   */
  finishMime(made: WireMessage, message: NewMessage, origin: OriginMark, signal: AbortSignal): Promise<RemoteMessage | undefined>
}

export interface HalfMadeOptions {
  readonly client: GraphClient
  readonly whole: WholeMessages
  readonly lessons: Lessons
  /** Removes for good what was half made. */
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

export function createHalfMade({ client, whole, lessons, remove }: HalfMadeOptions): HalfMade {
  const patch: HalfMade['patch'] = (id, json, signal) =>
    client.read(wireMessage, { kind: 'PATCH message', method: 'PATCH', path: `messages/${encodeURIComponent(id)}`, json }, signal)

  const refuseDraft: HalfMade['refuseDraft'] = async (made, { roleClass }, signal) => {
    if (roleClass === 'draft' || made.isDraft !== true) return
    await remove(made.id, signal)
    throw new SyncError('REJECTED', 'Outlook: this mailbox makes drafts of copies')
  }

  return {
    patch,
    refuseDraft,
    orTakenBack: async (id, signal, steps) => {
      try {
        return await steps()
      } catch (error) {
        if (!(error instanceof SyncError)) throw error
        const removed = await remove(id, signal).then(() => true, () => false)
        throw withAmbiguity(error, !removed)
      }
    },
    finishMime: async (made, message, origin, signal) => {
      await refuseDraft(made, message, signal)
      if (lessons.headersAsProperties === undefined) {
        const seen = await whole.one(made.id, signal)
        lessons.headersAsProperties = valueOf(seen.singleValueExtendedProperties ?? [], ORIGIN_HEADER_PROPERTY) !== undefined
      }
      let current = made
      if (made.isReadReceiptRequested === true) {
        current = await patch(made.id, NO_RECEIPTS, signal)
        if (current.isReadReceiptRequested === true) throw new SyncError('REJECTED', 'Outlook: receipt would be sent')
      }
      const json = differences(current, message, lessons.headersAsProperties ? [] : [originProperty(origin)])
      if (Object.keys(json).length > 0) current = await patch(made.id, json, signal)
      if (!sameTime(current, message)) {
        await remove(made.id, signal)
        return undefined
      }
      return toRemoteMessage({ ...current, parentFolderId: current.parentFolderId ?? message.folderId }, knownOf(message, origin))
    },
  }
}

/** The same error, saying whether something may have been left behind. */
export const withAmbiguity = (error: SyncError, ambiguous: boolean): SyncError =>
  new SyncError(error.code, error.message, {
    ambiguous,
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  })

/** What we know of a copy that answers to writes leave out. */
export const knownOf = (message: NewMessage, origin: OriginMark) => ({ origin, verbs: message.marks, size: message.source.size })

/** To the second, as dates are compared. */
export const sameTime = (made: WireMessage, { receivedAt }: Pick<NewMessage, 'receivedAt'>): boolean => toInstant(Date.parse(made.receivedDateTime ?? '')) === receivedAt

/** What a PATCH has to set so that a message made from MIME is as wanted. */
function differences(made: WireMessage, message: NewMessage, more: readonly ExtendedProperty[]): Record<string, unknown> {
  const has = readMarks(made)
  const { marks } = message
  const properties = [
    ...(sameTime(made, message) ? [] : [{ id: RECEIVED_TIME, value: message.receivedAt }]),
    ...(marks.answered || marks.forwarded ? verbProperties(marks) : []),
    ...more,
  ]
  return {
    ...markFields({
      ...(has.read === marks.read ? {} : { read: marks.read }),
      ...(has.flag === marks.flag ? {} : { flag: marks.flag }),
      ...(has.tags.join('\n') === marks.tags.join('\n') ? {} : { tags: marks.tags }),
    }),
    ...(properties.length === 0 ? {} : { singleValueExtendedProperties: properties }),
  }
}
