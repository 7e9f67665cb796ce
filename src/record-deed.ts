import type { Deed } from './domain/deed.ts'
import { toInstant } from './domain/instant.ts'
import type { Clock } from './platform/clock.ts'
import type { NewId } from './platform/ids.ts'
import type { Store } from './store/store.ts'

/** Something that a person did or had done beside runs, as the audit tells it: no content, and no address. */
export interface DeedDone {
  readonly kind: Deed
  /** What for, or at whose wish, in a few fixed words. */
  readonly reason: string
  /** The name that was given; absent where Tongbu acted by itself. */
  readonly by?: string | undefined
  /** What it is about that has a name: a restore point. Default: a name of its own. */
  readonly about?: string
  /** How many messages, where that is known. */
  readonly messages?: number | undefined
}

export interface DeedTools {
  readonly clock: Clock
  readonly newId: NewId
  /** One in which the audit may be written, beside whoever owns the pairs. */
  readonly store: () => Promise<Store>
}

/** Writes into the audit of a pair what somebody did; it is there when this resolves. */
export async function recordDeed({ clock, newId, store }: DeedTools, pair: string, { kind, reason, by, about, messages }: DeedDone): Promise<void> {
  const who = by === undefined ? {} : { by }
  const detail = messages === undefined ? {} : { detail: JSON.stringify({ messages }) }
  await (await store()).audit.record(pair, [{ at: toInstant(clock.now()) ?? '', run: about ?? `d${newId()}`, kind, reason, ...who, ...detail }])
}
