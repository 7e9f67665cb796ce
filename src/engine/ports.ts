import type { Binding } from '../domain/binding.ts'
import type { Deed } from '../domain/deed.ts'
import type { NewEvent } from '../domain/feed-event.ts'
import type { Folder } from '../domain/folder.ts'
import type { Instant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { Side } from '../domain/side.ts'
import type { WatchMatch } from '../watch/rule.ts'

/** An operation begun and not yet settled. Written before the cloud is, so that no write is unaccounted for. */
export interface JournalEntry {
  /** The correlation token: our name for this write, carried by what it creates. */
  readonly token: string
  readonly operation: Operation
  /** What `Mailbox.bookmark` told of the target folder. */
  readonly bookmark?: string
  readonly at: Instant
  /** When what it creates was first looked for in vain. Only from then on is its absence counted: it may have been sent long after it was journaled. */
  readonly soughtAt?: Instant
}

/** Why an effect happened. No content, subject or address. */
export interface AuditRecord {
  readonly at: Instant
  /** The run, or what else one call did. */
  readonly run: string
  readonly kind: Operation['kind'] | 'recovered' | 'removed-partial' | Deed
  /** The person who did it or wanted it, by the name that was given; absent where Tongbu acted by itself. */
  readonly by?: string
  /** The id by which the cloud knows the request that did it, for its support. */
  readonly request?: string
  readonly on?: Side
  readonly item?: ItemRef
  readonly binding?: string
  readonly reason: string
  readonly token?: string
  /** `effectText` of a message that was moved or marked: what it was and what it became, so that it can be taken back. */
  readonly detail?: string
  /** How long what was carried was on its way, in milliseconds: told by the event feed, and no part of the chain. */
  readonly tookMs?: number
}

/** What the audit holds of one run. A run that changed nothing has left nothing there. */
export interface RunSummary {
  readonly run: string
  /** Of its first and its last record. */
  readonly from: Instant
  readonly to: Instant
  /** Operations that wrote, by side and kind. */
  readonly done: Readonly<Record<Side, Readonly<Partial<Record<AuditRecord['kind'], number>>>>>
  /** Whether it took back another run. */
  readonly isUndo: boolean
}

/** An item that cannot cross, with its reason. It is not tried again until it changes. */
export interface SetAside {
  readonly item: ItemRef
  readonly code: string
  /** Safe to show. */
  readonly message: string
  /** `asideState` of the item when it was set aside. */
  readonly state: string
  readonly attempts: number
  readonly since: Instant
}

/** People whose data went to one side. */
export interface Carried {
  readonly on: Side
  readonly at: Instant
  /** Addresses as `canonicalAddress` writes them. */
  readonly people: readonly string[]
}

/** Rows to write. A row replaces the one with the same key; all of a change set is written or none of it. */
export interface ChangeSet {
  readonly folders?: readonly Folder[]
  readonly items?: readonly Item[]
  /** Rows that became part of another (an IMAP move seen as gone and new). */
  readonly deletedItems?: readonly ItemRef[]
  readonly bindings?: readonly Binding[]
  readonly deletedBindings?: readonly string[]
  readonly checkpoints?: readonly { readonly side: Side; readonly scope: string; readonly value: string | null }[]
  readonly begun?: readonly JournalEntry[]
  /** Tokens of journal entries that are settled. */
  readonly settled?: readonly string[]
  readonly audit?: readonly AuditRecord[]
  /** What happened and is no effect; effects are told by the audit. Of this pair. */
  readonly events?: readonly NewEvent[]
  /** Messages that rules of a person fit: nothing of them but that. */
  readonly matched?: readonly WatchMatch[]
  readonly setAside?: readonly SetAside[]
  readonly released?: readonly ItemRef[]
  /** Whose data was carried, where people are counted; only keyed hashes of it are kept. */
  readonly carried?: readonly Carried[]
  /** Small facts by name (last report, findings), as JSON text; `null` forgets one. */
  readonly facts?: Readonly<Record<string, string | null>>
}

/** What differs from what was agreed, with everything needed to plan it and nothing else. */
export interface DirtyRows {
  /** Present or gone (not merely missing) items whose state is not their base, and the partners of those. */
  readonly items: readonly Item[]
  /** The bindings of those items. */
  readonly bindings: readonly Binding[]
}

/** Everything remembered about one pair. Every method may throw `STORE_FAILURE`. */
export interface PairStore {
  /** All or nothing, durable when it resolves. */
  commit(changes: ChangeSet): Promise<void>
  checkpoints(side: Side): Promise<Map<string, string>>
  folders(): Promise<Folder[]>
  folderBindings(): Promise<Binding[]>
  dirty(): Promise<DirtyRows>
  itemsByRef(refs: readonly ItemRef[]): Promise<Item[]>
  /** By the cloud's id, gone ones left out. */
  itemsById(side: Side, ids: readonly string[]): Promise<Item[]>
  /** By the cloud's id, only those that are gone. */
  goneItemsById(side: Side, ids: readonly string[]): Promise<Item[]>
  /** Items of a folder that are not gone. */
  itemsInFolder(side: Side, folder: string): Promise<Item[]>
  /** Items on either side with one of these Message-IDs, gone ones left out. */
  itemsByMessageId(ids: readonly string[]): Promise<Item[]>
  /** Items on either side without Message-ID, received in one of these seconds, gone ones left out. */
  itemsByReceived(seconds: readonly Instant[]): Promise<Item[]>
  /** Not in a listing and not yet confirmed gone. */
  missing(side: Side): Promise<Item[]>
  bindingsOf(refs: readonly ItemRef[]): Promise<Binding[]>
  journal(): Promise<JournalEntry[]>
  setAside(): Promise<SetAside[]>
  fact(name: string): Promise<string | undefined>
  counts(): Promise<Counts>
  /** Bindings with this status, for listings. */
  bindingsWith(status: Binding['status']): Promise<Binding[]>
  /** The last `most` runs that changed anything, newest first. */
  runs(most: number): Promise<RunSummary[]>
  run(run: string): Promise<RunSummary | undefined>
  /** Every message of a side, those that are gone too. */
  itemsOf(side: Side): Promise<Item[]>
  /** The records after the one with this `seq`, in the order in which they were written. */
  recordsAfter(seq: number): Promise<AuditRecord[]>
  /** Records with `detail` of this run and of all later ones, in the order in which they were written. */
  writesSince(run: string): Promise<AuditRecord[]>
  /** Rows by what they are of, for whoever wants to know that nothing is left: no audit, no pause. */
  remembered(): Promise<Readonly<Record<string, number>>>
  /** Forgets all of them and adds these records to the audit, all or nothing. The pair can be begun anew afterwards. */
  forget(audit: readonly AuditRecord[]): Promise<void>
}

export interface Counts {
  /** Messages that are present, by side. */
  readonly items: Readonly<Record<Side, number>>
  /** Message bindings by status. */
  readonly bindings: Readonly<Record<Binding['status'], number>>
  /** Copies that carry their original as an attachment. */
  readonly carried: number
  /** Copies that were made anew from the parts of their original, because nothing takes it byte for byte. */
  readonly rebuilt: number
  /** Copies of messages with a `winmail.dat`. */
  readonly wrapped: number
  readonly setAside: number
  readonly journal: number
}
