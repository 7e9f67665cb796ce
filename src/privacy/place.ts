import type { ItemRef } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import type { Spool } from '../platform/spool.ts'

/** A message of a mailbox that a place holds the content of. */
export interface Position {
  readonly pair: string
  readonly side: Side
  /** The cloud's id. */
  readonly id: string
  /** Ours, where the mirror knew the message. */
  readonly ref?: ItemRef
  readonly messageId?: string
}

/** One content in a place. */
export interface HeldContent {
  /** Its name in this place. */
  readonly key: string
  /** Where it was read, as far as that is still known. */
  readonly positions: readonly Position[]
  /** As MIME; whoever yields it frees it. */
  readonly content: Spool
}

/** What is to go. */
export interface ToErase {
  readonly keys: ReadonlySet<string>
  /** What is known of messages with these Message-IDs goes too, where there is no content. */
  readonly messageIds: ReadonlySet<string>
}

/**
 * Something that holds the content of messages: the backup, the archive. An erasure asks each of them and knows none.
 * @throws {SyncError} where something cannot be read, so that nothing can be promised
 */
export interface ContentPlace {
  /** As it is called in a report. */
  readonly name: string
  /** Every content once, in any order; also what nothing refers to any more. */
  contents(signal: AbortSignal): AsyncIterable<HeldContent>
  /**
   * Removes it for good and proves that it is gone. Done again after a kill it goes on. Whatever tells that something belongs to what is to
   * go is removed last. @returns how much by what it was, in words of the place
   */
  erase(what: ToErase, signal: AbortSignal): Promise<Readonly<Record<string, number>>>
  /** Every file below it, for a search through bare bytes. */
  files(): AsyncIterable<{ readonly path: string; readonly bytes: () => AsyncIterable<Uint8Array> }>
}

/** Whether somebody has to keep a message, so that it must not be erased: a legal hold. The archive answers it. */
export type IsHeld = (message: { readonly messageId?: string; readonly digest?: string }) => Promise<boolean>
